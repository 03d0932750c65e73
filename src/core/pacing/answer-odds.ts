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
} from './life-table.js';
import { durationOf } from './pacing-bounds.js';
import type { PacedCall, PacingObservation } from './pacing-strategy.js';

/**
 * When and how surely a call in flight becomes a person who needs an agent. Three clocks: since the dial until it
 * rings, since 180 until somebody answers, since the 200 OK until the AMD speaks. A carrier that sends no 180 is
 * learned on the first clock alone.
 */
export interface AnswerOdds {
  readonly dial: LifeTable;
  readonly ring: LifeTable;
  readonly screen: LifeTable;
  /** Delays from the dial to a person, by whole seconds, forgotten like the rest. */
  readonly liveDelay: readonly number[];
  /** Mean AMD time of people, and the weight behind it. */
  readonly amdMs: number;
  readonly amdWeight: number;
}

const PERSON = 0;
const OTHER = 1;
const RANG = 2;
const SECONDS: AgeGrid = { fineMs: 1000, fineBins: 40, coarseMs: 5000, coarseBins: 16 };
const HALF_SECONDS: AgeGrid = { fineMs: 500, fineBins: 16, coarseMs: 2000, coarseBins: 6 };
const HALF_LIFE = 4000;
/** Cold start believes in many answers, about one call in three, so that the first minutes drop nobody. */
const DIAL: LifeTableRules = {
  grid: SECONDS,
  priorPerSecond: [0.004, 0.03, 0.22],
  heldUp: [true, false, true],
  priorEnds: 4,
  binShrink: 3,
  halfLife: HALF_LIFE,
};
const RING: LifeTableRules = {
  grid: SECONDS,
  priorPerSecond: [0.03, 0.04],
  heldUp: [true, false],
  priorEnds: 4,
  binShrink: 3,
  halfLife: HALF_LIFE,
};
const SCREEN: LifeTableRules = {
  grid: HALF_SECONDS,
  priorPerSecond: [0.4, 0.2],
  heldUp: [true, false],
  priorEnds: 4,
  binShrink: 3,
  halfLife: HALF_LIFE / 4,
};
const LONGEST_MS = 600_000;
const PRIOR_LIVE_DELAY_SECONDS = [8, 11, 14, 18] as const;
const AMD_MEMORY = 200;

/** Nothing learned. */
export function freshAnswerOdds(): AnswerOdds {
  const liveDelay = new Array<number>(60).fill(0);
  for (const second of PRIOR_LIVE_DELAY_SECONDS) {
    liveDelay[second] = 1;
  }
  return {
    dial: emptyLifeTable(DIAL),
    ring: emptyLifeTable(RING),
    screen: emptyLifeTable(SCREEN),
    liveDelay,
    amdMs: 0,
    amdWeight: 0,
  };
}

interface Exits {
  readonly dial: LifeTableExit[];
  readonly ring: LifeTableExit[];
  readonly screen: LifeTableExit[];
}

/** Files one ended call on the clocks it lived on. */
function fileEnd(
  exits: Exits,
  cause: number,
  afterMs: number,
  ringMs: number | null,
  amdMs: number | null,
): void {
  const screened = amdMs === null ? 0 : durationOf(amdMs, LONGEST_MS);
  const after = Math.max(0, durationOf(afterMs, LONGEST_MS) - screened);
  if (amdMs !== null) {
    exits.screen.push({ ageMs: screened, cause });
  }
  if (ringMs === null) {
    exits.dial.push({ ageMs: after, cause });
    return;
  }
  const rung = Math.min(after, Math.max(0, durationOf(ringMs, LONGEST_MS) - screened));
  exits.ring.push({ ageMs: rung, cause });
  exits.dial.push({ ageMs: after - rung, cause: RANG });
}

/** Learns the calls that ended; how a call rang is read from its end, so a lost `rang` costs nothing. */
export function learnAnswerOdds(known: AnswerOdds, observations: readonly PacingObservation[]): AnswerOdds {
  const exits: Exits = { dial: [], ring: [], screen: [] };
  let liveDelay: number[] | null = null;
  let { amdMs, amdWeight } = known;
  for (const seen of observations) {
    if (seen.kind === 'live') {
      fileEnd(exits, PERSON, seen.afterMs, seen.ringMs, seen.amdMs);
      liveDelay ??= known.liveDelay.map((weight) => weight);
      const second = Math.min(59, Math.floor(durationOf(seen.afterMs, LONGEST_MS) / 1000));
      for (let i = 0; i < liveDelay.length; i++) {
        liveDelay[i] = (liveDelay[i] ?? 0) * 0.998;
      }
      liveDelay[second] = (liveDelay[second] ?? 0) + 1;
      amdWeight = Math.min(AMD_MEMORY, amdWeight + 1);
      amdMs += (durationOf(seen.amdMs, 30_000) - amdMs) / amdWeight;
    } else if (seen.kind === 'failed') {
      const amd = seen.amdMs ?? (seen.reason === 'machine' && amdMs > 0 ? amdMs : null);
      const cause = seen.reason === 'cancelled' ? null : OTHER;
      if (cause !== null) {
        fileEnd(exits, cause, seen.afterMs, seen.ringMs, amd);
      }
    }
  }
  if (exits.dial.length + exits.ring.length === 0) {
    return known;
  }
  return {
    dial: learnExits(DIAL, known.dial, exits.dial),
    ring: learnExits(RING, known.ring, exits.ring),
    screen: learnExits(SCREEN, known.screen, exits.screen),
    liveDelay: liveDelay ?? known.liveDelay,
    amdMs,
    amdWeight,
  };
}

