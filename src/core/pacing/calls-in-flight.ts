import { type AgeGrid, binCount, binOf, binStartMs, curveAt } from './age-grid.js';
import { type AnswerOdds, DIAL, HALF_SECONDS, PERSON, RANG, RING, SCREEN, SECONDS } from './answer-odds.js';
import { liftOdds, oddsRatioOf, soundEstimate } from './contact-estimates.js';
import { blankCurves, type LifeCurves, lifeCurves, meanLifeMs } from './life-table.js';
import type { PacedCall } from './pacing-strategy.js';
import { RatedCallCounts, type RatedCalls } from './rated-calls.js';

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
  /** Calls whose contact has an estimate; they are not among those by age above. */
  readonly rated: readonly RatedCalls[];
  /** Odds ratio of a contact with an estimate to the average one. */
  readonly ratioOf: ((estimate: number) => number) | null;
  /** Odds to answer at all by age, where single contacts are compared. */
  readonly everByDial: Float64Array;
  readonly everByRing: Float64Array;
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
  everByDial: new Float64Array(binCount(SECONDS)),
  everByRing: new Float64Array(binCount(SECONDS)),
  withinByDial: new Float64Array(binCount(SECONDS)),
  withinByRing: new Float64Array(binCount(SECONDS)),
  rated: new RatedCallCounts(binCount(SECONDS)),
};

/**
 * Counts the calls by age and draws the curves once for a step: the work no longer grows with the calls.
 * What it returns holds until the next call.
 */
export function callsInFlight(
  known: AnswerOdds,
  calls: readonly PacedCall[],
  compare = false,
): CallsInFlight {
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
  const { rated } = SCRATCH;
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
    } else if (soundEstimate(call.estimate)) {
      const rings = call.ringingMs !== null;
      rated.add(rings, binOf(SECONDS, call.ringingMs ?? call.ageMs), call.estimate);
    } else if (call.ringingMs !== null) {
      add(ringing, binOf(SECONDS, call.ringingMs));
    } else {
      add(dialling, binOf(SECONDS, call.ageMs));
    }
  }
  const dialEnds = known.dial.ends.map((list, cause) =>
    cause === RANG ? list.map((value, bin) => value + (rang[bin] ?? 0)) : list,
  );
  const groups = rated.take();
  const inFlight: CallsInFlight = {
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
    rated: groups,
    ratioOf: null,
    everByDial: SCRATCH.everByDial,
    everByRing: SCRATCH.everByRing,
  };
  return compare || groups.length > 0 ? comparing(known, inFlight) : inFlight;
}

/** Adds what contacts are compared by. */
function comparing(known: AnswerOdds, calls: CallsInFlight): CallsInFlight {
  const { dialCurves, ringCurves } = calls;
  const ringPeople = ringCurves.incidence[PERSON] ?? [];
  const dialPeople = dialCurves.incidence[PERSON] ?? [];
  const rang = dialCurves.incidence[RANG] ?? [];
  const last = binCount(SECONDS);
  const afterRing = ringPeople[last] ?? 0;
  for (let bin = 0; bin < last; bin++) {
    const ringing = Math.max(1e-12, ringCurves.survival[bin] ?? 0);
    const dialling = Math.max(1e-12, dialCurves.survival[bin] ?? 0);
    calls.everByRing[bin] = Math.min(1, (afterRing - (ringPeople[bin] ?? 0)) / ringing);
    const direct = (dialPeople[last] ?? 0) - (dialPeople[bin] ?? 0);
    calls.everByDial[bin] = Math.min(
      1,
      (direct + ((rang[last] ?? 0) - (rang[bin] ?? 0)) * afterRing) / dialling,
    );
  }
  return { ...calls, ratioOf: oddsRatioOf(known.estimates, calls.everByDial[0] ?? 0) };
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
  /** Of a new call to a contact like each, which takes its place once it has rung in vain. */
  readonly renewed: readonly number[];
  readonly newCallOdds: number;
}

/** Rarest answers a new call is credited with: a list that never answers must not be dialled without end. */
const SMALLEST_NEW_CALL_ODDS = 0.002;

/** Odds of an age that no call has had yet. */
const UNKNOWN = -1;

