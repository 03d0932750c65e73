import type { BusinessDays } from '../billing/business-days.js';
import { compared, exact, fixedText, truncated } from '../billing/exact.js';
import { type DayNumber, parseDayNumber } from '../compliance/calendar/day-number.js';
import { BRASILIA, nextDayStartMs } from '../kernel/civil-time.js';
import { DAY, HOUR } from '../kernel/time.js';
import type { TargetId } from './indicator-id.js';
import type { IndicatorPlan, Justification, TARGET_SPANS, Target } from './indicator-plan.js';

/** A target that was not met, and what was said of it. */
export interface IndicatorMiss {
  /** Of a whole period: its last day. */
  readonly day: string;
  readonly per: (typeof TARGET_SPANS)[number];
  /** Of an index of a base: the campaign. */
  readonly service: string;
  readonly segment: string;
  readonly indicator: TargetId;
  readonly value: string;
  readonly least: string | null;
  readonly most: string | null;
  /** Contracts give 48 hours after the day, or one business day: both are shown. */
  readonly deadline48h: string;
  readonly deadlineBusinessDay: string;
  readonly justification:
    | (Pick<Justification, 'by' | 'reason'> & { readonly at: string; readonly late: boolean })
    | null;
}

/** Values that are held against targets. */
export interface Judged extends Pick<IndicatorMiss, 'day' | 'per' | 'service' | 'segment'> {
  readonly values: readonly { readonly indicator: TargetId; readonly value: string | null }[];
}

const JUSTIFY_HOURS = 48;

const matches = (name: string, value: string): boolean => name === '*' || name === value;

/** The targets that these values do not meet. */
export function missesOf(
  judged: Judged,
  plan: IndicatorPlan,
  calendar: BusinessDays,
): readonly IndicatorMiss[] {
  return plan.targets
    .filter(
      ({ per, service, segment }) =>
        per === judged.per && matches(service, judged.service) && matches(segment, judged.segment),
    )
    .flatMap((target) => {
      const value = judged.values.find(({ indicator }) => indicator === target.indicator)?.value ?? null;
      return value === null || isMet(target, value) ? [] : [missOf(judged, target, value, plan, calendar)];
    });
}

function isMet({ least, most }: Target, value: string): boolean {
  const is = exact(value);
  return (least === null || compared(is, least) >= 0) && (most === null || compared(is, most) <= 0);
}

function missOf(
  { day, per, service, segment }: Judged,
  { indicator, least, most }: Target,
  value: string,
  plan: IndicatorPlan,
  calendar: BusinessDays,
): IndicatorMiss {
  const number = parseDayNumber(day) ?? 0;
  const found = plan.justifications.find(
    (one) =>
      one.indicator === indicator && one.day === day && one.service === service && one.segment === segment,
  );
  const deadlineMs = endOfDay(number) + JUSTIFY_HOURS * HOUR;
  const text = (bound: Target['least']): string | null =>
    bound === null ? null : fixedText(truncated(bound, 2), 2);
  return {
    ...{ day, per, service, segment, indicator, value },
    least: text(least),
    most: text(most),
    deadline48h: new Date(deadlineMs).toISOString(),
    deadlineBusinessDay: new Date(endOfDay(nextBusinessDay(number, calendar))).toISOString(),
    justification:
      found === undefined
        ? null
        : {
            by: found.by,
            reason: found.reason,
            at: new Date(found.at).toISOString(),
            late: found.at > deadlineMs,
          },
  };
}

/** The instant after which the day is over in Brasília. */
function endOfDay(day: DayNumber): number {
  // Noon UTC is within the same civil day there, whatever the offset.
  return nextDayStartMs(day * DAY + 12 * HOUR, BRASILIA);
}

function nextBusinessDay(day: DayNumber, calendar: BusinessDays): DayNumber {
  let next = day + 1;
  while (!calendar.isBusinessDay(next)) {
    next += 1;
  }
  return next;
}
