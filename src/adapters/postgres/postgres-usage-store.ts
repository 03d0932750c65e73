import type {
  StoredLineDay,
  StoredMonth,
  StoredUsage,
  UsageQuestion,
  UsageStore,
} from '../../ports/usage-store.js';
import { utcDay } from './attempt-record.js';
import type { Database, Statement } from './database.js';

/** $1 since, $2 the UTC day of $1, $3 longest short duration in ms, $4 end of the long calls that count. */
export const LINES: Statement = {
  name: 'usage.lines',
  text: `
select line, caller_cnpj as "callerCnpj", carrier, service, authenticated, count(*) as calls,
  count(*) filter (where t_end_ms < $4 and t_end_ms - t_answer_ms > $3) as "longCalls"
from attempts where t_dial_ms >= $1 and day >= $2::date
group by line, caller_cnpj, carrier, service, authenticated`,
};

/** $1 from and $2 to in ms, $3 and $4 their UTC days. */
const MONTH: Statement = {
  name: 'usage.month',
  text: `
select caller_cnpj as "callerCnpj", carrier, service, count(*) as calls
from attempts where t_dial_ms >= $1 and t_dial_ms < $2 and day >= $3::date and day <= $4::date
group by caller_cnpj, carrier, service`,
};

/** $1 month, as when it began. */
const KEPT_MONTH: Statement = {
  name: 'usage.keptMonth',
  text: `
select caller_cnpj as "callerCnpj", carrier, service, calls from company_months
where month_start_ms = $1`,
};

/** $1 month, $2 its counts as JSON; a row without a company says that the month was counted. */
const KEEP_MONTH: Statement = {
  name: 'usage.keepMonth',
  text: `
insert into company_months (month_start_ms, caller_cnpj, carrier, service, calls)
select $1, m."callerCnpj", m.carrier, m.service, m.calls
from jsonb_to_recordset($2::jsonb) m ("callerCnpj" text, carrier text, service text, calls bigint)
on conflict do nothing`,
};

const COUNTED: StoredMonth = { callerCnpj: '', carrier: '', service: '', calls: 0 };
const FAR_FUTURE_MS = Date.UTC(9999, 0, 1);
const DEADLINE_MS = 60_000;

/** Counts over the attempts in PostgreSQL; a month that is over is counted once and kept. */
export class PostgresUsageStore implements UsageStore {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async usageSince(question: UsageQuestion): Promise<StoredUsage> {
    const { dayStartMs, monthStartsMs, shortSeconds, longEndedBeforeMs } = question;
    const values = [dayStartMs, utcDay(dayStartMs), shortSeconds * 1000, longEndedBeforeMs];
    const lines = await this.#database.query<StoredLineDay>(LINES, values, DEADLINE_MS);
    const months: (readonly StoredMonth[])[] = [];
    for (const [index, fromMs] of monthStartsMs.entries()) {
      const toMs = monthStartsMs[index + 1];
      months.push(
        toMs === undefined ? await this.#count(fromMs, FAR_FUTURE_MS) : await this.#ended(fromMs, toMs),
      );
    }
    return { lines, months };
  }

  async #ended(fromMs: number, toMs: number): Promise<readonly StoredMonth[]> {
    const kept = await this.#database.query<StoredMonth>(KEPT_MONTH, [fromMs]);
    if (kept.length > 0) {
      return kept.filter(({ calls }) => calls > 0);
    }
    const counted = await this.#count(fromMs, toMs);
    await this.#database.query(KEEP_MONTH, [fromMs, JSON.stringify([...counted, COUNTED])]);
    return counted;
  }

  #count(fromMs: number, toMs: number): Promise<readonly StoredMonth[]> {
    const values = [fromMs, toMs, utcDay(fromMs), utcDay(toMs)];
    return this.#database.query<StoredMonth>(MONTH, values, DEADLINE_MS);
  }
}
