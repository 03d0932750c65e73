import { DAY, HOUR, MINUTE, SECOND } from './time.js';

const TWO_DIGITS = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, '0'));

/** The last day asked for: a log's rows come day by day, and the date is most of the work. */
let lastDay = Number.NaN;
let lastDate = '';

/** The instant as ISO 8601 in UTC with milliseconds, as `Date.toISOString` writes it. */
export function isoUtc(atMs: number): string {
  if (!Number.isInteger(atMs)) {
    return new Date(atMs).toISOString();
  }
  const day = Math.floor(atMs / DAY);
  if (day !== lastDay) {
    lastDate = new Date(day * DAY).toISOString().slice(0, -'00:00:00.000Z'.length);
    lastDay = day;
  }
  const rest = atMs - day * DAY;
  const hours = TWO_DIGITS[Math.floor(rest / HOUR)];
  const minutes = TWO_DIGITS[Math.floor((rest % HOUR) / MINUTE)];
  const seconds = TWO_DIGITS[Math.floor((rest % MINUTE) / SECOND)];
  return `${lastDate}${hours}:${minutes}:${seconds}.${String(rest % SECOND).padStart(3, '0')}Z`;
}
