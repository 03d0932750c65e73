import { DAY } from '../../core/kernel/time.js';
import { utcDay } from './attempt-record.js';
import type { Database } from './database.js';

/** Lock of the day's making, any constant of ours: two servers must not make the same day at once. */
const PARTITION_LOCK = 0x0cade_1;

/** Tables partitioned by UTC day. */
const DAILY_TABLES = ['attempts', 'decisions'] as const;

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
