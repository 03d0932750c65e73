import type { IntakeRefusal } from '../core/feeds/intake-reader.js';
import type { IntakeEntries, IntakeKind, IntakeOutcome, ToldRow } from '../core/feeds/intake-row.js';
import type { CampaignId, MailingId } from '../core/kernel/ids.js';

/** One write of rows; what tells rows from others is of the feed. */
export type IntakeWrite = {
  readonly [Kind in IntakeKind]: {
    readonly kind: Kind;
    readonly feed: string;
    readonly nowMs: number;
    readonly by: string;
    readonly rows: readonly ToldRow<IntakeEntries[Kind]>[];
  } & IntakePlace[Kind];
}[IntakeKind];

interface IntakePlace {
  readonly contacts: { readonly campaignId: CampaignId; readonly mailingId: MailingId };
  readonly withdrawals: { readonly campaignId: CampaignId };
  readonly debts: object;
  readonly balances: { readonly contractId: string };
}

/** What came in, from whom, and what became of it. */
export interface IntakeDelivery {
  readonly id: string;
  readonly feed: string;
  readonly source: 'api' | 'file';
  /** Of the file; '' over the API. */
  readonly name: string;
  readonly by: string;
  readonly atMs: number;
  readonly counts: Readonly<Record<string, number>>;
  readonly refused: readonly IntakeRefusal[];
  /** Why the whole of it was refused, or ''. */
  readonly problem: string;
}

/**
 * What the client's systems tell. A row and the note that it was told are kept together or not at all, so that one told
 * twice, by whomever and after whatever crash, has its effect once. Rejects with DLR_DATABASE_DOWN.
 */
export interface IntakeStore {
  /**
   * Gives each row its effect unless its key was told before; what became of each, by its key. No key comes twice in a
   * write, nor a contact. A contact that is changed or withdrawn gets a new revision: openings decided on the one before
   * are refused. One that is in a call ends with it.
   */
  apply(write: IntakeWrite): Promise<ReadonlyMap<string, IntakeOutcome>>;
  keepDelivery(delivery: IntakeDelivery): Promise<void>;
  /** Newest first. */
  listDeliveries(most: number): Promise<readonly IntakeDelivery[]>;
  /** Forgets keys and deliveries of before. */
  forget(beforeMs: number): Promise<void>;
}
