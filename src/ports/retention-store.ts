import type { ChainAnchor, ChainedLog, RemovedRows } from '../core/ledger/chain-anchor.js';

/** Rows of persons by kind. */
export interface ClearCounts {
  readonly attempts: number;
  readonly decisions: number;
  readonly contacts: number;
}

/** What is on file of persons in clear for longer than it may be. Rejects with DLR_DATABASE_DOWN. */
export interface RetentionStore {
  /** Closed attempts and decisions of days that ended before, and worked-off contacts of mailings from before. */
  countClear(beforeMs: number): Promise<ClearCounts>;
  /**
   * Puts commitments in the place of their values and forgets the salts, in steps; both chains still verify. Nothing
   * that lives is touched: open attempts, contacts still to be called, facts such as opt-outs. The ways of agents through
   * their scripts go, and supervisors' messages to them.
   */
  anonymise(beforeMs: number): Promise<ClearCounts>;
}

/** A day of calls and decisions whose time is over. */
export interface ExpiredDay {
  /** UTC, `2016-03-10`. */
  readonly day: string;
  readonly attempts: number;
  readonly decisions: number;
}

/** Drops whole days of rows; before, what stands for them in the chains is kept. Rejects with DLR_DATABASE_DOWN. */
export interface ExpiryStore {
  /** Days that ended before, oldest first; none that has an open attempt or a person in clear. */
  expired(beforeMs: number): Promise<readonly ExpiredDay[]>;
  /** The day's rows as they are stored, one JSON object a line. */
  lines(log: ChainedLog, day: string): AsyncIterable<string>;
  /** What the day's rows are in their chains. */
  segments(log: ChainedLog, day: string): Promise<readonly RemovedRows[]>;
  /** Keeps the anchors, again and again the same. */
  keepAnchors(anchors: readonly ChainAnchor[]): Promise<void>;
  /** The rows go, after their anchors were kept. DLR_DATABASE_DOWN when the table is in use: nothing went then. */
  dropDay(day: string): Promise<void>;
}

/** Where rows are kept that leave the database. */
export interface DayArchive {
  /** Writes the lines compressed, whole or not at all; the file's name and the SHA-256 of its bytes. */
  write(
    name: string,
    lines: AsyncIterable<string>,
  ): Promise<{ readonly file: string; readonly sha256: string }>;
}

/** Recordings by day. */
export interface RecordingShelf {
  /** Days (Brasília, `2026-11-22`) that have recordings and ended before. */
  daysBefore(beforeMs: number): Promise<readonly string[]>;
  remove(day: string): Promise<void>;
}
