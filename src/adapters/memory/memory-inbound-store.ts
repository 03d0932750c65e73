import type { AbandonedCaller } from '../../core/acd/abandoned-callers.js';
import { halfHourOf } from '../../core/acd/day-shape.js';
import type { ShownCall } from '../../core/acd/return-call.js';
import { type AttemptOpening, isCampaignCall } from '../../core/call-log/call-log-row.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { AgentId, E164, QueueId } from '../../core/kernel/ids.js';
import type { InboundSetting, InboundStore, QueueArrivals } from '../../ports/inbound-store.js';
import type { AttemptShelf } from './attempt-shelf.js';
import type { FaultGate } from './memory-faults.js';
import { sortedBy } from './sorted-by.js';

const MOST_SHOWN = 100;

/** Settings of calls that come in, and callers to call back, in memory. */
export class MemoryInboundStore implements InboundStore {
  readonly #gate: FaultGate;
  readonly #attempts: AttemptShelf;
  readonly #settings = new Map<string, InboundSetting>();
  readonly #changes: InboundSetting[] = [];
  readonly #callers = new Map<E164, AbandonedCaller>();

  constructor(attempts: AttemptShelf, gate: FaultGate) {
    this.#attempts = attempts;
    this.#gate = gate;
  }

  settings(): Promise<readonly InboundSetting[]> {
    return this.#gate.read('inbound.settings', () => sortedBy(this.#settings.values(), keyOf));
  }

  save(setting: InboundSetting): Promise<void> {
    return this.#gate.write('inbound.save', () => {
      this.#check(setting, setting.version - 1);
      // As a database gives it back: plain data of its own.
      const document = JSON.parse(JSON.stringify(setting.document)) as unknown;
      this.#settings.set(keyOf(setting), { ...setting, document });
      this.#changes.push({ ...setting, document });
    });
  }

  remove(setting: Omit<InboundSetting, 'document'>): Promise<void> {
    return this.#gate.write('inbound.remove', () => {
      this.#check(setting, setting.version);
      this.#settings.delete(keyOf(setting));
      this.#changes.push({ ...setting, document: null });
    });
  }

  changes(most: number): Promise<readonly InboundSetting[]> {
    return this.#gate.read('inbound.changes', () => this.#changes.toReversed().slice(0, most));
  }

  callers(): Promise<readonly AbandonedCaller[]> {
    return this.#gate.read('inbound.callers', () =>
      [...this.#callers.values()].sort((a, b) => a.firstMs - b.firstMs || (a.number < b.number ? -1 : 1)),
    );
  }

  keepCallers(kept: readonly AbandonedCaller[], gone: readonly E164[]): Promise<void> {
    return this.#gate.write('inbound.keepCallers', () => {
      for (const number of gone) {
        this.#callers.delete(number);
      }
      for (const caller of kept) {
        this.#callers.set(caller.number, caller);
      }
    });
  }

  callsTo(number: E164, sinceMs: number): Promise<readonly ShownCall[]> {
    return this.#gate.read('inbound.callsTo', () => {
      const shown = (
        opening: AttemptOpening,
        tDialMs: number | null,
        agentId: AgentId | null,
      ): ShownCall[] =>
        opening.phone !== number || !isCampaignCall(opening.mode) || tDialMs === null || tDialMs < sinceMs
          ? []
          : [
              {
                campaignId: opening.campaignId,
                contactId: opening.contactId,
                number,
                line: opening.line as E164,
                agentId,
                atMs: tDialMs,
              },
            ];
      const open = [...this.#attempts.open.values()].flatMap(({ opening, mark }) =>
        shown(opening, opening.tDialMs, mark?.tAgentMs == null ? null : mark.agentId),
      );
      const closed = [...this.#attempts.closed.values()].flatMap(({ opening, result }) =>
        shown(opening, result.tDialMs, result.tAgentMs === null ? null : result.agentId),
      );
      return [...open, ...closed].sort((a, b) => b.atMs - a.atMs).slice(0, MOST_SHOWN);
    });
  }

  arrivals(sinceMs: number): Promise<readonly QueueArrivals[]> {
    return this.#gate.read('inbound.arrivals', () => {
      const counts = new Map<string, QueueArrivals>();
      for (const { opening } of this.#attempts.closed.values()) {
        if (opening.mode === 'inbound' && opening.queue !== '' && opening.tQueuedMs >= sinceMs) {
          const queueId = opening.queue as QueueId;
          const fromMs = halfHourOf(opening.tQueuedMs);
          const key = arrivalsKey({ queueId, fromMs });
          counts.set(key, { queueId, fromMs, calls: (counts.get(key)?.calls ?? 0) + 1 });
        }
      }
      return sortedBy(counts.values(), arrivalsKey);
    });
  }

  #check(setting: Omit<InboundSetting, 'document'>, stored: number): void {
    const { kind, id } = setting;
    if ((this.#settings.get(keyOf(setting))?.version ?? 0) !== stored) {
      throw new CadenciaError('DLR_STATE_CONFLICT', {
        detail: `The ${kind} '${id}' is no longer at version ${stored}: read it again and repeat the change.`,
        fields: { kind, id, version: stored },
      });
    }
  }
}

function keyOf({ kind, id }: Pick<InboundSetting, 'kind' | 'id'>): string {
  return `${kind}\n${id}`;
}

function arrivalsKey({ queueId, fromMs }: Pick<QueueArrivals, 'queueId' | 'fromMs'>): string {
  return `${queueId}\n${String(fromMs).padStart(16, '0')}`;
}
