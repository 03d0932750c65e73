import { type Digest, GENESIS_HASH } from '../call-log/call-log-chain.js';
import { ERASED_SALT } from '../call-log/commitment.js';
import { AnchorBridge, type ChainAnchor } from './chain-anchor.js';
import { hashedDecisionText } from './decision-chain.js';
import type { LedgerEntry } from './decision-line.js';

/**
 * What does not hold at a decision. `content`: it is not what was hashed. `gap`: decisions before it are missing.
 * `order`: it comes after one that it does not follow, or twice. `link`: its place is right and yet it does not follow
 * the one before it, so one of them was put in. `tail`: decisions after it are missing.
 */
export const DECISION_PROBLEMS = ['content', 'gap', 'order', 'link', 'tail'] as const;
export type DecisionProblem = (typeof DECISION_PROBLEMS)[number];

export interface BrokenDecision {
  /** Its own word of where it is, the first being 1. */
  readonly seq: number;
  readonly decisionId: string;
  readonly problem: DecisionProblem;
}

export interface LedgerVerdict {
  readonly chainId: string;
  readonly decisions: number;
  /** Of erased persons: they are checked by what the erasure left. */
  readonly erased: number;
  /** Whose person's salt is not known: only their links are checked. */
  readonly linksOnly: number;
  readonly lastHash: string;
  /** Removed when their time was over: anchors lead over them. */
  readonly removed: readonly {
    readonly day: string;
    readonly decisions: number;
    readonly lastHash: string;
  }[];
  /** The first ten, in the order of reading. */
  readonly broken: readonly BrokenDecision[];
  readonly brokenCount: number;
}

/** Where a chain is known to end. */
export interface ChainEnd {
  readonly chainId: string;
  readonly seq: number;
  readonly hash: string;
}

/** How much of the ledger is looked at. */
export interface LedgerExtent {
  /** Every decision from each chain's first on, none left out; false for a part by time, campaign or rule. */
  readonly whole: boolean;
}

const MOST_NAMED = 10;

interface ChainState {
  decisions: number;
  erased: number;
  linksOnly: number;
  brokenCount: number;
  lastSeq: number;
  lastHash: string;
  lastId: string;
  readonly removed: { day: string; decisions: number; lastHash: string }[];
  readonly broken: BrokenDecision[];
}

/** Checks decisions as they stream by, chains mixed or not, each in chain order. */
export class LedgerVerifier {
  readonly #digest: Digest;
  readonly #extent: LedgerExtent;
  readonly #anchors: AnchorBridge;
  readonly #chains = new Map<string, ChainState>();

  constructor(digest: Digest, extent: LedgerExtent, anchors: Iterable<ChainAnchor> = []) {
    this.#digest = digest;
    this.#extent = extent;
    this.#anchors = new AnchorBridge(anchors);
  }

  add(entry: LedgerEntry): void {
    const { seq, row } = entry;
    const { chainId, decisionId, salt } = row.decision;
    const linksOnly = isSaltless(row);
    const chain = this.#chains.get(chainId) ?? newChain();
    this.#chains.set(chainId, chain);
    chain.decisions += 1;
    chain.erased += salt === ERASED_SALT ? 1 : 0;
    chain.linksOnly += linksOnly ? 1 : 0;
    this.#cross(chainId, chain, row.prevHash);
    const problem = this.#contentProblem(entry) ?? (this.#extent.whole ? linkProblem(chain, entry) : null);
    if (problem !== null) {
      report(chain, { seq, decisionId, problem });
    }
    chain.lastSeq = seq;
    chain.lastHash = row.hash;
    chain.lastId = decisionId;
  }

  /** Holds the chains read against where they are known to end; call it after the last decision. */
  endsAt(ends: Iterable<ChainEnd>): void {
    for (const { chainId, seq, hash } of ends) {
      const chain = this.#chains.get(chainId) ?? newChain();
      this.#chains.set(chainId, chain);
      this.#cross(chainId, chain, hash);
      if (chain.lastHash !== hash && chain.lastSeq < seq) {
        report(chain, { seq: chain.lastSeq, decisionId: chain.lastId, problem: 'tail' });
      }
    }
  }

  /** One verdict a chain, in the order in which the chains were first seen. */
  verdicts(): readonly LedgerVerdict[] {
    return [...this.#chains].map(([chainId, { lastSeq: _, lastId: __, ...chain }]) => ({
      chainId,
      ...chain,
    }));
  }

  /** Over what was removed, where that leads to the wanted hash. */
  #cross(chainId: string, chain: ChainState, wanted: string): void {
    for (const { day, rows, toSeq, lastHash } of this.#anchors.lead(chainId, chain.lastHash, wanted)) {
      chain.removed.push({ day, decisions: rows, lastHash });
      chain.lastHash = lastHash;
      chain.lastSeq = toSeq;
    }
  }

  #contentProblem({ row }: LedgerEntry): DecisionProblem | null {
    return isSaltless(row) || decisionHolds(row, this.#digest) ? null : 'content';
  }
}

/** The person's salt is not known; a note is about nobody and needs none. */
function isSaltless({ decision }: LedgerEntry['row']): boolean {
  return decision.salt === '' && decision.note === null;
}

function newChain(): ChainState {
  return {
    decisions: 0,
    erased: 0,
    linksOnly: 0,
    brokenCount: 0,
    lastSeq: 0,
    lastHash: GENESIS_HASH,
    lastId: '',
    removed: [],
    broken: [],
  };
}

function report(chain: ChainState, broken: BrokenDecision): void {
  chain.brokenCount += 1;
  if (chain.broken.length < MOST_NAMED) {
    chain.broken.push(broken);
  }
}

function linkProblem(chain: ChainState, { seq, row }: LedgerEntry): DecisionProblem | null {
  if (row.prevHash === chain.lastHash) {
    return null;
  }
  if (seq > chain.lastSeq + 1) {
    return 'gap';
  }
  return seq <= chain.lastSeq ? 'order' : 'link';
}

/** The decision is what was hashed. */
export function decisionHolds({ decision, prevHash, hash }: LedgerEntry['row'], digest: Digest): boolean {
  return digest.sha256(prevHash + hashedDecisionText(decision, digest)) === hash;
}

/** Checks a whole ledger held in memory. */
export function verifyDecisions(
  entries: Iterable<LedgerEntry>,
  digest: Digest,
  ends: Iterable<ChainEnd> = [],
): readonly LedgerVerdict[] {
  const verifier = new LedgerVerifier(digest, { whole: true });
  for (const entry of entries) {
    verifier.add(entry);
  }
  verifier.endsAt(ends);
  return verifier.verdicts();
}
