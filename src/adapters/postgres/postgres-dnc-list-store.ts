import { sql } from 'kysely';
import { type DialKey, numberKey, personKey } from '../../core/compliance/facts/dial-key.js';
import { LISTS, type ListId } from '../../core/compliance/rule-parameters.js';
import { CadenciaError, isCadenciaError } from '../../core/kernel/errors.js';
import type {
  DncAnswer,
  DncAuthorisation,
  DncEntry,
  DncListState,
  DncListStore,
} from '../../ports/dnc-list-store.js';
import { type Database, sqlBuilder } from './database.js';
import * as statements from './dnc-statements.js';
import { PostgresDncAuthorisations } from './postgres-dnc-authorisations.js';

const { entriesTable } = statements;

/** Sorting five million entries on a slow disk. */
const BUILD_MS = 30 * 60_000;
/** A table that somebody still reads is dropped another time. */
const DROP_LOCK_MS = 500;
const MOST_ENTRIES = 10_000;
const LOOK_UP_TRIES = 5;

interface LookUpRow {
  readonly kind: 'version' | 'state' | 'listed' | 'authorised';
  readonly key: string;
  readonly list: string;
  readonly value: string;
}

interface ListRow {
  readonly state: string;
  readonly version: string;
  readonly loaded_at_ms: number;
  readonly entries: number;
  readonly signed_by: string;
  readonly since_ms: number;
}

/**
 * Do-not-call lists in PostgreSQL. Each version has a table of its own: it is filled without an index in small
 * statements, then indexed, and put in force by changing one row, so that no look-up ever waits for an import. The
 * replaced table is dropped afterwards.
 */
export class PostgresDncListStore implements DncListStore {
  readonly #database: Database;
  readonly #pageRows: number;
  readonly #authorisations: PostgresDncAuthorisations;

  constructor(database: Database, pageRows = 5000) {
    this.#database = database;
    this.#pageRows = pageRows;
    this.#authorisations = new PostgresDncAuthorisations(database, pageRows);
  }

  async lookUp(keys: readonly DialKey[]): Promise<DncAnswer> {
    const values = [[...new Set(keys)]];
    for (let tries = 1; ; tries++) {
      try {
        return readAnswer(await this.#database.query<LookUpRow>(statements.LOOK_UP, values));
      } catch (thrown) {
        // The table it was about to read has just been replaced and dropped: the next look finds the new one.
        if (!isMissingTable(thrown) || tries >= LOOK_UP_TRIES) {
          throw thrown;
        }
      }
    }
  }

  async begin(list: ListId, version: string): Promise<void> {
    const [row] = await this.#database.query<{ entries_no: number }>(statements.BEGIN, [list, version]);
    if (row !== undefined) {
      await this.#database.script(
        'lists.makeTable',
        // A list of millions is not worth a visit of autovacuum while it fills: it is analysed when it is complete.
        `create table ${entriesTable(row.entries_no)} (key text collate "C" not null, since date not null)
with (autovacuum_enabled = false)`,
      );
    }
    await this.#dropRetired();
  }

  async addEntries(list: ListId, version: string, entries: readonly DncEntry[]): Promise<void> {
    if (entries.length > MOST_ENTRIES) {
      throw new RangeError(`At most ${MOST_ENTRIES} entries at a time`);
    }
    const { entriesNo } = await this.#begun(list, version);
    const keys: string[] = [];
    const dates: string[] = [];
    for (const { phone, cpfHash, since } of entries) {
      for (const key of keysOfEntry(phone, cpfHash)) {
        keys.push(key);
        dates.push(since);
      }
    }
    if (keys.length === 0) {
      return;
    }
    const insert = sql`insert into ${sql.table(entriesTable(entriesNo))} (key, since)
select key, since from unnest(${keys}::text[], ${dates}::date[]) r (key, since)`;
    try {
      await this.#database.run('lists.addEntries', { compile: () => insert.compile(sqlBuilder) });
    } catch (thrown) {
      throw isMissingTable(thrown) ? notBegun(list, version) : thrown;
    }
  }

