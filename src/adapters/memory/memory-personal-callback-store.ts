import type { PersonalCallback } from '../../core/contact/personal-callback.js';
import type { AgentId, ContactId } from '../../core/kernel/ids.js';
import type { PersonalCallbackStore } from '../../ports/personal-callback-store.js';
import type { FaultGate } from './memory-faults.js';

/** Personal callbacks in memory. */
export class MemoryPersonalCallbackStore implements PersonalCallbackStore {
  readonly #gate: FaultGate;
  readonly #kept = new Map<ContactId, PersonalCallback>();

  constructor(gate: FaultGate) {
    this.#gate = gate;
  }

  save(callback: PersonalCallback): Promise<void> {
    return this.#gate.write('personalCallbacks.save', () => {
      this.#kept.set(callback.contactId, callback);
    });
  }

  due(untilMs: number, most: number): Promise<readonly PersonalCallback[]> {
    return this.#gate.read('personalCallbacks.due', () => this.#first(most, ({ atMs }) => atMs <= untilMs));
  }

  of(agentId: AgentId, most: number): Promise<readonly PersonalCallback[]> {
    return this.#gate.read('personalCallbacks.of', () => this.#first(most, (one) => one.agentId === agentId));
  }

  remove(contactId: ContactId): Promise<void> {
    return this.#gate.write('personalCallbacks.remove', () => {
      this.#kept.delete(contactId);
    });
  }

  #first(most: number, fits: (callback: PersonalCallback) => boolean): readonly PersonalCallback[] {
    return [...this.#kept.values()]
      .filter(fits)
      .sort((one, other) => one.atMs - other.atMs || (one.contactId < other.contactId ? -1 : 1))
      .slice(0, most);
  }
}
