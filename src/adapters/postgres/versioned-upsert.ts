import { CadenciaError } from '../../core/kernel/errors.js';
import type { BaseVersion } from '../../ports/versioned.js';
import type { Database, Statement } from './database.js';

/**
 * The statement that writes a row over the version its change began from, and gives back the new one. The first column
 * is the key; the last value is the base: null writes over whatever is there, 0 only where nothing is.
 */
export function versionedUpsert(
  table: string,
  columns: readonly (readonly [name: string, type: string])[],
): Statement {
  const names = columns.map(([name]) => name);
  const [key = ''] = names;
  const values = columns.map(([, type], index) => `$${index + 1}::${type}`);
  const base = `$${columns.length + 1}::int`;
  const sets = names.slice(1).map((name) => `${name} = excluded.${name}`);
  return {
    name: `${table}.save`,
    text: `insert into ${table} (${names.join(', ')})
select ${values.join(', ')}
where ${base} is null or ${base} = 0 or exists (select 1 from ${table} where ${key} = $1::text)
on conflict (${key}) do update set ${sets.join(', ')}, version = ${table}.version + 1
where ${base} is null or ${table}.version = ${base}
returning version`,
  };
}

/** Writes by a statement of `versionedUpsert`. @returns the new version. @throws DLR_STATE_CONFLICT. */
export async function saveVersioned(
  database: Database,
  statement: Statement,
  values: readonly [id: string, ...rest: unknown[]],
  base: BaseVersion,
): Promise<number> {
  const [saved] = await database.query<{ version: number }>(statement, [...values, base]);
  if (saved === undefined) {
    throw new CadenciaError('DLR_STATE_CONFLICT', {
      detail: `'${values[0]}' is no longer at version ${base ?? 0}: read it again and repeat the change.`,
      fields: { version: base ?? 0 },
    });
  }
  return saved.version;
}
