import { HOUR, MINUTE, SECOND } from '../kernel/time.js';
import {
  affordableOf,
  aimOf,
  allowanceOf,
  type BudgetFacts,
  type BudgetLimit,
  burstReserve,
  firstHourOf,
  leastThreshold,
  restOf,
  surePeople,
} from './drop-allowance.js';
import { spreadOfSpare } from './economic-drop-share.js';
import type { ShockRoom } from './shock-guard.js';

/**
 * How much risk the next call may carry. The threshold follows what happens, not what was modelled: each abandoned
 * person lowers it, each connected one lifts it a little, so that the share of drops tends to the rate the budget
 * of the day allows, whatever the world does (Gibbs & Candès, Adaptive Conformal Inference, NeurIPS 2021).
 * The day is kept by arithmetic and not by the threshold: what may still be dropped must fit in what the cap allows of
 * the people served so far and of those who will be served for sure. The fewer drops are to spare, the less is risked,
 * for drops come in bursts; while none is, nothing is dialled but what is next to certain to find an agent.
 */
export interface DropBudget {
  /** Natural logarithm of the threshold; null until the size of the team is known. */
  readonly logThreshold: number | null;
  /** People (connected or abandoned) and time watched, forgotten after half an hour: the rate of people. */
  readonly recentPeople: number;
  readonly recentMs: number;
  /** People and drops of the last half hour, by minute; `windowMinute` is the minute of the last bucket. */
  readonly windowPeople: readonly number[];
  readonly windowDrops: readonly number[];
  readonly windowMinute: number | null;
  readonly shut: boolean;
  /** Most drops within two minutes; a day of dialling forgets half of it. */
  readonly worstBurst: number;
}

export interface BudgetVerdict {
  readonly budget: DropBudget;
  /** Risk a call may carry. */
  readonly threshold: number;
  /** The same as far as the drops of the past taught it, before what the windows still afford. */
  readonly learned: number;
  /** Share of the next answers that may be dropped. */
  readonly rate: number;
  /** No further drop can be afforded: only what is next to certain to find an agent is dialled. */
  readonly shut: boolean;
  /** Drops that a sudden rise of the answer rate may cost. */
  readonly shockRoom: ShockRoom;
  /** What holds the threshold down. */
  readonly binding: BudgetLimit;
}

const WINDOW_MINUTES = 30;
const SHORT_WINDOW_MINUTES = 15;
const RATE_MEMORY_MS = 30 * MINUTE;
/** People per agent and hour, believed for two minutes' worth, until they are counted. */
const PRIOR_PEOPLE_PER_AGENT_MS = 20 / (60 * MINUTE);
const PRIOR_RATE_MS = 2 * MINUTE;
const WINDOW_FROM_AGENTS = 20;
/** The half hour may run above the day's cap, but not to three times it. */
const WINDOW_CAPS = 2.3;
/** More than so many times the cap no half hour may come to, not even one with a shock in it. */
const HALF_HOUR_CAPS = 3;
const BURST_MINUTES = 2;
const BURST_HALF_LIFE_MS = 24 * HOUR;
const LEAST_SHOCK_ROOM = 0.05;
/** Drops in the half hour that no share is taken of: two of few people are chance. */
const WINDOW_FREE_DROPS = 2;
/** The quarter of an hour is held back where it shows, beyond its own noise, as many caps. */
const SHORT_WINDOW_CAPS = 1.5;
const SHORT_WINDOW_BRAKE = 0.5;
/** One-sided 90 %. */
const BOUND_DEVIATIONS = 1.28;
const SMALLEST_THRESHOLD = 0.0005;
const LARGEST_THRESHOLD = 0.6;

/** Nothing spent, nothing seen. */
export function freshDropBudget(): DropBudget {
  return {
    logThreshold: null,
    recentPeople: 0,
    recentMs: 0,
    windowPeople: new Array<number>(WINDOW_MINUTES).fill(0),
    windowDrops: new Array<number>(WINDOW_MINUTES).fill(0),
    windowMinute: null,
    shut: false,
    worstBurst: 0,
  };
}

