import { MINUTE } from '../kernel/time.js';
import { economicDropShare } from './economic-drop-share.js';

/**
 * What the caps still allow, as arithmetic: the drops that the people served so far and those who will be served for
 * sure make room for, and the share of drops at which no burst goes beyond them.
 */

/** What the budget sees at a step. */
export interface BudgetFacts {
  readonly agents: number;
  readonly connectedToday: number;
  readonly abandonedToday: number;
  readonly msLeftToday: number | null;
  /** Drops to be expected of the calls in flight even if nothing more is placed. */
  readonly pendingDrops: number;
  /** People per millisecond whom the team serves even if nobody is ever dialled ahead of a free agent. */
  readonly surePerMs: number;
  /** From the dial to a person, half of the time. */
  readonly delayMs: number;
  /** Drops that a stop over rolling windows still bears now, where there is one. */
  readonly spareDrops?: number | undefined;
}

/** What holds the threshold down: a window that drops are counted over, or that more of them buy nothing. */
export const BUDGET_LIMITS = ['15 minutes', 'half hour', 'first hour', 'day', 'stop', 'economy'] as const;
export type BudgetLimit = (typeof BUDGET_LIMITS)[number];

/** Operation of unknown end: spending is planned as if it ended in half an hour, always. */
const UNKNOWN_REST_MS = 30 * MINUTE;
/** And nobody is counted on for longer than this: the day may be broken off. */
const SURE_REST_MS = 5 * MINUTE;
/** Below this many agents one drop is a large part of the day: the pace of spending keeps one in reserve. */
const STRICT_BELOW_AGENTS = 10;
/** Part of the people a team serves without risk that are counted on: it may shrink, and lists wear out. */
const SURE_SHARE = 0.8;
/** One-sided 90 %. */
const BOUND_DEVIATIONS = 1.28;
/** Share of days that may break the cap by a burst of drops beyond what could be spared. */
const BROKEN_DAYS = 0.01;
/** Of people still to come beyond the sure ones, worth so many drops, half are counted on; of fewer a smaller part. */
const EARNED_AHEAD = 1.5;
/** No more of the day's drops than this part is held back for a burst; and what chance brings, in deviations. */
const MOST_RESERVED = 0.25;
const CHANCE_DEVIATIONS = 3;
/** Two drops together tell nothing of a small team. */
const FREE_DROPS = 2;
/** Part of the cap that a call may risk while no drop can be afforded. */
const SHUT_SHARE = 0.02;
/** The same once a drop could not be made good before the close. */
const LAST_SHARE = 0.005;
/** People for one drop under the smallest cap that is reckoned with. */
const MOST_EARNING = 2000;

/** What the day can still spare. */
export interface Allowance {
  /** Whole drops, were nothing risked from now on. */
  readonly spare: number;
  /** Drops, with the people that are likely to come beyond the sure ones. */
  readonly likelySpare: number;
}

/** Time until the close; unknown, it is planned as if it were half an hour ahead, always. */
export function restOf(facts: BudgetFacts): number {
  return facts.msLeftToday ?? UNKNOWN_REST_MS;
}

/** People that must be served for one drop; bounded for a cap of nothing. */
export function earning(cap: number): number {
  return Math.min(MOST_EARNING, 1 / cap);
}

/**
 * Lower bound of the people who will be served before the close even if nothing is risked from now on. What a team
 * serves without risk lies between one line an agent and what it serves now: their geometric mean.
 */
export function surePeople(facts: BudgetFacts, recentPerMs: number, restMs: number): number {
  const people = SURE_SHARE * Math.sqrt(Math.max(0, facts.surePerMs) * recentPerMs) * restMs;
  return Math.max(0, people - BOUND_DEVIATIONS * Math.sqrt(people));
}

/**
 * How many people a burst drops: whoever is too many at a moment is seldom alone. What is beyond the end of a normal
 * curve lies about half a deviation of the spare agents beyond it.
 */
function burstOf(spread: number): number {
  return 1 + 0.5 * spread;
}

/**
 * Share of the answers that may be dropped so that no burst takes more than the `spare` drops on more than one day
 * in a hundred: with bursts of geometric size, mean b, `left` people bring left·rate/b bursts, and (1 − 1/b)^spare of
 * them are larger.
 */
export function affordableRate(spare: number, spread: number, left: number): number {
  const burst = burstOf(spread);
  return (BROKEN_DAYS * burst) / (Math.max(1, left) * (1 - 1 / burst) ** Math.max(0, spare));
}

