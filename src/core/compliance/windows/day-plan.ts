import { HOUR } from '../../kernel/time.js';
import { binds, type CallScope } from '../binds.js';
import { type DayNumber, weekdayOf } from '../calendar/day-number.js';
import type { Holiday, HolidayCalendar } from '../calendar/holiday-calendar.js';
import { type DaySpan, intersectSpans, parseClockTime, parseDaySpan } from '../clock-time.js';
import { type Policy, type Rule, type RuleOf, rulesOfKind } from '../policy.js';
import { LOCAL_ZONE } from '../rule-parameters.js';
import { isInForce } from '../validity.js';

export const WHOLE_DAY: DaySpan = { fromMs: 0, toMs: 24 * HOUR };

/** What one provision leaves open of a day. */
export interface DayBound {
  readonly rule: RuleOf<'hours'> | RuleOf<'holidays'>;
  readonly span: DaySpan | null;
  /** Why: the hours, or the name of the day. */
  readonly reason: string;
}

/** A local day of one zone: what is left open when all provisions are laid over one another. */
export interface DayPlan {
  readonly open: DaySpan | null;
  readonly bounds: readonly DayBound[];
}

/** The provisions of hours and days that bind a call. */
export interface CallHours {
  readonly hours: readonly RuleOf<'hours'>[];
  readonly holidays: readonly RuleOf<'holidays'>[];
}

function blocks(rule: Rule, call: CallScope): boolean {
  return rule.severity === 'block' && binds(rule.scope, call);
}

/** The provisions of a policy that bind such a call. */
export function hoursOf(policy: Policy, call: CallScope): CallHours {
  return {
    hours: rulesOfKind(policy, 'hours').filter((rule) => blocks(rule, call)),
    holidays: rulesOfKind(policy, 'holidays').filter((rule) => blocks(rule, call)),
  };
}

function hoursBound(rule: RuleOf<'hours'>, day: DayNumber): DayBound {
  const weekday = weekdayOf(day);
  const { sunday, saturday, weekday: working } = rule.parameters;
  const text = weekday === 0 ? sunday : weekday === 6 ? saturday : working;
  return { rule, span: text === null ? null : parseDaySpan(text), reason: text ?? 'closed' };
}

const CHRISTMAS_EVE = '12-24';
const NEW_YEARS_EVE = '12-31';

function isYearEnd(day: DayNumber): boolean {
  const date = new Date(day * 24 * HOUR).toISOString().slice(5, 10);
  return date === CHRISTMAS_EVE || date === NEW_YEARS_EVE;
}

function counts(rule: RuleOf<'holidays'>, holiday: Holiday): boolean {
  const { parameters } = rule;
  switch (holiday.class) {
    case 'carnaval':
      return parameters.carnival;
    case 'corpus_christi':
      return parameters.corpusChristi || (holiday.level === 'municipal' && parameters.municipal);
    case 'feriado':
      return parameters[holiday.level];
  }
}

function holidayBound(rule: RuleOf<'holidays'>, day: DayNumber, holidays: readonly Holiday[]): DayBound {
  const { sunday, yearEndFrom } = rule.parameters;
  if (sunday && weekdayOf(day) === 0) {
    return { rule, span: null, reason: 'Sunday' };
  }
  const holiday = holidays.find((candidate) => counts(rule, candidate));
  if (holiday !== undefined) {
    return { rule, span: null, reason: holiday.name };
  }
  const closingMs = yearEndFrom === null ? null : parseClockTime(yearEndFrom);
  return closingMs !== null && isYearEnd(day)
    ? { rule, span: intersectSpans(WHOLE_DAY, { fromMs: 0, toMs: closingMs }), reason: 'end of the year' }
    : { rule, span: WHOLE_DAY, reason: '' };
}

/**
 * Plans one local day. `zone` is LOCAL_ZONE for the clock of the person called, else the one clock by which some
 * hours are judged for everybody. Without any hours in force the day is closed: a policy with a hole lets nobody through.
 */
export function planDay(
  call: CallHours,
  zone: string,
  day: DayNumber,
  holidaysOn: (day: DayNumber) => ReturnType<HolidayCalendar['on']>,
): DayPlan {
  const hours = call.hours.filter((rule) => isInForce(rule, day));
  const bounds = hours.filter((rule) => rule.parameters.zone === zone).map((rule) => hoursBound(rule, day));
  if (zone === LOCAL_ZONE) {
    const rules = call.holidays.filter((rule) => isInForce(rule, day));
    const holidays = rules.length === 0 ? [] : holidaysOn(day);
    bounds.unshift(...rules.map((rule) => holidayBound(rule, day, holidays)));
  }
  const start = hours.length === 0 ? null : WHOLE_DAY;
  return { open: bounds.reduce((open, bound) => intersectSpans(open, bound.span), start), bounds };
}
