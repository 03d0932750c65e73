import type { CampaignId } from '../../core/kernel/ids.js';
import type {
  DecisionBatch,
  DecisionQuery,
  KeptDecision,
  KeptMemory,
  PacingStore,
} from '../../ports/pacing-store.js';
import type { FaultGate } from './memory-faults.js';

/** What pacing keeps, in memory. */
export class MemoryPacingStore implements PacingStore {
  readonly #gate: FaultGate;
  readonly #memories = new Map<string, KeptMemory>();
  readonly #decisions = new Map<CampaignId, KeptDecision[]>();

  constructor(gate: FaultGate) {
    this.#gate = gate;
  }

  keepMemories(memories: readonly KeptMemory[]): Promise<void> {
    return this.#gate.write('pacing.keepMemories', () => {
      for (const kept of memories) {
        // As a database gives it back: plain data of its own.
        const copy = { ...kept, memory: JSON.parse(JSON.stringify(kept.memory)) as unknown };
        this.#memories.set(`${kept.campaignId}\n${kept.part}`, copy);
      }
    });
  }

  memories(campaignId: CampaignId): Promise<readonly KeptMemory[]> {
    return this.#gate.read('pacing.memories', () =>
      [...this.#memories.values()].filter((kept) => kept.campaignId === campaignId),
    );
  }

  keepDecisions(batches: readonly DecisionBatch[], forgetBeforeMs: number): Promise<void> {
    return this.#gate.write('pacing.keepDecisions', () => {
      for (const { campaignId, decisions } of batches) {
        this.#decisions.set(campaignId, [...(this.#decisions.get(campaignId) ?? []), ...decisions]);
      }
      for (const [campaignId, decisions] of this.#decisions) {
        this.#decisions.set(
          campaignId,
          decisions.filter(({ atMs }) => atMs >= forgetBeforeMs),
        );
      }
    });
  }

  decisions({ campaignId, fromMs, toMs, most }: DecisionQuery): Promise<readonly KeptDecision[]> {
    return this.#gate.read('pacing.decisions', () => {
      const found = (this.#decisions.get(campaignId) ?? []).filter(
        ({ atMs }) => atMs >= fromMs && atMs < toMs,
      );
      return found.slice(Math.max(0, found.length - most));
    });
  }
}
