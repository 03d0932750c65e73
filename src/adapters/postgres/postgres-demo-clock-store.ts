import type { DemoClockStore, DemoTime } from '../../ports/demo-clock-store.js';
import { type Database, type Statement, sqlBuilder } from './database.js';

const KEEP: Statement = {
  name: 'demoClock.keep',
  text: `
insert into demo_clock (only_one, now_ms, wall_ms) values (true, $1, $2)
on conflict (only_one) do update set now_ms = excluded.now_ms, wall_ms = excluded.wall_ms
where demo_clock.now_ms < excluded.now_ms`,
};

const LAST_ROW: Statement = {
  name: 'demoClock.lastRow',
  text: `
select max(greatest(opened_dial_ms, t_dial_ms, t_end_ms, t_wrap_end_ms)) as at_ms from attempts
where day >= (select max(day) from attempts) - 1`,
};

/** The demo's time in PostgreSQL. */
export class PostgresDemoClockStore implements DemoClockStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async read(): Promise<DemoTime | null> {
    const [row] = await this.#database.run(
      'demoClock.read',
      sqlBuilder.selectFrom('demo_clock').select(['now_ms', 'wall_ms']),
    );
    return row === undefined ? null : { nowMs: row.now_ms, wallMs: row.wall_ms };
  }

  async keep({ nowMs, wallMs }: DemoTime): Promise<void> {
    await this.#database.query(KEEP, [nowMs, wallMs]);
  }

  async lastRowMs(): Promise<number | null> {
    const [row] = await this.#database.query<{ at_ms: number | null }>(LAST_ROW, [], 60_000);
    return row?.at_ms ?? null;
  }
}
