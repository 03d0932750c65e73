import type { Digest } from '../call-log/call-log-chain.js';

/** The two chained tables. */
export const CHAINED_LOGS = ['attempts', 'decisions'] as const;
export type ChainedLog = (typeof CHAINED_LOGS)[number];

/** Rows that followed one another in a chain and were removed with their day, when their time was over. */
export interface RemovedRows {
  readonly log: ChainedLog;
  readonly chainId: string;
  /** UTC day of the rows, `2016-03-10`. */
  readonly day: string;
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly rows: number;
  /** Hash of the row before the first of them. */
  readonly prevHash: string;
  /** Hash of the last of them: what remains follows it. */
  readonly lastHash: string;
}

/** What stands in a chain in place of rows that were removed. */
export interface ChainAnchor extends RemovedRows {
  readonly droppedAtMs: number;
  /** File the rows were kept in, with the SHA-256 of its bytes; '' where they were not. */
  readonly archive: string;
  readonly archiveHash: string;
  /** Made with the installation's key: who can write to the database alone cannot make one. */
  readonly seal: string;
}

/** The seal of an anchor. The key goes in twice, around a digest, as HMAC does. */
export function sealOf(anchor: Omit<ChainAnchor, 'seal'>, keyHex: string, digest: Digest): string {
  const { log, chainId, day, fromSeq, toSeq, rows, prevHash, lastHash, droppedAtMs, archive, archiveHash } =
    anchor;
  const told = [
    log,
    chainId,
    day,
    fromSeq,
    toSeq,
    rows,
    prevHash,
    lastHash,
    droppedAtMs,
    archive,
    archiveHash,
  ];
  return digest.sha256(keyHex + digest.sha256(`${keyHex}\n${JSON.stringify(told)}`));
}

/** Leads a reader of a chain over what was removed from it. */
export class AnchorBridge {
  readonly #byStart = new Map<string, ChainAnchor>();

  constructor(anchors: Iterable<ChainAnchor>) {
    for (const anchor of anchors) {
      this.#byStart.set(`${anchor.chainId}\t${anchor.prevHash}`, anchor);
    }
  }

  /** The anchors from `hash` on, until `wanted` is reached or there is none; empty when they do not lead there. */
  lead(chainId: string, hash: string, wanted: string): readonly ChainAnchor[] {
    const crossed: ChainAnchor[] = [];
    let at = hash;
    while (at !== wanted) {
      const next = this.#byStart.get(`${chainId}\t${at}`);
      if (next === undefined || crossed.includes(next)) {
        return [];
      }
      crossed.push(next);
      at = next.lastHash;
    }
    return crossed;
  }
}
