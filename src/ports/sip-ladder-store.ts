import type { AttemptId } from '../core/kernel/ids.js';
import type { SipMessageSeen } from './sip-watch.js';

/** SIP messages of attempts as they were seen between media server and carrier. Rejects with DLR_DATABASE_DOWN. */
export interface SipLadderStore {
  /** Adds them to what there is of their attempts, and drops what was kept before that instant. */
  keep(messages: readonly SipMessageSeen[], forgetBeforeMs: number): Promise<void>;
  /** Of one attempt, in the order of their time. */
  of(attemptId: AttemptId): Promise<readonly SipMessageSeen[]>;
}
