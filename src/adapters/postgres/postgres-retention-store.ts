import type { Digest } from '../../core/call-log/call-log-chain.js';
import { commitmentOf } from '../../core/call-log/commitment.js';
import { debtKey, numberKey, personKey } from '../../core/compliance/facts/dial-key.js';
import { DAY } from '../../core/kernel/time.js';
import type { ClearCounts, RetentionStore } from '../../ports/retention-store.js';
import { utcDay } from './attempt-record.js';
import type { Database, Statement } from './database.js';
import {
  ANONYMISE_CONTACTS,
  anonymise,
  type ChainedTable,
  COUNT_CONTACTS,
  clearPage,
  countClear,
  DAYS_BEFORE,
  DROP_IDLE_KEYS,
  DROP_MESSAGES,
  DROP_SCRIPT_RUNS,
} from './retention-statements.js';

interface ClearRow {
  readonly id: string;
  readonly contact_id: string;
  readonly cpf_hash: string;
  readonly debt_id: string;
  readonly phone: string;
  readonly salt: string;
}

interface ContactStep {
  /** The last contact looked at, or null when there was none. */
  readonly last: number | null;
  readonly cleared: number;
}

/** Small steps: the dialling writes to the same database meanwhile. */
const ROWS_A_STEP = 500;
const CONTACTS_A_STEP = 5000;
const STEP_DEADLINE_MS = 60_000;

/** Takes persons out of what is old, in PostgreSQL. A run that was cut off goes on where it was. */
export class PostgresRetentionStore implements RetentionStore {
  readonly #database: Database;
  readonly #digest: Digest;

  constructor(database: Database, digest: Digest) {
    this.#database = database;
    this.#digest = digest;
  }

  async countClear(beforeMs: number): Promise<ClearCounts> {
    const counts = { attempts: 0, decisions: 0, contacts: await this.#count(COUNT_CONTACTS, beforeMs) };
    for (const day of await this.#daysBefore(beforeMs)) {
      counts.attempts += await this.#count(countClear('attempts'), day);
      counts.decisions += await this.#count(countClear('decisions'), day);
    }
    return counts;
  }

  async anonymise(beforeMs: number): Promise<ClearCounts> {
    const counts = { attempts: 0, decisions: 0, contacts: 0 };
    for (const day of await this.#daysBefore(beforeMs)) {
      counts.attempts += await this.#clearDay('attempts', day);
      counts.decisions += await this.#clearDay('decisions', day);
    }
    counts.contacts = await this.#clearContacts(beforeMs);
    await this.#drop(DROP_SCRIPT_RUNS, beforeMs);
    await this.#drop(DROP_MESSAGES, beforeMs);
    return counts;
  }

  async #daysBefore(beforeMs: number): Promise<readonly string[]> {
    // The day of the bound itself may have rows from after it.
    const bound = utcDay(Math.floor(beforeMs / DAY) * DAY);
    const rows = await this.#database.query<{ readonly day: string }>(DAYS_BEFORE, [bound]);
    return rows.map(({ day }) => day);
  }

  async #count(statement: ReturnType<typeof countClear>, bound: string | number): Promise<number> {
    const rows = await this.#database.query<{ readonly count: number }>(statement, [bound], STEP_DEADLINE_MS);
    return rows[0]?.count ?? 0;
  }

  async #clearDay(table: ChainedTable, day: string): Promise<number> {
    let cleared = 0;
    let after = '';
    for (;;) {
      const values = [day, after, ROWS_A_STEP];
      const page = await this.#database.query<ClearRow>(clearPage(table), values, STEP_DEADLINE_MS);
      if (page.length > 0) {
        const rows = JSON.stringify(page.map((row) => this.#committed(row)));
        cleared += (await this.#database.query(anonymise(table), [day, rows], STEP_DEADLINE_MS)).length;
        await this.#database.query(DROP_IDLE_KEYS, [keysOf(page)], STEP_DEADLINE_MS);
      }
      const last = page.at(-1);
      if (last === undefined || page.length < ROWS_A_STEP) {
        return cleared;
      }
      after = last.id;
    }
  }

  async #clearContacts(beforeMs: number): Promise<number> {
    let cleared = 0;
    let after: number | null = 0;
    while (after !== null) {
      const step: ContactStep | undefined = await this.#clearStep(beforeMs, after);
      cleared += step?.cleared ?? 0;
      after = step?.last ?? null;
    }
    return cleared;
  }

  async #drop(statement: Statement, beforeMs: number): Promise<void> {
    const values = [beforeMs, CONTACTS_A_STEP];
    let gone: number;
    do {
      gone = (await this.#database.query(statement, values, STEP_DEADLINE_MS)).length;
    } while (gone === CONTACTS_A_STEP);
  }

  async #clearStep(beforeMs: number, after: number): Promise<ContactStep | undefined> {
    const values = [beforeMs, after, CONTACTS_A_STEP];
    const [step] = await this.#database.query<ContactStep>(ANONYMISE_CONTACTS, values, STEP_DEADLINE_MS);
    return step;
  }

  #committed({ id, salt, contact_id, cpf_hash, debt_id, phone }: ClearRow): Omit<ClearRow, 'salt'> {
    const hide = (value: string): string => commitmentOf(value, salt, this.#digest);
    return {
      id,
      contact_id: hide(contact_id),
      cpf_hash: hide(cpf_hash),
      debt_id: hide(debt_id),
      phone: hide(phone),
    };
  }
}

function keysOf(rows: readonly ClearRow[]): readonly string[] {
  const keys = rows.flatMap((row) => [
    numberKey(row.phone),
    ...(row.cpf_hash === '' ? [] : [personKey(row.cpf_hash)]),
    ...(row.debt_id === '' ? [] : [debtKey(row.debt_id)]),
  ]);
  return [...new Set<string>(keys)];
}
