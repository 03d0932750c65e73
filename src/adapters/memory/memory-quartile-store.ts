import type { AgentOutput, QuartileDay } from '../../core/campaign/quartile-modes.js';
import { localDayOf } from '../../core/compliance/gate/person-day.js';
import { indicatorRowOf } from '../../core/indicators/indicator-row.js';
import { BRASILIA } from '../../core/kernel/civil-time.js';
import { type CampaignId, parseAgentId } from '../../core/kernel/ids.js';
import type { QuartileStore } from '../../ports/quartile-store.js';
import type { AttemptShelf } from './attempt-shelf.js';
import type { FaultGate } from './memory-faults.js';

/** Quartiles over the attempts in memory. */
export class MemoryQuartileStore implements QuartileStore {
  readonly #attempts: AttemptShelf;
  readonly #gate: FaultGate;
  /** By campaign, then by day. */
  readonly #kept = new Map<string, Map<string, QuartileDay>>();

  constructor(attempts: AttemptShelf, gate: FaultGate) {
    this.#attempts = attempts;
    this.#gate = gate;
  }

  output(campaignId: CampaignId, fromMs: number, toMs: number): Promise<readonly AgentOutput[]> {
    return this.#gate.read('quartiles.output', () => {
      const counts = new Map<string, { -readonly [Key in keyof AgentOutput]: AgentOutput[Key] }>();
      const days = new Map<string, Set<number>>();
      for (const closed of this.#attempts.closed.values()) {
        const row = indicatorRowOf(closed);
        const within = row.campaignId === campaignId && row.startMs >= fromMs && row.startMs < toMs;
        if (!within || row.agentMs === null || row.agentId === '') {
          continue;
        }
        const agentId = parseAgentId(row.agentId);
        const own = counts.get(agentId) ?? {
          agentId,
          talks: 0,
          client: 0,
          success: 0,
          handledMs: 0,
          days: 0,
        };
        counts.set(agentId, own);
        const worked = days.get(agentId) ?? new Set();
        days.set(agentId, worked.add(localDayOf(row.startMs, BRASILIA)));
        own.talks += 1;
        own.client += row.outcome === 'concretizada' || row.outcome === 'sucesso' ? 1 : 0;
        own.success += row.outcome === 'sucesso' ? 1 : 0;
        own.handledMs += Math.max(0, row.endMs - row.agentMs);
        own.handledMs += Math.max(0, (row.wrapEndMs ?? row.endMs) - row.endMs);
        own.days = worked.size;
      }
      return [...counts.values()].sort((one, other) => (one.agentId < other.agentId ? -1 : 1));
    });
  }

  keep(day: QuartileDay, oldestDay: string): Promise<QuartileDay> {
    return this.#gate.write('quartiles.keep', () => {
      const days = this.#kept.get(day.campaignId) ?? new Map<string, QuartileDay>();
      this.#kept.set(day.campaignId, days);
      const kept = days.get(day.day) ?? day;
      days.set(day.day, kept);
      for (const old of [...days.keys()].filter((key) => key < oldestDay)) {
        days.delete(old);
      }
      return kept;
    });
  }

  last(campaignId: CampaignId): Promise<QuartileDay | null> {
    return this.#gate.read('quartiles.last', () => {
      const days = [...(this.#kept.get(campaignId)?.values() ?? [])];
      return days.sort((one, other) => (one.day < other.day ? 1 : -1))[0] ?? null;
    });
  }
}
