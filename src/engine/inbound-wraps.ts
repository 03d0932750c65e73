import type { AttemptId } from '../core/kernel/ids.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { InboundRecord } from './inbound-record.js';

/** Agents who say what a caller wanted, each for as long as his queue allows; then the row closes. */
export class InboundWraps {
  readonly #clock: Clock;
  readonly #wraps = new Map<AttemptId, { readonly timer: Timer; readonly record: InboundRecord }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  begin(agent: AgentSupervisor, record: InboundRecord, limitMs: number): void {
    agent.input({ kind: 'talkEnded' });
    const timer = this.#clock.setTimer(limitMs, () => this.end(agent, record.id));
    this.#wraps.set(record.id, { timer, record });
  }

  /** The row of a call that is to be told of, or null. */
  recordOf(callId: AttemptId): InboundRecord | null {
    return this.#wraps.get(callId)?.record ?? null;
  }

  /** False when it was none of these, or is over. */
  end(agent: AgentSupervisor, callId: AttemptId): boolean {
    const wrap = this.#wraps.get(callId);
    if (wrap === undefined) {
      return false;
    }
    this.#clock.clearTimer(wrap.timer);
    this.#wraps.delete(callId);
    wrap.record.close(true);
    if (agent.state.attemptId === callId) {
      agent.input({ kind: 'wrapDone' });
    }
    return true;
  }

  close(): void {
    for (const { timer } of this.#wraps.values()) {
      this.#clock.clearTimer(timer);
    }
    this.#wraps.clear();
  }
}
