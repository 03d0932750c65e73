import type { AttemptId } from '../core/kernel/ids.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { AgentSupervisor } from './agent-supervisor.js';

/** Agents who say what a caller wanted, each for as long as his queue allows. */
export class InboundWraps {
  readonly #clock: Clock;
  readonly #timers = new Map<AttemptId, Timer>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  begin(agent: AgentSupervisor, callId: AttemptId, limitMs: number): void {
    agent.input({ kind: 'talkEnded' });
    this.#timers.set(
      callId,
      this.#clock.setTimer(limitMs, () => this.end(agent, callId)),
    );
  }

  has(callId: AttemptId): boolean {
    return this.#timers.has(callId);
  }

  /** False when it was none of these, or is over. */
  end(agent: AgentSupervisor, callId: AttemptId): boolean {
    const timer = this.#timers.get(callId);
    if (timer === undefined) {
      return false;
    }
    this.#clock.clearTimer(timer);
    this.#timers.delete(callId);
    if (agent.state.attemptId === callId) {
      agent.input({ kind: 'wrapDone' });
    }
    return true;
  }

  close(): void {
    for (const timer of this.#timers.values()) {
      this.#clock.clearTimer(timer);
    }
    this.#timers.clear();
  }
}