  async complete(list: ListId, version: string): Promise<number> {
    const { entriesNo, entries } = await this.#begun(list, version);
    if (entries !== null) {
      return entries;
    }
    const table = entriesTable(entriesNo);
    // Transactions of their own, so that none holds vacuum back for long; one core is left to dialling.
    await this.#database.script(
      'lists.index',
      `set local max_parallel_maintenance_workers = 0; set local maintenance_work_mem = '64MB';
create index if not exists ${table}_key on ${table} (key) include (since)`,
      BUILD_MS,
    );
    // Autovacuum, throttled as it is, comes round soon and marks the pages: look-ups then read the index alone.
    await this.#database.script(
      'lists.analyze',
      `analyze ${table}; alter table ${table} set (autovacuum_enabled = true)`,
      BUILD_MS,
    );
    await this.#database.script(
      'lists.count',
      `set local max_parallel_workers_per_gather = 0;
update dnc_versions set entries = (select count(*) from (select from ${table} group by key) keys)
where entries_no = ${entriesNo}`,
      BUILD_MS,
    );
    return (await this.#begun(list, version)).entries ?? 0;
  }

  async activate(list: ListId, version: string, loadedAtMs: number): Promise<number> {
    await this.complete(list, version);
    const values = [list, version, loadedAtMs];
    const [row] = await this.#database.query<{ entries: number }>(statements.ACTIVATE, values);
    if (row === undefined) {
      throw notBegun(list, version);
    }
    await this.#dropRetired();
    return row.entries;
  }

  async discard(list: ListId, version: string): Promise<void> {
    await this.#database.query(statements.RETIRE, [list, version]);
    await this.#dropRetired();
  }

  async declareNotApplicable(list: ListId, signedBy: string, nowMs: number): Promise<void> {
    await this.#database.query(statements.DECLARE_NOT_APPLICABLE, [list, signedBy, nowMs]);
    await this.#dropRetired();
  }

  replaceAuthorisations(authorisations: AsyncIterable<DncAuthorisation>): Promise<number> {
    return this.#authorisations.replace(authorisations);
  }

  async *read(list: ListId): AsyncGenerator<DncEntry> {
    const answer = await this.#database.query<{ entries_no: number }>(
      {
        name: 'lists.table',
        text: 'select entries_no from dnc_lists where list = $1 and entries_no is not null',
      },
      [list],
    );
    const entriesNo = answer[0]?.entries_no;
    if (entriesNo === undefined) {
      return;
    }
    const table = sql.table(entriesTable(entriesNo));
    for (let after = ''; ; ) {
      const query = sql<{ key: string; since: string }>`select key, min(since)::text as since from ${table}
where key > ${after} group by key order by key limit ${this.#pageRows}`;
      const page = await this.#page(list, query.compile(sqlBuilder));
      for (const { key, since } of page) {
        const rest = key.slice(2);
        yield key.startsWith('n:')
          ? { phone: rest, cpfHash: '', since }
          : { phone: '', cpfHash: rest, since };
      }
      const last = page.at(-1);
      if (last === undefined || page.length < this.#pageRows) {
        return;
      }
      after = last.key;
    }
  }

  readAuthorisations(): AsyncGenerator<DncAuthorisation> {
    return this.#authorisations.read();
  }

  async #page(
    list: ListId,
    query: ReturnType<ReturnType<typeof sql<{ key: string; since: string }>>['compile']>,
  ) {
    try {
      return await this.#database.run('lists.read', { compile: () => query });
    } catch (thrown) {
      throw isMissingTable(thrown)
        ? new CadenciaError('DLR_STATE_CONFLICT', {
            detail: `The list '${list}' was replaced while it was read. Read it again.`,
            cause: thrown,
          })
        : thrown;
    }
  }

  async #begun(list: ListId, version: string): Promise<{ entriesNo: number; entries: number | null }> {
    const [row] = await this.#database.query<{ entries_no: number; entries: number | null }>(
      statements.FIND_BEGUN,
      [list, version],
    );
    if (row === undefined) {
      throw notBegun(list, version);
    }
    return { entriesNo: row.entries_no, entries: row.entries };
  }

  /** Drops what nobody needs any more; what is still read waits for the next time. */
  async #dropRetired(): Promise<void> {
    const retired = await this.#database.query<{ entries_no: number }>(statements.FIND_RETIRED, []);
    for (const { entries_no: entriesNo } of retired) {
      try {
        await this.#database.script(
          'lists.drop',
          `set local lock_timeout = ${DROP_LOCK_MS}; drop table if exists ${entriesTable(entriesNo)};
delete from dnc_versions where entries_no = ${entriesNo} and retired`,
        );
      } catch (thrown) {
        if (!isCadenciaError(thrown, 'DLR_DATABASE_DOWN')) {
          throw thrown;
        }
      }
    }
  }
}

function keysOfEntry(phone: string, cpfHash: string): readonly DialKey[] {
  return [...(phone === '' ? [] : [numberKey(phone)]), ...(cpfHash === '' ? [] : [personKey(cpfHash)])];
}

function isMissingTable(thrown: unknown): boolean {
  return isCadenciaError(thrown, 'DLR_DATABASE_MIGRATION') && thrown.fields['sqlState'] === '42P01';
}

function notBegun(list: ListId, version: string): CadenciaError {
  return new CadenciaError('DLR_STATE_CONFLICT', {
    detail: `Version '${version}' of the list '${list}' is not being filled: another import of this list began after it. Import again if this file is the right one.`,
  });
}

function readAnswer(rows: readonly LookUpRow[]): DncAnswer {
  const lists: Record<string, DncListState> = Object.fromEntries(
    LISTS.map((list) => [list, { state: 'absent' }]),
  );
  const listed = new Map<DialKey, Partial<Record<ListId, string>>>();
  const authorised = new Map<DialKey, string[]>();
  let version = 0;
  for (const { kind, key, list, value } of rows) {
    const dialKey = key as DialKey;
    switch (kind) {
      case 'version':
        version = Number(value);
        break;
      case 'state':
        lists[list] = readState(JSON.parse(value) as ListRow);
        break;
      case 'listed':
        listed.set(dialKey, { ...listed.get(dialKey), [list]: value });
        break;
      case 'authorised':
        authorised.set(dialKey, [...(authorised.get(dialKey) ?? []), value]);
    }
  }
  return { version, lists: lists as Readonly<Record<ListId, DncListState>>, listed, authorised };
}

function readState(row: ListRow): DncListState {
  return row.state === 'loaded'
    ? { state: 'loaded', version: row.version, loadedAtMs: row.loaded_at_ms, entries: row.entries }
    : { state: 'not_applicable', signedBy: row.signed_by, sinceMs: row.since_ms };
}
