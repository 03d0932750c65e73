import { checkMessage } from '../../core/kernel/check-message.js';
import { CadenciaError, isCadenciaError, messageOf } from '../../core/kernel/errors.js';
import type {
  Coordination,
  HeldLease,
  UnitsCount,
  UnitsGrant,
  UnitsHolder,
} from '../../ports/coordination.js';
import { clientConfig, Database, type DatabaseOptions, type Statement } from './database.js';
import { databaseError } from './database-error.js';
import { NotificationLink } from './notification-link.js';

/** In one order for all engines, which wait for one another then and never in a circle. */
const ACQUIRE: Statement = {
  name: 'coordination.acquireLeases',
  text: `
insert into leases as held (name, owner, fence, expires_at_ms)
select name, $2, 1, $3::bigint + $4::bigint from (select distinct unnest($1::text[]) as name) wanted order by name
on conflict (name) do update set
  owner = excluded.owner, expires_at_ms = excluded.expires_at_ms,
  fence = held.fence + case when held.owner = excluded.owner then 0 else 1 end
where held.owner = excluded.owner or held.expires_at_ms <= $3
returning name, fence, expires_at_ms`,
};

const OWNER: Statement = {
  name: 'coordination.ownerOf',
  text: 'select owner from leases where name = $1 and expires_at_ms > $2',
};

/** The row stays, so that its fence goes on growing. */
const RELEASE: Statement = {
  name: 'coordination.releaseLease',
  text: 'update leases set expires_at_ms = 0 where name = $1 and owner = $2',
};

/** The columns of a UnitsCount; `held` is one object of holders, so that a count and its holders are one row. */
const COUNT = `taken, returned,
  (select coalesce(sum(value::bigint), 0)::bigint from jsonb_each_text(held)) as held`;

/** $4 is the holder ('': none) and $5 what it holds unused before. */
const TAKE: Statement = {
  name: 'coordination.takeUnits',
  text: `
insert into counters as c (name, granted, taken, held)
values ($1, greatest(0, least($2::bigint, $3::bigint)), greatest(0, least($2::bigint, $3::bigint)),
  case when $4::text = '' then '{}'::jsonb
  else jsonb_build_object($4::text, $5::bigint + greatest(0, least($2::bigint, $3::bigint))) end)
on conflict (name) do update set
  granted = greatest(0, least($2::bigint, $3::bigint - c.taken)),
  taken = c.taken + greatest(0, least($2::bigint, $3::bigint - c.taken)),
  held = case when $4::text = '' then c.held
  else c.held || jsonb_build_object($4::text, $5::bigint + greatest(0, least($2::bigint, $3::bigint - c.taken))) end,
  touched_at = now()
returning granted, ${COUNT}`,
};

const RETURN: Statement = {
  name: 'coordination.returnUnits',
  text: `
update counters as c set
  taken = c.taken - least($3::bigint, coalesce((c.held ->> $2::text)::bigint, 0)),
  returned = c.returned + least($3::bigint, coalesce((c.held ->> $2::text)::bigint, 0)),
  held = c.held - $2::text,
  touched_at = now()
where name = $1
returning ${COUNT}`,
};

const RAISE: Statement = {
  name: 'coordination.raiseTo',
  text: `
insert into counters as c (name, granted, taken) values ($1, 0, $2::bigint)
on conflict (name) do update set taken = greatest(c.taken, excluded.taken), touched_at = now()
returning ${COUNT}`,
};

const TAKEN: Statement = {
  name: 'coordination.unitsTaken',
  text: 'select taken from counters where name = $1',
};

/** Counters are named by their period, so old ones are only ballast; the longest period is a month. */
const SWEEP: Statement = {
  name: 'coordination.sweep',
  text: "delete from counters where touched_at < now() - interval '62 days'",
};

const NOTIFY: Statement = { name: 'coordination.publish', text: 'select pg_notify($1, $2)' };

const DEADLINE_MS = 2000;

/** Leases and counters as rows, messages by NOTIFY: what nodes share when there is no Redis. */
export class PostgresCoordination implements Coordination {
  readonly #database: Database;
  readonly #link: NotificationLink;
  #swept = false;
  #closing: Promise<void> | null = null;

