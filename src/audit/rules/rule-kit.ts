import type { HolidayCalendar } from '../calendar/holiday-calendar.js';
import type { Findings } from '../findings.js';
import { localDay } from '../place/local-clock.js';
import { type Whereabouts, whereaboutsOf } from '../place/whereabouts.js';
import type { Circumstance, RuleBook } from '../policy/rule-book.js';

/** What every rule works with. */
export interface RuleKit {
  readonly book: RuleBook;
  readonly calendar: HolidayCalendar;
  readonly findings: Findings;
}

/** What a call's lawfulness turns on. */
export interface CalledPlace {
  readonly phone: string;
  readonly municipality: string;
  readonly purpose: string;
  readonly tDial: number;
}

/** Where the call went and what the policy is asked about it: the day is the first of the zones'. */
export function circumstanceOf(call: CalledPlace): Circumstance & { readonly where: Whereabouts } {
  const where = whereaboutsOf(call.phone, call.municipality);
  return {
    where,
    ufs: where.ufs,
    purpose: call.purpose,
    day: localDay(where.zones[0] ?? 'America/Sao_Paulo', call.tDial),
  };
}
