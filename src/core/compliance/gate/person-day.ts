import { BRASILIA } from '../../kernel/civil-time.js';
import { DAY } from '../../kernel/time.js';
import type { DayNumber } from '../calendar/day-number.js';
import { instantOfWallMs, zoneOffsetMs } from '../windows/zone-offset.js';

/** The local date of a zone at an instant. */
export function localDayOf(atMs: number, zone: string): DayNumber {
  return Math.floor((atMs + zoneOffsetMs(atMs, zone)) / DAY);
}

/** The instant a zone's date after the one of `atMs` begins. */
export function nextLocalDayMs(atMs: number, zone: string): number {
  return instantOfWallMs((localDayOf(atMs, zone) + 1) * DAY, zone);
}

/** The instant at which every one of the zones has a new date. */
export function nextDayEverywhereMs(atMs: number, zones: readonly string[]): number {
  return Math.max(...zones.map((zone) => nextLocalDayMs(atMs, zone)));
}

/** The instant Brasília's next day begins: counters of lines and companies start anew. */
export function nextBrasiliaDayMs(atMs: number): number {
  return nextLocalDayMs(atMs, BRASILIA);
}

/** The instant Brasília's next month begins. */
export function nextBrasiliaMonthMs(atMs: number): number {
  const date = new Date(localDayOf(atMs, BRASILIA) * DAY);
  return instantOfWallMs(Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1), BRASILIA);
}
