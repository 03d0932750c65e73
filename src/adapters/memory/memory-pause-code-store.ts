import type { PauseCode } from '../../core/pauses/pause-code.js';
import type { PauseCodeStore } from '../../ports/pause-code-store.js';
import type { BaseVersion, Versioned } from '../../ports/versioned.js';
import type { FaultGate } from './memory-faults.js';
import { putVersioned } from './put-versioned.js';

/** Pause codes in memory. */
export class MemoryPauseCodeStore implements PauseCodeStore {
  readonly #gate: FaultGate;
  readonly #codes = new Map<string, Versioned<PauseCode>>();

  constructor(gate: FaultGate) {
    this.#gate = gate;
  }

  list(): Promise<readonly Versioned<PauseCode>[]> {
    return this.#gate.read('pauseCodes.list', () =>
      [...this.#codes.values()].sort((one, other) => (one.code < other.code ? -1 : 1)),
    );
  }

  save(code: PauseCode, base: BaseVersion = null): Promise<number> {
    return this.#gate.write('pauseCodes.save', () => putVersioned(this.#codes, code.code, code, base));
  }
}
