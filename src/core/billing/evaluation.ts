import { formatDayNumber, parseDayNumber } from '../compliance/calendar/day-number.js';
import { assertNever } from '../kernel/assert-never.js';
import { lookup } from './band-table.js';
import { daysOf } from './billing-period.js';
import type { Part } from './contract-form.js';
import {
  compared,
  type Exact,
  exactOf,
  exactText,
  isZero,
  minus,
  ONE,
  over,
  plus,
  times,
  truncated,
  ZERO,
} from './exact.js';
import type { BillWorld, Figures, Whereabouts } from './figures.js';
import { type Condition, type Formula, formulaText } from './formula.js';
import type { LineBook } from './line-book.js';

/** What a formula is evaluated for. */
export interface Context extends Whereabouts {
  /** Figures of the fact that a line is for. */
  readonly item: ReadonlyMap<string, Exact> | null;
}

/** The named figures that were looked at, in their order. */
export type Trace = Map<string, string>;

/** Null: nothing was measured. */
type Value = Exact | null;

const HUNDRED = exactOf(100);

const HOLDS = {
  above: (side: number) => side > 0,
  at_least: (side: number) => side >= 0,
  below: (side: number) => side < 0,
  at_most: (side: number) => side <= 0,
} as const;

type IndexPart = Extract<Part, { kind: 'index' }>['is'];

/** Evaluates a contract's formulas on the figures of a period. */
export class Evaluation {
  readonly #world: BillWorld;
  readonly #figures: Figures;
  readonly #lines: LineBook;

  constructor(world: BillWorld, figures: Figures, lines: LineBook) {
    this.#world = world;
    this.#figures = figures;
    this.#lines = lines;
  }

