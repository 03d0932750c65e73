import pg from 'pg';

/** Bytes by what holds them: tables with their indexes apart, and the write-ahead log so far. */
export type StoreSizes = ReadonlyMap<string, number>;

const SIZES = `
select 'WAL' as part, pg_wal_lsn_diff(pg_current_wal_lsn(), '0/0')::float8 as bytes
union all
select name, sum(pg_table_size(oid))::float8 from (
  select oid, regexp_replace(relname, '_[0-9]{8}$', '') as name from pg_class where relkind = 'r'
    and relname ~ '^(attempts|decisions)_[0-9]{8}$|^(dial_keys|contacts|agent_states)$') t group by name
union all
select name || ' indexes', sum(pg_indexes_size(oid))::float8 from (
  select oid, regexp_replace(relname, '_[0-9]{8}$', '') as name from pg_class where relkind = 'r'
    and relname ~ '^(attempts|decisions)_[0-9]{8}$|^(dial_keys|contacts|agent_states)$') t group by name`;

export async function sizesOf(url: string): Promise<StoreSizes> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ part: string; bytes: number }>(SIZES);
    return new Map(rows.map(({ part, bytes }) => [part, bytes]));
  } finally {
    await client.end();
  }
}

/** How much each part grew by for each attempt. */
export function bytesAnAttempt(before: StoreSizes, after: StoreSizes, attempts: number): string {
  return [...after]
    .map(([part, bytes]) => `${part} ${((bytes - (before.get(part) ?? 0)) / attempts).toFixed(0)}`)
    .join(', ');
}
