import { civilTime } from '../../kernel/civil-time.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../kernel/time.js';

/** A stretch of 24 hours of UTC: one offset, or the change of it to the millisecond. */
interface Stretch {
  readonly beforeMs: number;
  readonly changeAtMs: number;
  readonly afterMs: number;
}

/** Enough for years of look-ahead in every zone of the country; past it the cache starts anew. */
const CACHE_DAYS = 4000;

const cache = new Map<string, Map<number, Stretch>>();

/** What the zone's wall clock is ahead of UTC at that instant, asked of the zone data. */
function measureOffset(atMs: number, zone: string): number {
  const at = civilTime(atMs, zone);
  const wall =
    Date.UTC(at.year, at.month - 1, at.day) + at.hour * HOUR + at.minute * MINUTE + at.second * SECOND;
  return wall - Math.floor(atMs / SECOND) * SECOND;
}

function measureStretch(day: number, zone: string): Stretch {
  const startMs = day * DAY;
  const beforeMs = measureOffset(startMs, zone);
  const afterMs = measureOffset(startMs + DAY, zone);
  if (beforeMs === afterMs) {
    return { beforeMs, changeAtMs: startMs + DAY, afterMs };
  }
  let low = startMs;
  let high = startMs + DAY;
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (measureOffset(middle, zone) === beforeMs) {
      low = middle;
    } else {
      high = middle;
    }
  }
  return { beforeMs, changeAtMs: high, afterMs };
}

function stretchAt(atMs: number, zone: string): Stretch {
  const day = Math.floor(atMs / DAY);
  let days = cache.get(zone);
  if (days === undefined || days.size > CACHE_DAYS) {
    days = new Map();
    cache.set(zone, days);
  }
  let stretch = days.get(day);
  if (stretch === undefined) {
    stretch = measureStretch(day, zone);
    days.set(day, stretch);
  }
  return stretch;
}

/**
 * What the zone's wall clock is ahead of UTC, in milliseconds (negative in Brazil). From the zone data of the
 * runtime, so that daylight saving is right on the day it comes back; each day is measured once.
 */
export function zoneOffsetMs(atMs: number, zone: string): number {
  const stretch = stretchAt(atMs, zone);
  return atMs < stretch.changeAtMs ? stretch.beforeMs : stretch.afterMs;
}

/**
 * The first instant at which the zone's wall clock shows `wallMs` (milliseconds since 1970 as if the wall clock were
 * UTC). An hour that the clock skips gives the instant of the change; one it repeats, the first of both.
 */
export function instantOfWallMs(wallMs: number, zone: string): number {
  const early = wallMs - zoneOffsetMs(wallMs - 15 * HOUR, zone);
  if (zoneOffsetMs(early, zone) === wallMs - early) {
    return early;
  }
  const late = wallMs - zoneOffsetMs(wallMs + 15 * HOUR, zone);
  if (zoneOffsetMs(late, zone) === wallMs - late) {
    return late;
  }
  return changeBetween(Math.min(early, late), Math.max(early, late), zone);
}

/** A stretch of time: from the first to just before the second. */
export interface TimeStretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/**
 * When the zone's wall clock shows a span of one of its days: once as a rule, twice where a clock that is put back
 * shows its end, or its beginning, again. Empty where the clock skips all of it.
 */
export function stretchesOfWall(fromWallMs: number, toWallMs: number, zone: string): readonly TimeStretch[] {
  const beforeMs = zoneOffsetMs(fromWallMs - 15 * HOUR, zone);
  const afterMs = zoneOffsetMs(toWallMs + 15 * HOUR, zone);
  if (beforeMs <= afterMs) {
    return [{ fromMs: instantOfWallMs(fromWallMs, zone), toMs: instantOfWallMs(toWallMs, zone) }];
  }
  const changeMs = changeAfter(fromWallMs - 15 * HOUR, zone);
  const first = { fromMs: fromWallMs - beforeMs, toMs: Math.min(toWallMs - beforeMs, changeMs) };
  const second = { fromMs: Math.max(fromWallMs - afterMs, changeMs), toMs: toWallMs - afterMs };
  return first.toMs === second.fromMs
    ? [{ fromMs: first.fromMs, toMs: second.toMs }]
    : [first, second].filter(({ fromMs, toMs }) => fromMs < toMs);
}

/** The first change of offset after an instant, where there is known to be one within days. */
function changeAfter(fromMs: number, zone: string): number {
  let stretch = stretchAt(fromMs, zone);
  for (let atMs = fromMs; stretch.beforeMs === stretch.afterMs || stretch.changeAtMs <= fromMs; ) {
    atMs += DAY;
    stretch = stretchAt(atMs, zone);
  }
  return stretch.changeAtMs;
}

/** The change of offset in a span of less than a day that holds exactly one. */
function changeBetween(fromMs: number, toMs: number, zone: string): number {
  const first = stretchAt(fromMs, zone);
  return first.changeAtMs > fromMs && first.beforeMs !== first.afterMs && first.changeAtMs <= toMs
    ? first.changeAtMs
    : stretchAt(toMs, zone).changeAtMs;
}
