import { MINUTE } from '../kernel/time.js';
import type { AgeGrid } from './age-grid.js';
import { refusedByCarrier } from './carrier-trouble.js';
import { type ContactEstimates, freshEstimates, learnEstimates, soundEstimate } from './contact-estimates.js';
import {
  emptyLifeTable,
  endedBy,
  type LifeTable,
  type LifeTableExit,
  type LifeTableRules,
  learnExits,
} from './life-table.js';
import { durationOf } from './pacing-bounds.js';
import type { PacingObservation } from './pacing-strategy.js';

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
  /** How contacts with an estimate of their own compare. */
  readonly estimates: ContactEstimates;
}

export const PERSON = 0;
const OTHER = 1;
export const RANG = 2;
export const SECONDS: AgeGrid = { fineMs: 1000, fineBins: 40, coarseMs: 5000, coarseBins: 16 };
export const HALF_SECONDS: AgeGrid = { fineMs: 500, fineBins: 16, coarseMs: 2000, coarseBins: 6 };
const HALF_LIFE = 4000;
/** Cold start believes in many answers, about one call in three, so that the first minutes drop nobody. */
export const DIAL: LifeTableRules = {
  grid: SECONDS,
  priorPerSecond: [0.004, 0.03, 0.22],
  heldUp: [true, false, true],
  priorEnds: 4,
  binShrink: 3,
  halfLife: HALF_LIFE,
};
export const RING: LifeTableRules = {
  grid: SECONDS,
  priorPerSecond: [0.03, 0.04],
  heldUp: [true, false],
  priorEnds: 4,
  binShrink: 3,
  halfLife: HALF_LIFE,
};
export const SCREEN: LifeTableRules = {
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
/** People after whom a delay weighs 1/e; in a large team as many as there are calls in flight, for they come in waves. */
const DELAY_MEMORY = 500;
/** We ended it, or lost sight of it. */
const UNSEEN_ENDS: ReadonlySet<string> = new Set(['cancelled', 'lost', 'not_sent']);

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
    estimates: freshEstimates(),
  };
}

interface Exits {
  readonly dial: LifeTableExit[];
  readonly ring: LifeTableExit[];
  readonly screen: LifeTableExit[];
}

/** Ended without telling whether somebody would have answered: it was only watched until then. */
export function endedUnseen(reason: string): boolean {
  return UNSEEN_ENDS.has(reason) || refusedByCarrier(reason);
}

/** Files one ended call on the clocks it lived on; without a cause it left unseen. */
function fileEnd(
  exits: Exits,
  cause: number | null,
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
export function learnAnswerOdds(
  known: AnswerOdds,
  observations: readonly PacingObservation[],
  inFlight = 0,
): AnswerOdds {
  const keptDelay = 1 - 1 / Math.max(DELAY_MEMORY, inFlight);
  const exits: Exits = { dial: [], ring: [], screen: [] };
  let liveDelay: number[] | null = null;
  let { amdMs, amdWeight } = known;
  const rated: { estimate: number; person: boolean }[] = [];
  for (const seen of observations) {
    const told = seen.kind === 'live' || (seen.kind === 'failed' && !endedUnseen(seen.reason));
    if (told && soundEstimate(seen.estimate)) {
      rated.push({ estimate: seen.estimate, person: seen.kind === 'live' });
    }
    if (seen.kind === 'live') {
      fileEnd(exits, PERSON, seen.afterMs, seen.ringMs, seen.amdMs);
      liveDelay ??= known.liveDelay.map((weight) => weight);
      const second = Math.min(59, Math.floor(durationOf(seen.afterMs, LONGEST_MS) / 1000));
      for (let i = 0; i < liveDelay.length; i++) {
        liveDelay[i] = (liveDelay[i] ?? 0) * keptDelay;
      }
      liveDelay[second] = (liveDelay[second] ?? 0) + 1;
      amdWeight = Math.min(AMD_MEMORY, amdWeight + 1);
      amdMs += (durationOf(seen.amdMs, 30_000) - amdMs) / amdWeight;
    } else if (seen.kind === 'failed') {
      const amd = seen.amdMs ?? (seen.reason === 'machine' && amdMs > 0 ? amdMs : null);
      const cause = endedUnseen(seen.reason) ? null : OTHER;
      fileEnd(exits, cause, seen.afterMs, seen.ringMs, amd);
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
    estimates: learnEstimates(known.estimates, rated),
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

/** Whoever is dialled now has answered by then or never will. */
const WHOLE_TIME_MS = MINUTE;

/**
 * The same in a lane watched for `watchedMs`: until its first calls have had their whole time, the answers seen are only
 * the quickest, and no delay is believed to be shorter than was believed before. A large team would take the few that
 * answer so soon for all who ever will, and dial for more.
 */
export function horizonsMs(
  known: AnswerOdds,
  shares: readonly number[],
  watchedMs: number,
): readonly number[] {
  const seen = liveDelayQuantilesMs(known, shares);
  if (watchedMs >= WHOLE_TIME_MS) {
    return seen;
  }
  const believed = liveDelayQuantilesMs(freshAnswerOdds(), shares);
  return seen.map((ms, i) => Math.max(ms, believed[i] ?? 0));
}

/** Weighted number of people the tables have seen. */
export function peopleSeen(known: AnswerOdds): number {
  return endedBy(known.dial, PERSON) + endedBy(known.ring, PERSON);
}
