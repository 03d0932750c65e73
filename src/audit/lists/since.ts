import { DAY_MS, dayOfDate, localDay } from '../place/local-clock.js';

/** From when an entry of a list counts: an instant, or a date without an hour. */
export interface Since {
  readonly day: number | null;
  readonly ms: number;
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)$/;

/** Reads a date or an ISO 8601 instant with offset; null when it is neither. */
export function parseSince(text: string): Since | null {
  const day = dayOfDate(text);
  if (day !== null) {
    return { day, ms: day * DAY_MS };
  }
  const ms = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  return Number.isNaN(ms) ? null : { day: null, ms };
}

/** True when the entry counts at an instant in one of the zones: the first zone to reach the day decides. */
export function hasBegun(since: Since, atMs: number, zones: readonly string[]): boolean {
  return since.day === null
    ? atMs >= since.ms
    : zones.some((zone) => localDay(zone, atMs) >= (since.day ?? 0));
}

/** True when the lead time is over: due at local midnight of the day `leadDays` after the request. */
export function isDue(since: Since, leadDays: number, atMs: number, zones: readonly string[]): boolean {
  return zones.some((zone) => localDay(zone, atMs) >= (since.day ?? localDay(zone, since.ms)) + leadDays);
}
