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
  /** Weighted items behind each bin's hazard. */
  readonly atRisk: Float64Array;
}

const NOTHING = new Float64Array(0);
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
  const list = table.ends[cause] ?? [];
  let sum = 0;
  for (let bin = 0; bin < list.length; bin++) {
    sum += list[bin] ?? 0;
  }
  return sum;
}

/** Weighted items at risk in each bin, open items included. */
function countAtRisk(atRisk: Float64Array, table: LifeTable, open: ArrayLike<number>): void {
  const { ends, censored } = table;
  atRisk.fill(0);
  for (const list of ends) {
    for (let bin = 0; bin < atRisk.length; bin++) {
      atRisk[bin] = (atRisk[bin] ?? 0) + (list[bin] ?? 0);
    }
  }
  let older = 0;
  for (let bin = atRisk.length - 1; bin >= 0; bin--) {
    const ended = atRisk[bin] ?? 0;
    const left = (censored[bin] ?? 0) + (open[bin] ?? 0);
    atRisk[bin] = older + ended + left / 2;
    older += ended + left;
  }
}

/** The belief's odds of each cause in each bin: the same at every step, so reckoned once a set of rules. */
const priorOdds = new WeakMap<LifeTableRules, readonly Float64Array[]>();

function priorOddsOf(rules: LifeTableRules): readonly Float64Array[] {
  let odds = priorOdds.get(rules);
  if (odds === undefined) {
    odds = rules.priorPerSecond.map((prior) =>
      Float64Array.from(
        { length: binCount(rules.grid) },
        (_, bin) => 1 - Math.exp((-prior * binWidthMs(rules.grid, bin)) / 1000),
      ),
    );
    priorOdds.set(rules, odds);
  }
  return odds;
}

/** How far a cause's belief is lifted or lowered to the level that was seen (indirect standardisation). */
function believedLevel(
  rules: LifeTableRules,
  cause: number,
  odds: Float64Array,
  ends: readonly number[],
  atRisk: Float64Array,
): number {
  let expected = rules.priorEnds;
  let seen = rules.priorEnds;
  for (let bin = 0; bin < atRisk.length; bin++) {
    expected += (odds[bin] ?? 0) * (atRisk[bin] ?? 0);
    seen += ends[bin] ?? 0;
  }
  const level = seen / expected;
  return rules.heldUp[cause] === true ? Math.max(1, level) : level;
}

/** Room for a table's curves. */
export function blankCurves(rules: LifeTableRules): LifeCurves {
  const bins = binCount(rules.grid);
  return {
    survival: new Float64Array(bins + 1),
    incidence: rules.priorPerSecond.map(() => new Float64Array(bins + 1)),
    hazardPerMs: rules.priorPerSecond.map(() => new Float64Array(bins)),
    atRisk: new Float64Array(bins),
  };
}

/**
 * The table's curves now; `open` counts the items still open by the bin of their age. They are drawn into `into`: a
 * step that draws five tables several times a second would spend half its time on asking for memory.
 */
export function lifeCurves(
  rules: LifeTableRules,
  table: LifeTable,
  open: ArrayLike<number>,
  into: LifeCurves = blankCurves(rules),
): LifeCurves {
  const { survival, incidence, hazardPerMs, atRisk } = into;
  countAtRisk(atRisk, table, open);
  const prior = priorOddsOf(rules);
  const { binShrink } = rules;
  survival.fill(0);
  for (let cause = 0; cause < prior.length; cause++) {
    const rates = hazardPerMs[cause] ?? NOTHING;
    const ends = table.ends[cause] ?? [];
    const odds = prior[cause] ?? NOTHING;
    const level = believedLevel(rules, cause, odds, ends, atRisk);
    for (let bin = 0; bin < rates.length; bin++) {
      const believed = Math.min(LARGEST_BIN_HAZARD, (odds[bin] ?? 0) * level);
      const rate = ((ends[bin] ?? 0) + binShrink * believed) / ((atRisk[bin] ?? 0) + binShrink);
      rates[bin] = rate;
      survival[bin + 1] = (survival[bin + 1] ?? 0) + rate;
    }
  }
  drawSurvival(survival, hazardPerMs);
  const { grid } = rules;
  for (let cause = 0; cause < prior.length; cause++) {
    const rates = hazardPerMs[cause] ?? NOTHING;
    const curve = incidence[cause] ?? NOTHING;
    let ended = 0;
    curve[0] = 0;
    for (let bin = 0; bin < rates.length; bin++) {
      const hazard = rates[bin] ?? 0;
      ended += (survival[bin] ?? 0) * hazard;
      curve[bin + 1] = ended;
      rates[bin] = hazard / (bin < grid.fineBins ? grid.fineMs : grid.coarseMs);
    }
  }
  return into;
}

/**
 * Turns each bin's odds of ending, of which `survival` holds the sums one further on, into survival, and cuts them where
 * together they leave nobody.
 */
function drawSurvival(survival: Float64Array, odds: readonly Float64Array[]): void {
  let alive = 1;
  survival[0] = 1;
  for (let bin = 0; bin + 1 < survival.length; bin++) {
    let total = survival[bin + 1] ?? 0;
    if (total > LARGEST_BIN_HAZARD) {
      for (const list of odds) {
        list[bin] = ((list[bin] ?? 0) * LARGEST_BIN_HAZARD) / total;
      }
      total = LARGEST_BIN_HAZARD;
    }
    alive *= 1 - total;
    survival[bin + 1] = alive;
  }
}

/** Mean time until an item ends, those that outlive the grid counted up to its end. */
export function meanLifeMs(grid: AgeGrid, curves: LifeCurves): number {
  const { survival } = curves;
  let mean = 0;
  for (let bin = 0; bin + 1 < survival.length; bin++) {
    mean += (binWidthMs(grid, bin) * ((survival[bin] ?? 0) + (survival[bin + 1] ?? 0))) / 2;
  }
  return mean;
}
