import type { AttemptOpening, AttemptResult } from '../core/call-log/call-log-row.js';
import type { AttemptId, TrunkId } from '../core/kernel/ids.js';
import type { TestCallNotes } from '../core/test-call/test-call-report.js';

/** A test call with its row. */
export interface KeptTestCall extends TestCallNotes {
  /** Who placed it. */
  readonly by: string;
  readonly opening: AttemptOpening;
  /** Null while the row is open. */
  readonly result: AttemptResult | null;
}

/** What test calls were beside their rows: who placed them, and what sound there was. Rejects with DLR_DATABASE_DOWN. */
export interface TestCallStore {
  /** Before the dial. What never got a row is not listed. */
  begin(attemptId: AttemptId, atMs: number, trunkId: TrunkId, by: string): Promise<void>;
  /** Replaces what was noted before. */
  note(attemptId: AttemptId, notes: TestCallNotes): Promise<void>;
  /** The newest first, of one trunk or of all. */
  list(trunkId: TrunkId | null, most: number): Promise<readonly KeptTestCall[]>;
  find(attemptId: AttemptId): Promise<KeptTestCall | null>;
}
