import type { CallLogRow } from '../../../../src/core/call-log/call-log-row.js';
import { QUICK_RETRY } from '../../quick-people.js';
import type { FaultCentre } from '../fault-centre.js';
import type { Invariant } from './invariant.js';

/** Modes in which nobody asks for this person now. */
const BY_ITSELF = new Set(['predictive', 'power']);

/** Nobody is tried again by himself before his cadence says so, nor more often than it says. */
export class RetriesInTime implements Invariant {
  readonly name = 'retries keep their cadence';
  readonly broken: string[] = [];
  readonly #centre: FaultCentre;

  constructor(centre: FaultCentre) {
    this.#centre = centre;
  }

  async end(): Promise<void> {
    const { stores, injector } = this.#centre;
    // A wrong clock counts another time.
    if (injector.hits.some(({ fault }) => fault.effect === 'clock.now')) {
      return;
    }
    const byContact = new Map<string, CallLogRow[]>();
    for await (const row of stores.callLog.read({})) {
      const { contactId, mode } = row.opening;
      if (row.result.tDialMs !== null && mode !== 'inbound') {
        byContact.set(contactId, [...(byContact.get(contactId) ?? []), row]);
      }
    }
    for (const rows of byContact.values()) {
      this.#judge(rows.sort((one, other) => one.opening.tQueuedMs - other.opening.tQueuedMs));
    }
  }

  #judge(rows: readonly CallLogRow[]): void {
    const counted = rows.filter(({ result: { reason } }) => !QUICK_RETRY.byReason[reason].free);
    const tries = new Set(counted.map(({ opening }) => opening.attemptGroup)).size;
    const last = counted.at(-1);
    if (tries > QUICK_RETRY.maxAttempts && last !== undefined && BY_ITSELF.has(last.opening.mode)) {
      this.broken.push(`${last.opening.attemptId} is try ${tries} of ${QUICK_RETRY.maxAttempts}`);
    }
    for (const [place, { opening, result }] of rows.entries()) {
      const next = rows[place + 1];
      const { delayMs, endsContact } = QUICK_RETRY.byReason[result.reason];
      if (next === undefined || !BY_ITSELF.has(next.opening.mode)) {
        continue;
      }
      // What a carrier brought to nothing goes on by another one at once, and is the same try.
      const sameTry = next.opening.attemptGroup === opening.attemptGroup;
      const isOtherWay = sameTry && next.opening.carrier !== opening.carrier;
      const afterMs = next.opening.tQueuedMs - result.tEndMs;
      if (!isOtherWay && (endsContact || afterMs < delayMs)) {
        this.broken.push(
          `${next.opening.attemptId} came ${afterMs} ms after ${opening.attemptId} (${result.reason})`,
        );
      }
    }
  }
}