/** Odds, within `spanMs`, of people out of the calls in flight and out of a new call; `factor` scales them. */
export function answersWithin(calls: CallsInFlight, spanMs: number, factor: number): DueAnswers {
  const odds: number[] = [];
  const counts: number[] = [];
  const renewed: number[] = [];
  const push = (count: number, p: number, asNew: number): void => {
    if (count > 0 && p > 0) {
      odds.push(Math.min(0.95, p));
      counts.push(count);
      renewed.push(Math.min(0.95, asNew));
    }
  };
  const answered = spanMs - calls.amdMs;
  const afterRing = personBySeconds(calls, answered);
  const newWithin = personFromDial(calls, afterRing, 0, answered);
  const fresh = factor * newWithin;
  for (let bin = 0; bin < binCount(SECONDS); bin++) {
    const ageMs = (binStartMs(SECONDS, bin) + binStartMs(SECONDS, bin + 1)) / 2;
    const dialling = calls.dialling[bin] ?? 0;
    const ringing = calls.ringing[bin] ?? 0;
    push(dialling, dialling > 0 ? factor * personFromDial(calls, afterRing, ageMs, answered) : 0, fresh);
    push(ringing, ringing > 0 ? factor * personWithin(SECONDS, calls.ringCurves, ageMs, answered) : 0, fresh);
  }
  for (let bin = 0; bin < binCount(HALF_SECONDS); bin++) {
    const screening = calls.screening[bin] ?? 0;
    const ageMs = (binStartMs(HALF_SECONDS, bin) + binStartMs(HALF_SECONDS, bin + 1)) / 2;
    push(screening, screening > 0 ? personWithin(HALF_SECONDS, calls.screenCurves, ageMs, spanMs) : 0, fresh);
  }
  if (calls.rated.length > 0 && calls.ratioOf !== null) {
    const { withinByDial, withinByRing } = SCRATCH;
    withinByDial.fill(UNKNOWN);
    withinByRing.fill(UNKNOWN);
    for (const { rings, bin, estimate, count } of calls.rated) {
      const known = rings ? withinByRing : withinByDial;
      if (known[bin] === UNKNOWN) {
        const ageMs = (binStartMs(SECONDS, bin) + binStartMs(SECONDS, bin + 1)) / 2;
        known[bin] = rings
          ? personWithin(SECONDS, calls.ringCurves, ageMs, answered)
          : personFromDial(calls, afterRing, ageMs, answered);
      }
      const ever = (rings ? calls.everByRing : calls.everByDial)[bin] ?? 0;
      const ratio = calls.ratioOf(estimate);
      const asNew = factor * liftOdds(newWithin, calls.everByDial[0] ?? 0, ratio);
      push(count, factor * liftOdds(known[bin] ?? 0, ever, ratio), asNew);
    }
  }
  if (calls.waiting > 0) {
    odds.push(1);
    counts.push(calls.waiting);
    renewed.push(1);
  }
  return { odds, counts, renewed, newCallOdds: Math.min(0.95, Math.max(SMALLEST_NEW_CALL_ODDS, fresh)) };
}

/** Odds, within `spanMs`, of people out of new calls to contacts with these estimates; NaN is an average contact. */
export function candidateOdds(
  calls: CallsInFlight,
  estimates: readonly number[],
  spanMs: number,
  factor: number,
): Float64Array {
  const answered = spanMs - calls.amdMs;
  const within = personFromDial(calls, personBySeconds(calls, answered), 0, answered);
  const ever = calls.everByDial[0] ?? 0;
  const { ratioOf } = calls;
  const odds = new Float64Array(estimates.length);
  for (const [i, estimate] of estimates.entries()) {
    const ratio = ratioOf !== null && soundEstimate(estimate) ? ratioOf(estimate) : 1;
    odds[i] = Math.min(0.95, Math.max(SMALLEST_NEW_CALL_ODDS, factor * liftOdds(within, ever, ratio)));
  }
  return odds;
}

/** People per millisecond that the calls in flight are expected to give right now, before any factor. */
export function answerRatePerMs(calls: CallsInFlight): number {
  const dial = calls.dialCurves.hazardPerMs[PERSON];
  const ring = calls.ringCurves.hazardPerMs[PERSON];
  let rate = 0;
  for (let bin = 0; bin < binCount(SECONDS); bin++) {
    rate += (calls.dialling[bin] ?? 0) * (dial?.[bin] ?? 0) + (calls.ringing[bin] ?? 0) * (ring?.[bin] ?? 0);
  }
  for (const { rings, bin, estimate, count } of calls.rated) {
    const hazard = (rings ? ring : dial)?.[bin] ?? 0;
    const ever = (rings ? calls.everByRing : calls.everByDial)[bin] ?? 0;
    rate += count * liftOdds(hazard, ever, calls.ratioOf?.(estimate) ?? 1);
  }
  return rate;
}

/** Odds that a new call reaches a person at all, before any factor. */
export function peopleOdds({ dialCurves, ringCurves }: CallsInFlight): number {
  const end = binCount(SECONDS);
  const rang = dialCurves.incidence[RANG]?.[end] ?? 0;
  return (dialCurves.incidence[PERSON]?.[end] ?? 0) + rang * (ringCurves.incidence[PERSON]?.[end] ?? 0);
}

/** Line time that a person costs on average: all attempts until one of them is answered by a person. */
export function lineMsPerPerson(calls: CallsInFlight): number {
  const { dialCurves, ringCurves } = calls;
  const end = binCount(SECONDS);
  const rang = dialCurves.incidence[RANG]?.[end] ?? 0;
  const people = peopleOdds(calls);
  const attemptMs = meanLifeMs(SECONDS, dialCurves) + rang * meanLifeMs(SECONDS, ringCurves) + calls.amdMs;
  return attemptMs / Math.max(SMALLEST_NEW_CALL_ODDS, people);
}
