import { HOUR, MINUTE } from '../kernel/time.js';

/** A stretch of a local day in milliseconds after midnight: from the first to just before the second. */
export interface DaySpan {
  readonly fromMs: number;
  readonly toMs: number;
}

const CLOCK_FORM = /^([01]\d|2[0-4]):([0-5]\d)$/;

/** Reads `08:00` (up to `24:00`) as milliseconds after midnight, or null. */
export function parseClockTime(text: string): number | null {
  const match = CLOCK_FORM.exec(text);
  if (match === null) {
    return null;
  }
  const ms = Number(match[1]) * HOUR + Number(match[2]) * MINUTE;
  return ms <= 24 * HOUR ? ms : null;
}

/** Reads `08:00-20:00`, or null when it is no such span or ends before it begins. */
export function parseDaySpan(text: string): DaySpan | null {
  const [from = '', to = '', ...rest] = text.split('-');
  const fromMs = parseClockTime(from);
  const toMs = parseClockTime(to);
  return rest.length > 0 || fromMs === null || toMs === null || fromMs >= toMs ? null : { fromMs, toMs };
}

/** What both spans share, or null. */
export function intersectSpans(one: DaySpan | null, other: DaySpan | null): DaySpan | null {
  if (one === null || other === null) {
    return null;
  }
  const fromMs = Math.max(one.fromMs, other.fromMs);
  const toMs = Math.min(one.toMs, other.toMs);
  return fromMs < toMs ? { fromMs, toMs } : null;
}
