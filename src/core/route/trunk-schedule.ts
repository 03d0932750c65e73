import { parseDaySpan } from '../compliance/clock-time.js';
import type { HoursSpan } from '../compliance/rule-parameters.js';
import { BRASILIA, civilTime } from '../kernel/civil-time.js';
import { HOUR, MINUTE, SECOND } from '../kernel/time.js';

/** Hours by Brasília's clock in which a trunk may be used, as `08:00-20:00`; null is never on such days. */
export interface TrunkSchedule {
  readonly weekday: HoursSpan;
  readonly saturday: HoursSpan;
  readonly sunday: HoursSpan;
}

/** True when the trunk may be used at that instant. */
export function isScheduled(schedule: TrunkSchedule | null, atMs: number): boolean {
  if (schedule === null) {
    return true;
  }
  const at = civilTime(atMs, BRASILIA);
  const weekday = new Date(Date.UTC(at.year, at.month - 1, at.day)).getUTCDay();
  const text = weekday === 0 ? schedule.sunday : weekday === 6 ? schedule.saturday : schedule.weekday;
  const span = text === null ? null : parseDaySpan(text);
  const wallMs = at.hour * HOUR + at.minute * MINUTE + at.second * SECOND;
  return span !== null && wallMs >= span.fromMs && wallMs < span.toMs;
}
