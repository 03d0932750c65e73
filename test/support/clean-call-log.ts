import { createHash } from 'node:crypto';
import { DROP, type LogRow, logRow, type RowWish, TALK } from './audit-bench.js';

/** Area codes of every kind: one state, two states, two zones, each law of hours. */
const AREAS = [
  '11',
  '21',
  '31',
  '42',
  '47',
  '49',
  '61',
  '65',
  '69',
  '71',
  '81',
  '82',
  '91',
  '92',
  '93',
  '97',
  '27',
];
const FIRST_DAY = Date.parse('2026-11-03T00:00:00.000Z');
const DAY = 86_400_000;
/** Working days of November 2026 without a holiday in any state, counted from the third. */
const WORKING_DAYS = [0, 1, 2, 3, 6, 7, 8, 9, 10, 13, 14, 15, 16, 20, 21, 23, 24];
/** Every state is open from here on: nine in the west of Amazonas, 16:00 in Noronha. */
const OPEN_FROM = 14 * 3_600_000;
const OPEN_FOR = 3.4 * 3_600_000;
/** Calls to one person: far enough apart for every lock. */
const DAYS_APART = 4;

/** A small generator of pseudo-random numbers in [0, 1): the same log for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

function ending(random: () => number, last: boolean, queue: number): RowWish {
  const dice = random();
  if (dice < 0.12) {
    return {
      ...TALK,
      t_end: 20_000 + Math.floor(random() * 200_000),
      t_wrap_end: 230_000,
      agent_id: `agent-${queue}`,
      recording_id: `rec-${queue}`,
      recording_notice: true,
    };
  }
  if (dice < 0.2) {
    return {
      t_answer: 6000,
      t_amd: 8000,
      amd: 'machine',
      voicemail: true,
      t_end: 8200,
      ended_by: 'system',
      reason: 'machine',
    };
  }
  // Only a person who is not called again may have been dropped: the lock is 72 h. Far below three in a hundred.
  if (dice < 0.2002 && last) {
    return DROP;
  }
  if (dice < 0.5) {
    return { t_ring: null, t_end: 1500, ended_by: 'network', reason: 'invalid_number', sip_code: 404 };
  }
  return { t_ring: 1200, t_end: 22_000, ended_by: 'system', reason: 'no_answer', sip_code: 487 };
}

/** Rows of a centre that keeps every rule, three or four calls a person, in chain order. */
export function* cleanCallLog(seed: number, rows: number): Generator<LogRow> {
  const random = mulberry32(seed);
  let previous = '0'.repeat(64);
  let made = 0;
  for (let person = 0; made < rows; person++) {
    const area = AREAS[Math.floor(random() * AREAS.length)] ?? '11';
    const start = Math.floor(random() * 5);
    const places = [start, start + DAYS_APART, start + 2 * DAYS_APART];
    const cpf = createHash('sha256').update(`${seed}/${person}`).digest('hex');
    for (const [index, place] of places.entries()) {
      if (made >= rows) {
        return;
      }
      made += 1;
      const dayStart = FIRST_DAY + (WORKING_DAYS[place] ?? 0) * DAY;
      const at = new Date(dayStart + OPEN_FROM + Math.floor(random() * OPEN_FOR)).toISOString();
      const loaded = new Date(dayStart + 3_600_000).toISOString();
      const company = String(10_000_000 + (person % 40));
      const carrier = `op${person % 3}`;
      const row = logRow({
        attempt_id: `s${seed}-${made}`,
        at,
        cpf_hash: cpf,
        contact_id: `p${person}`,
        debt_id: `d${seed}-${person}`,
        phone: `+55${area}9${String(60_000_000 + person)}`,
        campaign_id: `c${person % 7}`,
        caller_cnpj: `${company}000190`,
        line_owner_cnpj: `${company}000271`,
        line: `+5511300${String(10_000 + (person % 400))}`,
        carrier,
        line_carrier: carrier,
        dnc_snapshot: { sp: loaded, pa: loaded },
        ...ending(random, index === places.length - 1, made),
      });
      const hash = createHash('sha256').update(previous).update(String(row.attempt_id)).digest('hex');
      yield { ...row, prev_hash: previous, hash };
      previous = hash;
    }
  }
}
