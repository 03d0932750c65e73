import { type Digest, GENESIS_HASH } from '../call-log/call-log-chain.js';

/** Something that somebody did or that happened at the door, at its place in the one chain of them. */
export interface AuditEntry {
  /** Place in the chain, the first being 1. */
  readonly seq: number;
  readonly atMs: number;
  readonly kind: string;
  readonly who: string;
  /** Whom or what it is about. No number, name or CPF: a keyed hash, an id. */
  readonly subject: string;
  /** Where he came from; null where it was not at the door. */
  readonly address: string | null;
  readonly detail: string;
  /** Rows of persons concerned, as the text that was kept; null where none were. */
  readonly counts: string | null;
  readonly prevHash: string;
  readonly hash: string;
}

/** The text that an entry's hash covers after the hash before it; migration 43 makes the same in SQL. */
export function auditText(entry: Omit<AuditEntry, 'prevHash' | 'hash'>): string {
  const { seq, atMs, kind, who, subject, address, detail, counts } = entry;
  return JSON.stringify([seq, atMs, kind, who, subject, address, detail, counts]);
}

/** Where a chain is known to stand. */
export interface AuditHead {
  readonly seq: number;
  readonly hash: string;
}

export const EMPTY_HEAD: AuditHead = { seq: 0, hash: GENESIS_HASH };

/**
 * What does not hold at an entry. `content`: it is not what was hashed. `gap`: entries before it are missing. `link`: it
 * does not follow the one before it. `rewritten`: it was seen with another hash. `tail`: it was seen, and is gone with all
 * that came after it.
 */
export const AUDIT_PROBLEMS = ['content', 'gap', 'link', 'rewritten', 'tail'] as const;
export type AuditProblem = (typeof AUDIT_PROBLEMS)[number];

export interface BrokenEntry {
  readonly seq: number;
  readonly problem: AuditProblem;
}

export interface AuditVerdict {
  readonly entries: number;
  readonly head: AuditHead;
  /** The first ten. */
  readonly broken: readonly BrokenEntry[];
  readonly brokenCount: number;
}

const MOST_NAMED = 10;

/**
 * Checks entries as they stream by in the order of the chain. Who can write to the table can make a whole new chain that
 * holds in itself; `seen` is a head that was noted outside of it before, and finds that too.
 */
export class AuditVerifier {
  readonly #digest: Digest;
  readonly #seen: AuditHead;
  readonly #broken: BrokenEntry[] = [];
  #brokenCount = 0;
  #entries = 0;
  #head: AuditHead;

  /** `from`: where the first entry to come follows. */
  constructor(digest: Digest, from: AuditHead = EMPTY_HEAD, seen: AuditHead = EMPTY_HEAD) {
    this.#digest = digest;
    this.#head = from;
    this.#seen = seen;
  }

  add(entry: AuditEntry): void {
    const { seq, hash } = entry;
    this.#entries += 1;
    const problem = this.#problemOf(entry);
    if (problem !== null) {
      this.#name(seq, problem);
    }
    if (seq === this.#seen.seq && hash !== this.#seen.hash) {
      this.#name(seq, 'rewritten');
    }
    this.#head = { seq, hash };
  }

  verdict(): AuditVerdict {
    const lost = this.#head.seq < this.#seen.seq;
    const broken = lost ? [...this.#broken, { seq: this.#seen.seq, problem: 'tail' as const }] : this.#broken;
    return {
      entries: this.#entries,
      head: this.#head,
      broken: broken.slice(0, MOST_NAMED),
      brokenCount: this.#brokenCount + (lost ? 1 : 0),
    };
  }

  #problemOf(entry: AuditEntry): AuditProblem | null {
    if (this.#digest.sha256(entry.prevHash + auditText(entry)) !== entry.hash) {
      return 'content';
    }
    if (entry.seq !== this.#head.seq + 1) {
      return 'gap';
    }
    return entry.prevHash === this.#head.hash ? null : 'link';
  }

  #name(seq: number, problem: AuditProblem): void {
    this.#brokenCount += 1;
    if (this.#broken.length < MOST_NAMED) {
      this.#broken.push({ seq, problem });
    }
  }
}
