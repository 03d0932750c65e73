import { BusinessDays } from '../billing/business-days.js';
import { compared, exact, fixedText, truncated } from '../billing/exact.js';
import { LocalHours } from '../billing/local-hours.js';
import { type DayNumber, formatDayNumber, parseDayNumber } from '../compliance/calendar/day-number.js';
import { BRASILIA, nextDayStartMs } from '../kernel/civil-time.js';
import { DAY, HOUR } from '../kernel/time.js';
import { type BaseAccount, BaseAccounting } from './base-accounting.js';
import { IndicatorCell, type Quantities } from './indicator-cell.js';
import type { IndicatorId } from './indicator-id.js';
import type { IndicatorPlan, Justification, Target } from './indicator-plan.js';
import type { IndicatorRow } from './indicator-row.js';
import { type IndicatorValue, indicatorValues } from './indicator-values.js';
import { type AgentProduction, type Delivery, Production } from './production.js';

/** A service and segment on a day. */
export interface IndicatorDay {
  readonly day: string;
  readonly service: string;
  readonly segment: string;
  readonly quantities: Quantities;
  readonly reasons: Readonly<Record<string, number>>;
  readonly indicators: readonly IndicatorValue[];
}

/** A target that was not met, and what was said of it. */
export interface IndicatorMiss {
  readonly day: string;
  readonly service: string;
  readonly segment: string;
  readonly indicator: IndicatorId;
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

export interface IndicatorReport {
  readonly format: 'cadencia-indicators/1';
  readonly first: string;
  readonly last: string;
  readonly rows: { readonly read: number; readonly outside: number; readonly repeated: number };
  readonly days: readonly IndicatorDay[];
  readonly misses: readonly IndicatorMiss[];
  readonly bases: readonly BaseAccount[];
  readonly deliveries: readonly Delivery[];
  readonly agents: readonly AgentProduction[];
}

const JUSTIFY_HOURS = 48;

/** Indicators in the making: rows are added as they stream by, in any order, then the report is made once. */
export class IndicatorRun {
  readonly #plan: IndicatorPlan;
  readonly #first: DayNumber;
  readonly #last: DayNumber;
  readonly #clock = new LocalHours();
  readonly #cells = new Map<string, IndicatorCell>();
  readonly #bases = new BaseAccounting();
  readonly #production = new Production();
  readonly #seen = new Set<string>();
  readonly #rows = { read: 0, outside: 0, repeated: 0 };

  /** Days by the calendar of Brasília, both included. */
  constructor(plan: IndicatorPlan, first: DayNumber, last: DayNumber) {
    this.#plan = plan;
    this.#first = first;
    this.#last = last;
  }

  add(row: IndicatorRow): void {
    this.#rows.read += 1;
    const { day } = this.#clock.at(row.startMs);
    if (day < this.#first || day > this.#last) {
      this.#rows.outside += 1;
      return;
    }
    if (this.#seen.has(row.attemptId)) {
      this.#rows.repeated += 1;
      return;
    }
    this.#seen.add(row.attemptId);
    const date = formatDayNumber(day);
    const key = JSON.stringify([date, row.service, row.segment]);
    const cell = this.#cells.get(key) ?? new IndicatorCell(this.#plan.costs);
    this.#cells.set(key, cell);
    cell.add(row);
    this.#bases.add(row);
    this.#production.add(row, date);
  }

  report(): IndicatorReport {
    const days = [...this.#cells]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, cell]) => dayOf(key, cell, this.#plan));
    const calendar = new BusinessDays(this.#plan.holidays);
    return {
      format: 'cadencia-indicators/1',
      first: formatDayNumber(this.#first),
      last: formatDayNumber(this.#last),
      rows: { ...this.#rows },
      days,
      misses: days.flatMap((one) => missesOf(one, this.#plan, calendar)),
      bases: this.#bases.accounts(this.#plan.bases),
      deliveries: this.#production.deliveries(),
      agents: this.#production.agents(),
    };
  }
}

function dayOf(key: string, cell: IndicatorCell, plan: IndicatorPlan): IndicatorDay {
  const [day, service, segment] = JSON.parse(key) as [string, string, string];
  return {
    day,
    service,
    segment,
    quantities: cell.quantities,
    reasons: Object.fromEntries([...cell.reasons].sort(([one], [other]) => (one < other ? -1 : 1))),
    indicators: indicatorValues(cell, plan.goals),
  };
}

const matches = (name: string, value: string): boolean => name === '*' || name === value;

function missesOf(one: IndicatorDay, plan: IndicatorPlan, calendar: BusinessDays): readonly IndicatorMiss[] {
  return plan.targets
    .filter(({ service, segment }) => matches(service, one.service) && matches(segment, one.segment))
    .flatMap((target) => {
      const value = one.indicators.find(({ indicator }) => indicator === target.indicator)?.value ?? null;
      return value === null || isMet(target, value) ? [] : [missOf(one, target, value, plan, calendar)];
    });
}

function isMet({ least, most }: Target, value: string): boolean {
  const is = exact(value);
  return (least === null || compared(is, least) >= 0) && (most === null || compared(is, most) <= 0);
}

function missOf(
  { day, service, segment }: IndicatorDay,
  { indicator, least, most }: Target,
  value: string,
  plan: IndicatorPlan,
  calendar: BusinessDays,
): IndicatorMiss {
  const number = parseDayNumber(day) ?? 0;
  const endMs = endOfDay(number);
  const found = plan.justifications.find(
    (one) =>
      one.indicator === indicator && one.day === day && one.service === service && one.segment === segment,
  );
  const deadlineMs = endMs + JUSTIFY_HOURS * HOUR;
  const text = (bound: Target['least']): string | null =>
    bound === null ? null : fixedText(truncated(bound, 2), 2);
  return {
    ...{ day, service, segment, indicator, value },
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
