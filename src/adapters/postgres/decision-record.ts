import { resultsText } from '../../core/ledger/decision-chain.js';
import { LEDGER_COLUMNS } from '../../core/ledger/decision-line.js';
import { type DecisionMembers, decisionMembers } from '../../core/ledger/decision-members.js';
import type { LedgerRow } from '../../core/ledger/decision-record.js';
import { noteText } from '../../core/ledger/ledger-note.js';
import { utcDay } from './attempt-record.js';

/** Columns of `decisions` that a reader gives back: the export's, times in milliseconds and the salt itself. */
export const READ_COLUMNS: readonly string[] = [
  ...LEDGER_COLUMNS.filter((column) => !['at', 'next_allowed', 'erased'].includes(column)),
  'at_ms',
  'next_allowed_ms',
  'salt',
];

/** Columns of `decisions`, as a batch writes them. */
export const DECISION_COLUMNS: readonly string[] = ['day', ...READ_COLUMNS];

interface DecisionColumns extends DecisionMembers {
  readonly day: string;
  readonly seq: number;
  readonly at_ms: number;
  readonly next_allowed_ms: number | null;
  readonly results: string;
  readonly note: string;
  readonly salt: string;
  readonly prev_hash: string;
  readonly hash: string;
}

/** A row of `decisions`; `place` is its order in the batch. */
export function decisionRecord({ decision, prevHash, hash }: LedgerRow, place: number): DecisionColumns {
  return {
    ...decisionMembers(decision),
    day: utcDay(decision.atMs),
    seq: place,
    at_ms: decision.atMs,
    next_allowed_ms: decision.nextAllowedMs,
    results: resultsText(decision.results),
    note: decision.note === null ? '' : noteText(decision.note),
    salt: decision.salt,
    prev_hash: prevHash,
    hash,
  };
}
