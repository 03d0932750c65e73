import type { CallLogRow } from '../core/call-log/call-log-row.js';
import type { PersonFact } from '../core/compliance/facts/person-fact.js';
import type { LedgerEntry } from '../core/ledger/decision-line.js';

/** Whom a request is about: a person by the keyed hash of the CPF, or whoever is called at a number. */
export type Subject =
  | { readonly by: 'cpf'; readonly cpfHash: string }
  | { readonly by: 'phone'; readonly phone: string };

/** A contact as a mailing brought it. */
export interface PersonContact {
  readonly id: string;
  readonly campaignId: string;
  readonly mailingId: string;
  readonly name: string;
  readonly cpfHash: string;
  readonly debtId: string;
  readonly segment: string;
  readonly municipality: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly phones: readonly { readonly number: string; readonly dropped: boolean }[];
  readonly state: string;
  readonly attempts: number;
}

/** All that is known of a person. */
export interface PersonRecords {
  readonly contacts: readonly PersonContact[];
  readonly attempts: readonly CallLogRow[];
  readonly decisions: readonly LedgerEntry[];
  readonly facts: readonly PersonFact[];
}

/** How many rows of each kind. */
export interface PersonCounts {
  readonly contacts: number;
  readonly attempts: number;
  readonly decisions: number;
  readonly facts: number;
}

export const ADMIN_ACTIONS = [
  'person_export',
  'person_erase',
  'evidence_read',
  'decisions_read',
  'contact_read',
  'card_read',
  'export_ordered',
  'export_taken',
  'retention',
  'recording_play',
  'recording_keys',
  'call_heard',
  'change',
] as const;
export type AdminActionKind = (typeof ADMIN_ACTIONS)[number];

/** Something somebody did to data of persons, or saw of them in clear. */
export interface AdminAction {
  readonly atMs: number;
  readonly action: AdminActionKind;
  readonly who: string;
  /** Keyed hash of the CPF or of the number; of a read, what was read (an attempt, a decision, a job). */
  readonly subject: string;
  readonly reason: string;
  readonly counts: PersonCounts;
}

/** Actions of one kind about one subject. */
export type ActionQuery = Pick<AdminAction, 'action' | 'subject'>;

/** What an erasure leaves behind, so that the person is not called again. */
export interface Suppression {
  /** Facts with keyed hashes only. */
  readonly facts: readonly PersonFact[];
}

/** Everything on file about persons. Rejects with DLR_DATABASE_DOWN. */
export interface PersonStore {
  find(subject: Subject): Promise<PersonRecords>;
  /**
   * Takes the person out of contacts, closed attempts, decisions and facts, keeps the suppression and notes the action,
   * all in one transaction. Rows of the chains keep their commitments. DLR_STATE_CONFLICT while a call to the person is
   * open.
   */
  erase(
    subject: Subject,
    suppression: Suppression,
    action: Omit<AdminAction, 'counts'>,
  ): Promise<PersonCounts>;
  note(action: AdminAction): Promise<void>;
  /** Newest first; of all, or of those asked for. */
  actions(limit: number, of?: ActionQuery): Promise<readonly AdminAction[]>;
  /** Drops the dial keys of persons erased before that instant. */
  dropForgottenKeys(beforeMs: number): Promise<number>;
}
