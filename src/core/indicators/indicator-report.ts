import { BusinessDays } from '../billing/business-days.js';
import { LocalHours } from '../billing/local-hours.js';
import { type DayNumber, formatDayNumber, parseDayNumber } from '../compliance/calendar/day-number.js';
import { type BaseAccount, BaseAccounting, percent } from './base-accounting.js';
import { IndicatorCell, type Quantities, rowKeys } from './indicator-cell.js';
import { BASE_INDICES, type MeasuredId } from './indicator-id.js';
import { type IndicatorMiss, type Judged, missesOf } from './indicator-miss.js';
import type { IndicatorPlan, Measured } from './indicator-plan.js';
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

/** In no name; comes before every character, so keys sort as their parts do. */
const BETWEEN = '\u0000';

/** Indicators in the making: rows are added as they stream by, in any order, then the report is made once. */
export class IndicatorRun {
  readonly #plan: IndicatorPlan;
  readonly #first: DayNumber;
  readonly #last: DayNumber;
  readonly #clock = new LocalHours();
  readonly #cells = new Map<string, IndicatorCell>();
  readonly #whole = new Map<string, IndicatorCell>();
  readonly #bases = new BaseAccounting();
  readonly #production = new Production();
  readonly #dates = new Map<DayNumber, string>();
  readonly #seen = new Set<string>();
  readonly #rows = { read: 0, outside: 0, repeated: 0 };

  /** Days by the calendar of Brasília, both included. */
  constructor(plan: IndicatorPlan, first: DayNumber, last: DayNumber) {
    this.#plan = plan;
    this.#first = first;
    this.#last = last;
  }

  /** True when the row counts: it is of these days, and new. */
  add(row: IndicatorRow): boolean {
    this.#rows.read += 1;
    const { day } = this.#clock.at(row.startMs);
    if (day < this.#first || day > this.#last) {
      this.#rows.outside += 1;
      return false;
    }
    if (this.#seen.has(row.attemptId)) {
      this.#rows.repeated += 1;
      return false;
    }
    this.#seen.add(row.attemptId);
    const date = this.#dateOf(day);
    const keys = rowKeys(row, date);
    this.#cellOf(this.#cells, [date, row.service, row.segment]).add(row, keys);
    this.#cellOf(this.#whole, [row.service, row.segment]).add(row, keys);
    this.#bases.add(row);
    this.#production.add(row, date);
    return true;
  }

  report(): IndicatorReport {
    const plan = this.#plan;
    const last = formatDayNumber(this.#last);
    const days = sorted(this.#cells).map(([[day = '', service = '', segment = ''], cell]) => ({
      day,
      ...partOf(service, segment, cell, plan),
    }));
    const whole = sorted(this.#whole).map(([[service = '', segment = ''], cell]) =>
      partOf(service, segment, cell, plan),
    );
    const measured = this.#measured();
    const bases = this.#bases.accounts(plan.bases);
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
      deliveries: this.#production.deliveries(),
      agents: this.#production.agents(),
    };
  }

  #dateOf(day: DayNumber): string {
    const found = this.#dates.get(day) ?? formatDayNumber(day);
    this.#dates.set(day, found);
    return found;
  }

  #cellOf(cells: Map<string, IndicatorCell>, names: readonly string[]): IndicatorCell {
    const key = names.join(BETWEEN);
    const cell = cells.get(key) ?? new IndicatorCell(this.#plan.costs);
    cells.set(key, cell);
    return cell;
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

function sorted(cells: ReadonlyMap<string, IndicatorCell>): readonly (readonly [string[], IndicatorCell])[] {
  return [...cells]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([key, cell]) => [key.split(BETWEEN), cell]);
}

function partOf(service: string, segment: string, cell: IndicatorCell, plan: IndicatorPlan): IndicatorWhole {
  return {
    service,
    segment,
    quantities: cell.quantities,
    reasons: Object.fromEntries([...cell.reasons].sort(([one], [other]) => (one < other ? -1 : 1))),
    indicators: indicatorValues(cell, plan.goals),
  };
}
