import { MINUTE, SECOND } from '../kernel/time.js';

/**
 * How much risk the next call may carry. The threshold follows what happens, not what was modelled: each abandoned
 * person lowers it, each connected one lifts it a little, so that the share of drops tends to the rate the budget
 * of the day allows, whatever the world does (Gibbs & Candès, Adaptive Conformal Inference, NeurIPS 2021).
 * A valve shuts the lane down to progressive while one more drop could break the day or the last half hour.
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
}

/** What the budget sees at a step. */
export interface BudgetFacts {
  readonly agents: number;
  readonly connectedToday: number;
  readonly abandonedToday: number;
  readonly msLeftToday: number | null;
  /** Drops to be expected of the calls in flight even if nothing more is placed. */
  readonly pendingDrops: number;
}

export interface BudgetVerdict {
  readonly budget: DropBudget;
  readonly threshold: number;
  /** Share of the next answers that may be dropped. */
  readonly rate: number;
  /** Only progressive until the counts allow more. */
  readonly shut: boolean;
}

const WINDOW_MINUTES = 30;
const RATE_MEMORY_MS = 30 * MINUTE;
/** People per agent and hour, believed for two minutes' worth, until they are counted. */
const PRIOR_PEOPLE_PER_AGENT_MS = 20 / (60 * MINUTE);
const PRIOR_RATE_MS = 2 * MINUTE;
/** Operation of unknown end: plan as if it ended in half an hour, always. */
const UNKNOWN_REST_MS = 30 * MINUTE;
/** Below this many agents one drop is a large part of the day: the pace of spending keeps one in reserve. */
const STRICT_BELOW_AGENTS = 10;
const WINDOW_FROM_AGENTS = 20;
/** The half hour may run above the day's cap, but not to three times it. */
const WINDOW_CAPS = 2.3;
/** Part of the people still to come, before the guard, that the day is planned with. */
const SURE_SHARE = 0.8;
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
  return { ...budget, windowPeople: people, windowDrops: drops, windowMinute };
}

/** How far one drop moves the threshold: 0.33 (a quarter off) at 5 agents, 0.1 at 100. */
function gainOf(agents: number): number {
  return Math.min(0.4, Math.max(0.05, 0.33 * (Math.max(1, agents) / 5) ** -0.4));
}

/** Below where the threshold of steady lists settles: an early overspend costs more than a slow start. */
function startThreshold(cap: number, agents: number): number {
  return cap * Math.min(5, 0.7 + 0.04 * agents);
}

function peopleLeft(budget: DropBudget, facts: BudgetFacts): number {
  const prior = PRIOR_PEOPLE_PER_AGENT_MS * facts.agents * PRIOR_RATE_MS;
  const rate = (budget.recentPeople + prior) / (budget.recentMs + PRIOR_RATE_MS);
  return rate * (facts.msLeftToday ?? UNKNOWN_REST_MS);
}

/** Time before the close whose people are not counted on: what a last drop spent too much must heal in it. */
function guardMs(agents: number): number {
  return Math.min(16 * MINUTE, (160 * MINUTE) / Math.max(1, agents));
}

/** One more drop, and those on their way, must fit in the day as far as it is certain, and in the half hour. */
function mustShut(budget: DropBudget, facts: BudgetFacts, cap: number, left: number): boolean {
  const people = facts.connectedToday + facts.abandonedToday;
  const worst = facts.abandonedToday + 2 + 2 * facts.pendingDrops;
  const restMs = facts.msLeftToday ?? UNKNOWN_REST_MS;
  const sure = SURE_SHARE * left * Math.max(0, 1 - guardMs(facts.agents) / Math.max(1, restMs));
  if (worst > cap * (people + sure)) {
    return true;
  }
  if (facts.agents < WINDOW_FROM_AGENTS) {
    return false;
  }
  const recent = budget.windowPeople.reduce((sum, value) => sum + value, 0);
  const drops = budget.windowDrops.reduce((sum, value) => sum + value, 0);
  return (
    drops + 1 + facts.pendingDrops > Math.max(2, WINDOW_CAPS * cap * Math.max(recent, budget.recentPeople))
  );
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
  const budget: DropBudget = {
    ...moveWindow(before, nowMs, seen.connected, seen.abandoned),
    recentPeople: before.recentPeople * keep + seen.connected + seen.abandoned,
    recentMs: before.recentMs * keep + elapsedMs,
  };
  const left = Math.max(1, peopleLeft(budget, facts));
  const strict = facts.agents < STRICT_BELOW_AGENTS;
  const people = facts.connectedToday + facts.abandonedToday;
  const spent = facts.abandonedToday + (strict ? 1 : 0);
  const target = (strict ? 0.95 : 0.97) * cap;
  const rate = Math.min(2 * cap, Math.max(0, (target * (people + left) - spent) / left));
  const shut = mustShut(budget, facts, cap, left);
  const gain = gainOf(facts.agents);
  const rise = shut ? 0 : gain * rate * seen.connected;
  const fall = gain * Math.max(0, 1 - rate) * seen.abandoned;
  const start =
    budget.logThreshold ?? Math.log(Math.max(SMALLEST_THRESHOLD, startThreshold(cap, facts.agents)));
  const logThreshold = Math.min(
    Math.log(LARGEST_THRESHOLD),
    Math.max(Math.log(SMALLEST_THRESHOLD), start + rise - fall),
  );
  return {
    budget: { ...budget, logThreshold: facts.agents > 0 ? logThreshold : before.logThreshold, shut },
    threshold: Math.exp(logThreshold),
    rate,
    shut,
  };
}

/** Longest gap between steps that counts as watched time; a jump of the clock is not a quiet hour. */
export const LONGEST_STEP_MS = 5 * SECOND;
