import { collectFacts } from '../../core/compliance/facts/collect-facts.js';
import type { DialKey } from '../../core/compliance/facts/dial-key.js';
import { factKeys } from '../../core/compliance/facts/fact-keys.js';
import type { KeyFacts } from '../../core/compliance/facts/key-facts.js';
import type { PersonFact, PersonFactKind } from '../../core/compliance/facts/person-fact.js';
import type { PastAttempt } from '../../core/compliance/gate/dial-facts.js';
import type { PersonFactStore } from '../../ports/person-fact-store.js';
import { utcDay } from './attempt-record.js';
import { REGISTER_FACTS } from './commit-statement.js';
import type { Database } from './database.js';
import { DialKeyRows } from './dial-key-rows.js';
import { type FactRecord, factRecord, readFact } from './person-fact-record.js';
import { FACTS_PAGE, LOAD_FACTS } from './person-fact-statements.js';

const PAGE_DEADLINE_MS = 60_000;

type KeyRow = readonly [key: DialKey, version: number, liveAttemptId: string | null];

interface HistoryRow {
  readonly attempt_group: string;
  readonly phone: string;
  readonly cpf_hash: string;
  readonly debt_id: string;
  readonly creditor_cnpj: string;
  readonly line: string;
  readonly t_dial_ms: number;
  readonly t_end_ms: number | null;
  readonly abandoned: boolean;
  readonly machine: boolean;
  readonly right_party: boolean;
}

interface Loaded {
  readonly keys: readonly KeyRow[] | null;
  readonly history: readonly HistoryRow[] | null;
  readonly facts: readonly FactRecord[] | null;
}

/** Facts of the gate in PostgreSQL; their history is the attempts themselves. */
export class PostgresPersonFactStore implements PersonFactStore {
  readonly #database: Database;
  readonly #keyRows: DialKeyRows;
  readonly #pageRows: number;

  constructor(database: Database, keyRows: DialKeyRows = new DialKeyRows(database), pageRows = 1000) {
    this.#database = database;
    this.#keyRows = keyRows;
    this.#pageRows = pageRows;
  }

  async load(keys: readonly DialKey[], sinceMs: number): Promise<ReadonlyMap<DialKey, KeyFacts>> {
    const asked = [...new Set(keys)];
    const ofKind = (prefix: string): string[] =>
      asked.filter((key) => key.startsWith(prefix)).map((key) => key.slice(prefix.length));
    const values = [asked, ofKind('n:'), ofKind('p:'), ofKind('d:'), sinceMs, utcDay(sinceMs)];
    const [loaded] = await this.#database.query<Loaded>(LOAD_FACTS, values);
    const states = (loaded?.keys ?? []).map(([key, version, liveAttemptId]) => ({
      key,
      version,
      liveAttemptId,
    }));
    const history = (loaded?.history ?? []).map(readPast);
    return collectFacts(asked, states, history, (loaded?.facts ?? []).map(readFact));
  }

  async register(facts: readonly PersonFact[]): Promise<void> {
    await this.#keyRows.ensure(new Set(facts.flatMap(factKeys)));
    await this.#database.query(REGISTER_FACTS, [JSON.stringify(facts.map(factRecord))]);
  }

  async *read(kind: PersonFactKind): AsyncGenerator<PersonFact> {
    let since = Number.MIN_SAFE_INTEGER;
    let id = 0;
    for (;;) {
      const values = [kind, since, id, this.#pageRows];
      const page = await this.#database.query<FactRecord & { readonly id: number }>(
        FACTS_PAGE,
        values,
        PAGE_DEADLINE_MS,
      );
      for (const record of page) {
        yield readFact(record);
      }
      const last = page.at(-1);
      if (last === undefined || page.length < this.#pageRows) {
        return;
      }
      since = last.since_ms;
      id = last.id;
    }
  }
}

function readPast(row: HistoryRow): PastAttempt {
  return {
    group: row.attempt_group,
    phone: row.phone,
    cpfHash: row.cpf_hash,
    debtId: row.debt_id,
    creditorCnpj: row.creditor_cnpj,
    line: row.line,
    tDialMs: row.t_dial_ms,
    tEndMs: row.t_end_ms,
    abandoned: row.abandoned,
    machine: row.machine,
    rightParty: row.right_party,
  };
}
