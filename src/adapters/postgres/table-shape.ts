import type pg from 'pg';

/** A table as another database needs it to take the same rows. */
export interface TableShape {
  readonly name: string;
  readonly columns: readonly string[];
  /** The table it is a part of, and which: `FOR VALUES FROM ('2026-11-23') TO ('2026-11-24')`. */
  readonly part: { readonly of: string; readonly bound: string } | null;
  /** Makes it where no migration does: tables that the program makes as it runs. */
  readonly create: string;
  /** For the same, once its rows are there. */
  readonly indexes: readonly string[];
}

const SHAPES = `select c.oid::int as oid, c.relname::text as name, parent.relname::text as parent,
  pg_get_expr(c.relpartbound, c.oid) as bound,
  (select array_agg(quote_ident(a.attname) order by a.attnum) from pg_attribute a
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
  (select string_agg(quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod)
      || case when k.collname is not null and k.collname <> 'default' then ' collate ' || quote_ident(k.collname) else '' end
      || case when a.attnotnull then ' not null' else '' end, ', ' order by a.attnum)
    from pg_attribute a left join pg_collation k on k.oid = a.attcollation
    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as definition,
  coalesce((select array_agg(pg_get_indexdef(x.indexrelid) order by x.indexrelid) from pg_index x
    where x.indrelid = c.oid), '{}') as indexes
from pg_class c
left join pg_inherits i on i.inhrelid = c.oid
left join pg_class parent on parent.oid = i.inhparent
where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname <> 'cadencia_migrations'
order by c.relname`;

const REFERENCES = `select conrelid::int as from, confrelid::int as to from pg_constraint
where contype = 'f' and connamespace = current_schema()::regnamespace and conrelid <> confrelid`;

interface ShapeRow {
  readonly oid: number;
  readonly name: string;
  readonly parent: string | null;
  readonly bound: string | null;
  readonly columns: readonly string[];
  readonly definition: string;
  readonly indexes: readonly string[];
}

/** Every table with rows of its own, those that others refer to first. */
export async function readShapes(client: pg.Client): Promise<readonly TableShape[]> {
  const { rows } = await client.query<ShapeRow>(SHAPES);
  const { rows: references } = await client.query<{ from: number; to: number }>(REFERENCES);
  const ordered: ShapeRow[] = [];
  const taken = new Set<number>();
  for (let waiting: readonly ShapeRow[] = rows; waiting.length > 0; ) {
    const next = waiting.filter(({ oid }) =>
      references.every(
        ({ from, to }) => from !== oid || taken.has(to) || !rows.some((row) => row.oid === to),
      ),
    );
    // Tables that refer to one another in a ring have no order; PostgreSQL says so when they are loaded.
    const batch = next.length > 0 ? next : waiting;
    for (const row of batch) {
      ordered.push(row);
      taken.add(row.oid);
    }
    waiting = waiting.filter(({ oid }) => !taken.has(oid));
  }
  return ordered.map(({ name, columns, parent, bound, definition, indexes }) => ({
    name,
    columns,
    part: parent === null || bound === null ? null : { of: parent, bound },
    create: `create table "${name}" (${definition})`,
    indexes,
  }));
}

/** Where each sequence stands; those that were never asked are left out. */
export async function readSequences(client: pg.Client): Promise<Readonly<Record<string, string>>> {
  const { rows } = await client.query<{ name: string; value: string }>(
    `select sequencename::text as name, last_value::text as value from pg_sequences
where schemaname = current_schema() and last_value is not null order by 1`,
  );
  return Object.fromEntries(rows.map(({ name, value }) => [name, value]));
}
