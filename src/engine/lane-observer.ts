import type { CallState } from '../core/call/call-state.js';
import type { AgentId } from '../core/kernel/ids.js';
import type { CallSupervisor } from './call-supervisor.js';
import type { DayTally } from './day-tally.js';
import type { EventBus } from './event-bus.js';
import type { PacingLane } from './pacing-lane.js';

/** Turns what happens to calls into what the estimators learn from, the day's counts and the engine's events. */
export class LaneObserver {
  readonly #bus: EventBus;
  readonly #tally: DayTally;

  constructor(bus: EventBus, tally: DayTally) {
    this.#bus = bus;
    this.#tally = tally;
  }

  moved(call: CallSupervisor, from: CallState, lane: PacingLane, nowMs: number): void {
    const { state } = call;
    const ids = { attemptId: call.attemptId, campaignId: call.subject.opening.campaignId };
    if (state.phase !== from.phase) {
      this.#bus.emit('call:moved', { ...ids, from: from.phase, to: state.phase, atMs: nowMs });
    }
    // Counted when it leaves, and taken back on proof that it did not.
    this.#tally.attempts += Number(state.tDialMs !== null) - Number(from.tDialMs !== null);
    if (state.tRingMs !== null && from.tRingMs === null) {
      lane.observe({ kind: 'rang', afterMs: nowMs - (state.tDialMs ?? nowMs) });
    }
    if (state.tAnswerMs !== null && from.tAnswerMs === null) {
      this.#tally.answered += 1;
      this.#bus.emit('call:answered', { ...ids, afterDialMs: nowMs - (state.tDialMs ?? nowMs), atMs: nowMs });
    }
    if (state.tAmdMs !== null && from.tAmdMs === null) {
      const afterAnswerMs = nowMs - (state.tAnswerMs ?? nowMs);
      this.#bus.emit('call:screened', { ...ids, verdict: state.amd, afterAnswerMs, atMs: nowMs });
    }
    if (state.abandoned && !from.abandoned) {
      this.#tally.abandoned += 1;
      lane.observe({ kind: 'abandoned' });
      this.#bus.emit('call:abandoned', { ...ids, atMs: nowMs });
    }
    if (state.tAgentMs !== null && from.tAgentMs === null && state.talkedWith !== null) {
      this.#connected(call, state.talkedWith, state.tAgentMs, lane);
    }
    this.#learn(state, from, lane, nowMs);
  }

  #learn(state: CallState, from: CallState, lane: PacingLane, nowMs: number): void {
    const afterMs = nowMs - (state.tDialMs ?? nowMs);
    const firstWait = state.phase === 'waiting' && state.tAgentMs === null && from.phase !== 'connecting';
    if (firstWait) {
      const ringMs =
        state.tRingMs === null || state.tAnswerMs === null ? null : state.tAnswerMs - state.tRingMs;
      const amdMs = state.tAmdMs === null || state.tAnswerMs === null ? null : state.tAmdMs - state.tAnswerMs;
      lane.observe({ kind: 'live', afterMs, ringMs, amdMs });
    }
    const over = state.phase === 'closed' || state.phase === 'ending' || state.phase === 'messaging';
    const wasOver = from.phase === 'ending' || from.phase === 'messaging' || from.phase === 'wrapping';
    if (over && !wasOver && from.phase !== 'waiting' && from.phase !== 'connecting') {
      const ringMs = state.tRingMs === null ? null : (state.tAnswerMs ?? nowMs) - state.tRingMs;
      lane.observe({ kind: 'failed', reason: state.reason ?? 'lost', afterMs, ringMs });
    }
    if (state.phase === 'wrapping' && from.phase === 'talking') {
      lane.observe({ kind: 'talkEnded', talkMs: nowMs - (state.tAgentMs ?? nowMs) });
    }
    if (state.tWrapEndMs !== null && from.tWrapEndMs === null) {
      lane.observe({ kind: 'wrapEnded', wrapMs: state.tWrapEndMs - (state.tEndMs ?? state.tWrapEndMs) });
    }
  }

  /** A person met an agent; a second agent who takes over a call whose first one was lost is no second contact. */
  #connected(call: CallSupervisor, agentId: AgentId, atMs: number, lane: PacingLane): void {
    const { state, bridgeStartedMs } = call;
    const waitMs = atMs - (state.tAmdMs ?? state.tAnswerMs ?? atMs);
    this.#tally.connected += 1;
    lane.observe({ kind: 'connected', waitMs });
    this.#bus.emit('call:connected', {
      attemptId: call.attemptId,
      campaignId: call.subject.opening.campaignId,
      agentId,
      waitMs,
      bridgeMs: atMs - bridgeStartedMs,
      atMs,
    });
  }
}
