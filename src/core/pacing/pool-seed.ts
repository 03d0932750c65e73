import { endedBy } from './life-table.js';
import type { PacerMemory } from './pacing-strategies.js';
import type { PacingSettings } from './pacing-strategy.js';
import { freshPool, type PoolState } from './pool-pacing.js';
import { freshLane } from './predictive-lane.js';
import { predictivePacing } from './predictive-pacing.js';

/** Learned just now. */
const NOW = { ageMs: 0, sameDay: true } as const;

/** A pool that begins with what its campaigns learned each by itself: of its answers each, of the agents whoever saw most. */
export function seededPool(settings: PacingSettings, memories: ReadonlyMap<string, PacerMemory>): PoolState {
  const fresh = freshPool(settings);
  let { residual } = fresh;
  const lanes = new Map(fresh.lanes);
  for (const [id, memory] of memories) {
    const { strategy, state } = memory;
    const known =
      strategy === predictivePacing.name
        ? (predictivePacing.recall?.(predictivePacing.init(memory.settings), state, NOW) ?? null)
        : null;
    if (known !== null) {
      const { cap, answers, factor, budget } = known;
      lanes.set(id, { ...freshLane(cap), answers, factor, budget });
      residual = endedBy(known.residual.talk, 0) > endedBy(residual.talk, 0) ? known.residual : residual;
    }
  }
  return { ...fresh, residual, lanes };
}
