import { HOUR, MINUTE } from '../kernel/time.js';

/*
 * Calls an hour, of late: each arrival weighs e^(−age/τ), so the sum of the weights is a Poisson count of about τ. What
 * the shape of the day promises (a forecast) can be given beside it and counts as an observation of some length.
 * Where it promises more than it did of late, what was seen counts as that much more, so that a peak is met by who was
 * kept for it before it came (Gamma and Poisson, with the shape as the exposure).
 */

/** The sum of the weights, as it stood then. */
export interface ArrivalRate {
  readonly weight: number;
  readonly sinceMs: number;
  readonly atMs: number;
}

/** Age at which an arrival weighs 1/e: longer sees less noise, shorter follows a peak sooner. */
const MEMORY_MS = 10 * MINUTE;
/** Who is in an outbound talk now is free by then: so far ahead somebody has to be kept. */
const AHEAD_MS = 5 * MINUTE;

export function noArrivals(nowMs: number): ArrivalRate {
  return { weight: 0, sinceMs: nowMs, atMs: nowMs };
}

/** After `count` arrivals at `nowMs`. */
export function observeArrivals(known: ArrivalRate, count: number, nowMs: number): ArrivalRate {
  return { ...known, weight: weightAt(known, nowMs) + Math.max(0, count), atMs: Math.max(known.atMs, nowMs) };
}

function weightAt({ weight, atMs }: ArrivalRate, nowMs: number): number {
  return weight * Math.exp(-Math.max(0, nowMs - atMs) / MEMORY_MS);
}

/** What a forecast is worth beside what is seen: as if it had been watched for so long. */
const FORECAST_MS = 5 * MINUTE;

/** How much more than of late, or less, may come by the shape's word: calls that still come are believed sooner. */
const MOST_GROWTH = 8;
const LEAST_GROWTH = 0.5;

/** What the shape of the day promises. */
export interface PromisedRate {
  /** Within the time that it takes to keep somebody. */
  readonly comingPerHour: number;
  /** Of the time that what was seen is from. */
  readonly ofLatePerHour: number;
}

/** What a forecast by time promises at an instant; null where it is silent. */
export function promisedRate(perHour: (atMs: number) => number | null, nowMs: number): PromisedRate | null {
  const now = perHour(nowMs);
  if (now === null) {
    return null;
  }
  return {
    comingPerHour: Math.max(now, perHour(nowMs + AHEAD_MS) ?? now),
    ofLatePerHour: perHour(nowMs - MEMORY_MS) ?? now,
  };
}

function growthOf({ comingPerHour, ofLatePerHour }: PromisedRate): number {
  if (comingPerHour === ofLatePerHour) {
    return 1;
  }
  const growth = ofLatePerHour === 0 ? MOST_GROWTH : comingPerHour / ofLatePerHour;
  return Math.min(MOST_GROWTH, Math.max(LEAST_GROWTH, growth));
}

export interface RateEstimate {
  readonly perHour: number;
  /** One standard deviation of the estimate, by the Poisson count it rests on. */
  readonly errorPerHour: number;
}

/**
 * Calls an hour now. `promised` is what the day's shape promises, null when it does not. Before
 * anything was watched and without a forecast the rate is 0 and its error one call in the time watched.
 */
export function arrivalsPerHour(
  known: ArrivalRate,
  promised: PromisedRate | null,
  nowMs: number,
): RateEstimate {
  const watchedMs = MEMORY_MS * -Math.expm1(-Math.max(0, nowMs - known.sinceMs) / MEMORY_MS);
  const forecastMs = promised === null ? 0 : FORECAST_MS;
  const count = weightAt(known, nowMs) + ((promised?.comingPerHour ?? 0) * forecastMs) / HOUR;
  const growth = promised === null ? 1 : growthOf(promised);
  const hours = Math.max(MINUTE, watchedMs / growth + forecastMs) / HOUR;
  return { perHour: count / hours, errorPerHour: Math.sqrt(Math.max(1, count)) / hours };
}