/** Delays within which shares of the answers come: the horizons at which risk is asked. */
export function liveDelayQuantilesMs(known: AnswerOdds, shares: readonly number[]): readonly number[] {
  const total = known.liveDelay.reduce((sum, weight) => sum + weight, 0);
  return shares.map((share) => {
    let sum = 0;
    for (let second = 0; second < known.liveDelay.length; second++) {
      const here = known.liveDelay[second] ?? 0;
      if (here > 0 && sum + here >= share * total) {
        return (second + Math.min(1, (share * total - sum) / here)) * 1000;
      }
      sum += here;
    }
    return known.liveDelay.length * 1000;
  });
}

/** The lane's calls by clock and age, and the curves of this moment. */
export interface CallsInFlight {
  readonly dialling: Float64Array;
  readonly ringing: Float64Array;
  readonly screening: Float64Array;
  readonly waiting: number;
  readonly dialCurves: LifeCurves;
  readonly ringCurves: LifeCurves;
  readonly screenCurves: LifeCurves;
  readonly amdMs: number;
}

function add(counts: Float64Array, bin: number): void {
  counts[bin] = (counts[bin] ?? 0) + 1;
}

/** What a step counts and draws in, used again by the next one; nothing in it outlives a step. */
const SCRATCH = {
  dialling: new Float64Array(binCount(SECONDS)),
  ringing: new Float64Array(binCount(SECONDS)),
  screening: new Float64Array(binCount(HALF_SECONDS)),
  rang: new Float64Array(binCount(SECONDS)),
  onRing: new Float64Array(binCount(SECONDS)),
  onDial: new Float64Array(binCount(SECONDS)),
  dialCurves: blankCurves(DIAL),
  ringCurves: blankCurves(RING),
  screenCurves: blankCurves(SCREEN),
};

/**
 * Counts the calls by age and draws the curves once for a step: the work no longer grows with the calls.
 * What it returns holds until the next call.
 */
export function callsInFlight(known: AnswerOdds, calls: readonly PacedCall[]): CallsInFlight {
  const { dialling, ringing, screening } = SCRATCH;
  dialling.fill(0);
  ringing.fill(0);
  screening.fill(0);
  // Calls still open have left a clock already: they rang, or somebody answered. Forgetting them until they end
  // would show the quick failures first and make a cold lane believe that nobody answers.
  const { rang, onRing, onDial } = SCRATCH;
  rang.fill(0);
  onRing.fill(0);
  onDial.fill(0);
  let waiting = 0;
  for (const call of calls) {
    if (call.waiting) {
      waiting += 1;
      continue;
    }
    const screenedMs = call.screeningMs ?? 0;
    if (call.ringingMs !== null) {
      add(rang, binOf(SECONDS, call.ageMs - call.ringingMs));
      add(onRing, binOf(SECONDS, call.ringingMs - screenedMs));
    } else {
      add(onDial, binOf(SECONDS, call.ageMs - screenedMs));
    }
    if (call.screeningMs !== null) {
      add(screening, binOf(HALF_SECONDS, call.screeningMs));
    } else if (call.ringingMs !== null) {
      add(ringing, binOf(SECONDS, call.ringingMs));
    } else {
      add(dialling, binOf(SECONDS, call.ageMs));
    }
  }
  const dialEnds = known.dial.ends.map((list, cause) =>
    cause === RANG ? list.map((value, bin) => value + (rang[bin] ?? 0)) : list,
  );
  return {
    dialling,
    ringing,
    screening,
    waiting,
    dialCurves: lifeCurves(
      DIAL,
      { ends: dialEnds, censored: known.dial.censored },
      onDial,
      SCRATCH.dialCurves,
    ),
    ringCurves: lifeCurves(RING, known.ring, onRing, SCRATCH.ringCurves),
    screenCurves: lifeCurves(SCREEN, known.screen, screening, SCRATCH.screenCurves),
    amdMs: known.amdMs,
  };
}

