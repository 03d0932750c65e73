export const SECOND_MS = 1000;
export const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;
export const BRASILIA = 'America/Sao_Paulo';

/** An instant as a wall shows it. */
export interface WallTime {
  /** Days since 1970-01-01 of the local calendar. */
  readonly day: number;
  /** Milliseconds since local midnight. */
  readonly msOfDay: number;
}

// Summer time has always begun and ended on a whole quarter of an hour of UTC, so one look-up serves a quarter.
const QUARTER_MS = 900_000;
const formats = new Map<string, Intl.DateTimeFormat>();
const offsets = new Map<string, Map<number, number>>();

function readOffset(zone: string, atMs: number): number {
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
  const part: Record<string, number> = {};
  for (const { type, value } of format.formatToParts(atMs)) {
    part[type] = Number(value);
  }
  const wall = Date.UTC(
    part['year'] ?? 0,
    (part['month'] ?? 1) - 1,
    part['day'] ?? 1,
    part['hour'] ?? 0,
    part['minute'] ?? 0,
    part['second'] ?? 0,
  );
  return wall - Math.floor(atMs / SECOND_MS) * SECOND_MS;
}

/** What a zone's clocks are ahead of UTC at an instant, in milliseconds (negative in Brazil). */
export function zoneOffsetMs(zone: string, atMs: number): number {
  let ofZone = offsets.get(zone);
  if (ofZone === undefined) {
    ofZone = new Map();
    offsets.set(zone, ofZone);
  }
  const quarter = Math.floor(atMs / QUARTER_MS);
  let offset = ofZone.get(quarter);
  if (offset === undefined) {
    // A log of many years would fill the map; it is only a shortcut.
    if (ofZone.size > 100_000) {
      ofZone.clear();
    }
    offset = readOffset(zone, quarter * QUARTER_MS);
    ofZone.set(quarter, offset);
  }
  return offset;
}

/** The instant on the wall of a zone. */
export function wallTime(zone: string, atMs: number): WallTime {
  const local = atMs + zoneOffsetMs(zone, atMs);
  const day = Math.floor(local / DAY_MS);
  return { day, msOfDay: local - day * DAY_MS };
}

/** The day of the calendar in a zone, counted from 1970-01-01. */
export function localDay(zone: string, atMs: number): number {
  return Math.floor((atMs + zoneOffsetMs(zone, atMs)) / DAY_MS);
}

/** 0 Sunday … 6 Saturday; 1970-01-01 was a Thursday. */
export function weekdayOf(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

const dates = new Map<number, string>();

/** `2026-11-22` of a day number. */
export function dateText(day: number): string {
  let text = dates.get(day);
  if (text === undefined) {
    text = new Date(day * DAY_MS).toISOString().slice(0, 10);
    dates.set(day, text);
  }
  return text;
}

/** `14:05:09.007` of the milliseconds since midnight. */
export function timeText(msOfDay: number): string {
  return new Date(msOfDay).toISOString().slice(11, 23);
}

/** Day number of `2026-11-22`, or null when that is no date. */
export function dayOfDate(text: string): number | null {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) {
    return null;
  }
  const ms = Date.parse(`${text}T00:00:00Z`);
  return Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 10) !== text ? null : ms / DAY_MS;
}
