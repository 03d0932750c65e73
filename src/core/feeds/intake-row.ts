import type { FactEntry } from '../billing/fact-entries.js';
import type { DebtFact } from '../compliance/facts/person-fact.js';
import type { ReadRow } from '../mailing/mailing-row-reader.js';

/** What the client's systems may tell. */
export const INTAKE_KINDS = ['contacts', 'withdrawals', 'debts', 'balances'] as const;
export type IntakeKind = (typeof INTAKE_KINDS)[number];

/** Whom a contact is taken back from the list by: all of what is given has to fit. */
export interface Withdrawal {
  readonly cpfHash: string;
  readonly debtId: string;
  readonly phone: string;
}

/** What a good row says, by kind. */
export interface IntakeEntries {
  readonly contacts: ReadRow;
  readonly withdrawals: Withdrawal;
  readonly debts: DebtFact;
  readonly balances: FactEntry;
}

/** A good row, with what tells it from others: told again under its key it has no effect. */
export interface ToldRow<Entry> {
  readonly line: number;
  readonly key: string;
  /** Keyed hash of all its values: another row under the same key is a mistake. */
  readonly digest: string;
  readonly entry: Entry;
}

/**
 * What became of a row: a contact that is new, changed, the same, or back after it was withdrawn; taken back; nobody's;
 * a debt or a balance on file.
 */
export const INTAKE_RESULTS = [
  'added',
  'updated',
  'unchanged',
  'returned',
  'withdrawn',
  'unknown',
  'noted',
] as const;
export type IntakeResult = (typeof INTAKE_RESULTS)[number];

/** What the store says of a row; `repeated`: it was told before, and this is what came of it then. */
export type IntakeOutcome =
  | { readonly result: IntakeResult; readonly repeated: boolean }
  /** The key belongs to another row. */
  | { readonly result: 'key_used' };

/** Whose contacts or facts, and how: the keys of rows are its own. */
export function intakeFeed(kind: IntakeKind, target: string): string {
  return target === '' ? kind : `${kind}/${target}`;
}