/** Odds that an item of that age ends by being a person within `spanMs`. */
function personWithin(grid: AgeGrid, curves: LifeCurves, fromMs: number, spanMs: number): number {
  const alive = curveAt(grid, curves.survival, fromMs);
  const people = curves.incidence[PERSON];
  if (people === undefined || spanMs <= 0 || alive <= 1e-12) {
    return 0;
  }
  return (curveAt(grid, people, fromMs + spanMs) - curveAt(grid, people, fromMs)) / alive;
}

/** For calls that ring in each second of a span, odds of a person in what is left of it. */
function personBySeconds(calls: CallsInFlight, spanMs: number): readonly number[] {
  const odds: number[] = [];
  for (let at = 0; at < spanMs; at += 1000) {
    const left = spanMs - (at + Math.min(spanMs, at + 1000)) / 2;
    odds.push(personWithin(SECONDS, calls.ringCurves, 0, left));
  }
  return odds;
}

/** The same for a call that has not rung yet: it may ring first, at any second until then. */
function personFromDial(
  calls: CallsInFlight,
  afterRing: readonly number[],
  fromMs: number,
  spanMs: number,
): number {
  const alive = curveAt(SECONDS, calls.dialCurves.survival, fromMs);
  const rang = calls.dialCurves.incidence[RANG];
  if (rang === undefined || spanMs <= 0 || alive <= 1e-12) {
    return 0;
  }
  let odds = personWithin(SECONDS, calls.dialCurves, fromMs, spanMs);
  let before = curveAt(SECONDS, rang, fromMs);
  for (let second = 0; second < afterRing.length; second++) {
    const after = curveAt(SECONDS, rang, fromMs + Math.min(spanMs, (second + 1) * 1000));
    odds += ((after - before) / alive) * (afterRing[second] ?? 0);
    before = after;
  }
  return odds;
}

/** Odds of answers, grouped by equal odds. */
export interface DueAnswers {
  readonly odds: readonly number[];
  readonly counts: readonly number[];
  readonly newCallOdds: number;
}

/** Rarest answers a new call is credited with: a list that never answers must not be dialled without end. */
const SMALLEST_NEW_CALL_ODDS = 0.002;

/** Odds, within `spanMs`, of people out of the calls in flight and out of a new call; `factor` scales them. */
export function answersWithin(calls: CallsInFlight, spanMs: number, factor: number): DueAnswers {
  const odds: number[] = [];
  const counts: number[] = [];
  const push = (count: number, p: number): void => {
    if (count > 0 && p > 0) {
      odds.push(Math.min(0.95, p));
      counts.push(count);
    }
  };
  const answered = spanMs - calls.amdMs;
  const afterRing = personBySeconds(calls, answered);
  for (let bin = 0; bin < binCount(SECONDS); bin++) {
    const ageMs = (binStartMs(SECONDS, bin) + binStartMs(SECONDS, bin + 1)) / 2;
    const dialling = calls.dialling[bin] ?? 0;
    const ringing = calls.ringing[bin] ?? 0;
    push(dialling, dialling > 0 ? factor * personFromDial(calls, afterRing, ageMs, answered) : 0);
    push(ringing, ringing > 0 ? factor * personWithin(SECONDS, calls.ringCurves, ageMs, answered) : 0);
  }
  for (let bin = 0; bin < binCount(HALF_SECONDS); bin++) {
    const screening = calls.screening[bin] ?? 0;
    const ageMs = (binStartMs(HALF_SECONDS, bin) + binStartMs(HALF_SECONDS, bin + 1)) / 2;
    push(screening, screening > 0 ? personWithin(HALF_SECONDS, calls.screenCurves, ageMs, spanMs) : 0);
  }
  if (calls.waiting > 0) {
    odds.push(1);
    counts.push(calls.waiting);
  }
  const fresh = factor * personFromDial(calls, afterRing, 0, answered);
  return { odds, counts, newCallOdds: Math.min(0.95, Math.max(SMALLEST_NEW_CALL_ODDS, fresh)) };
}

/** People per millisecond that the calls in flight are expected to give right now, before any factor. */
export function answerRatePerMs(calls: CallsInFlight): number {
  const dial = calls.dialCurves.hazardPerMs[PERSON];
  const ring = calls.ringCurves.hazardPerMs[PERSON];
  let rate = 0;
  for (let bin = 0; bin < binCount(SECONDS); bin++) {
    rate += (calls.dialling[bin] ?? 0) * (dial?.[bin] ?? 0) + (calls.ringing[bin] ?? 0) * (ring?.[bin] ?? 0);
  }
  return rate;
}

/** Weighted number of people the tables have seen. */
export function peopleSeen(known: AnswerOdds): number {
  return endedBy(known.dial, PERSON) + endedBy(known.ring, PERSON);
}
