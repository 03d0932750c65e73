import { type AuditHead, type AuditVerdict, AuditVerifier, EMPTY_HEAD } from '../core/access/audit-entry.js';
import type { Digest } from '../core/call-log/call-log-chain.js';
import type { AuditLog } from '../ports/audit-log.js';

/** Where this server keeps how far it has seen the record: outside the database. */
export interface SeenHead {
  /** Null where nothing was kept yet. */
  read(): Promise<AuditHead | null>;
  write(head: AuditHead): Promise<void>;
}

interface AuditWatchDeps {
  readonly log: Pick<AuditLog, 'read'>;
  readonly digest: Digest;
  readonly seen: SeenHead;
  /** Said once for each new trouble. */
  readonly onBroken: (verdict: AuditVerdict) => void;
}

/** What this server knows of the record without reading all of it. */
export interface AuditStanding {
  readonly seen: AuditHead;
  readonly broken: AuditVerdict | null;
}

/**
 * A witness of the record. Who may write to the database can make a new chain that holds in itself; he cannot change what
 * this server has seen of the old one. What is new is checked and then seen; what does not follow is never seen, and told.
 */
export class AuditWatch {
  readonly #deps: AuditWatchDeps;
  #seen: AuditHead | null = null;
  #broken: AuditVerdict | null = null;
  #looking: Promise<void> = Promise.resolve();

  constructor(deps: AuditWatchDeps) {
    this.#deps = deps;
  }

  standing(): AuditStanding {
    return { seen: this.#seen ?? EMPTY_HEAD, broken: this.#broken };
  }

  /** Checks what came since the last look. One at a time. */
  look(): Promise<void> {
    this.#looking = this.#looking.catch(() => undefined).then(() => this.#look());
    return this.#looking;
  }

  /** The whole record from its first entry, and whether it is the one that was seen. */
  async verify(): Promise<AuditVerdict> {
    const { log, digest } = this.#deps;
    const verifier = new AuditVerifier(digest, EMPTY_HEAD, await this.#seenHead());
    for await (const entry of log.read(1)) {
      verifier.add(entry);
    }
    return this.#note(verifier.verdict());
  }

  async #look(): Promise<void> {
    const { log, digest, seen } = this.#deps;
    const from = await this.#seenHead();
    let verifier: AuditVerifier | null = from.seq === 0 ? new AuditVerifier(digest) : null;
    for await (const entry of log.read(Math.max(1, from.seq))) {
      // The entry that was seen last comes again: from it the others follow.
      verifier ??= new AuditVerifier(digest, { seq: from.seq - 1, hash: entry.prevHash }, from);
      verifier.add(entry);
    }
    const verdict = (verifier ?? new AuditVerifier(digest, EMPTY_HEAD, from)).verdict();
    this.#note(verdict);
    if (verdict.brokenCount === 0 && verdict.head.hash !== from.hash) {
      await seen.write(verdict.head);
      this.#seen = verdict.head;
    }
  }

  async #seenHead(): Promise<AuditHead> {
    this.#seen ??= (await this.#deps.seen.read()) ?? EMPTY_HEAD;
    return this.#seen;
  }

  #note(verdict: AuditVerdict): AuditVerdict {
    const before = this.#broken;
    this.#broken = verdict.brokenCount === 0 ? null : verdict;
    if (this.#broken !== null && before === null) {
      this.#deps.onBroken(verdict);
    }
    return verdict;
  }
}
