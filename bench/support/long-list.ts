import pg from 'pg';
import type { CampaignId } from '../../src/core/kernel/ids.js';
import { mailingOf } from './engine-on-postgres.js';

/** Memory for the indexes made anew. */
const INDEX_MEMORY = '512MB';

/**
 * Fills the lists of a bench's campaigns by the database itself, whose contacts look as a mailing's do: ten million in
 * minutes. The indexes are made after the rows. Numbers are +55 11 9 8000 0000 and on.
 */
export async function fillLists(
  url: string,
  campaigns: readonly CampaignId[],
  contacts: number,
  nowMs: number,
): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`set maintenance_work_mem = '${INDEX_MEMORY}'; set synchronous_commit = off`);
    const { rows: indexes } = await client.query<{ name: string; text: string }>(
      `select indexname as name, indexdef as text from pg_indexes
       where tablename = 'contacts' and indexname <> 'contacts_pkey'`,
    );
    for (const { name } of indexes) {
      await client.query(`drop index ${name}`);
    }
    const each = Math.ceil(contacts / campaigns.length);
    for (const [place, id] of campaigns.entries()) {
      await client.query(
        `insert into contacts (campaign_id, mailing_id, key, line, name, cpf_hash, debt_id, segment, municipality,
           phones, fields, priority, next_at_ms, salt, address_uf)
         select $1, $2, 'k' || n, n, 'Contato ' || n, encode(sha256(('cpf' || n)::bytea), 'hex'), 'd' || n, '', '',
           jsonb_build_array(jsonb_build_object('number', '+55119' || (80000000 + n), 'dropped', false)),
           '{}', 0, $3, md5(n::text), ''
         from generate_series($4::int, $5::int) n`,
        [id, mailingOf(id), nowMs, place * each, (place + 1) * each - 1],
      );
    }
    for (const { text } of indexes) {
      await client.query(text);
    }
    await client.query('vacuum (analyze) contacts');
    await client.query('checkpoint');
  } finally {
    await client.end();
  }
}
