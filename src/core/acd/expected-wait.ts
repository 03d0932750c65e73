import { requireNotNegative, requirePositive } from '../sizing/sizing-input.js';

/*
 * How long somebody still waits. With n agents, all busy, and k callers before him, the head of the line is reached after
 * k departures and he is served at one more: while i are left before him the next departure comes at the rate nμ + iθ,
 * by an agent who ends a call or by a caller who hangs up. So the wait is a sum of k + 1 exponential times (Whitt 1999,
 * "Predicting queueing delays"; Ibrahim and Whitt 2009, the estimator from queue length with abandonment).
 */

/** A line as it stands. */
export interface LineCounts {
  /** Agents logged in who serve the line, pauses excluded. */
  readonly agents: number;
  /** Of them, free and offered nothing. */
  readonly freeAgents: number;
  /** Callers who are served before. */
  readonly ahead: number;
  /** Mean of talk and wrap-up. */
  readonly handleMs: number;
  /** Mean time a caller would wait; `Infinity`: nobody hangs up. */
  readonly patienceMs: number;
}

export interface ExpectedWait {
  readonly meanMs: number;
  /** Half wait less, and nine in ten wait less: what is promised should be of the second kind. */
  readonly medianMs: number;
  readonly ninetyMs: number;
}

const NO_WAIT: ExpectedWait = { meanMs: 0, medianMs: 0, ninetyMs: 0 };
/** Standard normal quantiles of 0.5 and 0.9. */
const Z_HALF = 0;
const Z_NINETY = 1.2815515655446004;
/** Beyond as many before him the sum goes on as its integral. */
const SUMMED = 10_000;

/**
 * What remains of a wait, from the line's counts; null when no agent serves it. Quantiles are those of the gamma
 * distribution with the same mean and variance (Wilson and Hilferty 1931): within 2 % of the sum's own.
 *
 * @throws CadenciaError DLR_INPUT_INVALID for counts below 0 and times of 0 or less.
 */
export function expectedWait(counts: LineCounts): ExpectedWait | null {
  const { agents, freeAgents, ahead, handleMs, patienceMs } = counts;
  requireNotNegative('agents', agents);
  requireNotNegative('freeAgents', freeAgents);
  requireNotNegative('ahead', ahead);
  requirePositive('handleMs', handleMs);
  if (patienceMs !== Number.POSITIVE_INFINITY) {
    requirePositive('patienceMs', patienceMs);
  }
  if (agents === 0) {
    return null;
  }
  const departures = Math.floor(ahead) + 1 - Math.floor(freeAgents);
  if (departures <= 0) {
    return NO_WAIT;
  }
  return sumOf(departures, agents / handleMs, 1 / patienceMs);
}

/** `count` exponential times with the rates drain + i·leave, i from 0. */
function sumOf(count: number, drain: number, leave: number): ExpectedWait {
  let mean = 0;
  let variance = 0;
  for (let i = 0; i < Math.min(count, SUMMED); i++) {
    const each = 1 / (drain + i * leave);
    mean += each;
    variance += each * each;
  }
  if (count > SUMMED) {
    const [from, to] = [drain + SUMMED * leave, drain + count * leave];
    mean += leave === 0 ? (count - SUMMED) / drain : Math.log(to / from) / leave;
    variance += leave === 0 ? (count - SUMMED) / drain ** 2 : (1 / from - 1 / to) / leave;
  }
  return {
    meanMs: mean,
    medianMs: gammaQuantile(mean, variance, Z_HALF),
    ninetyMs: gammaQuantile(mean, variance, Z_NINETY),
  };
}

function gammaQuantile(mean: number, variance: number, z: number): number {
  const spread = variance / (9 * mean * mean);
  return mean * (1 - spread + z * Math.sqrt(spread)) ** 3;
}
