import type { AttemptId } from '../../core/kernel/ids.js';
import type { SipLadderStore } from '../../ports/sip-ladder-store.js';
import type { SipMessageSeen } from '../../ports/sip-watch.js';
import type { FaultGate } from './memory-faults.js';

/** SIP messages of attempts, in memory. */
export class MemorySipLadderStore implements SipLadderStore {
  readonly #gate: FaultGate;
  #messages: readonly SipMessageSeen[] = [];

  constructor(gate: FaultGate) {
    this.#gate = gate;
  }

  keep(messages: readonly SipMessageSeen[], forgetBeforeMs: number): Promise<void> {
    return this.#gate.write('sip.keep', () => {
      this.#messages = [...this.#messages, ...messages].filter(({ atMs }) => atMs >= forgetBeforeMs);
    });
  }

  of(attemptId: AttemptId): Promise<readonly SipMessageSeen[]> {
    return this.#gate.read('sip.of', () =>
      this.#messages
        .filter((message) => message.attemptId === attemptId)
        .sort((one, other) => one.atMs - other.atMs),
    );
  }
}
