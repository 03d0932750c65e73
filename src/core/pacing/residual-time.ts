import { type AgeGrid, binCount, binOf, binStartMs, curveAt } from './age-grid.js';
import {
  blankCurves,
  emptyLifeTable,
  endedBy,
  type LifeCurves,
  type LifeTable,
  type LifeTableExit,
  type LifeTableRules,
  learnExits,
  lifeCurves,
  meanLifeMs,
} from './life-table.js';
import { durationOf } from './pacing-bounds.js';
import type { PacedAgent, PacingObservation } from './pacing-strategy.js';

/** What was learned of how long agents talk and wrap up. */
export interface ResidualTime {
  readonly talk: LifeTable;
  readonly wrap: LifeTable;
}

/** Two-second bins for a minute, then twenty-second ones to 13 minutes; longer talks share the last bin. */
const GRID: AgeGrid = { fineMs: 2000, fineBins: 30, coarseMs: 20_000, coarseBins: 36 };
const TALK: LifeTableRules = {
  grid: GRID,
  priorPerSecond: [1 / 90],
  heldUp: [false],
  priorEnds: 4,
  binShrink: 4,
  halfLife: 1500,
};
const WRAP: LifeTableRules = {
  grid: GRID,
  priorPerSecond: [1 / 12],
  heldUp: [false],
  priorEnds: 4,
  binShrink: 4,
  halfLife: 1500,
};
const LONGEST_MS = 3_600_000;
/** Steps in which the end of a talk is followed by its wrap-up. */
const STEP_MS = 2000;

/** Nothing learned. */
export function freshResidualTime(): ResidualTime {
  return { talk: emptyLifeTable(TALK), wrap: emptyLifeTable(WRAP) };
}

/** Learns the talks and wrap-ups that ended. */
export function learnResidualTime(
  known: ResidualTime,
  observations: readonly PacingObservation[],
): ResidualTime {
  const talks: LifeTableExit[] = [];
  const wraps: LifeTableExit[] = [];
  for (const seen of observations) {
    if (seen.kind === 'talkEnded') {
      talks.push({ ageMs: durationOf(seen.talkMs, LONGEST_MS), cause: 0 });
    } else if (seen.kind === 'wrapEnded') {
      wraps.push({ ageMs: durationOf(seen.wrapMs, LONGEST_MS), cause: 0 });
    }
  }
  if (talks.length + wraps.length === 0) {
    return known;
  }
  return { talk: learnExits(TALK, known.talk, talks), wrap: learnExits(WRAP, known.wrap, wraps) };
}

/** Odds that agents become free, grouped by equal odds. */
export interface FreeOdds {
  readonly odds: readonly number[];
  readonly counts: readonly number[];
}

/** The lane's busy agents by phase and age, ready to answer for several horizons. */
export interface BusyAgents {
  readonly talking: Float64Array;
  readonly wrapping: Float64Array;
  /** Busy agents who will not take another call now. */
  readonly leaving: number;
  readonly talkCurves: LifeCurves;
  readonly wrapCurves: LifeCurves;
  /** Share of talks that a wrap-up follows. */
  readonly wrapShare: number;
}

/** What a step counts and draws in, used again by the next one; nothing in it outlives a step. */
const SCRATCH = {
  talking: new Float64Array(binCount(GRID)),
  wrapping: new Float64Array(binCount(GRID)),
  openTalks: new Float64Array(binCount(GRID)),
  openWraps: new Float64Array(binCount(GRID)),
  talkCurves: blankCurves(TALK),
  wrapCurves: blankCurves(WRAP),
};

