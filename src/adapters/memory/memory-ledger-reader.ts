import { BRASILIA, civilDate } from '../../core/kernel/civil-time.js';
import type { AttemptId } from '../../core/kernel/ids.js';
import type { ChainAnchor } from '../../core/ledger/chain-anchor.js';
import type { LedgerEntry } from '../../core/ledger/decision-line.js';
import type { ChainEnd } from '../../core/ledger/verify-decisions.js';
import type {
  BlockedCount,
  BlockedGrouping,
  LedgerPlace,
  LedgerQuery,
  LedgerReader,
} from '../../ports/ledger-reader.js';
import type { AttemptShelf } from './attempt-shelf.js';
import type { FaultGate } from './memory-faults.js';
import { sortedBy } from './sorted-by.js';

function fits({ row: { decision } }: LedgerEntry, query: LedgerQuery): boolean {
  return (
    (query.fromMs === undefined || decision.atMs >= query.fromMs) &&
    (query.toMs === undefined || decision.atMs < query.toMs) &&
    (query.campaignId ?? decision.campaignId) === decision.campaignId &&
    (query.campaignIds === undefined ||
      (decision.campaignId !== '' && query.campaignIds.includes(decision.campaignId))) &&
    (query.blockedBy ?? decision.blockedBy) === decision.blockedBy &&
    (query.attemptId === undefined || decision.attemptId === query.attemptId) &&
    (query.allowed === undefined || (decision.note === null && decision.allowed === query.allowed)) &&
    (query.notes === undefined || query.notes === (decision.note !== null))
  );
}

function isAfter(entry: LedgerEntry, place: LedgerPlace | null): boolean {
  if (place === null) {
    return true;
  }
  const { chainId } = entry.row.decision;
  return chainId === place.chainId ? entry.seq > place.seq : chainId > place.chainId;
}

function groupOf({ row: { decision } }: LedgerEntry, by: BlockedGrouping): string {
  switch (by) {
    case 'rule':
      return decision.blockedBy;
    case 'campaign':
      return decision.campaignId;
    case 'day':
      return civilDate(decision.atMs, BRASILIA);
  }
}

/** The decision ledger in memory. */
export class MemoryLedgerReader implements LedgerReader {
  readonly #attempts: AttemptShelf;
  readonly #gate: FaultGate;

  constructor(attempts: AttemptShelf, gate: FaultGate) {
    this.#attempts = attempts;
    this.#gate = gate;
  }

  async *read(query: LedgerQuery): AsyncGenerator<LedgerEntry> {
    this.#gate.check('ledger.read');
    for (const entry of this.#entries()) {
      if (fits(entry, query)) {
        yield entry;
      }
    }
  }

  page(query: LedgerQuery, after: LedgerPlace | null, limit: number): Promise<readonly LedgerEntry[]> {
    return this.#gate.read('ledger.page', () =>
      [...this.#entries()].filter((entry) => isAfter(entry, after) && fits(entry, query)).slice(0, limit),
    );
  }

  find(decisionId: string): Promise<LedgerEntry | null> {
    return this.#gate.read(
      'ledger.find',
      () => [...this.#entries()].find(({ row }) => row.decision.decisionId === decisionId) ?? null,
    );
  }

  ofAttempt(attemptId: AttemptId): Promise<readonly LedgerEntry[]> {
    return this.#gate.read('ledger.ofAttempt', () =>
      [...this.#entries()].filter((entry) => fits(entry, { attemptId })),
    );
  }

  hashBefore({ chainId, seq }: LedgerPlace): Promise<string | null> {
    return this.#gate.read(
      'ledger.hashBefore',
      () => this.#attempts.ledger.get(chainId)?.[seq - 2]?.hash ?? null,
    );
  }

  countBlocked(query: LedgerQuery, by: BlockedGrouping): Promise<readonly BlockedCount[]> {
    return this.#gate.read('ledger.countBlocked', () => {
      const counts = new Map<string, number>();
      for (const entry of this.#entries()) {
        const { allowed, note } = entry.row.decision;
        if (!allowed && note === null && fits(entry, query)) {
          const name = groupOf(entry, by);
          counts.set(name, (counts.get(name) ?? 0) + 1);
        }
      }
      return [...counts]
        .map(([name, blocked]) => ({ name, blocked }))
        .sort((a, b) => b.blocked - a.blocked || (a.name < b.name ? -1 : 1));
    });
  }

  ends(): Promise<readonly ChainEnd[]> {
    return this.#gate.read('ledger.ends', () =>
      sortedBy(this.#attempts.ledger, ([chainId]) => chainId).map(([chainId, rows]) => ({
        chainId,
        seq: rows.length,
        hash: rows.at(-1)?.hash ?? '',
      })),
    );
  }

  /** Nothing is ever removed from memory. */
  async anchors(): Promise<readonly ChainAnchor[]> {
    return [];
  }

  *#entries(): Generator<LedgerEntry> {
    for (const [, rows] of sortedBy(this.#attempts.ledger, ([chainId]) => chainId)) {
      for (const [index, row] of rows.entries()) {
        yield { seq: index + 1, row };
      }
    }
  }
}
