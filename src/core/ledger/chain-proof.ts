import { type Digest, GENESIS_HASH, hashedText } from '../call-log/call-log-chain.js';
import type { CallLogRow } from '../call-log/call-log-row.js';
import { hashedDecisionText } from './decision-chain.js';
import type { LedgerEntry } from './decision-line.js';

/** Where a row stands in its chain, with its hash made again from what it says now. */
export interface ChainProof {
  readonly chainId: string;
  readonly seq: number;
  readonly prevHash: string;
  readonly hash: string;
  readonly recomputed: string;
  /** The row is what was hashed. */
  readonly contentHolds: boolean;
  /** It follows the row before it. */
  readonly linkHolds: boolean;
}

interface Place {
  readonly seq: number;
  /** Hash of the row before it in its chain, or null when it is the first. */
  readonly hashBefore: string | null;
}

/** Proves a row of the call log. */
export function proveCall(row: CallLogRow, place: Place, digest: Digest): ChainProof {
  return prove(row.opening.chainId, row, hashedText(row.opening, row.result, digest), place, digest);
}

/** Proves a decision of the ledger. */
export function proveDecision(
  { seq, row }: LedgerEntry,
  hashBefore: string | null,
  digest: Digest,
): ChainProof {
  const text = hashedDecisionText(row.decision, digest);
  return prove(row.decision.chainId, row, text, { seq, hashBefore }, digest);
}

function prove(
  chainId: string,
  { prevHash, hash }: { readonly prevHash: string; readonly hash: string },
  text: string,
  { seq, hashBefore }: Place,
  digest: Digest,
): ChainProof {
  const recomputed = digest.sha256(prevHash + text);
  return {
    chainId,
    seq,
    prevHash,
    hash,
    recomputed,
    contentHolds: recomputed === hash,
    linkHolds: prevHash === (hashBefore ?? GENESIS_HASH),
  };
}