/** Moves the half-hour window to `nowMs`; a clock that jumps back keeps the bucket it had. */
function moveWindow(budget: DropBudget, nowMs: number, connected: number, abandoned: number): DropBudget {
  const minute = Number.isFinite(nowMs) ? Math.floor(nowMs / MINUTE) : budget.windowMinute;
  const shift =
    minute === null || budget.windowMinute === null
      ? 0
      : Math.min(WINDOW_MINUTES, Math.max(0, minute - budget.windowMinute));
  if (shift === 0 && connected + abandoned === 0) {
    return budget.windowMinute === null ? { ...budget, windowMinute: minute } : budget;
  }
  const gap = new Array<number>(shift).fill(0);
  const people = [...budget.windowPeople.slice(shift), ...gap];
  const drops = [...budget.windowDrops.slice(shift), ...gap];
  const last = WINDOW_MINUTES - 1;
  people[last] = (people[last] ?? 0) + connected + abandoned;
  drops[last] = (drops[last] ?? 0) + abandoned;
  const windowMinute = Math.max(minute ?? 0, budget.windowMinute ?? minute ?? 0);
  const worstBurst = Math.max(budget.worstBurst, sumOf(drops, BURST_MINUTES));
  return { ...budget, windowPeople: people, windowDrops: drops, windowMinute, worstBurst };
}

/** How far one drop moves the threshold: 0.33 (a quarter off) at 5 agents, 0.1 at 100. */
function gainOf(agents: number): number {
  return Math.min(0.4, Math.max(0.05, 0.33 * (Math.max(1, agents) / 5) ** -0.4));
}

/** Below where the threshold of steady lists settles: an early overspend costs more than a slow start. */
function startThreshold(cap: number, agents: number): number {
  return cap * Math.min(5, 0.7 + 0.04 * agents);
}

/** People per millisecond, of late. */
function recentRate(budget: DropBudget, agents: number): number {
  const prior = PRIOR_PEOPLE_PER_AGENT_MS * agents * PRIOR_RATE_MS;
  return (budget.recentPeople + prior) / (budget.recentMs + PRIOR_RATE_MS);
}

function sumOf(counts: readonly number[], last: number): number {
  return counts.slice(-last).reduce((sum, value) => sum + value, 0);
}

/** The half hour may take no drop more. */
function halfHourFull(budget: DropBudget, agents: number, cap: number): boolean {
  if (agents < WINDOW_FROM_AGENTS) {
    return false;
  }
  const recent = Math.max(sumOf(budget.windowPeople, WINDOW_MINUTES), budget.recentPeople);
  const most = Math.max(WINDOW_FREE_DROPS, WINDOW_CAPS * cap * recent);
  return sumOf(budget.windowDrops, WINDOW_MINUTES) + 1 > most;
}

/** The last quarter of an hour dropped more than the cap beyond what chance does. */
function runsHot(budget: DropBudget, cap: number): boolean {
  const drops = sumOf(budget.windowDrops, SHORT_WINDOW_MINUTES);
  const people = sumOf(budget.windowPeople, SHORT_WINDOW_MINUTES);
  return drops - BOUND_DEVIATIONS * Math.sqrt(drops) > SHORT_WINDOW_CAPS * cap * people;
}

/**
 * The threshold after the people of this step: each drop lowers it, each connected one lifts it by its part. Where only a part
 * of it is `used`, that part of the drops is to be expected, and must not teach that there is room for more.
 */
function nextLogThreshold(
  budget: DropBudget,
  cap: number,
  agents: number,
  rate: number,
  seen: { readonly connected: number; readonly abandoned: number },
  used: number,
): number {
  const gain = gainOf(agents);
  const rise = gain * used * rate * seen.connected;
  const fall = gain * Math.max(0, 1 - rate) * seen.abandoned;
  const start = budget.logThreshold ?? Math.log(Math.max(SMALLEST_THRESHOLD, startThreshold(cap, agents)));
  const next = start + rise - fall;
  return Math.min(Math.log(LARGEST_THRESHOLD), Math.max(Math.log(SMALLEST_THRESHOLD), next));
}

/** How long the lane has been watched, from what is left of that time after forgetting; infinite after many hours. */
export function watchedMs({ recentMs }: DropBudget): number {
  return -RATE_MEMORY_MS * Math.log(Math.max(0, 1 - recentMs / RATE_MEMORY_MS));
}

