import { BusinessDays } from '../billing/business-days.js';
import { LocalHours } from '../billing/local-hours.js';
import { type DayNumber, formatDayNumber, parseDayNumber } from '../compliance/calendar/day-number.js';
import { type BaseAccount, percent } from './base-accounting.js';
import type { Quantities } from './indicator-cell.js';
import { IndicatorCells, type PlacedCell } from './indicator-cells.js';
import { BASE_INDICES, type MeasuredId } from './indicator-id.js';
import { type IndicatorMiss, type Judged, missesOf } from './indicator-miss.js';
import type { IndicatorPlan, Measured } from './indicator-plan.js';
import type { IndicatorRow } from './indicator-row.js';
import { type IndicatorValue, indicatorValues } from './indicator-values.js';
import type { AgentProduction, Delivery } from './production.js';

/** A service and segment on a day. */
export interface IndicatorDay {
  readonly day: string;
  readonly service: string;
  readonly segment: string;
  readonly quantities: Quantities;
  readonly reasons: Readonly<Record<string, number>>;
  readonly indicators: readonly IndicatorValue[];
}

/** A service and segment over all the days. */
export type IndicatorWhole = Omit<IndicatorDay, 'day'>;

/** What was measured outside: of a day, or (`day` is '') of all of them together. */
export interface MeasuredValue extends Pick<Measured, 'service' | 'segment' | 'day'> {
  readonly indicator: MeasuredId;
  readonly numerator: number;
  readonly denominator: number;
  readonly value: string | null;
}

export interface IndicatorReport {
  readonly format: 'cadencia-indicators/1';
  readonly first: string;
  readonly last: string;
  readonly rows: { readonly read: number; readonly outside: number; readonly repeated: number };
  readonly days: readonly IndicatorDay[];
  /** The same over the whole: contacts and agents of several days count once. */
  readonly whole: readonly IndicatorWhole[];
  readonly measured: readonly MeasuredValue[];
  readonly misses: readonly IndicatorMiss[];
  readonly bases: readonly BaseAccount[];
  readonly deliveries: readonly Delivery[];
  readonly agents: readonly AgentProduction[];
}

/** Indicators in the making: rows are added as they stream by, in any order, then the report is made once. */
export class IndicatorRun {
  readonly #plan: IndicatorPlan;
  readonly #first: DayNumber;
  readonly #last: DayNumber;
  readonly #clock = new LocalHours();
  readonly #cells: IndicatorCells;
  readonly #rows = { read: 0, outside: 0, repeated: 0 };

  /** Days by the calendar of Brasília, both included. */
  constructor(plan: IndicatorPlan, first: DayNumber, last: DayNumber) {
    this.#plan = plan;
    this.#first = first;
    this.#last = last;
    this.#cells = new IndicatorCells(plan.costs);
  }

  /** True when the row counts: it is of these days, and new. */
  add(row: IndicatorRow): boolean {
    this.#rows.read += 1;
    const { day } = this.#clock.at(row.startMs);
    // A test of a trunk is nobody's work.
    if (day < this.#first || day > this.#last || row.mode === 'test') {
      this.#rows.outside += 1;
      return false;
    }
    const isNew = this.#cells.add(row, day);
    this.#rows.repeated += isNew ? 0 : 1;
    return isNew;
  }

  report(): IndicatorReport {
    const plan = this.#plan;
    const last = formatDayNumber(this.#last);
    const days = this.#cells.days().map((one) => ({ day: formatDayNumber(one.day), ...partOf(one, plan) }));
    const whole = this.#cells.whole().map((one) => partOf(one, plan));
    const measured = this.#measured();
    const bases = this.#cells.bases.accounts(plan.bases);
    const judged: readonly Judged[] = [
      ...days.map((one) => ({ ...one, per: 'day' as const, values: one.indicators })),
      ...measured
        .filter(({ day }) => day !== '')
        .map((one) => ({ ...one, per: 'day' as const, values: [one] })),
      ...whole.map((one) => ({ ...one, day: last, per: 'period' as const, values: one.indicators })),
      ...measured
        .filter(({ day }) => day === '')
        .map((one) => ({ ...one, day: last, per: 'period' as const, values: [one] })),
      ...bases.map((one) => ({
        ...{ day: last, per: 'period' as const, service: one.campaign, segment: one.segment },
        values: BASE_INDICES.map((indicator) => ({ indicator, value: one.indices[indicator] })),
      })),
    ];
    const calendar = new BusinessDays(plan.holidays);
    return {
      format: 'cadencia-indicators/1',
      first: formatDayNumber(this.#first),
      last,
      rows: { ...this.#rows },
      days,
      whole,
      measured,
      misses: judged.flatMap((one) => missesOf(one, plan, calendar)),
      bases,
      deliveries: this.#cells.production.deliveries(),
      agents: this.#cells.production.agents(),
    };
  }

  /** Each measure of the days asked for, and for more than one day their sums. */
  #measured(): readonly MeasuredValue[] {
    const own = this.#plan.measures
      .filter(({ day }) => {
        const number = parseDayNumber(day) ?? 0;
        return number >= this.#first && number <= this.#last;
      })
      .sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1));
    const sums = new Map<string, Measured>();
    for (const one of own) {
      const key = keyOf({ ...one, day: '' });
      const before = sums.get(key) ?? { ...one, day: '', numerator: 0, denominator: 0 };
      const [numerator, denominator] = [
        before.numerator + one.numerator,
        before.denominator + one.denominator,
      ];
      sums.set(key, { ...before, numerator, denominator });
    }
    return [...own, ...sums.values()].map(({ of: indicator, ...one }) => ({
      indicator,
      ...one,
      value: percent(one.numerator, one.denominator),
    }));
  }
}

const keyOf = ({ day, service, segment, of }: Measured): string =>
  JSON.stringify([day, service, segment, of]);

function partOf({ service, segment, cell, quantities }: PlacedCell, plan: IndicatorPlan): IndicatorWhole {
  return {
    service,
    segment,
    quantities,
    reasons: Object.fromEntries([...cell.reasons].sort(([one], [other]) => (one < other ? -1 : 1))),
    indicators: indicatorValues(cell, quantities, plan.goals),
  };
}