  constructor(options: DatabaseOptions & { readonly onLink?: (up: boolean) => void }) {
    const own = { poolSize: 3, statementMs: DEADLINE_MS, connectMs: DEADLINE_MS, ...options };
    this.#database = new Database(own);
    const config = clientConfig(own);
    this.#link = new NotificationLink(
      options.onLink === undefined ? { config } : { config, onLink: options.onLink },
    );
  }

  async acquireLease(name: string, owner: string, nowMs: number, ttlMs: number): Promise<HeldLease | null> {
    return (await this.acquireLeases([name], owner, nowMs, ttlMs)).get(name) ?? null;
  }

  async acquireLeases(
    names: readonly string[],
    owner: string,
    nowMs: number,
    ttlMs: number,
  ): Promise<ReadonlyMap<string, HeldLease>> {
    type Row = { readonly name: string; readonly fence: number; readonly expires_at_ms: number };
    const rows = names.length === 0 ? [] : await this.#ask<Row>(ACQUIRE, [names, owner, nowMs, ttlMs]);
    return new Map(
      rows.map((row) => [row.name, { name: row.name, fence: row.fence, expiresAtMs: row.expires_at_ms }]),
    );
  }

  async ownerOf(name: string, nowMs: number): Promise<string | null> {
    const [row] = await this.#ask<{ readonly owner: string }>(OWNER, [name, nowMs]);
    return row?.owner ?? null;
  }

  async releaseLease(name: string, owner: string): Promise<void> {
    await this.#ask(RELEASE, [name, owner]);
  }

  async takeUnits(counter: string, want: number, cap: number, holder?: UnitsHolder): Promise<UnitsGrant> {
    if (!this.#swept) {
      this.#swept = true;
      await this.#ask(SWEEP, []);
    }
    const values = [counter, want, cap, holder?.holder ?? '', holder?.held ?? 0];
    const [row] = await this.#ask<UnitsGrant>(TAKE, values);
    return row ?? { granted: 0, taken: cap, returned: 0, held: 0 };
  }

  async returnUnits(counter: string, { holder, held }: UnitsHolder): Promise<UnitsCount> {
    const [row] = await this.#ask<UnitsCount>(RETURN, [counter, holder, held]);
    // No row: a store that lost its memory has nothing to be given back to.
    return row ?? { taken: 0, returned: 0, held: 0 };
  }

  async raiseTo(counter: string, atLeast: number): Promise<UnitsCount> {
    const [row] = await this.#ask<UnitsCount>(RAISE, [counter, atLeast]);
    return row ?? { taken: atLeast, returned: 0, held: 0 };
  }

  async unitsTaken(counter: string): Promise<number> {
    const [row] = await this.#ask<{ taken: number }>(TAKEN, [counter]);
    return row?.taken ?? 0;
  }

  async publish(channel: string, text: string): Promise<void> {
    checkMessage(channel, text);
    await this.#ask(NOTIFY, [channel, text]);
  }

  async subscribe(channel: string, listener: (text: string) => void): Promise<() => Promise<void>> {
    checkMessage(channel, '');
    try {
      return await this.#link.listen(channel, listener);
    } catch (error) {
      throw coordinationError(databaseError(error, 'coordination.subscribe'));
    }
  }

  /** Idempotent. */
  close(): Promise<void> {
    this.#closing ??= Promise.all([this.#link.close(), this.#database.close()]).then(() => undefined);
    return this.#closing;
  }

  async #ask<Row extends object>(statement: Statement, values: readonly unknown[]): Promise<Row[]> {
    try {
      return await this.#database.query<Row>(statement, values);
    } catch (error) {
      throw coordinationError(error);
    }
  }
}

function coordinationError(error: unknown): unknown {
  return isCadenciaError(error, 'DLR_DATABASE_DOWN', 'DLR_DATABASE_FULL')
    ? new CadenciaError('DLR_COORDINATION_DOWN', {
        detail: messageOf(error),
        fields: error.fields,
        cause: error,
      })
    : error;
}
