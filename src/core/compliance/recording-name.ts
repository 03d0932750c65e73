import { BRASILIA } from '../kernel/civil-time.js';
import type { AttemptId } from '../kernel/ids.js';
import { formatDayNumber } from './calendar/day-number.js';
import { localDayOf } from './gate/person-day.js';

const ID_FORM = /^(\d{4})(\d{2})(\d{2})-[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;

/** The id of the recording of a call: Brasília's date of the talk, then the attempt. */
export function recordingIdOf(attemptId: AttemptId, nowMs: number): string {
  return `${formatDayNumber(localDayOf(nowMs, BRASILIA)).replaceAll('-', '')}-${attemptId}`;
}

/** Where a recording lies in the folder of recordings, without its ending: one folder a day, the id as its name. */
export function recordingPathOf(recordingId: string): string {
  const [, year, month, day] = ID_FORM.exec(recordingId) ?? [];
  if (year === undefined || month === undefined || day === undefined) {
    throw new RangeError(`'${recordingId.slice(0, 80)}' is not the id of a recording`);
  }
  return `${year}-${month}-${day}/${recordingId}`;
}