/** Counts the busy agents by age and draws the curves once for a step; what it returns holds until the next call. */
export function busyAgents(known: ResidualTime, agents: readonly PacedAgent[]): BusyAgents {
  const { talking, wrapping, openTalks, openWraps } = SCRATCH;
  talking.fill(0);
  wrapping.fill(0);
  openTalks.fill(0);
  openWraps.fill(0);
  let leaving = 0;
  for (const agent of agents) {
    const bin = binOf(GRID, agent.ageMs);
    const wraps = agent.phase === 'wrap_up';
    const open = wraps ? openWraps : openTalks;
    open[bin] = (open[bin] ?? 0) + 1;
    if (agent.leaving) {
      leaving += 1;
      continue;
    }
    const counts = wraps ? wrapping : talking;
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const talks = endedBy(known.talk, 0);
  return {
    talking,
    wrapping,
    leaving,
    talkCurves: lifeCurves(TALK, known.talk, openTalks, SCRATCH.talkCurves),
    wrapCurves: lifeCurves(WRAP, known.wrap, openWraps, SCRATCH.wrapCurves),
    wrapShare: Math.min(1, (endedBy(known.wrap, 0) + 3) / (talks + 3)),
  };
}

/** Odds that an item of age `fromMs` ends within `spanMs`. */
function endsWithin(curves: LifeCurves, fromMs: number, spanMs: number): number {
  const alive = curveAt(GRID, curves.survival, fromMs);
  return alive > 1e-12 ? 1 - curveAt(GRID, curves.survival, fromMs + spanMs) / alive : 1;
}

/** For talks that end in each step of a span, odds that the wrap-up ends within the span too. */
function wrappedBySteps(agents: BusyAgents, spanMs: number): readonly number[] {
  const odds: number[] = [];
  for (let at = 0; at < spanMs; at += STEP_MS) {
    const left = spanMs - (at + Math.min(spanMs, at + STEP_MS)) / 2;
    odds.push(1 - agents.wrapShare + agents.wrapShare * endsWithin(agents.wrapCurves, 0, left));
  }
  return odds;
}

/** Odds that a talk of age `fromMs` ends and its wrap-up too within `spanMs`. */
function talkAndWrapWithin(
  agents: BusyAgents,
  wrapped: readonly number[],
  fromMs: number,
  spanMs: number,
): number {
  const { survival } = agents.talkCurves;
  const alive = curveAt(GRID, survival, fromMs);
  if (alive <= 1e-12) {
    return wrapped[0] ?? 1;
  }
  let odds = 0;
  let before = alive;
  for (let step = 0; step < wrapped.length; step++) {
    const after = curveAt(GRID, survival, fromMs + Math.min(spanMs, (step + 1) * STEP_MS));
    odds += ((before - after) / alive) * (wrapped[step] ?? 0);
    before = after;
  }
  return odds;
}

/** Middle of a bin; in the open last one its start, for nothing younger is in it. */
function typicalAgeMs(bin: number): number {
  return bin === binCount(GRID) - 1
    ? binStartMs(GRID, bin)
    : (binStartMs(GRID, bin) + binStartMs(GRID, bin + 1)) / 2;
}

/** Odds of each group of busy agents to be free within `spanMs`. */
export function freeWithin(agents: BusyAgents, spanMs: number): FreeOdds {
  const odds: number[] = [];
  const counts: number[] = [];
  const wrapped = wrappedBySteps(agents, spanMs);
  for (let bin = 0; bin < binCount(GRID); bin++) {
    const talking = agents.talking[bin] ?? 0;
    const wrapping = agents.wrapping[bin] ?? 0;
    if (talking > 0) {
      odds.push(talkAndWrapWithin(agents, wrapped, typicalAgeMs(bin), spanMs));
      counts.push(talking);
    }
    if (wrapping > 0) {
      odds.push(endsWithin(agents.wrapCurves, typicalAgeMs(bin), spanMs));
      counts.push(wrapping);
    }
  }
  if (agents.leaving > 0) {
    odds.push(0);
    counts.push(agents.leaving);
  }
  return { odds, counts };
}

/** Mean time that a person keeps an agent, wrap-up included. */
export function serviceMs(agents: BusyAgents): number {
  return meanLifeMs(GRID, agents.talkCurves) + agents.wrapShare * meanLifeMs(GRID, agents.wrapCurves);
}
