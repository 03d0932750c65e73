import { CadenciaError } from '../../core/kernel/errors.js';
import { AUDIT_ADD } from './audit-statements.js';
import type { Database } from './database.js';

/** What the record of acts is told; place and hashes are the database's. */
export interface AuditRow {
  readonly atMs: number;
  readonly kind: string;
  readonly who: string;
  readonly subject: string;
  /** Null where it was not at the door. */
  readonly address: string | null;
  readonly detail: string;
  /** JSON; null where no rows of persons are concerned. */
  readonly counts: string | null;
}

interface Waiting {
  readonly row: AuditRow;
  resolve(): void;
  reject(error: unknown): void;
}

const MOST_TOGETHER = 500;

/**
 * Adds to the record of acts. The chain takes one transaction at a time over all servers, so what comes while a statement
 * is under way goes together in the next one, in order: the more is asked, the fewer waits there are a row. Each caller
 * is answered when his row is committed.
 */
export class AuditRows {
  readonly #database: Pick<Database, 'query'>;
  readonly #waiting: Waiting[] = [];
  #isWriting = false;

  constructor(database: Pick<Database, 'query'>) {
    this.#database = database;
  }

  add(row: AuditRow): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ row, resolve, reject });
      void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    if (this.#isWriting) {
      return;
    }
    this.#isWriting = true;
    for (;;) {
      const together = this.#waiting.splice(0, MOST_TOGETHER);
      if (together.length === 0) {
        break;
      }
      await this.#settle(together);
    }
    this.#isWriting = false;
  }

  async #settle(together: readonly Waiting[]): Promise<void> {
    try {
      await this.#write(together.map(({ row }) => row));
    } catch (error) {
      // A row that the database refuses must not take others with it; without a database each would wait in vain.
      if (together.length > 1 && !(error instanceof CadenciaError)) {
        for (const one of together) {
          await this.#settle([one]);
        }
        return;
      }
      for (const { reject } of together) {
        reject(error);
      }
      return;
    }
    for (const { resolve } of together) {
      resolve();
    }
  }

  async #write(rows: readonly AuditRow[]): Promise<void> {
    await this.#database.query(AUDIT_ADD, [
      rows.map(({ atMs }) => atMs),
      rows.map(({ kind }) => kind),
      rows.map(({ who }) => who),
      rows.map(({ subject }) => subject),
      rows.map(({ address }) => address),
      rows.map(({ detail }) => detail),
      rows.map(({ counts }) => counts),
    ]);
  }
}
