import { DAY } from '../../core/kernel/time.js';
import { utcDay } from './attempt-record.js';
import type { Database } from './database.js';

/** Lock of the day's making, any constant of ours: two servers must not make the same day at once. */
const PARTITION_LOCK = 0x0cade_1;

/**
 * Days of `attempts`. A day is made apart and then attached: attaching waits for no reader and stops no writer,
 * where `create table … partition of` would do both.
 */
export class AttemptPartitions {
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

  /** Makes the partitions that are missing; costs nothing for days seen before. */
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
    const name = `attempts_${day.replaceAll('-', '')}`;
    const next = utcDay(Date.parse(day) + DAY);
    // Days come from numbers, so there is nothing to quote; DDL takes no parameters.
    await this.#database.script(
      'attempts.partition',
      `select pg_advisory_xact_lock(${PARTITION_LOCK});
do $$ begin
  if to_regclass('${name}') is null then
    create table ${name} (like attempts including defaults including constraints);
    alter table attempts attach partition ${name} for values from ('${day}') to ('${next}');
  end if;
end $$`,
    );
  }
}
