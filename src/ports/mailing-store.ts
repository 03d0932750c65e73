import type { CampaignId, E164, MailingId } from '../core/kernel/ids.js';

/** A good row of a mailing, ready to be kept. */
export interface MailingRow {
  /** The client's own key of the row: CPF hash, else the debt, else the first phone; a second import finds it again. */
  readonly key: string;
  readonly line: number;
  readonly name: string;
  readonly cpfHash: string;
  readonly debtId: string;
  readonly segment: string;
  readonly municipality: string;
  /** State of the address, or ''. */
  readonly addressUf: string;
  readonly phones: readonly E164[];
  readonly fields: Readonly<Record<string, string>>;
  readonly priority: number;
  /** Hexadecimal salt of the person's commitments in the log. */
  readonly salt: string;
}

/** Why a row was left out; `value` is masked. */
export interface MailingReject {
  readonly line: number;
  readonly column: string;
  readonly reason: string;
}

export interface MailingSummary {
  readonly mailingId: MailingId;
  readonly campaignId: CampaignId;
  readonly name: string;
  readonly rows: number;
  readonly added: number;
  readonly duplicates: number;
  readonly rejected: number;
  readonly state: 'loading' | 'loaded' | 'failed';
  readonly createdAtMs: number;
}

export interface MailingStore {
  create(mailingId: MailingId, campaignId: CampaignId, name: string, nowMs: number): Promise<void>;
  /** Keeps rows whose key the campaign does not have yet; says how many were new. One statement a call. */
  addRows(
    mailingId: MailingId,
    campaignId: CampaignId,
    rows: readonly MailingRow[],
    nowMs: number,
  ): Promise<number>;
  addRejects(mailingId: MailingId, rejects: readonly MailingReject[]): Promise<void>;
  finish(
    mailingId: MailingId,
    state: 'loaded' | 'failed',
    figures: {
      readonly rows: number;
      readonly added: number;
      readonly duplicates: number;
      readonly rejected: number;
    },
  ): Promise<void>;
  find(mailingId: MailingId): Promise<MailingSummary | null>;
  list(campaignId: CampaignId): Promise<readonly MailingSummary[]>;
  /** Rejected rows in file order, from after `afterLine`. */
  rejects(mailingId: MailingId, afterLine: number, limit: number): Promise<readonly MailingReject[]>;
  /** The column mapping of the last import with this set of headers, or null. */
  savedMapping(headersKey: string): Promise<Readonly<Record<string, string>> | null>;
  saveMapping(headersKey: string, mapping: Readonly<Record<string, string>>): Promise<void>;
}
