/**
 * The chance that the next person who answers finds nobody: P(X + Binomial(n, p) ≥ I + F), with X the answers
 * due from calls in flight, F the agents about to be free and I the free ones. Exact to about 60 agents, normal above.
 */

/** Answers due and agents due at one horizon. */
export interface HorizonOutlook {
  /** Odds of a new call's answer within the horizon. */
  readonly newCallOdds: number;
  /** Odds of an answer within the horizon of the calls in flight; certain ones (people waiting) are 1. */
  readonly answerOdds: readonly number[];
  /** How many calls have the odds of the same position. */
  readonly answerCounts: readonly number[];
  readonly freeOdds: readonly number[];
  readonly freeCounts: readonly number[];
  /** Relative deviation of the belief in how many answer. @default 0 */
  readonly doubt?: number;
}

/** What is left after the calls in flight took their agents: everything about Z = I + F − X that n needs. */
export interface SpareAgents {
  readonly newCallOdds: number;
  readonly mean: number;
  readonly variance: number;
  /** Answers due of calls that ring or are dialled, all of which a wrong belief makes more or fewer at once. */
  readonly due: number;
  readonly doubt: number;
  /** P(Z = k) from k = 0, the first one holding all of Z ≤ 0; null where the normal form is used. */
  readonly exact: Float64Array | null;
  /** E[max(0, −Z)]: people due who will find nobody even if nothing more is placed. */
  readonly shortfall: number;
}

/** Teams up to this size are reckoned out exactly, larger ones by the normal law. */
export const LARGEST_EXACT_AGENTS = 60;
/** Calls counted one by one; the many with small odds are pooled into one Poisson, which errs to caution. */
const LARGEST_EXACT_CALLS = 96;
const SMALLEST_EXACT_ODDS = 0.03;

/** Standard normal distribution function (Abramowitz and Stegun 26.2.17, error < 7.5e-8). */
export function normalCdf(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const tail =
    Math.exp((-z * z) / 2) *
    0.3989422804014327 *
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  return z >= 0 ? 1 - tail : tail;
}

/** Standard normal density. */
export function normalDensity(z: number): number {
  return 0.3989422804014327 * Math.exp((-z * z) / 2);
}

/**
 * Adds `count` independent yes/no events of odds `p` to a distribution of `known` of them; `top` is where its tail is
 * kept. Nothing is beyond as many events as were added, so no further is walked. Returns how many it holds now.
 */
function addBernoullis(odds: Float64Array, known: number, count: number, p: number, top: number): number {
  const q = 1 - p;
  for (let i = 1; i <= count; i++) {
    const last = Math.min(known + i, top);
    odds[last] = known + i > top ? (odds[top] ?? 0) + (odds[top - 1] ?? 0) * p : (odds[last - 1] ?? 0) * p;
    for (let k = last - 1; k > 0; k--) {
      odds[k] = (odds[k] ?? 0) * q + (odds[k - 1] ?? 0) * p;
    }
    odds[0] = (odds[0] ?? 0) * q;
  }
  return known + count;
}

/** P(Poisson(mean) = k) for k < length − 1, the last one holding the tail. */
function poissonOdds(mean: number, length: number): Float64Array {
  const odds = new Float64Array(length);
  let term = Math.exp(-mean);
  let sum = 0;
  for (let k = 0; k < length - 1; k++) {
    odds[k] = term;
    sum += term;
    term *= mean / (k + 1);
  }
  odds[length - 1] = Math.max(0, 1 - sum);
  return odds;
}

/** Distribution of answers due, its tail kept at `top`. */
function answersDue(outlook: HorizonOutlook, top: number): Float64Array {
  const order = outlook.answerOdds
    .map((p, i) => ({ p, count: outlook.answerCounts[i] ?? 0 }))
    .sort((a, b) => b.p - a.p);
  let one: Float64Array = new Float64Array(top + 1);
  one[0] = 1;
  let counted = 0;
  let pooled = 0;
  for (const { p, count } of order) {
    const exact = p < SMALLEST_EXACT_ODDS ? 0 : Math.min(count, LARGEST_EXACT_CALLS - counted);
    counted = addBernoullis(one, counted, exact, p, top);
    pooled += (count - exact) * p;
  }
  if (pooled > 0) {
    const poisson = poissonOdds(pooled, top + 1);
    const both = new Float64Array(top + 1);
    for (let i = 0; i <= top; i++) {
      for (let j = 0; j <= top; j++) {
        const k = Math.min(top, i + j);
        both[k] = (both[k] ?? 0) + (one[i] ?? 0) * (poisson[j] ?? 0);
      }
    }
    one = both;
  }
  return one;
}

