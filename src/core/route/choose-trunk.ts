import type { Trunk } from '../campaign/campaign.js';
import type { BackOff } from './trunk-capacity.js';

/** A trunk as it is loaded now. */
export interface TrunkLoad {
  readonly trunk: Trunk;
  readonly inUse: number;
  /** Calls at once that it may carry now: what was sold, or what was found to be taken. */
  readonly channels: number;
  /** Calls the trunk's CPS limit lets through now. */
  readonly cpsRoom: number;
  /** In its hours, and not closed after faults. */
  readonly open: boolean;
  /** Share of its calls that the carrier delivered lately. */
  readonly deliveryRate: number;
  /** Why less than what was sold is asked of its carrier, and how much; null where it is all. */
  readonly backOff: BackOff | null;
}

/** True when the trunk takes one more call now. */
export function hasRoom(load: TrunkLoad): boolean {
  return load.open && load.inUse < load.channels && load.cpsRoom >= 1 && load.trunk.weight > 0;
}

/**
 * The trunk with room that carries the least for its weight and for what it delivers; a contingency trunk only when no
 * normal one has room. Ties go to the first id, so a run repeats.
 */
export function chooseTrunk(loads: readonly TrunkLoad[]): Trunk | null {
  let best: TrunkLoad | null = null;
  for (const load of loads) {
    if (hasRoom(load) && (best === null || isBetter(load, best))) {
      best = load;
    }
  }
  return best?.trunk ?? null;
}

function isBetter(a: TrunkLoad, b: TrunkLoad): boolean {
  if (a.trunk.role !== b.trunk.role) {
    return a.trunk.role === 'normal';
  }
  const loadA = a.inUse / (a.trunk.weight * a.deliveryRate);
  const loadB = b.inUse / (b.trunk.weight * b.deliveryRate);
  return loadA === loadB ? a.trunk.id < b.trunk.id : loadA < loadB;
}
