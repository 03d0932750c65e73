import type { CampaignSettings } from '../campaign/campaign.js';
import type { CompiledPolicy } from '../compliance/gate/compiled-policy.js';
import { placeOf } from '../compliance/windows/place.js';
import { DDD_TABLE } from '../numbering/ddd-table.js';
import { brasiliaText, type Obstacle, obstacle } from './obstacle.js';

const PLACES = Object.keys(DDD_TABLE).map((ddd) => placeOf(ddd));
/** Most area codes a sentence names. */
const MOST_NAMED = 6;

/** Area codes that are closed now, with the whole ringing reckoned in, and when the first one opens. */
export function hoursObstacles(
  policy: CompiledPolicy,
  call: Pick<CampaignSettings, 'purpose' | 'sector'>,
  ringMs: number,
  nowMs: number,
): readonly Obstacle[] {
  const closed = PLACES.map((place) => {
    const window = policy.windows.windowOf(place, { ...call, mode: 'predictive' });
    return { ddd: place.ddd, window, open: window.holdsRinging(nowMs, ringMs) };
  }).filter(({ open }) => !open);
  if (closed.length === 0) {
    return [];
  }
  const openings = closed.map(({ ddd, window }) => {
    const [block] = window.blocks(nowMs);
    return { ddd, opensMs: window.nextOpenMs(nowMs, ringMs), rule: block?.rule ?? ('R16' as const) };
  });
  const [first] = openings.toSorted((one, other) => (one.opensMs ?? Infinity) - (other.opensMs ?? Infinity));
  const opensMs = first?.opensMs ?? null;
  const when =
    opensMs === null
      ? 'the policy has no hours for this purpose within sixty days'
      : `the first opens at ${brasiliaText(opensMs)}`;
  const all = closed.length === PLACES.length;
  const named = closed.slice(0, MOST_NAMED).map(({ ddd }) => ddd);
  const which = all
    ? 'The whole country is outside the hours of this purpose'
    : `${closed.length} of ${PLACES.length} area codes are outside the hours of this purpose (${named.join(', ')}${closed.length > MOST_NAMED ? ', …' : ''})`;
  return [
    obstacle('hours_closed', `${which}; ${when}.`, {
      reach: all ? 'all' : 'some',
      rule: first?.rule ?? null,
      untilMs: opensMs,
    }),
  ];
}
