import { isCampaignCall } from '../../core/call-log/call-log-row.js';
import { BRASILIA } from '../../core/kernel/civil-time.js';
import type { CampaignId } from '../../core/kernel/ids.js';
import type { Reason } from '../../core/outcome/outcome.js';
import {
  ANSWERED_REASONS,
  CONTACT_REASONS,
  type ConsumptionCell,
} from '../../core/retry/consumption-curve.js';
import { localHourOf } from '../../core/retry/day-part.js';
import { NEVER_RECYCLED } from '../../core/retry/never-recycled.js';
import type { CadenceStore, ConsumptionQuery, RecycleRequest, Recycling } from '../../ports/cadence-store.js';
import type { AttemptShelf } from './attempt-shelf.js';
import type { ContactShelf } from './contact-shelf.js';
import type { FaultGate } from './memory-faults.js';

/** Recycling and consumption over the contacts and attempts in memory. */
export class MemoryCadenceStore implements CadenceStore {
  readonly #contacts: ContactShelf;
  readonly #attempts: AttemptShelf;
  readonly #gate: FaultGate;
  readonly #recyclings: Recycling[] = [];

  constructor(contacts: ContactShelf, attempts: AttemptShelf, gate: FaultGate) {
    this.#contacts = contacts;
    this.#attempts = attempts;
    this.#gate = gate;
  }

  recycle(request: RecycleRequest): Promise<Recycling> {
    return this.#gate.write('cadence.recycle', () => {
      const reasons = request.reasons.filter((reason) => !NEVER_RECYCLED.has(reason));
      let contacts = 0;
      for (const shelved of this.#contacts.ofCampaign(request.campaignId)) {
        const { mailingId, lastReason, phones } = shelved.contact;
        const wanted = request.mailingId === null || request.mailingId === mailingId;
        const phoneLeft = phones.some(({ dropped }) => !dropped);
        if (
          shelved.state === 'done' &&
          !shelved.withdrawn &&
          wanted &&
          phoneLeft &&
          reasons.includes(lastReason as Reason)
        ) {
          this.#contacts.recycle(shelved, request.attemptsMade, request.nowMs);
          contacts += 1;
        }
      }
      const { campaignId, mailingId, attemptsMade, why, who, nowMs } = request;
      const id = String(this.#recyclings.length + 1);
      const kept = { id, campaignId, mailingId, reasons, attemptsMade, why, who, atMs: nowMs, contacts };
      this.#recyclings.unshift(kept);
      return kept;
    });
  }

  recyclings(campaignId: CampaignId): Promise<readonly Recycling[]> {
    return this.#gate.read('cadence.recyclings', () =>
      this.#recyclings.filter((recycling) => recycling.campaignId === campaignId).slice(0, 100),
    );
  }

  consumption(query: ConsumptionQuery): Promise<readonly ConsumptionCell[]> {
    return this.#gate.read('cadence.consumption', () => {
      const cells = new Map<string, ConsumptionCell>();
      for (const { opening, result } of this.#attempts.closed.values()) {
        const { campaignId, contactId, mode, attemptNo, zones } = opening;
        const { tDialMs, reason } = result;
        const mailingId = this.#contacts.find(contactId)?.contact.mailingId ?? '';
        const wanted = query.mailingId === null || query.mailingId === mailingId;
        const inTime = tDialMs !== null && tDialMs >= query.fromMs && tDialMs < query.toMs;
        if (campaignId === query.campaignId && isCampaignCall(mode) && wanted && inTime) {
          const hour = localHourOf(tDialMs, zones[0] ?? BRASILIA);
          const key = JSON.stringify([mailingId, hour, attemptNo]);
          const known = cells.get(key) ?? {
            mailingId,
            hour,
            attemptNo,
            attempts: 0,
            answers: 0,
            contacts: 0,
          };
          cells.set(key, {
            ...known,
            attempts: known.attempts + 1,
            answers: known.answers + (ANSWERED_REASONS.includes(reason) ? 1 : 0),
            contacts: known.contacts + (CONTACT_REASONS.includes(reason) ? 1 : 0),
          });
        }
      }
      return [...cells.values()].sort(
        (one, other) =>
          (one.mailingId < other.mailingId ? -1 : one.mailingId > other.mailingId ? 1 : 0) ||
          one.hour - other.hour ||
          one.attemptNo - other.attemptNo,
      );
    });
  }

  resting(campaignId: CampaignId, nowMs: number): Promise<Readonly<Record<string, number>>> {
    return this.#gate.read('cadence.resting', () => {
      const counts: Record<string, number> = {};
      for (const { state, contact } of this.#contacts.ofCampaign(campaignId)) {
        if (state === 'ready' && contact.restReason !== '' && contact.nextAtMs > nowMs) {
          counts[contact.restReason] = (counts[contact.restReason] ?? 0) + 1;
        }
      }
      return counts;
    });
  }
}