  /** The value of a formula; every named figure on the way goes on the trace. */
  value(formula: Formula, context: Context, trace: Trace): Value {
    switch (formula.kind) {
      case 'literal':
        return formula.is;
      case 'name':
        return this.part(formula.is, context, trace);
      case 'sum':
        return this.#fold(formula.is, context, trace, plus);
      case 'product':
        return this.#fold(formula.is, context, trace, times);
      case 'difference':
        return this.#fold(formula.is, context, trace, minus);
      case 'quotient':
        return this.#quotient(formula.is, context, trace);
      case 'minimum':
        return this.#fold(formula.is, context, trace, (one, other) =>
          compared(one, other) <= 0 ? one : other,
        );
      case 'maximum':
        return this.#fold(formula.is, context, trace, (one, other) =>
          compared(one, other) >= 0 ? one : other,
        );
      case 'lookup': {
        const table = this.#world.contract.tables.get(formula.is.table);
        const of = this.value(formula.is.of, context, trace);
        const found = table === undefined ? ZERO : lookup(table, of);
        trace.set(formulaText(formula), exactText(found));
        return found;
      }
      case 'choose':
        return this.holds(formula.is.if, context, trace)
          ? this.value(formula.is.give, context, trace)
          : this.value(formula.is.otherwise, context, trace);
      case 'lines': {
        const sum = this.#lines.sum(formula.is, context.service);
        trace.set(formulaText(formula), exactText(sum));
        return sum;
      }
      case 'measured_lines':
        return this.#measuredLines(formula, trace);
      case 'mean_of_days':
        return this.#meanOfDays(formula.is, context, trace);
      case 'days_since':
        return this.#daysSince(formula.is, trace);
      default:
        return assertNever(formula, 'formula');
    }
  }

  /** True when the condition holds; what was not measured meets no comparison. */
  holds(condition: Condition, context: Context, trace: Trace): boolean {
    switch (condition.kind) {
      case 'all':
        return condition.is.every((one) => this.holds(one, context, trace));
      case 'any':
        return condition.is.some((one) => this.holds(one, context, trace));
      case 'not':
        return !this.holds(condition.is, context, trace);
      case 'since': {
        const date = this.#world.facts.milestones.get(condition.is) ?? null;
        trace.set(`desde ${condition.is}`, date ?? 'não ocorreu');
        return date !== null && formatDayNumber(context.day ?? this.#world.period.last) >= date;
      }
      default: {
        const [one, other] = condition.is.map((part) => this.value(part, context, trace));
        if (one === null || other === null || one === undefined || other === undefined) {
          return false;
        }
        return HOLDS[condition.kind](compared(one, other));
      }
    }
  }

  /** A named part for a context. */
  part(name: string, context: Context, trace: Trace): Value {
    const part = this.#world.contract.parts.get(name);
    const value = part === undefined ? null : this.#partValue(name, part, context, trace);
    trace.set(name, value === null ? 'sem medição' : exactText(value));
    return value;
  }

  #partValue(name: string, part: Part, context: Context, trace: Trace): Value {
    const figures = this.#figures;
    switch (part.kind) {
      case 'calls':
        return figures.calls(part.is, context);
      case 'units':
        return figures.units(part.is.units, part.is.services, context);
      case 'value':
        return figures.value(part.is.units, part.is.services, context);
      case 'price':
        return figures.referencePrice(part.is.unit, context);
      case 'measure':
        return figures.measure(part.is.of, part.is.side, part.is.services, context);
      case 'volume':
        return figures.volume(part.is, context);
      case 'balance':
        return figures.balance(part.is.portfolio, part.is.side);
      case 'complaints':
        return figures.complaints(part.is.justified);
      case 'occurrences':
        return figures.occurrences();
      case 'quality':
        return truncatedOrNull(figures.quality(part.is), 2);
      case 'item':
        return context.item?.get(part.is) ?? null;
      case 'multimedia':
        return figures.multimedia(part.is, context);
      case 'lateness':
        return figures.lateness(this.#table(part.is.table), context);
      case 'notes':
        return figures.notes(part.is.count, context);
      case 'noteValue': {
        const unanswered = this.value(part.is.unanswered, context, trace) ?? ZERO;
        return figures.noteValue(this.#table(part.is.table), unanswered, context);
      }
      case 'index': {
        const whole = this.#wholeIndex(name, part.is, context, trace);
        return truncatedOrNull(whole, part.is.decimals);
      }
      case 'formula':
        return this.value(part.is.is, context, trace);
      default:
        return assertNever(part, 'part');
    }
  }

  #table(name: string) {
    return this.#world.contract.tables.get(name) ?? { step: ONE, bands: [] };
  }

  /** An index before it is cut off; null where nothing was measured, or on a day it does not look at. */
  #wholeIndex(name: string, index: IndexPart, context: Context, trace: Trace): Value {
    const { numerator, denominator } = this.#sides(name, index, context, trace);
    if (numerator === null || denominator === null || isZero(denominator)) {
      return null;
    }
    if (index.least !== null && compared(denominator, index.least) < 0) {
      return null;
    }
    const share = over(numerator, denominator);
    return index.percent ? times(share, HUNDRED) : share;
  }

  #sides(
    name: string,
    index: IndexPart,
    context: Context,
    trace: Trace,
  ): { readonly numerator: Value; readonly denominator: Value } {
    if (index.days === 'all') {
      return this.#measuredSides(name, index, context, trace);
    }
    let sides: { numerator: Value; denominator: Value } = { numerator: null, denominator: null };
    for (const day of context.day === null ? daysOf(this.#world.period) : [context.day]) {
      if (this.#world.calendar.isSpecial(day) === (index.days === 'special')) {
        const one = this.#measuredSides(name, index, { ...context, day }, trace);
        sides = {
          numerator: added(sides.numerator, one.numerator),
          denominator: added(sides.denominator, one.denominator),
        };
      }
    }
    return sides;
  }

  /** What the facts measured under the index's own name stands in place of its formula. */
  #measuredSides(name: string, index: IndexPart, context: Context, trace: Trace) {
    const numerator = this.#figures.measure(name, 'numerator', [], context);
    if (numerator !== null) {
      return { numerator, denominator: this.#figures.measure(name, 'denominator', [], context) };
    }
    return {
      numerator: index.of === null ? null : this.value(index.of, context, trace),
      denominator: index.over === null ? null : this.value(index.over, context, trace),
    };
  }

  #meanOfDays(name: string, context: Context, trace: Trace): Value {
    const part = this.#world.contract.parts.get(name);
    const { period, contract, facts } = this.#world;
    const start = parseDayNumber(facts.milestones.get('start') ?? '');
    const judgedFrom = start === null ? period.first : start + contract.graceDays;
    let total = ZERO;
    let days = 0;
    for (const day of daysOf(period)) {
      const at = { ...context, day };
      const unseen: Trace = new Map();
      const value =
        day < judgedFrom || part === undefined
          ? null
          : part.kind === 'index'
            ? this.#wholeIndex(name, part.is, at, unseen)
            : this.#partValue(name, part, at, unseen);
      total = value === null ? total : plus(total, value);
      days += value === null ? 0 : 1;
    }
    const mean = days === 0 ? null : over(total, exactOf(days));
    trace.set(`média diária(${name})`, mean === null ? 'sem medição' : `${exactText(mean)} (${days} dias)`);
    return mean;
  }

  /** The lines of the services that the facts measured. */
  #measuredLines(formula: Extract<Formula, { kind: 'measured_lines' }>, trace: Trace): Value {
    const { steps, of } = formula.is;
    const services = new Set(
      this.#world.facts.measures
        .filter((one) => one.of === of && this.#figures.inPeriod(one.day))
        .map(({ service }) => service),
    );
    const sum = [...services].reduce((total, service) => plus(total, this.#lines.sum(steps, service)), ZERO);
    trace.set(formulaText(formula), exactText(sum));
    trace.set(`serviços medidos(${of})`, [...services].sort().join(' '));
    return sum;
  }

  #daysSince(milestone: string, trace: Trace): Value {
    const day = parseDayNumber(this.#world.facts.milestones.get(milestone) ?? '');
    const days = day === null ? null : exactOf(this.#world.period.last - day);
    trace.set(`dias desde ${milestone}`, days === null ? 'não ocorreu' : exactText(days));
    return days;
  }

  #fold(
    parts: readonly Formula[],
    context: Context,
    trace: Trace,
    join: (one: Exact, other: Exact) => Exact,
  ): Value {
    let found: Value = null;
    for (const [index, part] of parts.entries()) {
      const value = this.value(part, context, trace);
      if (value === null) {
        return null;
      }
      found = index === 0 || found === null ? value : join(found, value);
    }
    return found;
  }

  #quotient([one, other]: readonly Formula[], context: Context, trace: Trace): Value {
    const above = one === undefined ? null : this.value(one, context, trace);
    const below = other === undefined ? null : this.value(other, context, trace);
    return above === null || below === null || isZero(below) ? null : over(above, below);
  }
}

function truncatedOrNull(value: Value, decimals: number): Value {
  return value === null ? null : truncated(value, decimals);
}

function added(one: Value, other: Value): Value {
  return one === null ? other : other === null ? one : plus(one, other);
}