function exactSpare(outlook: HorizonOutlook, idle: number, busy: number): Float64Array {
  const most = idle + busy;
  const free = new Float64Array(busy + 2);
  free[0] = 1;
  let counted = 0;
  outlook.freeOdds.forEach((p, i) => {
    counted = addBernoullis(free, counted, outlook.freeCounts[i] ?? 0, p, busy + 1);
  });
  const due = answersDue(outlook, most + 1);
  const spare = new Float64Array(most + 1);
  // P(as many answers or more), for the agents they use up to the last one.
  const orMore = Float64Array.from(due);
  for (let x = most; x >= 0; x--) {
    orMore[x] = (orMore[x] ?? 0) + (orMore[x + 1] ?? 0);
  }
  for (let f = 0; f <= busy; f++) {
    const odds = free[f] ?? 0;
    const agents = idle + f;
    for (let x = 0; x < agents; x++) {
      spare[agents - x] = (spare[agents - x] ?? 0) + odds * (due[x] ?? 0);
    }
    spare[0] = (spare[0] ?? 0) + odds * (orMore[agents] ?? 0);
  }
  return spare;
}

/** Folds the lane at one horizon into what the question about n needs; `idle` agents are free now. */
export function spareAgents(outlook: HorizonOutlook, idle: number): SpareAgents {
  let mean = idle;
  let variance = 0;
  let busy = 0;
  let due = 0;
  outlook.freeOdds.forEach((p, i) => {
    const count = outlook.freeCounts[i] ?? 0;
    busy += count;
    mean += count * p;
    variance += count * p * (1 - p);
  });
  outlook.answerOdds.forEach((p, i) => {
    const count = outlook.answerCounts[i] ?? 0;
    mean -= count * p;
    due += p < 1 ? count * p : 0;
    variance += count * p * (1 - p);
  });
  const doubt = outlook.doubt ?? 0;
  const exact = idle + busy <= LARGEST_EXACT_AGENTS ? exactSpare(outlook, idle, busy) : null;
  let shortfall = 0;
  if (exact !== null) {
    // E[max(0, Z)] − E[Z] = E[max(0, −Z)], without a second table for negative Z.
    shortfall = exact.reduce((sum, p, k) => sum + p * k, 0) - mean;
  } else {
    const sd = Math.sqrt(variance + (doubt * due) ** 2 + 1e-9);
    const z = mean / sd;
    shortfall = sd * (normalDensity(z) - z * normalCdf(-z));
  }
  const { newCallOdds } = outlook;
  return { newCallOdds, mean, variance, due, doubt, exact, shortfall: Math.max(0, shortfall) };
}

/** P(Z ≤ Y) for a number Y of further answers, from P(Y = 0) on; `next` gives P(Y = k + 1) from P(Y = k). */
function riskWith(exact: Float64Array, none: number, next: (odds: number, k: number) => number): number {
  let risk = exact[0] ?? 0;
  let odds = none;
  let tail = 1;
  for (let k = 1; k < exact.length; k++) {
    tail = Math.max(0, tail - odds);
    odds = next(odds, k - 1);
    risk += (exact[k] ?? 0) * tail;
  }
  return risk;
}

function normalRisk(spare: SpareAgents, due: number, variance: number): number {
  return normalCdf((due - spare.mean + 0.5) / deviationOf(spare, spare.variance + variance, spare.due + due));
}

/**
 * Deviation of the spare agents when so many answers are due. Of many calls chance leaves little to fear, and a wrong
 * belief nearly everything: it moves them all together.
 */
export function deviationOf({ doubt }: Pick<SpareAgents, 'doubt'>, variance: number, due: number): number {
  return Math.sqrt(variance + (doubt * due) ** 2 + 1e-9);
}

/**
 * The chance that one more answer finds nobody when `count` calls are placed now. Calls are counted as the yes/no
 * events they are: where one in three answers, a Poisson number of answers would be half as uncertain again as the
 * true one.
 */
export function riskOf(spare: SpareAgents, count: number): number {
  const p = spare.newCallOdds;
  if (spare.exact === null) {
    return normalRisk(spare, count * p, count * p * (1 - p));
  }
  const ratio = p / (1 - p);
  return riskWith(spare.exact, (1 - p) ** count, (odds, k) => (odds * (count - k) * ratio) / (k + 1));
}

/** The same when Poisson(`due`) more answers are to come, of calls of many kinds. */
export function riskOfAnswers(spare: SpareAgents, due: number): number {
  if (spare.exact === null) {
    return normalRisk(spare, due, due);
  }
  return riskWith(spare.exact, Math.exp(-due), (odds, k) => (odds * due) / (k + 1));
}

/** Mean risk over the horizons. */
export function meanRisk(spares: readonly SpareAgents[], count: number): number {
  return spares.reduce((sum, spare) => sum + riskOf(spare, count), 0) / Math.max(1, spares.length);
}

/** The largest count in [0, most] whose mean risk stays within `threshold`; risk grows with the count. */
export function largestCountWithin(spares: readonly SpareAgents[], threshold: number, most: number): number {
  if (meanRisk(spares, 1) > threshold || most < 1) {
    return 0;
  }
  let low = 1;
  let high = 2;
  while (high <= most && meanRisk(spares, high) <= threshold) {
    low = high;
    high *= 2;
  }
  high = Math.min(high, most + 1);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (meanRisk(spares, middle) <= threshold) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return Math.min(low, most);
}
