import type { Digest } from '../../core/call-log/call-log-chain.js';
import type { Policy } from '../../core/compliance/policy.js';
import type { CallLogReader } from '../../ports/call-log-reader.js';
import type { LedgerReader } from '../../ports/ledger-reader.js';
import type { SipLadderStore } from '../../ports/sip-ladder-store.js';

/** What proves calls and blocks. */
export interface ProofDeps {
  readonly callLog: CallLogReader;
  readonly ledger: LedgerReader;
  /** SIP that was seen of attempts. */
  readonly ladders: Pick<SipLadderStore, 'of'>;
  readonly digest: Digest;
  /** The policy of a version, as rows name it (`brasil-2026@1`), or null when it is not on file. */
  readonly policyOf: (version: string) => Promise<Policy | null>;
}
