import { BRIDGE_DEADLINE_MS } from '../../src/core/call/call-clocks.js';
import type { CallEffect, CallInput, CallTimer } from '../../src/core/call/call-input.js';
import type { CallPhase } from '../../src/core/call/call-phase.js';
import { type CallPlan, type CallState, newCall } from '../../src/core/call/call-state.js';
import { stepCall } from '../../src/core/call/step-call.js';

/** Timers that may run in each phase; whatever else still runs was forgotten. */
const TIMERS_OF: Readonly<Record<CallPhase, readonly CallTimer[]>> = {
  committing: [],
  dialing: ['ring'],
  ringing: ['ring'],
  screening: ['amd'],
  waiting: ['connect'],
  connecting: ['bridge'],
  talking: [],
  outside: ['wrap', 'gone', 'outside'],
  messaging: ['message'],
  ending: ['gone'],
  wrapping: ['wrap', 'gone'],
  // The close ends all of them.
  closed: ['ring', 'amd', 'connect', 'bridge', 'message', 'gone', 'wrap', 'outside'],
};

/** A call as its supervisor runs it, with all that must hold checked at each step. */
export class CallRig {
  state: CallState;
  nowMs = 1_000_000;
  readonly effects: CallEffect[] = [];
  readonly #timers = new Map<CallTimer, number>();
  /** Who was given to the call and has not been let go. */
  #held: string | null = null;
  /** Who talked and has not finished his wrap-up. */
  #wrapping: string | null = null;
  #committed = false;
  #originates = 0;
  #closes = 0;
  #needsAgentSinceMs: number | null = null;

  constructor(plan: CallPlan) {
    this.state = newCall(plan);
  }

  input(input: CallInput): void {
    const before = this.state;
    const { state, effects } = stepCall(before, input, this.nowMs);
    this.#committed ||= input.kind === 'committed';
    this.state = state;
    for (const effect of effects) {
      this.effects.push(effect);
      this.#carryOut(effect);
    }
    this.#checkStep(before);
  }

  /** Lets time pass; timers fire when they are due. */
  run(ms: number): void {
    const untilMs = this.nowMs + ms;
    for (;;) {
      const due = [...this.#timers].sort(([, a], [, b]) => a - b)[0];
      if (due === undefined || due[1] > untilMs) {
        this.nowMs = untilMs;
        this.#checkWait();
        return;
      }
      this.#timers.delete(due[0]);
      this.nowMs = Math.max(this.nowMs, due[1]);
      this.input({ kind: 'timer', timer: due[0] });
    }
  }

  #carryOut(effect: CallEffect): void {
    switch (effect.kind) {
      case 'originate': {
        this.#originates += 1;
        this.#expect(this.#committed, 'no originate without a row');
        this.#expect(this.#originates === 1, 'one originate');
        break;
      }
      case 'setTimer': {
        this.#timers.set(effect.timer, this.nowMs + effect.ms);
        break;
      }
      case 'clearTimer': {
        this.#timers.delete(effect.timer);
        break;
      }
      case 'bridge': {
        const free = this.#held === null || this.#held === effect.agentId;
        this.#expect(free, 'a call holds one agent at a time');
        this.#held = effect.agentId;
        break;
      }
      case 'releaseAgent': {
        this.#expect(this.#held === effect.agentId, `agent ${effect.agentId} is released once, while held`);
        this.#held = null;
        this.#wrapping = effect.how === 'wrapUp' ? effect.agentId : this.#wrapping;
        break;
      }
      case 'wrapEnded': {
        this.#expect(this.#wrapping === effect.agentId, 'a wrap-up ends once, after a talk');
        this.#wrapping = null;
        break;
      }
      case 'close': {
        this.#closes += 1;
        this.#timers.clear();
        break;
      }
      default: {
        break;
      }
    }
  }

  #checkStep(before: CallState): void {
    const { state } = this;
    for (const timer of this.#timers.keys()) {
      this.#expect(TIMERS_OF[state.phase].includes(timer), `timer ${timer} is forgotten in ${state.phase}`);
    }
    // Who was given away by his agent waits with music, in the queue and then for his campaign.
    const waits = state.phase === 'waiting' && state.awaited === null && state.returnTo === null;
    const needs = waits || state.phase === 'connecting';
    const lostAgent = needs && (before.phase === 'talking' || before.awaited !== null);
    this.#needsAgentSinceMs = needs
      ? lostAgent
        ? this.nowMs
        : (this.#needsAgentSinceMs ?? this.nowMs)
      : null;
    this.#checkWait();
    this.#checkTimes();
    if (state.phase === 'closed') {
      this.#expect(this.#closes === 1, 'a call closes once');
      this.#expect(this.#held === null && this.#wrapping === null, 'a closed call holds no agent');
      this.#expect(state.reason !== null || state.disposition !== null, 'a closed call knows why');
      this.#expect(!state.abandoned || state.tAgentMs === null, 'who met an agent was not abandoned');
    }
  }

  #checkWait(): void {
    const limitMs = this.state.plan.connectDeadlineMs + BRIDGE_DEADLINE_MS;
    const waitedMs = this.nowMs - (this.#needsAgentSinceMs ?? this.nowMs);
    this.#expect(waitedMs <= limitMs, `a person waits ${waitedMs} ms of at most ${limitMs}`);
  }

  #checkTimes(): void {
    const { tDialMs, tRingMs, tAnswerMs, tAmdMs, tAgentMs, tMessageMs, tEndMs, tWrapEndMs } = this.state;
    for (const order of [
      [tDialMs, tRingMs, tAnswerMs, tAmdMs, tAgentMs, tEndMs, tWrapEndMs],
      [tAnswerMs, tAmdMs, tMessageMs, tEndMs],
    ]) {
      const known = order.filter((time) => time !== null);
      this.#expect(
        known.every((time, index) => index === 0 || time >= (known[index - 1] ?? 0)),
        `times go forward: ${order.join(' ')}`,
      );
    }
  }

  #expect(holds: boolean, what: string): void {
    if (!holds) {
      throw new Error(`${what} (phase ${this.state.phase})`);
    }
  }
}
