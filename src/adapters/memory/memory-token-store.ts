import type { StoredToken, TokenStore } from '../../ports/token-store.js';
import type { FaultGate } from './memory-faults.js';

/** API tokens in memory. */
export class MemoryTokenStore implements TokenStore {
  readonly #tokens = new Map<string, StoredToken>();
  readonly #gate: FaultGate;

  constructor(gate: FaultGate) {
    this.#gate = gate;
  }

  list(): Promise<readonly StoredToken[]> {
    return this.#gate.read('tokens.list', () =>
      [...this.#tokens.values()].sort((a, b) => a.createdAtMs - b.createdAtMs || (a.id < b.id ? -1 : 1)),
    );
  }

  save(token: StoredToken): Promise<void> {
    return this.#gate.write('tokens.save', () => {
      this.#tokens.set(token.id, token);
    });
  }

  revoke(id: string): Promise<void> {
    return this.#gate.write('tokens.revoke', () => {
      const token = this.#tokens.get(id);
      if (token !== undefined) {
        this.#tokens.set(id, { ...token, revoked: true });
      }
    });
  }
}