/** Drops that a shock may cost: what the day, the stop and the half hour would still bear. */
function shockRoomOf(
  budget: DropBudget,
  facts: BudgetFacts,
  cap: number,
  recentPerMs: number,
  likelySpare: number,
): ShockRoom {
  const worst = Math.max(
    LEAST_SHOCK_ROOM,
    Math.min(likelySpare, facts.spareDrops ?? Number.POSITIVE_INFINITY),
  );
  if (facts.agents < WINDOW_FROM_AGENTS) {
    return { likely: worst, worst };
  }
  const window = WINDOW_MINUTES * MINUTE;
  const ahead = surePeople(facts, recentPerMs, Math.max(0, window - watchedMs(budget)));
  const people = Math.max(sumOf(budget.windowPeople, WINDOW_MINUTES), budget.recentPeople) + ahead;
  const halfHour = HALF_HOUR_CAPS * cap * people - sumOf(budget.windowDrops, WINDOW_MINUTES);
  return { likely: Math.max(LEAST_SHOCK_ROOM, Math.min(worst, halfHour)), worst };
}

/** Learns `connected` and `abandoned` people of the last `elapsedMs` and says what risk is allowed now. */
export function stepDropBudget(
  before: DropBudget,
  cap: number,
  facts: BudgetFacts,
  seen: { readonly connected: number; readonly abandoned: number },
  elapsedMs: number,
  nowMs: number,
): BudgetVerdict {
  const keep = Math.exp(-elapsedMs / RATE_MEMORY_MS);
  const faded = { ...before, worstBurst: before.worstBurst * 0.5 ** (elapsedMs / BURST_HALF_LIFE_MS) };
  const budget: DropBudget = {
    ...moveWindow(faded, nowMs, seen.connected, seen.abandoned),
    recentPeople: before.recentPeople * keep + seen.connected + seen.abandoned,
    recentMs: before.recentMs * keep + elapsedMs,
  };
  const { agents } = facts;
  const recentPerMs = recentRate(budget, agents);
  const left = Math.max(1, recentPerMs * restOf(facts));
  const spread = spreadOfSpare(recentPerMs, facts.delayMs);
  const aim = aimOf(facts, cap, left, spread);
  const reserve = burstReserve(budget.worstBurst, cap * recentPerMs * BURST_MINUTES * MINUTE, spread);
  const allowance = allowanceOf(facts, cap, recentPerMs, reserve);
  const afford = affordableOf(facts, cap, allowance, spread, left);
  const hour = firstHourOf(facts, cap, recentPerMs, watchedMs(budget));
  const affordRate = Math.min(afford.rate, hour ?? 1);
  const full = halfHourFull(budget, agents, cap);
  const shut = afford.spare < 1 || full;
  // What was learned risks as much as was aimed at before, or half the cap at least.
  const aimed = Math.max(aim.rate, cap / 2);
  const part = aimed > 0 ? Math.min(1, affordRate / aimed) : 1;
  const hot = runsHot(budget, cap);
  const brake = hot ? SHORT_WINDOW_BRAKE : 1;
  const logThreshold = nextLogThreshold(budget, cap, agents, aim.rate, seen, shut ? 0 : part * brake);
  const learned = Math.exp(logThreshold) * brake;
  const least = Math.min(learned, leastThreshold(facts, cap, left));
  const by = afford.spare >= 1 && affordRate < afford.rate ? 'first hour' : afford.by;
  const held = afford.spare < 1 || part < 1 ? by : null;
  return {
    budget: { ...budget, logThreshold: agents > 0 ? logThreshold : before.logThreshold, shut },
    threshold: shut ? least : Math.max(learned * part, least),
    learned,
    rate: aim.rate,
    shockRoom: shockRoomOf(budget, facts, cap, recentPerMs, allowance.likelySpare),
    shut,
    binding: full ? 'half hour' : (held ?? (hot ? '15 minutes' : aim.by)),
  };
}

/** Longest gap between steps that counts as watched time; a jump of the clock is not a quiet hour. */
export const LONGEST_STEP_MS = 5 * SECOND;
