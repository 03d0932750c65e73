import { formatDayNumber, parseDayNumber } from '../compliance/calendar/day-number.js';
import { BRASILIA, dayStartMs } from '../kernel/civil-time.js';
import { DAY, HOUR, MINUTE, SECOND } from '../kernel/time.js';

/** A date as files of registers write it, and the instant it begins to count. */
export interface RegisterDate {
  /** `2026-11-22`. */
  readonly date: string;
  readonly atMs: number;
}

/** `22/11/2026`, `22-11-2026` or `22.11.2026`, as Brazil writes dates. */
const BRAZILIAN = /^(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})$/;
const ISO = /^\d{4}-\d{2}-\d{2}$/;
const CLOCK = /^(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?$/;
/** A time with its offset says its instant by itself. */
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;
const EARLIEST = '1990-01-01';
/** Millions of rows share some thousands of dates, and finding a midnight costs more than the rest of a row. */
const MOST_KNOWN = 10_000;
const known = new Map<string, RegisterDate | null>();

function dateOf(text: string): string | null {
  const parts = BRAZILIAN.exec(text);
  const iso =
    parts === null
      ? text
      : `${parts[3]}-${(parts[2] ?? '').padStart(2, '0')}-${(parts[1] ?? '').padStart(2, '0')}`;
  return ISO.test(iso) && parseDayNumber(iso) !== null && iso >= EARLIEST ? iso : null;
}

/** The instant a date begins in Brasília, whose time the operation's registers are in. */
function startOf(date: string): number {
  return dayStartMs((parseDayNumber(date) ?? 0) * DAY + 15 * HOUR, BRASILIA);
}

/**
 * Reads a date with or without a time: ISO 8601 or day/month/year. A time without an offset is Brasília's. Null when
 * it is no date of the calendar, or one before 1990, when there was no such register.
 */
export function parseRegisterDate(text: string): RegisterDate | null {
  let read = known.get(text);
  if (read === undefined) {
    read = readDate(text.trim());
    if (known.size >= MOST_KNOWN) {
      known.clear();
    }
    known.set(text, read);
  }
  return read;
}

function readDate(trimmed: string): RegisterDate | null {
  if (INSTANT.test(trimmed)) {
    const atMs = Date.parse(trimmed);
    const written = dateOf(trimmed.slice(0, 10));
    return Number.isNaN(atMs) || written === null ? null : { date: dateInBrasilia(atMs), atMs };
  }
  const [dateText = '', clockText, ...rest] = trimmed.split(/[T\s]+/);
  const date = dateOf(dateText);
  if (date === null || rest.length > 0) {
    return null;
  }
  if (clockText === undefined) {
    return { date, atMs: startOf(date) };
  }
  const clock = CLOCK.exec(clockText);
  const [hour, minute, second] = [Number(clock?.[1]), Number(clock?.[2]), Number(clock?.[3] ?? 0)];
  if (clock === null || hour > 23 || minute > 59 || second > 59) {
    return null;
  }
  return { date, atMs: startOf(date) + hour * HOUR + minute * MINUTE + second * SECOND };
}

/** Days are counted from the local midnight of the request, not from Greenwich's. */
function dateInBrasilia(atMs: number): string {
  const utcDay = Math.floor(atMs / DAY);
  return formatDayNumber(startOf(formatDayNumber(utcDay)) > atMs ? utcDay - 1 : utcDay);
}
