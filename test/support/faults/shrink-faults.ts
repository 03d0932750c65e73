import type { PlannedFault } from './fault-kind.js';

/**
 * The least of a plan that still fails: what can be left out is left out, the larger parts first. `fails` runs what it is
 * given; each run is exact, so the rest fails again as often as it is run.
 */
export async function shrinkFaults(
  plan: readonly PlannedFault[],
  fails: (plan: readonly PlannedFault[]) => Promise<boolean>,
): Promise<readonly PlannedFault[]> {
  let left = plan;
  for (let part = Math.ceil(left.length / 2); part >= 1; part = part === 1 ? 0 : Math.ceil(part / 2)) {
    for (let from = 0; from < left.length; ) {
      const without = left.filter((_, place) => place < from || place >= from + part);
      if (await fails(without)) {
        left = without;
      } else {
        from += part;
      }
    }
  }
  return left;
}
