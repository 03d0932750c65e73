import type { CampaignId, MailingId } from '../../core/kernel/ids.js';
import type { MailingReject, MailingRow, MailingStore, MailingSummary } from '../../ports/mailing-store.js';
import type { ContactShelf } from './contact-shelf.js';
import type { FaultGate } from './memory-faults.js';

type Figures = Parameters<MailingStore['finish']>[2];

/** Mailings in memory. */
export class MemoryMailingStore implements MailingStore {
  readonly #mailings = new Map<string, MailingSummary>();
  readonly #rejects = new Map<string, Map<string, MailingReject>>();
  readonly #mappings = new Map<string, Readonly<Record<string, string>>>();
  readonly #contacts: ContactShelf;
  readonly #gate: FaultGate;

  constructor(contacts: ContactShelf, gate: FaultGate) {
    this.#contacts = contacts;
    this.#gate = gate;
  }

  create(mailingId: MailingId, campaignId: CampaignId, name: string, nowMs: number): Promise<void> {
    return this.#gate.write('mailings.create', () => {
      const fresh = {
        mailingId,
        campaignId,
        name,
        rows: 0,
        added: 0,
        duplicates: 0,
        rejected: 0,
        createdAtMs: nowMs,
      };
      this.#mailings.set(mailingId, { ...(this.#mailings.get(mailingId) ?? fresh), state: 'loading' });
    });
  }

  addRows(
    mailingId: MailingId,
    campaignId: CampaignId,
    rows: readonly MailingRow[],
    nowMs: number,
  ): Promise<number> {
    return this.#gate.write('mailings.addRows', () => {
      let added = 0;
      for (const row of rows) {
        added += this.#contacts.add(mailingId, campaignId, row, nowMs) ? 1 : 0;
      }
      return added;
    });
  }

  addRejects(mailingId: MailingId, rejects: readonly MailingReject[]): Promise<void> {
    return this.#gate.write('mailings.addRejects', () => {
      const kept = this.#rejects.get(mailingId) ?? new Map<string, MailingReject>();
      for (const reject of rejects) {
        kept.set(JSON.stringify([reject.line, reject.column, reject.reason]), reject);
      }
      this.#rejects.set(mailingId, kept);
    });
  }

  finish(mailingId: MailingId, state: 'loaded' | 'failed', figures: Figures): Promise<void> {
    return this.#gate.write('mailings.finish', () => {
      const mailing = this.#mailings.get(mailingId);
      if (mailing !== undefined) {
        const { rows, added, duplicates, rejected } = figures;
        this.#mailings.set(mailingId, { ...mailing, state, rows, added, duplicates, rejected });
      }
    });
  }

  find(mailingId: MailingId): Promise<MailingSummary | null> {
    return this.#gate.read('mailings.find', () => this.#mailings.get(mailingId) ?? null);
  }

  list(campaignId: CampaignId): Promise<readonly MailingSummary[]> {
    return this.#gate.read('mailings.list', () =>
      [...this.#mailings.values()]
        .filter((mailing) => mailing.campaignId === campaignId)
        .sort((a, b) => b.createdAtMs - a.createdAtMs || (a.mailingId < b.mailingId ? -1 : 1)),
    );
  }

  /** A line's rejects stay together: the page may be longer than `limit` by the rest of its last line. */
  rejects(mailingId: MailingId, afterLine: number, limit: number): Promise<readonly MailingReject[]> {
    return this.#gate.read('mailings.rejects', () => {
      const order = (reject: MailingReject) => `${reject.column}\0${reject.reason}`;
      const rest = [...(this.#rejects.get(mailingId)?.values() ?? [])]
        .filter((reject) => reject.line > afterLine)
        .sort((a, b) => a.line - b.line || (order(a) < order(b) ? -1 : 1));
      const lastLine = rest[limit - 1]?.line ?? Number.POSITIVE_INFINITY;
      return rest.filter((reject) => reject.line <= lastLine);
    });
  }

  savedMapping(headersKey: string): Promise<Readonly<Record<string, string>> | null> {
    return this.#gate.read('mailings.savedMapping', () => this.#mappings.get(headersKey) ?? null);
  }

  saveMapping(headersKey: string, mapping: Readonly<Record<string, string>>): Promise<void> {
    return this.#gate.write('mailings.saveMapping', () => {
      this.#mappings.set(headersKey, mapping);
    });
  }
}
