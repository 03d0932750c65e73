import { DAY, MINUTE } from '../../core/kernel/time.js';
import { utcDay } from './attempt-record.js';
import type { Database, Statement } from './database.js';

/** Lock of the day's making, any constant of ours: two servers must not make the same day at once. */
const PARTITION_LOCK = 0x0cade_1;

/** Tables partitioned by UTC day. */
const DAILY_TABLES = ['attempts', 'decisions'] as const;
export type DailyTable = (typeof DAILY_TABLES)[number];

/** A detaching waits for the transactions that were under way when it began. */
const DETACH_DEADLINE_MS = 10 * MINUTE;
const LOCK_WAIT = '5s';

/** $1 partition. `pending`: a detaching was cut off. */
const ATTACHED: Statement = {
  name: 'partitions.attached',
  text: 'select inhdetachpending as pending from pg_inherits where inhrelid = to_regclass($1)',
};

const ALL_ATTACHED: Statement = {
  name: 'partitions.all',
  text: `
select c.relname as name from pg_inherits i join pg_class c on c.oid = i.inhrelid
where i.inhparent in ('attempts'::regclass, 'decisions'::regclass) and not i.inhdetachpending`,
};

/** A day comes from a number or from a partition's name, so there is nothing to quote. */
function partitionOf(table: DailyTable, day: string): string {
  return `${table}_${utcDay(Date.parse(day)).replaceAll('-', '')}`;
}

/**
 * Days of `attempts` and of `decisions`. A day is made apart and then attached: attaching waits for no reader and
 * stops no writer, where `create table … partition of` would do both.
 */
export class DayPartitions {
  readonly #database: Database;
  readonly #known = new Set<string>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Makes today's and the next days' partitions; call it at start and some times a day. */
  async prepare(nowMs: number, daysAhead = 3): Promise<void> {
    const days = Array.from({ length: daysAhead + 1 }, (_, ahead) => utcDay(nowMs + ahead * DAY));
    await this.ensure(days);
  }

  /** Makes the partitions that are missing, of every table; costs nothing for days seen before. */
  async ensure(days: Iterable<string>): Promise<void> {
    for (const day of days) {
      if (!this.#known.has(day)) {
        await this.#make(day);
        this.#known.add(day);
      }
    }
  }

  /**
   * A day of a table leaves. It is detached without stopping a reader or a writer of the other days, and then dropped by
   * itself; what was cut off in between is found again and finished. Rejects where it is in use for too long.
   */
  async remove(table: DailyTable, day: string): Promise<void> {
    const name = partitionOf(table, day);
    const [state] = await this.#database.query<{ readonly pending: boolean }>(ATTACHED, [name]);
    if (state !== undefined) {
      const how = state.pending ? 'finalize' : 'concurrently';
      const detach = `alter table ${table} detach partition ${name} ${how}`;
      await this.#database.once('partitions.detach', detach, [], DETACH_DEADLINE_MS);
    }
    await this.#database.script(
      'partitions.drop',
      `set local lock_timeout = '${LOCK_WAIT}'; drop table if exists ${name}`,
    );
    this.#known.delete(day);
  }

  /** The end of the days that have all their partitions, from today on. */
  async readyUntilMs(nowMs: number): Promise<number> {
    const made = new Set(
      (await this.#database.query<{ readonly name: string }>(ALL_ATTACHED, [])).map(({ name }) => name),
    );
    let dayMs = Math.floor(nowMs / DAY) * DAY;
    const isThere = (day: string): boolean =>
      DAILY_TABLES.every((table) => made.has(partitionOf(table, day)));
    while (isThere(utcDay(dayMs))) {
      dayMs += DAY;
    }
    return dayMs;
  }

  /** Forgets what it knows, after a day was dropped behind its back. */
  forget(): void {
    this.#known.clear();
  }

  async #make(day: string): Promise<void> {
    const next = utcDay(Date.parse(day) + DAY);
    // Days come from numbers, so there is nothing to quote; DDL takes no parameters.
    const made = DAILY_TABLES.map((table) => {
      const name = `${table}_${day.replaceAll('-', '')}`;
      return `if to_regclass('${name}') is null then
    create table ${name} (like ${table} including defaults including constraints);
    alter table ${table} attach partition ${name} for values from ('${day}') to ('${next}');
  end if;`;
    });
    await this.#database.script(
      'partitions.make',
      `select pg_advisory_xact_lock(${PARTITION_LOCK});
do $$ begin
  ${made.join('\n  ')}
end $$`,
    );
  }
}
