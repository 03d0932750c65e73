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
  /** Odds of the new calls that take their places. @default those of a new call */
  readonly renewedOdds?: readonly number[];
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

/** What a distribution is reckoned in, used again by the next one; nothing in it outlives a call. */
const ROOM = {
  due: new Float64Array(LARGEST_EXACT_AGENTS + 2),
  orMore: new Float64Array(LARGEST_EXACT_AGENTS + 2),
  free: new Float64Array(LARGEST_EXACT_AGENTS + 2),
  poisson: new Float64Array(LARGEST_EXACT_AGENTS + 2),
};

/**
 * Adds `count` independent yes/no events of odds `p` to a distribution of `known` of them; `top` is where its tail is
 * kept. Nothing is beyond as many events as were added, so no further is walked. Returns how many it holds now.
 */
function addBernoullis(odds: Float64Array, known: number, count: number, p: number, top: number): number {
  const q = 1 - p;
  for (let i = 1; i <= count; i++) {
    const last = Math.min(known + i, top);
    const below = (odds[last - 1] ?? 0) * p;
    odds[last] = known + i > top ? (odds[top] ?? 0) + below : below;
    let here = odds[last - 1] ?? 0;
    for (let k = last - 1; k > 0; k--) {
      const next = odds[k - 1] ?? 0;
      odds[k] = here * q + next * p;
      here = next;
    }
    odds[0] = here * q;
  }
  return known + count;
}

/** Adds Poisson(`mean`) events to a distribution that holds nothing beyond `known`, its tail kept at `top`. */
function addPoisson(odds: Float64Array, known: number, mean: number, top: number): void {
  const { poisson } = ROOM;
  let term = Math.exp(-mean);
  for (let k = 0; k <= top; k++) {
    poisson[k] = term;
    term *= mean / (k + 1);
  }
  let below = 0;
  for (let k = Math.min(known, top); k >= 0; k--) {
    below += odds[k] ?? 0;
  }
  const all = below;
  // From the top down, for each value is made of those below it.
  for (let k = top - 1; k >= 0; k--) {
    let sum = 0;
    for (let i = Math.min(known, k); i >= 0; i--) {
      sum += (odds[i] ?? 0) * (poisson[k - i] ?? 0);
    }
    odds[k] = sum;
    below -= sum;
  }
  odds[top] = Math.min(all, Math.max(0, below));
}

/** Distribution of answers due, its tail kept at `top`. It holds until the next one is asked for. */
function answersDue({ answerOdds, answerCounts }: HorizonOutlook, top: number): Float64Array {
  const due = ROOM.due;
  due.fill(0);
  due[0] = 1;
  let pooled = 0;
  let large = 0;
  for (let i = 0; i < answerOdds.length; i++) {
    const p = answerOdds[i] ?? 0;
    const count = answerCounts[i] ?? 0;
    large += p < SMALLEST_EXACT_ODDS ? 0 : count;
    pooled += p < SMALLEST_EXACT_ODDS ? count * p : 0;
  }
  // Where not all can be counted one by one, the likeliest are.
  const order = large > LARGEST_EXACT_CALLS ? byOdds(answerOdds) : null;
  let counted = 0;
  for (let at = 0; at < answerOdds.length; at++) {
    const i = order === null ? at : (order[at] ?? 0);
    const p = answerOdds[i] ?? 0;
    if (p >= SMALLEST_EXACT_ODDS) {
      const count = answerCounts[i] ?? 0;
      const exact = Math.min(count, LARGEST_EXACT_CALLS - counted);
      counted = addBernoullis(due, counted, exact, p, top);
      pooled += (count - exact) * p;
    }
  }
  if (pooled > 0) {
    addPoisson(due, counted, pooled, top);
  }
  return due;
}

/** Positions of odds, the largest first. */
function byOdds(odds: readonly number[]): readonly number[] {
  return odds.map((_, i) => i).sort((a, b) => (odds[b] ?? 0) - (odds[a] ?? 0));
}

function exactSpare(outlook: HorizonOutlook, idle: number, busy: number): Float64Array {
  const most = idle + busy;
  const { free, orMore } = ROOM;
  free.fill(0);
  free[0] = 1;
  let counted = 0;
  for (let i = 0; i < outlook.freeOdds.length; i++) {
    counted = addBernoullis(free, counted, outlook.freeCounts[i] ?? 0, outlook.freeOdds[i] ?? 0, busy + 1);
  }
  const due = answersDue(outlook, most + 1);
  const spare = new Float64Array(most + 1);
  // P(as many answers or more), for the agents they use up to the last one.
  orMore[most + 1] = due[most + 1] ?? 0;
  for (let x = most; x >= 0; x--) {
    orMore[x] = (due[x] ?? 0) + (orMore[x + 1] ?? 0);
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
  for (let i = 0; i < outlook.freeOdds.length; i++) {
    const p = outlook.freeOdds[i] ?? 0;
    const count = outlook.freeCounts[i] ?? 0;
    busy += count;
    mean += count * p;
    variance += count * p * (1 - p);
  }
  for (let i = 0; i < outlook.answerOdds.length; i++) {
    const p = outlook.answerOdds[i] ?? 0;
    const count = outlook.answerCounts[i] ?? 0;
    mean -= count * p;
    due += p < 1 ? count * p : 0;
    variance += count * p * (1 - p);
  }
  const doubt = outlook.doubt ?? 0;
  const exact = idle + busy <= LARGEST_EXACT_AGENTS ? exactSpare(outlook, idle, busy) : null;
  let shortfall = 0;
  if (exact !== null) {
    // E[max(0, Z)] − E[Z] = E[max(0, −Z)], without a second table for negative Z.
    shortfall = -mean;
    for (let k = 1; k < exact.length; k++) {
      shortfall += k * (exact[k] ?? 0);
    }
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
