import { DAY, HOUR, MINUTE, SECOND } from './time.js';

/** Brasília's zone: contracts, statements and the operation's day go by it. */
export const BRASILIA = 'America/Sao_Paulo';

/** A local date and time of a zone. */
export interface CivilTime {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
    formats.set(zone, format);
  }
  return format;
}

/** What the wall clock of `zone` (an IANA name) shows at that instant. */
export function civilTime(atMs: number, zone: string): CivilTime {
  const parts: Record<string, number> = {};
  for (const part of formatOf(zone).formatToParts(atMs)) {
    parts[part.type] = Number(part.value);
  }
  const read = (name: string): number => parts[name] ?? 0;
  return {
    year: read('year'),
    month: read('month'),
    day: read('day'),
    hour: read('hour'),
    minute: read('minute'),
    second: read('second'),
  };
}

/** The instant the zone's current day began. Holds also on days on which the clock changes after midnight. */
export function dayStartMs(nowMs: number, zone: string): number {
  const now = civilTime(nowMs, zone);
  const guess = nowMs - sinceMidnight(now) - (((nowMs % SECOND) + SECOND) % SECOND);
  const found = civilTime(guess, zone);
  // Not zero when the clock changed since midnight: step by what the guess is off.
  const offMs = sinceMidnight(found);
  return found.day === now.day ? guess - offMs : guess + (DAY - offMs);
}

/** By the wall clock. */
function sinceMidnight({ hour, minute, second }: CivilTime): number {
  return hour * HOUR + minute * MINUTE + second * SECOND;
}

/** The zone's date as `2026-11-22`. */
export function civilDate(atMs: number, zone: string): string {
  const at = civilTime(atMs, zone);
  return `${at.year}-${String(at.month).padStart(2, '0')}-${String(at.day).padStart(2, '0')}`;
}

/** The instant the zone's next day begins. */
export function nextDayStartMs(nowMs: number, zone: string): number {
  return dayStartMs(dayStartMs(nowMs, zone) + DAY + 2 * HOUR, zone);
}
