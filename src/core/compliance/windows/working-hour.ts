import { BRASILIA, civilTime } from '../../kernel/civil-time.js';
import { DAY, HOUR } from '../../kernel/time.js';
import { DDD_TABLE } from '../../numbering/ddd-table.js';
import { weekdayOf } from '../calendar/day-number.js';
import { makeHolidayCalendar } from '../calendar/holiday-calendar.js';
import { localDayOf } from '../gate/person-day.js';
import { BRASIL_2026 } from '../presets/brasil-2026.js';
import { DialWindows } from './dial-window.js';
import { placeOf } from './place.js';
import { instantOfWallMs } from './zone-offset.js';

const TUESDAY = 2;
const BEGINS_MS = 11 * HOUR;
/** So much of the working hours has to be left, or the demo would soon fall silent. */
const LEFT_MS = HOUR;
/** Past so many weeks without a Tuesday that is no holiday anywhere, one that is will do. */
const WEEKS_BACK = 12;
/** Far more turns than zones, states and holidays need to agree. */
const MOST_TURNS = 500;

const collection = { purpose: 'cobranca', sector: 'outro', mode: 'predictive' } as const;

function windowsOfTheCountry() {
  const windows = new DialWindows(BRASIL_2026, makeHolidayCalendar());
  return Object.keys(DDD_TABLE).map((ddd) => windows.windowOf(placeOf(ddd), collection));
}

/** The first instant from `fromMs` on at which collection calls may be placed in the whole country for an hour yet. */
export function nextWorkingHourMs(fromMs: number): number {
  const windows = windowsOfTheCountry();
  let atMs = fromMs;
  for (let turn = 0; turn < MOST_TURNS; turn += 1) {
    const latest = Math.max(...windows.map((window) => window.nextOpenMs(atMs, LEFT_MS) ?? atMs));
    if (latest === atMs) {
      return atMs;
    }
    atMs = latest;
  }
  return atMs;
}

/** The last Tuesday before `nowMs` at 11:00 in Brasília on which the whole country works. */
export function demoStartMs(nowMs: number): number {
  const { hour } = civilTime(nowMs, BRASILIA);
  const today = localDayOf(nowMs, BRASILIA);
  const sinceTuesday = (weekdayOf(today) - TUESDAY + 7) % 7;
  const last = today - sinceTuesday - (sinceTuesday === 0 && hour < BEGINS_MS / HOUR ? 7 : 0);
  const windows = windowsOfTheCountry();
  for (let week = 0; week < WEEKS_BACK; week += 1) {
    const atMs = instantOfWallMs((last - 7 * week) * DAY + BEGINS_MS, BRASILIA);
    if (windows.every((window) => window.holdsRinging(atMs, LEFT_MS))) {
      return atMs;
    }
  }
  return instantOfWallMs(last * DAY + BEGINS_MS, BRASILIA);
}
