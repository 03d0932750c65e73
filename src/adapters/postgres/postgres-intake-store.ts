import { factKeys } from '../../core/compliance/facts/fact-keys.js';
import { firstDueMs } from '../../core/contact/first-due.js';
import type { IntakeOutcome, IntakeResult } from '../../core/feeds/intake-row.js';
import { assertNever } from '../../core/kernel/assert-never.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { IntakeDelivery, IntakeStore, IntakeWrite } from '../../ports/intake-store.js';
import type { Database, Statement } from './database.js';
import type { DialKeyRows } from './dial-key-rows.js';
import {
  CHANGE_CONTACTS,
  DELIVERIES,
  FORGET_INTAKE,
  KEEP_DELIVERY,
  NOTE_BALANCES,
  NOTE_DEBTS,
  WITHDRAW_CONTACTS,
} from './intake-statements.js';
import { factRecord } from './person-fact-record.js';
import { storable, storableFields } from './storable.js';

const WRITE_MS = 60_000;
/** A key told at the same moment by another server is there at the next look. */
const MOST_LOOKS = 5;

interface AnswerRow {
  readonly key: string;
  readonly digest: string;
  readonly result: IntakeResult;
  readonly repeated: boolean;
}

/** What the client's systems tell, in PostgreSQL: effect and note of each row in one statement. */
export class PostgresIntakeStore implements IntakeStore {
  readonly #database: Database;
  readonly #keyRows: DialKeyRows;

  constructor(database: Database, keyRows: DialKeyRows) {
    this.#database = database;
    this.#keyRows = keyRows;
  }

  async apply(write: IntakeWrite): Promise<ReadonlyMap<string, IntakeOutcome>> {
    const outcomes = new Map<string, IntakeOutcome>();
    const digests = new Map(write.rows.map(({ key, digest }) => [storable(key), digest]));
    if (write.kind === 'debts') {
      await this.#keyRows.ensure(new Set(write.rows.flatMap(({ entry }) => factKeys(entry))));
    }
    for (let look = 0; outcomes.size < digests.size; look += 1) {
      if (look === MOST_LOOKS) {
        throw new CadenciaError('DLR_STATE_CONFLICT', {
          detail: `Rows of '${write.feed}' are told by several at once; tell them again.`,
        });
      }
      const { statement, records, values } = wordsOf(write);
      const left = records.filter(({ row_key: key }) => !outcomes.has(key));
      const all = [write.feed, JSON.stringify(left), write.nowMs, ...values];
      for (const row of await this.#database.query<AnswerRow>(statement, all, WRITE_MS)) {
        const { key, digest, result, repeated } = row;
        outcomes.set(key, digest === digests.get(key) ? { result, repeated } : { result: 'key_used' });
      }
    }
    return new Map(write.rows.map(({ key }) => [key, outcomes.get(storable(key)) ?? { result: 'key_used' }]));
  }

  async keepDelivery(delivery: IntakeDelivery): Promise<void> {
    const { id, feed, source, name, by, atMs, counts, refused, problem } = delivery;
    const texts = [id, feed, source, name, by].map(storable);
    const lists = [JSON.stringify(counts), storable(JSON.stringify(refused)), storable(problem)];
    await this.#database.query(KEEP_DELIVERY, [...texts, atMs, ...lists]);
  }

  listDeliveries(most: number): Promise<readonly IntakeDelivery[]> {
    return this.#database.query<IntakeDelivery>(DELIVERIES, [most]);
  }

  async forget(beforeMs: number): Promise<void> {
    await this.#database.query(FORGET_INTAKE, [beforeMs], WRITE_MS);
  }
}

interface Words {
  readonly statement: Statement;
  readonly records: readonly { readonly row_key: string }[];
  readonly values: readonly unknown[];
}

function wordsOf(write: IntakeWrite): Words {
  switch (write.kind) {
    case 'contacts':
      return {
        statement: CHANGE_CONTACTS,
        records: write.rows.map(({ key, digest, entry }) => ({
          row_key: storable(key),
          digest,
          key: storable(entry.key),
          line: entry.line,
          name: storable(entry.name),
          cpf_hash: entry.cpfHash,
          debt_id: storable(entry.debtId),
          segment: storable(entry.segment),
          municipality: entry.municipality,
          address_uf: entry.addressUf,
          phones: entry.phones,
          fields: JSON.parse(storableFields(entry.fields)),
          priority: entry.priority,
          next_at_ms: firstDueMs(entry.priority, write.nowMs),
          salt: entry.salt,
        })),
        values: [write.campaignId, write.mailingId],
      };
    case 'withdrawals':
      return {
        statement: WITHDRAW_CONTACTS,
        records: write.rows.map(({ key, digest, entry }) => ({
          row_key: storable(key),
          digest,
          cpf_hash: entry.cpfHash,
          debt_id: storable(entry.debtId),
          phone: entry.phone,
        })),
        values: [write.campaignId],
      };
    case 'debts':
      return {
        statement: NOTE_DEBTS,
        records: write.rows.map(({ key, digest, entry }) => ({
          row_key: storable(key),
          digest,
          fact: factRecord(entry),
        })),
        values: [],
      };
    case 'balances':
      return {
        statement: NOTE_BALANCES,
        records: write.rows.map(({ key, digest, entry }, place) => ({
          ...{ row_key: storable(key), digest, place },
          ...{ list: entry.list, key: storable(entry.key), fact: entry.fact },
        })),
        values: [write.contractId, write.by],
      };
    default:
      return assertNever(write, 'intake');
  }
}
