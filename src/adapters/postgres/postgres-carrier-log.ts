import {
  type CallSums,
  type CarrierCell,
  type CarrierCount,
  type CauseCount,
  EFFECTIVE_REASONS,
  MACHINE_REASONS,
  NETWORK_SIP_CODES,
  NO_SUMS,
  SHORT_MS,
} from '../../core/carrier/carrier-count.js';
import { PDD_EDGES_MS } from '../../core/carrier/pdd-sketch.js';
import { HOUR, SECOND } from '../../core/kernel/time.js';
import type { CarrierLog, CountedDay } from '../../ports/carrier-log.js';
import { utcDay } from './attempt-record.js';
import type { Database, Statement } from './database.js';

const listed = (words: readonly (string | number)[]): string =>
  words.map((word) => (typeof word === 'number' ? word : `'${word}'`)).join(', ');

/**
 * One pass over the rows, summed three ways. $1 and $2 ends, $3 the earliest dial of a call that may have ended then,
 * $4 and $5 the UTC days of $3 and $2.
 */
const COUNT: Statement = {
  name: 'carriers.count',
  text: `
with calls as (
  select carrier, trunk_id, line, ddd, sip_code, q850, t_answer_ms,
    t_end_ms - t_answer_ms as talk_ms,
    t_answer_ms is not null and amd <> 'machine' and not voicemail
      and reason not in (${listed(MACHINE_REASONS)}) as person,
    t_answer_ms is not null or t_ring_ms is not null or (reason in (${listed(EFFECTIVE_REASONS)})
      and coalesce(sip_code, 0) not in (${listed(NETWORK_SIP_CODES)})) as effective,
    width_bucket(coalesce(t_ring_ms, t_answer_ms) - t_dial_ms, array[${listed(PDD_EDGES_MS)}]::bigint[]) as bucket
  from attempts
  where day >= $4::date and day <= $5::date and t_dial_ms >= $3
    and t_end_ms >= $1 and t_end_ms < $2 and mode not in ('inbound', 'test')
)
select carrier, trunk_id as "trunkId", line, ddd, bucket, sip_code as "sipCode", q850,
  case when grouping(sip_code) = 0 then 'cause' when grouping(bucket) = 0 then 'pdd' else 'cell' end as kind,
  count(*) as attempts, count(t_answer_ms) as answered, count(*) filter (where person) as persons,
  count(*) filter (where effective) as effective,
  count(*) filter (where talk_ms <= ${SHORT_MS.three}) as short3,
  count(*) filter (where talk_ms <= ${SHORT_MS.six}) as short6,
  coalesce(sum(greatest(talk_ms, 0)), 0)::bigint as "talkMs"
from calls
group by grouping sets ((carrier, trunk_id, line, ddd), (carrier, trunk_id, line, ddd, bucket),
  (carrier, trunk_id, sip_code, q850))`,
};

/** $1 the day's first instant. */
const KEPT: Statement = {
  name: 'carriers.kept',
  text: 'select count from carrier_days where day_start_ms = $1',
};

/** $1 the day's first instant, $2 what was counted. */
const KEEP: Statement = {
  name: 'carriers.keep',
  text: 'insert into carrier_days (day_start_ms, count) values ($1, $2::jsonb) on conflict do nothing',
};

/** A call that lasts longer is counted in no stretch. */
const LONGEST_CALL_MS = 6 * HOUR;
const DEADLINE_MS = 60 * SECOND;

type CountRow = Omit<CallSums, 'pdd'> &
  Pick<CarrierCell, 'carrier' | 'trunkId' | 'line' | 'ddd'> &
  Pick<CauseCount, 'sipCode' | 'q850'> & {
    readonly kind: 'cell' | 'pdd' | 'cause';
    readonly bucket: number | null;
  };

/** Counts over the attempts in PostgreSQL; a day that is over is counted once and kept. */
export class PostgresCarrierLog implements CarrierLog {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  async count(fromMs: number, toMs: number): Promise<CarrierCount> {
    const dialledMs = fromMs - LONGEST_CALL_MS;
    const values = [fromMs, toMs, dialledMs, utcDay(dialledMs), utcDay(toMs)];
    return countOf(await this.#database.query<CountRow>(COUNT, values, DEADLINE_MS));
  }

  async countDay({ fromMs, toMs }: CountedDay): Promise<CarrierCount> {
    const [kept] = await this.#database.query<{ readonly count: CarrierCount }>(KEPT, [fromMs]);
    if (kept !== undefined) {
      return kept.count;
    }
    const counted = await this.count(fromMs, toMs);
    await this.#database.query(KEEP, [fromMs, JSON.stringify(counted)]);
    return counted;
  }
}

function countOf(rows: readonly CountRow[]): CarrierCount {
  const pdd = new Map<string, [number, number][]>();
  const keyOf = ({ carrier, trunkId, line, ddd }: CountRow): string =>
    JSON.stringify([carrier, trunkId, line, ddd]);
  for (const row of rows.filter(({ kind }) => kind === 'pdd')) {
    if (row.bucket !== null) {
      const known = pdd.get(keyOf(row)) ?? [];
      known.push([row.bucket, row.attempts]);
      pdd.set(keyOf(row), known);
    }
  }
  const cells = rows
    .filter(({ kind }) => kind === 'cell')
    .map(({ kind: _kind, bucket: _bucket, sipCode: _sip, q850: _q850, ...cell }) => {
      const sketch = pdd.get(keyOf({ ...cell } as CountRow)) ?? [];
      return { ...NO_SUMS, ...cell, pdd: sketch.sort(([one], [other]) => one - other) };
    });
  const causes = rows
    .filter(({ kind, attempts, answered }) => kind === 'cause' && attempts > answered)
    .map(({ carrier, trunkId, sipCode, q850, attempts, answered }) => ({
      ...{ carrier, trunkId, sipCode, q850 },
      calls: attempts - answered,
    }));
  return { cells, causes };
}
