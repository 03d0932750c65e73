import { HOUR, MINUTE } from '../kernel/time.js';

/*
 * Calls an hour, of late: each arrival weighs e^(−age/τ), so the sum of the weights is a Poisson count of about τ. What
 * the shape of the day promises (a forecast) can be given beside it and counts as an observation of some length.
 */

/** The sum of the weights, as it stood then. */
export interface ArrivalRate {
  readonly weight: number;
  readonly sinceMs: number;
  readonly atMs: number;
}

/** Age at which an arrival weighs 1/e: longer sees less noise, shorter follows a peak sooner. */
const MEMORY_MS = 10 * MINUTE;

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

export interface RateEstimate {
  readonly perHour: number;
  /** One standard deviation of the estimate, by the Poisson count it rests on. */
  readonly errorPerHour: number;
}

/**
 * Calls an hour now. `forecastPerHour` is what the day's shape promises for this hour, null when there is none. Before
 * anything was watched and without a forecast the rate is 0 and its error one call in the time watched.
 */
export function arrivalsPerHour(
  known: ArrivalRate,
  forecastPerHour: number | null,
  nowMs: number,
): RateEstimate {
  const watchedMs = MEMORY_MS * -Math.expm1(-Math.max(0, nowMs - known.sinceMs) / MEMORY_MS);
  const forecastMs = forecastPerHour === null ? 0 : FORECAST_MS;
  const count = weightAt(known, nowMs) + ((forecastPerHour ?? 0) * forecastMs) / HOUR;
  const hours = Math.max(MINUTE, watchedMs + forecastMs) / HOUR;
  return { perHour: count / hours, errorPerHour: Math.sqrt(Math.max(1, count)) / hours };
}
