import { ShiftedClock } from '../../src/adapters/clock/shifted-clock.js';
import { SystemClock } from '../../src/adapters/clock/system-clock.js';
import type { Clock } from '../../src/ports/clock.js';

/** No holiday anywhere in the country, and working hours in all of its zones. */
const TUESDAY = Date.parse('2026-12-01T11:00:00-03:00');

/** Time at real speed from a Tuesday at eleven on, so that the legal hours let a test run at any hour of any day. */
export function tuesdayClock(): Clock {
  return new ShiftedClock(new SystemClock(), TUESDAY);
}
