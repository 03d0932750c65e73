import { BRASILIA } from '../../core/kernel/civil-time.js';
import type { BlockedGrouping } from '../../ports/ledger-reader.js';
import type { Statement } from './database.js';
import { READ_COLUMNS } from './decision-record.js';

const COLUMNS = READ_COLUMNS.join(', ');

/**
 * $1 campaign, $2 from, $3 to, $4 rule, $5 attempt, $6 allowed, each or null; $7 and $8 the days of $2 and $3;
 * $9 notes alone, answers of the gate alone, or null; $10 campaigns, or null. A note is neither an allow nor a block.
 */
const FITS = `($1::text is null or campaign_id = $1)
  and ($2::bigint is null or at_ms >= $2)
  and ($3::bigint is null or at_ms < $3)
  and ($4::text is null or blocked_by = $4)
  and ($5::text is null or attempt_id = $5)
  and ($6::boolean is null or (allowed = $6 and note = ''))
  and day >= $7::date and day <= $8::date
  and ($9::boolean is null or (note <> '') = $9)
  and ($10::text[] is null or campaign_id = any($10))`;

/** A page after a place in a chain. $11 chain, $12 place, $13 rows. */
export const LEDGER_PAGE: Statement = {
  name: 'ledger.page',
  text: `
select ${COLUMNS} from decisions where (chain_id, seq) > ($11, $12) and ${FITS}
order by chain_id, seq limit $13`,
};

/** $1 decision. */
export const LEDGER_FIND: Statement = {
  name: 'ledger.find',
  text: `select ${COLUMNS} from decisions where decision_id = $1`,
};

/** $1 attempt. */
export const LEDGER_OF_ATTEMPT: Statement = {
  name: 'ledger.ofAttempt',
  text: `select ${COLUMNS} from decisions where attempt_id = $1 order by chain_id, seq`,
};

/** $1 chain, $2 place in it. Where the decision before it was removed, its anchor knows the hash. */
export const LEDGER_HASH_BEFORE: Statement = {
  name: 'ledger.hashBefore',
  text: `
select hash from (
  (select seq, hash from decisions where chain_id = $1 and seq < $2 order by seq desc limit 1)
  union all
  (select to_seq, last_hash from chain_anchors
    where log = 'decisions' and chain_id = $1 and to_seq < $2 order by to_seq desc limit 1)
) before order by seq desc limit 1`,
};

export const LEDGER_ENDS: Statement = {
  name: 'ledger.ends',
  text: 'select chain_id, seq, hash from decision_chains order by chain_id',
};

const GROUP: Readonly<Record<BlockedGrouping, string>> = {
  rule: 'blocked_by',
  campaign: 'campaign_id',
  day: `to_char(to_timestamp(at_ms / 1000.0) at time zone '${BRASILIA}', 'YYYY-MM-DD')`,
};

/** Blocked decisions by something, the most first; parameters as of FITS. */
export function countBlocked(by: BlockedGrouping): Statement {
  return {
    name: `ledger.countBlocked.${by}`,
    text: `
select ${GROUP[by]} as name, count(*) as blocked from decisions where not allowed and note = '' and ${FITS}
group by 1 order by 2 desc, 1`,
  };
}
