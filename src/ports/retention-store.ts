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
   * that lives is touched: open attempts, contacts still to be called, facts such as opt-outs.
   */
  anonymise(beforeMs: number): Promise<ClearCounts>;
}

/** Recordings by day. */
export interface RecordingShelf {
  /** Days (Brasília, `2026-11-22`) that have recordings and ended before. */
  daysBefore(beforeMs: number): Promise<readonly string[]>;
  remove(day: string): Promise<void>;
}
