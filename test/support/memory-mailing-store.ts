import type { CampaignId, MailingId } from '../../src/core/kernel/ids.js';
import type {
  MailingReject,
  MailingRow,
  MailingStore,
  MailingSummary,
} from '../../src/ports/mailing-store.js';

/** A MailingStore that keeps everything in memory, by the port's words. */
export class MemoryMailingStore implements MailingStore {
  readonly rows: MailingRow[] = [];
  readonly batches: number[] = [];
  readonly rejected = new Map<MailingId, MailingReject[]>();
  private readonly keys = new Set<string>();
  private readonly summaries = new Map<MailingId, MailingSummary>();
  private readonly mappings = new Map<string, Readonly<Record<string, string>>>();
  /** Throws before the batch of this number, as an outage would. */
  failAtBatch: { readonly batch: number; readonly error: Error } | null = null;

  async create(mailingId: MailingId, campaignId: CampaignId, name: string, nowMs: number): Promise<void> {
    const none = { rows: 0, added: 0, duplicates: 0, rejected: 0 };
    this.summaries.set(mailingId, {
      mailingId,
      campaignId,
      name,
      ...none,
      state: 'loading',
      createdAtMs: nowMs,
    });
  }

  async addRows(_: MailingId, campaignId: CampaignId, rows: readonly MailingRow[]): Promise<number> {
    if (this.failAtBatch?.batch === this.batches.length + 1) {
      const { error } = this.failAtBatch;
      this.failAtBatch = null;
      throw error;
    }
    this.batches.push(rows.length);
    let added = 0;
    for (const row of rows) {
      const key = `${campaignId} ${row.key}`;
      if (!this.keys.has(key)) {
        this.keys.add(key);
        this.rows.push(row);
        added += 1;
      }
    }
    return added;
  }

  async addRejects(mailingId: MailingId, rejects: readonly MailingReject[]): Promise<void> {
    const kept = this.rejected.get(mailingId) ?? [];
    const lines = new Set(kept.map((reject) => reject.line));
    this.rejected.set(mailingId, [...kept, ...rejects.filter((reject) => !lines.has(reject.line))]);
  }

  async finish(
    mailingId: MailingId,
    state: 'loaded' | 'failed',
    figures: Pick<MailingSummary, 'rows' | 'added' | 'duplicates' | 'rejected'>,
  ): Promise<void> {
    const summary = this.summaries.get(mailingId);
    if (summary !== undefined) {
      this.summaries.set(mailingId, { ...summary, ...figures, state });
    }
  }

  async find(mailingId: MailingId): Promise<MailingSummary | null> {
    return this.summaries.get(mailingId) ?? null;
  }

  async list(campaignId: CampaignId): Promise<readonly MailingSummary[]> {
    return [...this.summaries.values()].filter((summary) => summary.campaignId === campaignId);
  }

  async rejects(mailingId: MailingId, afterLine: number, limit: number): Promise<readonly MailingReject[]> {
    return (this.rejected.get(mailingId) ?? []).filter((reject) => reject.line > afterLine).slice(0, limit);
  }

  async savedMapping(headersKey: string): Promise<Readonly<Record<string, string>> | null> {
    return this.mappings.get(headersKey) ?? null;
  }

  async saveMapping(headersKey: string, mapping: Readonly<Record<string, string>>): Promise<void> {
    this.mappings.set(headersKey, mapping);
  }
}
