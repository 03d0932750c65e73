import type { PauseCode } from '../../core/pauses/pause-code.js';
import type { PauseCodeStore } from '../../ports/pause-code-store.js';
import type { FaultGate } from './memory-faults.js';

/** Pause codes in memory. */
export class MemoryPauseCodeStore implements PauseCodeStore {
  readonly #gate: FaultGate;
  readonly #codes = new Map<string, PauseCode>();

  constructor(gate: FaultGate) {
    this.#gate = gate;
  }

  list(): Promise<readonly PauseCode[]> {
    return this.#gate.read('pauseCodes.list', () =>
      [...this.#codes.values()].sort((one, other) => (one.code < other.code ? -1 : 1)),
    );
  }

  save(code: PauseCode): Promise<void> {
    return this.#gate.write('pauseCodes.save', () => {
      this.#codes.set(code.code, code);
    });
  }
}
