import type { ChainAnchor } from './chain-anchor.js';

/** A row of a chained table as its chain has it. */
export interface ChainedRow {
  readonly id: string;
  readonly chainId: string;
  readonly prevHash: string;
  readonly hash: string;
  /** It is what was hashed. */
  readonly holds: boolean;
}

/** `content`: a row is not what was hashed. `link`: it does not follow the one before it. `count`: rows are missing. */
export interface ArchiveFault {
  readonly problem: 'content' | 'link' | 'count';
  /** The row, or the chain that lacks some. */
  readonly at: string;
}

interface Segment {
  readonly anchor: ChainAnchor;
  rows: number;
  hash: string;
}

/** Holds the rows of one archived day of one log against its anchors, as they stream by in the order of their chains. */
export class ArchivedDayVerifier {
  readonly #left = new Map<string, Segment[]>();
  #rows = 0;
  #fault: ArchiveFault | null = null;

  constructor(anchors: readonly ChainAnchor[]) {
    for (const anchor of [...anchors].sort((a, b) => a.fromSeq - b.fromSeq)) {
      const segments = this.#left.get(anchor.chainId) ?? [];
      segments.push({ anchor, rows: 0, hash: anchor.prevHash });
      this.#left.set(anchor.chainId, segments);
    }
  }

  add(row: ChainedRow): void {
    this.#rows += 1;
    const segments = this.#left.get(row.chainId) ?? [];
    const segment = segments[0];
    if (!row.holds) {
      this.#found('content', row.id);
    } else if (segment === undefined || segment.hash !== row.prevHash) {
      this.#found('link', row.id);
    } else {
      segment.rows += 1;
      segment.hash = row.hash;
      if (segment.rows === segment.anchor.rows && segment.hash === segment.anchor.lastHash) {
        segments.shift();
      }
    }
  }

  /** Rows seen, and the first thing that does not hold. */
  finish(): { readonly rows: number; readonly fault: ArchiveFault | null } {
    for (const [chainId, segments] of this.#left) {
      if (segments.length > 0) {
        this.#found('count', chainId);
      }
    }
    return { rows: this.#rows, fault: this.#fault };
  }

  #found(problem: ArchiveFault['problem'], at: string): void {
    this.#fault ??= { problem, at };
  }
}
