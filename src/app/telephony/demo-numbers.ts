import { makeSeededRng, type Rng } from '../../core/kernel/rng.js';
import { DDD_TABLE } from '../../core/numbering/ddd-table.js';
import type { MetPerson } from '../demo/demo-agents.js';

/**
 * The last two digits of a number say what SIPp plays (sipp/README.md). Weights make a mailing look like a collection
 * list: about a sixth of the dials meet a person.
 */
const FATES: readonly { readonly from: number; readonly to: number; readonly weight: number }[] = [
  { from: 0, to: 14, weight: 7 },
  { from: 15, to: 24, weight: 7 },
  { from: 26, to: 27, weight: 1 },
  { from: 28, to: 28, weight: 0.5 },
  { from: 29, to: 29, weight: 0.5 },
  { from: 30, to: 45, weight: 26 },
  { from: 47, to: 47, weight: 0.5 },
  { from: 50, to: 74, weight: 20 },
  { from: 75, to: 79, weight: 9 },
  { from: 80, to: 84, weight: 6 },
  { from: 85, to: 92, weight: 12 },
  { from: 93, to: 94, weight: 4 },
  { from: 95, to: 96, weight: 5 },
  { from: 97, to: 98, weight: 1.5 },
];

const DDDS = Object.keys(DDD_TABLE);

/** A mobile number of the demo whose end is one of the fates; the same index always gives the same number. */
export function fatedNumber(seed: string, index: number): string {
  const rng = makeSeededRng(`${seed}-${index}`);
  const ddd = DDDS[Math.floor(rng.next() * DDDS.length)] ?? '11';
  const middle = String(600_000 + (index % 400_000)).padStart(6, '0');
  return `+55${ddd}9${middle}${String(drawFate(rng)).padStart(2, '0')}`;
}

function drawFate(rng: Rng): number {
  let left = rng.next() * FATES.reduce((sum, fate) => sum + fate.weight, 0);
  for (const fate of FATES) {
    left -= fate.weight;
    if (left < 0) {
      return fate.from + Math.floor(rng.next() * (fate.to - fate.from + 1));
    }
  }
  return 50;
}

/** Whom an agent meets behind such a number, and for how long they talk; drawn anew for each call. */
export function metBehind(phone: string, rng: Rng): MetPerson {
  const fate = Number(phone.slice(-2));
  const between = (low: number, high: number): number => Math.round(low + rng.next() * (high - low));
  if ((fate >= 15 && fate <= 24) || fate === 27) {
    return { who: 'third_party', talkMs: between(8000, 30_000), personEnds: fate === 27 };
  }
  if (fate <= 28 || fate === 48 || fate === 49) {
    return { who: 'client', talkMs: between(20_000, 110_000), personEnds: fate === 26 };
  }
  return { who: 'nobody', talkMs: between(3000, 7000), personEnds: false };
}
