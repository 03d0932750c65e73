import type { RuleResult } from '../../core/compliance/gate/decide-dial.js';
import type { AttemptId } from '../../core/kernel/ids.js';
import type { ChainAnchor } from '../../core/ledger/chain-anchor.js';
import type { LedgerEntry } from '../../core/ledger/decision-line.js';
import { type DecisionMembers, decisionOf } from '../../core/ledger/decision-members.js';
import { parseNoteText } from '../../core/ledger/ledger-note.js';
import type { ChainEnd } from '../../core/ledger/verify-decisions.js';
import type {
  BlockedCount,
  BlockedGrouping,
  LedgerPlace,
  LedgerQuery,
  LedgerReader,
} from '../../ports/ledger-reader.js';
import { utcDay } from './attempt-record.js';
import { readAnchors } from './chain-anchor-rows.js';
import type { Database } from './database.js';
import {
  countBlocked,
  LEDGER_ENDS,
  LEDGER_FIND,
  LEDGER_HASH_BEFORE,
  LEDGER_OF_ATTEMPT,
  LEDGER_PAGE,
} from './ledger-statements.js';

/** A row of `decisions` as `pg` gives it. */
export interface DecisionRow extends DecisionMembers {
  readonly seq: number;
  readonly at_ms: number;
  readonly next_allowed_ms: number | null;
  readonly results: string;
  readonly note: string;
  readonly salt: string;
  readonly prev_hash: string;
  readonly hash: string;
}

type PackedResult = readonly [
  RuleResult['rule'],
  RuleResult['key'],
  RuleResult['verdict'],
  RuleResult['inputs'],
];

/** The decision behind a row. */
export function readEntry(row: DecisionRow): LedgerEntry {
  const packed = JSON.parse(row.results) as readonly PackedResult[];
  const decision = decisionOf(row, {
    atMs: row.at_ms,
    nextAllowedMs: row.next_allowed_ms,
    results: packed.map(([rule, key, verdict, inputs]) => ({ rule, key, verdict, inputs })),
    note: row.note === '' ? null : parseNoteText(row.note),
    salt: row.salt,
  });
  return { seq: row.seq, row: { decision, prevHash: row.prev_hash, hash: row.hash } };
}

/** A full scan of a ledger may be under way beside the dialling: each page is short, all together are not. */
const PAGE_DEADLINE_MS = 60_000;

function filtersOf(query: LedgerQuery): readonly unknown[] {
  const { campaignId, campaignIds, fromMs, toMs, blockedBy, attemptId, allowed, notes } = query;
  return [
    campaignId ?? null,
    fromMs ?? null,
    toMs ?? null,
    blockedBy ?? null,
    attemptId ?? null,
    allowed ?? null,
    fromMs === undefined ? '-infinity' : utcDay(fromMs),
    toMs === undefined ? 'infinity' : utcDay(toMs),
    notes ?? null,
    campaignIds ?? null,
  ];
}

/** Reads the ledger in pages, each from where the last one ended, so that no snapshot is held on the server. */
export class PostgresLedgerReader implements LedgerReader {
  readonly #database: Database;
  readonly #pageRows: number;

  constructor(database: Database, pageRows = 1000) {
    this.#database = database;
    this.#pageRows = pageRows;
  }

  async *read(query: LedgerQuery): AsyncGenerator<LedgerEntry> {
    let after: LedgerPlace | null = null;
    for (;;) {
      const page: readonly LedgerEntry[] = await this.page(query, after, this.#pageRows);
      yield* page;
      const last = page.at(-1);
      if (last === undefined || page.length < this.#pageRows) {
        return;
      }
      after = { chainId: last.row.decision.chainId, seq: last.seq };
    }
  }

  async page(query: LedgerQuery, after: LedgerPlace | null, limit: number): Promise<readonly LedgerEntry[]> {
    const values = [...filtersOf(query), after?.chainId ?? '', after?.seq ?? 0, limit];
    return (await this.#database.query<DecisionRow>(LEDGER_PAGE, values, PAGE_DEADLINE_MS)).map(readEntry);
  }

  async find(decisionId: string): Promise<LedgerEntry | null> {
    const [row] = await this.#database.query<DecisionRow>(LEDGER_FIND, [decisionId]);
    return row === undefined ? null : readEntry(row);
  }

  async ofAttempt(attemptId: AttemptId): Promise<readonly LedgerEntry[]> {
    return (await this.#database.query<DecisionRow>(LEDGER_OF_ATTEMPT, [attemptId])).map(readEntry);
  }

  async hashBefore({ chainId, seq }: LedgerPlace): Promise<string | null> {
    const [row] = await this.#database.query<{ hash: string }>(LEDGER_HASH_BEFORE, [chainId, seq]);
    return row?.hash ?? null;
  }

  countBlocked(query: LedgerQuery, by: BlockedGrouping): Promise<readonly BlockedCount[]> {
    return this.#database.query<BlockedCount>(countBlocked(by), filtersOf(query), PAGE_DEADLINE_MS);
  }

  anchors(): Promise<readonly ChainAnchor[]> {
    return readAnchors(this.#database, 'decisions');
  }

  async ends(): Promise<readonly ChainEnd[]> {
    const rows = await this.#database.query<{ chain_id: string; seq: number; hash: string }>(LEDGER_ENDS, []);
    return rows.map(({ chain_id, seq, hash }) => ({ chainId: chain_id, seq, hash }));
  }
}