/**
 * Drops held back where this day has dropped more at once than its share of drops brings by chance: as many as the worst
 * burst was beyond that, for it came where no estimate saw it, and may come again just before the close. `mean` drops
 * are to be expected in the time of a burst.
 */
export function burstReserve(worstBurst: number, mean: number, spread: number): number {
  const byChance = FREE_DROPS + mean + CHANCE_DEVIATIONS * Math.sqrt(mean * burstOf(spread));
  return Math.max(0, worstBurst - byChance);
}

/** Whole drops that the day can still afford, were nothing risked from now on and `reserve` of them kept. */
export function allowanceOf(facts: BudgetFacts, cap: number, recentPerMs: number, reserve = 0): Allowance {
  const restMs = facts.msLeftToday ?? SURE_REST_MS;
  const sure = surePeople(facts, recentPerMs, restMs);
  const left = recentPerMs * restMs;
  // The farther the close, the likelier it is that more people than the sure ones make a drop good.
  const trust = (left * cap) / (left * cap + EARNED_AHEAD);
  const likely = trust * cap * Math.max(0, SURE_SHARE * left - sure);
  const drops = facts.abandonedToday;
  const people = facts.connectedToday + drops;
  const day = Math.floor(Math.max(1, cap * (people + sure)) + 1e-9) - drops;
  const kept = Math.min(reserve, MOST_RESERVED * cap * (people + left));
  return { spare: day - kept, likelySpare: day + likely - kept };
}

/**
 * Share of the answers that may be dropped so that neither the close finds the day over its cap nor any moment finds a
 * stop passed, and which of the two asks for less. A stop is judged at once and forgets old people as new ones come:
 * nobody still to come is counted on for it, but each further drop is earned again by so many people.
 */
export function affordableOf(
  facts: BudgetFacts,
  cap: number,
  { spare, likelySpare }: Allowance,
  spread: number,
  left: number,
): { readonly rate: number; readonly spare: number; readonly by: BudgetLimit } {
  const day = affordableRate(likelySpare - facts.pendingDrops, spread, Math.max(left, earning(cap)));
  const { spareDrops } = facts;
  if (spareDrops === undefined) {
    return { rate: day, spare, by: 'day' };
  }
  const stop = affordableRate(spareDrops - facts.pendingDrops, spread, earning(cap));
  const rate = Math.min(day, stop);
  return { rate, spare: Math.min(spare, spareDrops), by: stop < day || spareDrops < 1 ? 'stop' : 'day' };
}

/** Share of the next answers that a window lets be dropped, spent evenly over those still to come. */
function rateOf(cap: number, agents: number, people: number, drops: number, left: number): number {
  const strict = agents < STRICT_BELOW_AGENTS;
  const target = (strict ? 0.95 : 0.97) * cap;
  return Math.min(2 * cap, Math.max(0, (target * (people + left) - drops - (strict ? 1 : 0)) / left));
}

/** Until the lane has seen an hour it knows its list and its agents too little to spend the day's drops on them. */
const FIRST_HOUR_MS = 60 * MINUTE;

/** The share of the next answers that may be dropped for the first hour to keep to the cap; null once it is over. */
export function firstHourOf(
  facts: BudgetFacts,
  cap: number,
  recentPerMs: number,
  watchedMs: number,
): number | null {
  const leftMs = Math.min(FIRST_HOUR_MS - watchedMs, restOf(facts));
  if (leftMs <= 0) {
    return null;
  }
  const drops = facts.abandonedToday;
  const people = facts.connectedToday + drops;
  const left = Math.max(1, recentPerMs * leftMs);
  return Math.max(0, cap * (people + left) - drops) / left;
}

/** The share of drops aimed at, and what set it: the day, or that more would buy nothing. */
export function aimOf(
  facts: BudgetFacts,
  cap: number,
  left: number,
  spread: number,
): { readonly rate: number; readonly by: BudgetLimit } {
  const { agents, abandonedToday: drops } = facts;
  const day = rateOf(cap, agents, facts.connectedToday + drops, drops, left);
  const worth = economicDropShare(agents, spread);
  return worth < day ? { rate: worth, by: 'economy' } : { rate: day, by: 'day' };
}

/** Risk that no burst can break anything by, and next to none once a drop could not be made good before the close. */
export function leastThreshold(facts: BudgetFacts, cap: number, left: number): number {
  const drops = facts.abandonedToday;
  const people = facts.connectedToday + drops;
  // Whoever is in debt needs people to pay it with.
  const inDebt = drops > Math.max(1, cap * people);
  const payable = Math.max(1, cap * (people + left)) >= drops + 1;
  return (inDebt || payable ? SHUT_SHARE : LAST_SHARE) * cap;
}
