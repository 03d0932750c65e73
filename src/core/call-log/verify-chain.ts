import { AnchorBridge, type ChainAnchor } from '../ledger/chain-anchor.js';
import { type Digest, GENESIS_HASH, hashedText } from './call-log-chain.js';
import type { CallLogRow } from './call-log-row.js';

/** The first row at which a chain does not hold. */
export interface BrokenRow {
  /** Place in its chain as read, the first being 1. */
  readonly position: number;
  readonly attemptId: string;
  /** `content`: the row is not what was hashed. `link`: a row before it is missing, added or moved. */
  readonly problem: 'content' | 'link';
}

export interface ChainVerdict {
  readonly chainId: string;
  readonly rows: number;
  readonly lastHash: string;
  readonly broken: BrokenRow | null;
}

export interface ChainVerifier {
  add(row: CallLogRow): void;
  /** One verdict a chain, in the order in which the chains were first seen. */
  verdicts(): readonly ChainVerdict[];
}

/** How much of the log is looked at. */
export interface ChainExtent {
  /** Each chain begins with its very first row; false for a part of the log by time. */
  readonly fromGenesis: boolean;
  /** No row between the first and the last was left out; false for one campaign's rows. */
  readonly linked: boolean;
}

/** Checks rows as they stream by, chains mixed or not, each in chain order. */
export function makeChainVerifier(
  digest: Digest,
  extent: ChainExtent,
  anchors: Iterable<ChainAnchor> = [],
): ChainVerifier {
  const bridge = new AnchorBridge(anchors);
  const chains = new Map<string, { rows: number; lastHash: string | null; broken: BrokenRow | null }>();
  return {
    add(row) {
      const { chainId, attemptId } = row.opening;
      const chain = chains.get(chainId) ?? {
        rows: 0,
        lastHash: extent.fromGenesis ? GENESIS_HASH : null,
        broken: null,
      };
      chains.set(chainId, chain);
      chain.rows += 1;
      const follows =
        chain.lastHash === null ||
        chain.lastHash === row.prevHash ||
        bridge.lead(chainId, chain.lastHash, row.prevHash).length > 0;
      const linked = !extent.linked || follows;
      const whole = digest.sha256(row.prevHash + hashedText(row.opening, row.result, digest)) === row.hash;
      if (chain.broken === null && !(linked && whole)) {
        chain.broken = { position: chain.rows, attemptId, problem: whole ? 'link' : 'content' };
      }
      chain.lastHash = row.hash;
    },
    verdicts: () =>
      [...chains].map(([chainId, { rows, lastHash, broken }]) => ({
        chainId,
        rows,
        lastHash: lastHash ?? '',
        broken,
      })),
  };
}

/** Checks whole chains held in memory. */
export function verifyChain(rows: Iterable<CallLogRow>, digest: Digest): readonly ChainVerdict[] {
  const verifier = makeChainVerifier(digest, { fromGenesis: true, linked: true });
  for (const row of rows) {
    verifier.add(row);
  }
  return verifier.verdicts();
}
