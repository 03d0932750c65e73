import type { ChainedRow } from '../core/ledger/archived-day.js';
import type { ChainAnchor, ChainedLog } from '../core/ledger/chain-anchor.js';

/** Days of rows that left the database, and their way back. Rejects with DLR_DATABASE_DOWN. */
export interface ArchiveStore {
  /** What stands for removed rows, of both logs. */
  anchors(): Promise<readonly ChainAnchor[]>;
  /** UTC days whose rows are in the database, oldest first. */
  days(): Promise<readonly string[]>;
  /** The row behind an archived line, checked against its own hash; throws on a line that is none. */
  rowOf(log: ChainedLog, line: string): ChainedRow;
  /**
   * Puts a day's lines back, whole or not at all: `holds` is asked when all are there and before anybody sees them.
   * False when the day's rows are there already: nothing is done then.
   */
  restore(log: ChainedLog, day: string, lines: AsyncIterable<string>, holds: () => boolean): Promise<boolean>;
}

/** Files that rows were kept in. */
export interface ArchivedFiles {
  /** The lines of a file; DLR_NOT_FOUND when it is not there, DLR_INPUT_INVALID when it cannot be read as one. */
  read(file: string): AsyncIterable<string>;
  /** The SHA-256 of the file's bytes, and how many there are. */
  weigh(file: string): Promise<{ readonly sha256: string; readonly bytes: number }>;
}
