import { type AuditEntry, type AuditHead, EMPTY_HEAD } from '../../core/access/audit-entry.js';
import type { AuditLog, AuditQuery, MachineAct } from '../../ports/audit-log.js';
import { AuditRows } from './audit-rows.js';
import { AUDIT_HEAD, AUDIT_PAGE, AUDIT_READ } from './audit-statements.js';
import type { Database } from './database.js';

interface EntryRow extends Omit<AuditEntry, 'atMs' | 'prevHash'> {
  readonly at_ms: number;
  readonly prev_hash: string;
}

const PAGE_ROWS = 1000;
/** Years of it may be looked through for one person. */
const SEARCH_DEADLINE_MS = 60_000;

const entryOf = ({ at_ms, prev_hash, ...row }: EntryRow): AuditEntry => ({
  ...row,
  atMs: at_ms,
  prevHash: prev_hash,
});

/** The record of who did what; the database itself makes the chain. */
export class PostgresAuditLog implements AuditLog {
  readonly #database: Database;
  readonly #rows: AuditRows;

  constructor(database: Database) {
    this.#database = database;
    this.#rows = new AuditRows(database);
  }

  async page(query: AuditQuery, beforeSeq: number, limit: number): Promise<readonly AuditEntry[]> {
    const { kind, who, subject, fromMs, toMs } = query;
    const values = [kind, who, subject, fromMs, toMs].map((value) => value ?? null);
    const rows = await this.#database.query<EntryRow>(
      AUDIT_PAGE,
      [...values, beforeSeq, limit],
      SEARCH_DEADLINE_MS,
    );
    return rows.map(entryOf);
  }

  async *read(fromSeq: number): AsyncGenerator<AuditEntry> {
    let from = fromSeq;
    for (;;) {
      const rows = await this.#database.query<EntryRow>(AUDIT_READ, [from, PAGE_ROWS], SEARCH_DEADLINE_MS);
      yield* rows.map(entryOf);
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE_ROWS) {
        return;
      }
      from = last.seq + 1;
    }
  }

  async head(): Promise<AuditHead> {
    const [row] = await this.#database.query<AuditHead>(AUDIT_HEAD, []);
    return row === undefined ? EMPTY_HEAD : { seq: row.seq, hash: row.hash };
  }

  note(act: MachineAct): Promise<void> {
    return this.#rows.add({ ...act, subject: '', address: null, counts: null });
  }
}
