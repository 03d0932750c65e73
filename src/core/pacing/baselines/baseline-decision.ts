import { type LaneFacts, placementCeiling } from '../pacing-bounds.js';
import type { PacingDecision, PacingLimit } from '../pacing-strategy.js';

/**
 * What a baseline decided, cut to trunks, CPS, contacts and the ceiling that every strategy keeps, and to nothing else:
 * it is not lifted to one call per free agent, since the peer it follows is not.
 */
export function baselineDecision(
  name: string,
  wanted: number,
  because: PacingLimit,
  facts: LaneFacts,
  figures: Readonly<Record<string, number>>,
): PacingDecision {
  const asked = Number.isFinite(wanted) ? Math.max(0, Math.floor(wanted)) : 0;
  const ceiling = placementCeiling(facts);
  let place = asked;
  let limit = because;
  if (place > ceiling) {
    place = ceiling;
    limit = 'ceiling';
  }
  if (place > facts.room) {
    place = facts.room;
    limit = facts.roomLimit;
  }
  const words = Object.entries(figures).map(([key, value]) => `${key} ${Number(value.toFixed(3))}`);
  return {
    place,
    limit,
    figures: { idle: facts.idle, busy: facts.busy, inFlight: facts.inFlight, ...figures },
    reason: `${name}: ${facts.idle} free, ${facts.inFlight} in flight, ${words.join(', ')}: place ${place} (${limit})`,
  };
}
