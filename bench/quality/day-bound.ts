import { sum } from './statistics.js';

/**
 * What can be had at all by who must keep each single day, and not the mean of many. The yardstick's frontier is read
 * where its mean drop is the cap, and half of its days are then over it. A team that has seven drops a day cannot spend
 * seven on the mean and never eight.
 *
 * The day is a chain of people; before each a rate of drops is chosen, knowing how many drops were spent. It is solved
 * backwards (Bellman 1957, "Dynamic Programming") for the mean occupancy at a price of a broken day, and the price is
 * raised until no more than the given share of the days breaks.
 */
export interface DayQuestion {
  /** Occupancy by share of drops, of settings held all day. */
  readonly frontier: readonly { readonly occupancy: number; readonly drop: number }[];
  /** Occupancy with no drop at all. */
  readonly progressive: number;
  /** People of a day. */
  readonly people: number;
  readonly cap: number;
  /** People whom one burst drops, on the mean, at least 1; its size is geometric. */
  readonly burst: number;
}

const BROKEN_DAYS = 1e-3;
const MOST_STAGES = 800;
const RATES = 16;
const LEAST_RATE = 1 / 60;
const LARGEST_RATE = 3;
const PRICE_HALVINGS = 20;
const LARGEST_BURST = 12;

interface Choice {
  readonly occupancy: number;
  /** Chance of a burst before the next person of a stage. */
  readonly burstOdds: number;
}

/** Occupancy at a rate of drops: straight over the logarithm of the rate, as risk is bought ever dearer. */
function occupancyAt({ frontier, progressive }: DayQuestion, rate: number): number {
  const points = frontier.filter(({ drop }) => drop > 0).sort((a, b) => a.drop - b.drop);
  const [first, second] = points;
  if (first === undefined || second === undefined) {
    return progressive;
  }
  const above = Math.max(
    1,
    points.findIndex(({ drop }) => drop >= rate),
  );
  const high = points[rate > (points.at(-1)?.drop ?? 0) ? points.length - 1 : above] ?? second;
  const low = points[points.indexOf(high) - 1] ?? first;
  const slope = (high.occupancy - low.occupancy) / Math.log(high.drop / low.drop);
  return Math.max(progressive, low.occupancy + slope * Math.log(rate / low.drop));
}

function choicesOf(question: DayQuestion, peopleAStage: number): readonly Choice[] {
  const span = Math.log(LARGEST_RATE / LEAST_RATE);
  const rates = Array.from(
    { length: RATES },
    (_, i) => question.cap * LEAST_RATE * Math.exp((span * i) / (RATES - 1)),
  );
  return [
    { occupancy: question.progressive, burstOdds: 0 },
    ...rates.map((rate) => ({
      occupancy: occupancyAt(question, rate),
      burstOdds: Math.min(1, (peopleAStage * rate) / question.burst),
    })),
  ];
}

/** Odds of a burst of 1, 2, … people; the last stands for all larger ones. */
function burstSizes(burst: number): readonly number[] {
  const more = 1 - 1 / burst;
  const sizes = Array.from({ length: LARGEST_BURST - 1 }, (_, i) => (1 - more) * more ** i);
  return [...sizes, 1 - sum(sizes)];
}

interface Outcome {
  readonly occupancy: number;
  readonly broken: number;
}

/** The best play at a price of a broken day, and what it comes to. Value and odds go by drops already spent. */
function playAt(
  price: number,
  choices: readonly Choice[],
  sizes: readonly number[],
  budget: number,
  stages: number,
): Outcome {
  let value = new Float64Array(budget + 2);
  let occupancy = new Float64Array(budget + 2);
  let broken = new Float64Array(budget + 2);
  value[budget + 1] = -price;
  broken[budget + 1] = 1;
  const after = (table: Float64Array, spent: number): number =>
    sizes.reduce((total, odds, i) => total + odds * (table[Math.min(budget + 1, spent + i + 1)] ?? 0), 0);
  for (let stage = 0; stage < stages; stage++) {
    const next = { value: value.slice(), occupancy: occupancy.slice(), broken: broken.slice() };
    for (let spent = 0; spent <= budget; spent++) {
      const dropped = after(value, spent);
      const worth = ({ occupancy: now, burstOdds }: Choice): number =>
        now / stages + (1 - burstOdds) * (value[spent] ?? 0) + burstOdds * dropped;
      const best = choices.reduce((chosen, choice) => (worth(choice) > worth(chosen) ? choice : chosen));
      const { burstOdds } = best;
      const mixed = (table: Float64Array): number =>
        (1 - burstOdds) * (table[spent] ?? 0) + burstOdds * after(table, spent);
      next.value[spent] = worth(best);
      next.occupancy[spent] = best.occupancy / stages + mixed(occupancy);
      next.broken[spent] = mixed(broken);
    }
    ({ value, occupancy, broken } = next);
  }
  return { occupancy: occupancy[0] ?? 0, broken: broken[0] ?? 0 };
}

/** The occupancy of the best play of which at most one day in a thousand goes over its cap. */
export function occupancyKeepingDays(question: DayQuestion): number {
  const stages = Math.min(MOST_STAGES, Math.max(1, Math.round(question.people)));
  const choices = choicesOf(question, question.people / stages);
  const sizes = burstSizes(Math.max(1, question.burst));
  const budget = Math.floor(Math.max(1, question.cap * question.people));
  let [low, high] = [0, 20];
  let kept = 0;
  for (let i = 0; i < PRICE_HALVINGS; i++) {
    const price = (low + high) / 2;
    const outcome = playAt(Math.exp(price), choices, sizes, budget, stages);
    if (outcome.broken <= BROKEN_DAYS) {
      kept = Math.max(kept, outcome.occupancy);
      high = price;
    } else {
      low = price;
    }
  }
  return kept;
}

/** People of a burst on the mean: drops of one minute and of the next belong together in a small team. */
export function meanBurst(days: readonly (readonly number[])[]): number {
  let drops = 0;
  let bursts = 0;
  for (const day of days) {
    day.forEach((count, minute) => {
      drops += count;
      bursts += count > 0 && (day[minute - 1] ?? 0) === 0 ? 1 : 0;
    });
  }
  return bursts === 0 ? 1 : drops / bursts;
}
