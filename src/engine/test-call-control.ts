import type { AttemptId, E164, MediaServerId, TrunkId } from '../core/kernel/ids.js';
import type { TestCallReport } from '../core/test-call/test-call-report.js';

/** A test as it is asked for. */
export interface TestCallWish {
  readonly trunkId: TrunkId;
  readonly line: E164;
  readonly phone: E164;
  /** By that switch, also where it is drained; null takes the one in service with the fewest calls. */
  readonly mediaServerId: MediaServerId | null;
  readonly ringTimeoutMs: number;
}

/** Trying trunks and lines. Rejections are CadenciaErrors; DLR_DIAL_BLOCKED where the gate says no. */
export interface TestCallControl {
  /** Resolves once its row is kept. */
  place(wish: TestCallWish, by: string): Promise<TestCallReport>;
  /** Ends it, in whatever phase. */
  cancel(id: AttemptId): Promise<TestCallReport>;
  find(id: AttemptId): Promise<TestCallReport | null>;
  /** The newest first. */
  list(trunkId: TrunkId | null, most: number): Promise<readonly TestCallReport[]>;
}
