import { type DayNumber, dayNumberOf } from '../compliance/calendar/day-number.js';
import { BRASILIA, civilTime } from '../kernel/civil-time.js';
import { HOUR, MINUTE } from '../kernel/time.js';

export interface LocalHour {
  readonly day: DayNumber;
  readonly hour: number;
}

/**
 * The date and hour in Brasília of instants. Its offset from UTC is a whole number of hours and changes on the hour, so
 * each hour is asked for once: a month of rows has 744 of them.
 */
export class LocalHours {
  readonly #hours = new Map<number, LocalHour>();

  at(atMs: number): LocalHour {
    const hour = Math.floor(atMs / HOUR);
    let found = this.#hours.get(hour);
    if (found === undefined) {
      const civil = civilTime(hour * HOUR, BRASILIA);
      found = { day: dayNumberOf(civil.year, civil.month, civil.day), hour: civil.hour };
      this.#hours.set(hour, found);
    }
    return found;
  }

  /** Minute of the day. */
  minuteAt(atMs: number): number {
    return this.at(atMs).hour * 60 + Math.floor((((atMs % HOUR) + HOUR) % HOUR) / MINUTE);
  }
}
