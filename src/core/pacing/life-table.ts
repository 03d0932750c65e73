import { type AgeGrid, binCount, binOf, binWidthMs, gridEndMs } from './age-grid.js';

/**
 * A life table with competing ends: how likely is each end at each age, learned from what ended (by cause),
 * what left unseen (censored) and what is still open. Kaplan-Meier by bins (actuarial form: who leaves in a bin
 * was at risk for half of it), with exponential forgetting and a prior too weak to matter after a few dozen.
 */
export interface LifeTable {
  /** Weighted number that ended in each bin, one list a cause. */
  readonly ends: readonly (readonly number[])[];
  readonly censored: readonly number[];
}

export interface LifeTableRules {
  readonly grid: AgeGrid;
  /** What each cause's rate is believed to be before anything was seen, per second. */
  readonly priorPerSecond: readonly number[];
  /** Weight of that belief when the level of a cause is compared with it, in expected ends. */
  readonly priorEnds: number;
  /** Weight of the belief, brought to the level seen, in each bin; in items at risk. */
  readonly binShrink: number;
  /**
   * Causes whose belief is never brought down, only overruled bin by bin by items that reached it: a cold lane
   * whose calls are all young has not seen that nobody answers, it has seen that nobody answers early.
   */
  readonly heldUp: readonly boolean[];
  /** Items after which what was learned weighs half. */
  readonly halfLife: number;
}

/** One item that left the table: at which age, by which cause, or null when it left unseen. */
export interface LifeTableExit {
  readonly ageMs: number;
  readonly cause: number | null;
}

/** Curves at the edges of the bins (`binCount + 1` values), and hazards per millisecond in them. */
export interface LifeCurves {
  readonly survival: Float64Array;
  /** Share ended by the cause until that age. */
  readonly incidence: readonly Float64Array[];
  readonly hazardPerMs: readonly Float64Array[];
}

/** No bin may end everything: who is still open is believed. */
const LARGEST_BIN_HAZARD = 0.95;

/** A table that has seen nothing. */
export function emptyLifeTable(rules: LifeTableRules): LifeTable {
  const bins = binCount(rules.grid);
  return {
    ends: rules.priorPerSecond.map(() => new Array<number>(bins).fill(0)),
    censored: new Array<number>(bins).fill(0),
  };
}

/** The table after the exits; the one given is untouched. An age that is no number is left out. */
export function learnExits(
  rules: LifeTableRules,
  table: LifeTable,
  exits: readonly LifeTableExit[],
): LifeTable {
  if (exits.length === 0) {
    return table;
  }
  const keep = 0.5 ** (exits.length / rules.halfLife);
  const ends = table.ends.map((list) => list.map((value) => value * keep));
  const censored = table.censored.map((value) => value * keep);
  for (const { ageMs, cause } of exits) {
    if (Number.isNaN(ageMs)) {
      continue;
    }
    const bin = binOf(rules.grid, Math.min(Math.max(0, ageMs), gridEndMs(rules.grid)));
    const list = cause === null ? censored : ends[cause];
    if (list !== undefined) {
      list[bin] = (list[bin] ?? 0) + 1;
    }
  }
  return { ends, censored };
}

/** Weighted number of items that ended by a cause. */
export function endedBy(table: LifeTable, cause: number): number {
  return (table.ends[cause] ?? []).reduce((sum, value) => sum + value, 0);
}

/** Weighted items at risk in each bin, open items included. */
function countAtRisk(bins: number, table: LifeTable, open: ArrayLike<number>): Float64Array {
  const atRisk = new Float64Array(bins);
  let older = 0;
  for (let bin = bins - 1; bin >= 0; bin--) {
    let ended = 0;
    for (const list of table.ends) {
      ended += list[bin] ?? 0;
    }
    const left = (table.censored[bin] ?? 0) + (open[bin] ?? 0);
    atRisk[bin] = older + ended + left / 2;
    older += ended + left;
  }
  return atRisk;
}

/** Believed odds of each cause in each bin, at the level that was seen (indirect standardisation). */
function believedHazards(
  rules: LifeTableRules,
  table: LifeTable,
  atRisk: Float64Array,
): readonly Float64Array[] {
  const bins = atRisk.length;
  return rules.priorPerSecond.map((prior, cause) => {
    const believed = new Float64Array(bins);
    let expected = 0;
    for (let bin = 0; bin < bins; bin++) {
      const odds = 1 - Math.exp((-prior * binWidthMs(rules.grid, bin)) / 1000);
      believed[bin] = odds;
      expected += odds * (atRisk[bin] ?? 0);
    }
    const level = (endedBy(table, cause) + rules.priorEnds) / (expected + rules.priorEnds);
    const used = rules.heldUp[cause] === true ? Math.max(1, level) : level;
    for (let bin = 0; bin < bins; bin++) {
      believed[bin] = Math.min(LARGEST_BIN_HAZARD, (believed[bin] ?? 0) * used);
    }
    return believed;
  });
}

/** The table's curves now; `open` counts the items still open by the bin of their age. */
export function lifeCurves(rules: LifeTableRules, table: LifeTable, open: ArrayLike<number>): LifeCurves {
  const bins = binCount(rules.grid);
  const atRisk = countAtRisk(bins, table, open);
  const believed = believedHazards(rules, table, atRisk);
  const causes = believed.length;
  const survival = new Float64Array(bins + 1).fill(1);
  const incidence = believed.map(() => new Float64Array(bins + 1));
  const hazardPerMs = believed.map(() => new Float64Array(bins));
  const here = new Float64Array(causes);
  for (let bin = 0; bin < bins; bin++) {
    const watched = (atRisk[bin] ?? 0) + rules.binShrink;
    let total = 0;
    for (let cause = 0; cause < causes; cause++) {
      const seen = table.ends[cause]?.[bin] ?? 0;
      here[cause] = (seen + rules.binShrink * (believed[cause]?.[bin] ?? 0)) / watched;
      total += here[cause] ?? 0;
    }
    const scale = total > LARGEST_BIN_HAZARD ? LARGEST_BIN_HAZARD / total : 1;
    const alive = survival[bin] ?? 0;
    const widthMs = binWidthMs(rules.grid, bin);
    for (let cause = 0; cause < causes; cause++) {
      const hazard = (here[cause] ?? 0) * scale;
      const curve = incidence[cause];
      const rates = hazardPerMs[cause];
      if (curve !== undefined && rates !== undefined) {
        curve[bin + 1] = (curve[bin] ?? 0) + alive * hazard;
        rates[bin] = hazard / widthMs;
      }
    }
    survival[bin + 1] = alive * (1 - total * scale);
  }
  return { survival, incidence, hazardPerMs };
}
