import type { AttemptId, TrunkId } from '../../core/kernel/ids.js';
import type { TestCallNotes } from '../../core/test-call/test-call-report.js';
import type { KeptTestCall, TestCallStore } from '../../ports/test-call-store.js';
import {
  type AttemptRecord,
  OPENING_COLUMNS,
  RESULT_COLUMNS,
  readClosed,
  readOpen,
  utcDay,
} from './attempt-record.js';
import type { Database, Statement } from './database.js';

/** $1 attempt, $2 when, $3 its UTC day, $4 trunk, $5 who. */
const BEGIN: Statement = {
  name: 'testCalls.begin',
  text: `
insert into test_calls (attempt_id, at_ms, day, trunk_id, by_whom) values ($1, $2, $3::date, $4, $5)
on conflict (attempt_id) do nothing`,
};

/** $1 attempt, $2 early media, $3 codec, $4 packets in, $5 packets out. */
const NOTE: Statement = {
  name: 'testCalls.note',
  text: `
update test_calls set early_media = $2, codec = $3, packets_in = $4, packets_out = $5 where attempt_id = $1`,
};

const COLUMNS = [...new Set([...OPENING_COLUMNS, ...RESULT_COLUMNS])]
  .map((column) => `a.${column}`)
  .join(', ');
const KEPT = `
select ${COLUMNS}, t.by_whom, t.early_media, t.codec, t.packets_in, t.packets_out
from test_calls t join attempts a on a.attempt_id = t.attempt_id and a.day = t.day`;

/** $1 trunk or null, $2 rows. */
const LIST: Statement = {
  name: 'testCalls.list',
  text: `${KEPT} where $1::text is null or t.trunk_id = $1 order by t.at_ms desc, t.attempt_id desc limit $2`,
};

/** $1 attempt. */
const FIND: Statement = { name: 'testCalls.find', text: `${KEPT} where t.attempt_id = $1` };

/** Test calls in PostgreSQL, each beside its row: of an erased number nothing is left here either. */
export class PostgresTestCallStore implements TestCallStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async begin(attemptId: AttemptId, atMs: number, trunkId: TrunkId, by: string): Promise<void> {
    await this.#database.query(BEGIN, [attemptId, atMs, utcDay(atMs), trunkId, by]);
  }

  async note(attemptId: AttemptId, { earlyMedia, sound }: TestCallNotes): Promise<void> {
    const { codec = null, packetsIn = null, packetsOut = null } = sound ?? {};
    await this.#database.query(NOTE, [attemptId, earlyMedia, codec, packetsIn, packetsOut]);
  }

  async list(trunkId: TrunkId | null, most: number): Promise<readonly KeptTestCall[]> {
    return (await this.#database.query<AttemptRecord>(LIST, [trunkId, most])).map(keptOf);
  }

  async find(attemptId: AttemptId): Promise<KeptTestCall | null> {
    const [record] = await this.#database.query<AttemptRecord>(FIND, [attemptId]);
    return record === undefined ? null : keptOf(record);
  }
}

function keptOf(record: AttemptRecord): KeptTestCall {
  const { codec } = record as { readonly codec: string | null };
  const counted = (column: string): number | null =>
    record[column] === null ? null : Number(record[column]);
  return {
    by: String(record['by_whom']),
    opening: readOpen(record).opening,
    result: record['t_end_ms'] === null ? null : readClosed(record).result,
    earlyMedia: record['early_media'] === true,
    sound:
      codec === null ? null : { codec, packetsIn: counted('packets_in'), packetsOut: counted('packets_out') },
  };
}
