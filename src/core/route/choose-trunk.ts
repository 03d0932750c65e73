import type { Trunk } from '../campaign/campaign.js';

/** A trunk as it is loaded now. */
export interface TrunkLoad {
  readonly trunk: Trunk;
  readonly inUse: number;
  /** Calls the trunk's CPS limit lets through now. */
  readonly cpsRoom: number;
}

/** The trunk with room that carries the least for its weight; ties go to the first id, so a run repeats. */
export function chooseTrunk(loads: readonly TrunkLoad[]): Trunk | null {
  let best: TrunkLoad | null = null;
  for (const load of loads) {
    const fits = load.inUse < load.trunk.channels && load.cpsRoom >= 1 && load.trunk.weight > 0;
    if (fits && (best === null || isLighter(load, best))) {
      best = load;
    }
  }
  return best?.trunk ?? null;
}

function isLighter(a: TrunkLoad, b: TrunkLoad): boolean {
  const loadA = a.inUse / a.trunk.weight;
  const loadB = b.inUse / b.trunk.weight;
  return loadA === loadB ? a.trunk.id < b.trunk.id : loadA < loadB;
}
