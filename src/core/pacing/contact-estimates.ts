/**
 * How far the estimated answer odds of single contacts can be believed. Estimates are noisy and know nothing of the
 * hour, so they only say how a contact compares with the others: what the average contact does is learned by the life
 * tables. The slope of outcome on estimate is learned as well (regression to the mean), from a belief set by the noise
 * estimates are known to have.
 */
export interface ContactEstimates {
  /** Sums over finished attempts that had an estimate x and a person or not (y), forgotten like the life tables. */
  readonly n: number;
  readonly x: number;
  readonly xx: number;
  readonly y: number;
  readonly xy: number;
}

const HALF_LIFE = 4000;
/** Relative variance of an estimate's own error, between ±30 % evenly spread (0.03) and 30 % as deviation (0.09). */
const NOISE = 0.05;
/** Information behind the belief in the slope: as if it had been measured to ±0.3. */
const PRIOR_INFORMATION = 11;
/** Attempts until which an estimate is taken at its word, for want of a mean to compare it with. */
const AT_ITS_WORD = 60;
const SMALLEST_LIFT = 0.05;
/** Below one in ten thousand estimates are not told apart: a ratio of two of them must stay a number. */
const SMALLEST_ESTIMATE = 1e-4;
const SMALLEST_ODDS = 0.001;
const LARGEST_ODDS = 0.97;

/** Nothing compared yet. */
export function freshEstimates(): ContactEstimates {
  return { n: 0, x: 0, xx: 0, y: 0, xy: 0 };
}

/** An estimate that can be one: above 0, at most 1. */
export function soundEstimate(estimate: number | undefined): estimate is number {
  return estimate !== undefined && estimate > 0 && estimate <= 1;
}

/** Adds finished attempts. */
export function learnEstimates(
  known: ContactEstimates,
  attempts: readonly { readonly estimate: number; readonly person: boolean }[],
): ContactEstimates {
  if (attempts.length === 0) {
    return known;
  }
  const keep = 0.5 ** (attempts.length / HALF_LIFE);
  let { n, x, xx, y, xy } = known;
  n *= keep;
  x *= keep;
  xx *= keep;
  y *= keep;
  xy *= keep;
  for (const { estimate: said, person } of attempts) {
    const estimate = Math.max(SMALLEST_ESTIMATE, said);
    n += 1;
    x += estimate;
    xx += estimate * estimate;
    y += person ? 1 : 0;
    xy += person ? estimate : 0;
  }
  return { n, x, xx, y, xy };
}

/** How much of an estimate's distance from the mean is believed, 0 to 1. */
export function believedSlope(known: ContactEstimates): number {
  const { n, x, xx, y, xy } = known;
  if (n < 2 || x <= 0) {
    return 0.7;
  }
  const mean = x / n;
  const spread = Math.max(1e-6, xx / n / (mean * mean) - 1);
  const believed = Math.max(0, 1 - (NOISE * (1 + spread)) / spread);
  const rate = y / n;
  if (rate <= 0 || rate >= 1) {
    return believed;
  }
  const measured = (xy / n / (mean * rate) - 1) / spread;
  const information = (n * spread * rate) / (1 - rate);
  const slope = (measured * information + believed * PRIOR_INFORMATION) / (information + PRIOR_INFORMATION);
  return Math.min(1, Math.max(0, slope));
}

/** How much likelier to answer than the mean one that of an estimate is, as far as estimates are believed. */
function lifts(slope: number, mean: number): (estimate: number) => number {
  return (estimate) => Math.max(SMALLEST_LIFT, 1 + slope * (estimate / mean - 1));
}

/** How much likelier to answer than the contacts so far one of an estimate is; 1 before the first. */
export function liftOf(known: ContactEstimates): (estimate: number) => number {
  return known.n < 1 ? () => 1 : lifts(believedSlope(known), known.x / known.n);
}

/** Turns estimates into the odds ratio of a contact to the average one, whose odds to answer at all are `baseOdds`. */
export function oddsRatioOf(known: ContactEstimates, baseOdds: number): (estimate: number) => number {
  const base = Math.min(LARGEST_ODDS, Math.max(SMALLEST_ODDS, baseOdds));
  const lift = lifts(believedSlope(known), (known.x + AT_ITS_WORD * base) / (known.n + AT_ITS_WORD));
  return (estimate) => {
    const odds = Math.min(LARGEST_ODDS, Math.max(SMALLEST_ODDS, base * lift(estimate)));
    return (odds * (1 - base)) / ((1 - odds) * base);
  };
}

/**
 * The odds of an answer in a span for a contact of that odds ratio. `within` is what the average call's are and `ever`
 * its odds to answer at all, both at its age: a contact likelier to answer keeps to the same clock, so only `ever` moves,
 * on the scale of odds, and nothing exceeds 1.
 */
export function liftOdds(within: number, ever: number, ratio: number): number {
  return (within * ratio) / (1 - ever + ratio * ever);
}
