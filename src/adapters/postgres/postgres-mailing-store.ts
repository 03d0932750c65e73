import type { Selectable } from 'kysely';
import { firstDueMs } from '../../core/contact/first-due.js';
import type { CampaignId, MailingId } from '../../core/kernel/ids.js';
import type { MailingReject, MailingRow, MailingStore, MailingSummary } from '../../ports/mailing-store.js';
import { ADD_ROWS } from './contact-statements.js';
import { type Database, sqlBuilder } from './database.js';
import { storable, storableFields } from './storable.js';
import type { Tables } from './tables.js';

type Figures = Parameters<MailingStore['finish']>[2];

/** Rows that change what the planner should think. */
const BIG_MAILING = 1000;

function readSummary(row: Selectable<Tables['mailings']>): MailingSummary {
  return {
    mailingId: row.id as MailingId,
    campaignId: row.campaign_id as CampaignId,
    name: row.name,
    rows: row.row_count,
    added: row.added,
    duplicates: row.duplicates,
    rejected: row.rejected,
    state: row.state as MailingSummary['state'],
    createdAtMs: row.created_at_ms,
  };
}

/** Mailings in PostgreSQL. Everything may be repeated: an import whose worker died starts again from the first row. */
export class PostgresMailingStore implements MailingStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async create(mailingId: MailingId, campaignId: CampaignId, name: string, nowMs: number): Promise<void> {
    const query = sqlBuilder
      .insertInto('mailings')
      .values({
        id: mailingId,
        campaign_id: campaignId,
        name: storable(name),
        state: 'loading',
        created_at_ms: nowMs,
      })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ state: 'loading' }));
    await this.#database.run('mailings.create', query);
  }

  async addRows(
    mailingId: MailingId,
    campaignId: CampaignId,
    rows: readonly MailingRow[],
    nowMs: number,
  ): Promise<number> {
    if (rows.length === 0) {
      return 0;
    }
    const values = [
      campaignId,
      mailingId,
      rows.map((row) => storable(row.key)),
      rows.map((row) => row.line),
      rows.map((row) => storable(row.name)),
      rows.map((row) => storable(row.cpfHash)),
      rows.map((row) => storable(row.debtId)),
      rows.map((row) => storable(row.segment)),
      rows.map((row) => storable(row.municipality)),
      rows.map((row) => JSON.stringify(row.phones.map((number) => ({ number, dropped: false })))),
      rows.map((row) => storableFields(row.fields)),
      rows.map((row) => row.priority),
      rows.map((row) => firstDueMs(row.priority, nowMs)),
      rows.map((row) => row.salt),
      rows.map((row) => row.addressUf),
    ];
    const [added] = await this.#database.query<{ rows: number }>(ADD_ROWS, values, 60_000);
    return added?.rows ?? 0;
  }

  async addRejects(mailingId: MailingId, rejects: readonly MailingReject[]): Promise<void> {
    if (rejects.length === 0) {
      return;
    }
    const statement = {
      name: 'mailings.addRejects',
      text: `insert into mailing_rejects (mailing_id, line, column_name, reason)
select $1, line, column_name, reason from unnest($2::integer[], $3::text[], $4::text[]) r (line, column_name, reason)
on conflict do nothing`,
    };
    await this.#database.query(
      statement,
      [
        mailingId,
        rejects.map((reject) => reject.line),
        rejects.map((reject) => storable(reject.column)),
        rejects.map((reject) => storable(reject.reason)),
      ],
      30_000,
    );
  }

  async finish(mailingId: MailingId, state: 'loaded' | 'failed', figures: Figures): Promise<void> {
    const { rows, added, duplicates, rejected } = figures;
    const query = sqlBuilder
      .updateTable('mailings')
      .set({ state, row_count: rows, added, duplicates, rejected })
      .where('id', '=', mailingId);
    await this.#database.run('mailings.finish', query);
    if (added >= BIG_MAILING) {
      // A big mailing changes what the planner should think, before autovacuum comes round.
      await this.#database.query({ name: 'mailings.analyze', text: 'analyze contacts' }, [], 60_000);
    }
  }

  async find(mailingId: MailingId): Promise<MailingSummary | null> {
    const query = sqlBuilder.selectFrom('mailings').selectAll().where('id', '=', mailingId);
    const [row] = await this.#database.run('mailings.find', query);
    return row === undefined ? null : readSummary(row);
  }

  async list(campaignId: CampaignId): Promise<readonly MailingSummary[]> {
    const query = sqlBuilder
      .selectFrom('mailings')
      .selectAll()
      .where('campaign_id', '=', campaignId)
      .orderBy('created_at_ms', 'desc')
      .orderBy('id');
    return (await this.#database.run('mailings.list', query)).map(readSummary);
  }

  /** A line's rejects stay together: the page may be longer than `limit` by the rest of its last line. */
  async rejects(mailingId: MailingId, afterLine: number, limit: number): Promise<readonly MailingReject[]> {
    const statement = {
      name: 'mailings.rejects',
      text: `select line, column_name as "column", reason from (
  select * from mailing_rejects where mailing_id = $1 and line > $2
  order by line fetch first $3 rows with ties) page
order by line, column_name collate "C", reason collate "C"`,
    };
    return this.#database.query<MailingReject>(statement, [mailingId, afterLine, limit]);
  }

  async savedMapping(headersKey: string): Promise<Readonly<Record<string, string>> | null> {
    const query = sqlBuilder
      .selectFrom('mailing_mappings')
      .select('mapping')
      .where('headers_key', '=', headersKey);
    const [row] = await this.#database.run('mailings.savedMapping', query);
    return row === undefined ? null : (row.mapping as unknown as Readonly<Record<string, string>>);
  }

  async saveMapping(headersKey: string, mapping: Readonly<Record<string, string>>): Promise<void> {
    const stored = { mapping: JSON.stringify(mapping) };
    const query = sqlBuilder
      .insertInto('mailing_mappings')
      .values({ headers_key: headersKey, ...stored })
      .onConflict((conflict) => conflict.column('headers_key').doUpdateSet(stored));
    await this.#database.run('mailings.saveMapping', query);
  }
}
