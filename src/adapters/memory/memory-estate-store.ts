import type { EngineId } from '../../core/kernel/ids.js';
import type { OpenAttempt } from '../../ports/attempt-store.js';
import type { Estate, EstateStore, KnownEngine } from '../../ports/estate-store.js';
import type { AttemptShelf } from './attempt-shelf.js';
import type { ContactShelf } from './contact-shelf.js';
import type { MemoryAgentStore } from './memory-agent-store.js';
import type { FaultGate } from './memory-faults.js';

interface Shelves {
  readonly attempts: AttemptShelf;
  readonly contacts: ContactShelf;
  readonly agents: MemoryAgentStore;
}

/** Engines and what they leave, in memory. */
export class MemoryEstateStore implements EstateStore {
  readonly #gate: FaultGate;
  readonly #shelves: Shelves;
  readonly #engines = new Map<EngineId, KnownEngine>();

  constructor(gate: FaultGate, shelves: Shelves) {
    this.#gate = gate;
    this.#shelves = shelves;
  }

  register(engineId: EngineId, estates: KnownEngine['estates']): Promise<void> {
    return this.#gate.write('estates.register', () => {
      this.#engines.set(engineId, { engineId, estates, door: this.#engines.get(engineId)?.door ?? null });
    });
  }

  tellDoor(engineId: EngineId, door: string | null): Promise<void> {
    return this.#gate.write('estates.tellDoor', () => {
      this.#engines.set(engineId, { engineId, estates: this.#engines.get(engineId)?.estates ?? {}, door });
    });
  }

  list(): Promise<readonly KnownEngine[]> {
    return this.#gate.read('estates.list', () =>
      [...this.#engines.values()].sort((a, b) => (a.engineId < b.engineId ? -1 : 1)),
    );
  }

  inherit(from: EngineId, to: EngineId): Promise<Estate> {
    return this.#gate.write('estates.inherit', () => {
      const { attempts, contacts, agents } = this.#shelves;
      const rows: OpenAttempt[] = [];
      for (const [attemptId, { opening, mark }] of attempts.open) {
        if (opening.engineId === from) {
          const row = { opening: { ...opening, engineId: to, chainId: to }, mark };
          attempts.open.set(attemptId, row);
          rows.push(row);
          const contact = contacts.find(opening.contactId);
          if (contact?.state === 'calling' && contact.owner === from) {
            contact.owner = to;
          }
        }
      }
      rows.sort((a, b) => a.opening.tQueuedMs - b.opening.tQueuedMs);
      return { rows, agentIds: agents.handOver(from, to) };
    });
  }
}
