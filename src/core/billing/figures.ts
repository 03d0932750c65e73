import { type DayNumber, formatDayNumber, parseDayNumber } from '../compliance/calendar/day-number.js';
import { assertNever } from '../kernel/assert-never.js';
import type { BandTable } from './band-table.js';
import { lookup } from './band-table.js';
import { type BillingPeriod, daysOf } from './billing-period.js';
import type { BusinessDays } from './business-days.js';
import { type Contract, MULTIMEDIA_UNIT, type Part } from './contract-form.js';
import { type Recovery, recoveryOf } from './debt-balances.js';
import {
  compared,
  type Exact,
  exact,
  exactOf,
  isZero,
  ONE,
  over,
  plus,
  summed,
  times,
  ZERO,
} from './exact.js';
import type { Facts } from './facts-form.js';
import type { FailurePlan } from './failure-plan.js';
import { finalQuality } from './final-quality.js';
import type { PriceBook } from './price-book.js';
import { chosenServices } from './service-choice.js';
import type { TalliedMultimedia, Tally } from './tally.js';
import { readUnitKey, type TallyCell } from './tally-cell.js';
import type { Waivers } from './waivers.js';

/** Everything that a bill is made of. */
export interface BillWorld {
  readonly contract: Contract;
  readonly facts: Facts;
  readonly period: BillingPeriod;
  readonly tally: Tally;
  readonly plan: FailurePlan;
  readonly prices: PriceBook;
  readonly calendar: BusinessDays;
  readonly waivers: Waivers;
}

/** What a figure is asked for: null is all services, or the whole period. */
export interface Whereabouts {
  readonly service: string | null;
  readonly day: DayNumber | null;
  /** The indicator that is judged: days on which it is waived are left out of it. */
  readonly indicator: string | null;
}

const HOURS = Array.from({ length: 24 }, (_, hour) => hour);

type CallsPart = Extract<Part, { kind: 'calls' }>['is'];

/** Quantities of log and facts, exact, with failed hours as the contract pays them. */
export class Figures {
  readonly #world: BillWorld;
  readonly #units = new Map<string, ReadonlyMap<string, Exact>>();
  readonly #multimedia = new Map<string, TalliedMultimedia[]>();
  /** Services that facts measure something of. */
  readonly #measured: ReadonlySet<string>;
  readonly #choices = new Map<string, ReadonlySet<string>>();
  readonly #recoveries = new Map<string, Recovery>();

  constructor(world: BillWorld) {
    this.#world = world;
    this.#measured = new Set(world.facts.measures.map(({ service }) => service));
    for (const one of world.tally.multimedia) {
      const key = `${one.service} ${one.day}`;
      const list = this.#multimedia.get(key) ?? [];
      this.#multimedia.set(key, list);
      list.push(one);
    }
  }

  /** Services of a choice, within the one that is asked for. */
  servicesOf(choice: readonly string[], { service }: Whereabouts): readonly string[] {
    const memo = choice.join(' ');
    const chosen = this.#choices.get(memo) ?? chosenServices(this.#world.contract, choice);
    this.#choices.set(memo, chosen);
    return service === null ? [...chosen] : chosen.has(service) ? [service] : [];
  }

  /** Days of the question; of an indicator, those on which it counts for the service. */
  daysFor(where: Whereabouts, service: string): readonly DayNumber[] {
    const days = where.day === null ? daysOf(this.#world.period) : [where.day];
    const { indicator } = where;
    return indicator === null
      ? days
      : days.filter((day) => this.#world.waivers.reasonOf(service, indicator, day) === null);
  }

  /** Counts of calls; hours in which the client's systems failed are not measured. */
  calls(part: CallsPart, where: Whereabouts): Exact {
    const pick = this.#pickOf(part);
    let total = ZERO;
    for (const service of this.servicesOf(part.services, where)) {
      for (const day of this.daysFor(where, service)) {
        total = plus(total, this.#sumOfDay(service, day, pick));
      }
    }
    return part.count === 'talk_seconds' ? over(total, exactOf(1000)) : total;
  }

  #pickOf({ count, seconds }: CallsPart): (cell: TallyCell) => number {
    const index = seconds === null ? -1 : this.#world.tally.limitIndex(seconds);
    switch (count) {
      case 'received':
        return (cell) => cell.received;
      case 'attempts':
        return (cell) => cell.attempts;
      case 'talk_seconds':
        return (cell) => cell.talkMs;
      case 'answered':
        return index < 0 ? (cell) => cell.answered : (cell) => cell.answeredWithin[index] ?? 0;
      case 'abandoned':
        return index < 0 ? (cell) => cell.abandoned : (cell) => cell.abandonedAfter[index] ?? 0;
      default:
        return assertNever(count, 'count of calls');
    }
  }

  #sumOfDay(service: string, day: DayNumber, pick: (cell: TallyCell) => number): Exact {
    const { tally, plan } = this.#world;
    if (this.#isQuiet(service, day)) {
      return ZERO;
    }
    let measured = 0;
    let averaged = ZERO;
    for (const hour of HOURS) {
      const failure = plan.failureAt(service, day, hour);
      if (failure === null) {
        const cell = tally.cell(service, day, hour);
        measured += cell === null ? 0 : pick(cell);
      } else if (failure.side === 'client') {
        averaged = plus(averaged, this.#mean(service, day, hour, pick));
      }
    }
    return plus(exactOf(measured), averaged);
  }

  #mean(service: string, day: DayNumber, hour: number, pick: (cell: TallyCell) => number): Exact {
    const { tally, plan } = this.#world;
    const references = plan.referencesOf(service, day, hour) ?? [];
    const total = references.reduce((sum, reference) => {
      const cell = tally.cell(service, reference, hour);
      return sum + (cell === null ? 0 : pick(cell));
    }, 0);
    return over(exactOf(total), exactOf(Math.max(1, references.length)));
  }

  /** What is paid of a service on a day, by unit, language and band; failed hours by their average. */
  unitsOf(service: string, day: DayNumber): ReadonlyMap<string, Exact> {
    const memo = `${service} ${day}`;
    const known = this.#units.get(memo);
    if (known !== undefined) {
      return known;
    }
    const { tally, plan } = this.#world;
    const totals = new Map<string, Exact>();
    this.#units.set(memo, totals);
    if (this.#isQuiet(service, day)) {
      return totals;
    }
    const add = (key: string, quantity: Exact): void => {
      totals.set(key, plus(totals.get(key) ?? ZERO, quantity));
    };
    for (const hour of HOURS) {
      const references = plan.referencesOf(service, day, hour);
      const share = references === null ? ONE : over(ONE, exactOf(references.length));
      for (const from of references ?? [day]) {
        for (const [key, count] of tally.cell(service, from, hour)?.units ?? []) {
          add(key, times(exactOf(count), share));
        }
      }
    }
    return totals;
  }

  /** Nothing happened, and nothing is averaged: most services on most days of a small operation. */
  #isQuiet(service: string, day: DayNumber): boolean {
    const { tally, plan } = this.#world;
    return !tally.hasDay(service, day) && !plan.isAveraged(service, day);
  }

  /** Nothing of the service on that day in log or facts: no formula could make anything of it. */
  isSilent(service: string, day: DayNumber): boolean {
    return this.#isQuiet(service, day) && !this.#measured.has(service);
  }

  /** How many of these units are paid. */
  units(units: readonly string[], choice: readonly string[], where: Whereabouts): Exact {
    return this.#sumUnits(units, choice, where, (quantity) => quantity);
  }

  /** Their plain value: quantity times price, nothing rounded. */
  value(units: readonly string[], choice: readonly string[], where: Whereabouts): Exact {
    return this.#sumUnits(units, choice, where, (quantity, price) => times(quantity, price()));
  }

  #sumUnits(
    units: readonly string[],
    choice: readonly string[],
    where: Whereabouts,
    worth: (quantity: Exact, price: () => Exact) => Exact,
  ): Exact {
    let total = ZERO;
    for (const service of this.servicesOf(choice, where)) {
      for (const day of this.daysFor({ ...where, indicator: null }, service)) {
        for (const [key, quantity] of this.unitsOf(service, day)) {
          const { unit, language, band } = readUnitKey(key);
          if (units.includes(unit)) {
            const price = (): Exact => this.#world.prices.priceOf({ service, unit, language, band }, day);
            total = plus(total, worth(quantity, price));
          }
        }
      }
    }
    return total;
  }

  /** “The VA of the service”. */
  referencePrice(unit: string | null, { service, day }: Whereabouts): Exact | null {
    const { contract, prices, period } = this.#world;
    const wanted = service === null ? null : (unit ?? contract.services.get(service)?.referenceUnit ?? null);
    return service === null || wanted === null
      ? null
      : prices.priceOf(
          { service, unit: wanted, language: contract.referenceLanguage, band: contract.referenceBand },
          day ?? period.last,
        );
  }

  /** What the facts measured; null where they say nothing. */
  measure(
    of: string,
    side: 'numerator' | 'denominator',
    choice: readonly string[],
    where: Whereabouts,
  ): Exact | null {
    const { facts, period, waivers } = this.#world;
    const [first, last] = where.day === null ? [period.first, period.last] : [where.day, where.day];
    const [from, to] = [formatDayNumber(first), formatDayNumber(last)];
    const services = new Set(this.servicesOf(choice, where));
    const found = facts.measures.filter(
      (one) =>
        one.of === of &&
        one.day >= from &&
        one.day <= to &&
        (one.service === '' ? where.service === null : services.has(one.service)) &&
        (where.indicator === null ||
          one.service === '' ||
          waivers.reasonOf(one.service, where.indicator, parseDayNumber(one.day) ?? 0) === null),
    );
    return found.length === 0 ? null : summed(found.map((one) => one[side]));
  }

  volume(kind: 'offered' | 'mean_of_three_months', { service, day }: Whereabouts): Exact | null {
    if (service === null || day === null) {
      return null;
    }
    const date = formatDayNumber(day);
    const found = this.#world.facts.volumes.find((one) => one.service === service && one.day === date);
    return found === undefined ? null : kind === 'offered' ? found.offered : found.meanOfThreeMonths;
  }

  balance(portfolio: string, side: keyof Recovery): Exact {
    const { facts, period } = this.#world;
    const recovery = this.#recoveries.get(portfolio) ?? recoveryOf(facts.balances, portfolio, period);
    this.#recoveries.set(portfolio, recovery);
    return recovery[side];
  }

  complaints(justified: boolean): Exact {
    const { facts } = this.#world;
    return exactOf(
      facts.complaints.filter((one) => this.inPeriod(one.day) && one.justified === justified).length,
    );
  }

  occurrences(): Exact {
    return exactOf(this.#world.facts.occurrences.filter(({ day }) => this.inPeriod(day)).length);
  }

  quality(group: string): Exact | null {
    const { facts, period } = this.#world;
    const found = facts.quality.find((one) => one.group === group && one.period === period.month);
    return found === undefined ? null : finalQuality(found);
  }

  /** Multimedia services, or those begun within so many seconds. */
  multimedia(part: Extract<Part, { kind: 'multimedia' }>['is'], where: Whereabouts): Exact {
    const { count, seconds } = part;
    const limit = seconds === null ? null : exactOf(seconds);
    return exactOf(
      this.#multimediaOf(part.services, where).filter(
        ({ begunAfter }) =>
          count === 'services' ||
          (begunAfter !== null && (limit === null || compared(begunAfter, limit) <= 0)),
      ).length,
    );
  }

  /** The table's share of the price of each service whose later answers were late, added. */
  lateness(table: BandTable, where: Whereabouts): Exact {
    const { prices } = this.#world;
    return summed(
      this.#multimediaOf([], where).map((one) => {
        const share = lookup(table, one.worstLater);
        const { language, band } = readUnitKey(one.key);
        return isZero(share)
          ? ZERO
          : times(
              share,
              prices.priceOf({ service: one.service, unit: MULTIMEDIA_UNIT, language, band }, one.day),
            );
      }),
    );
  }

  #multimediaOf(choice: readonly string[], where: Whereabouts): readonly TalliedMultimedia[] {
    return this.servicesOf(choice, where).flatMap((service) =>
      this.daysFor(where, service).flatMap((day) =>
        (this.#multimedia.get(`${service} ${day}`) ?? []).filter(
          ({ hour }) => this.#world.plan.failureAt(service, day, hour) === null,
        ),
      ),
    );
  }

  /** Calls of surveyed services: all that were paid, or those whose client gave a note. */
  notes(count: 'answered' | 'asked', where: Whereabouts): Exact {
    return this.#sumNotes(where, (note, quantity) => (count === 'asked' || note !== '-' ? quantity : ZERO));
  }

  /** The table's share of each call's price by its note, added; `unanswered` for a call without one. */
  noteValue(table: BandTable, unanswered: Exact, where: Whereabouts): Exact {
    return this.#sumNotes(where, (note, quantity, price) =>
      times(times(quantity, price()), note === '-' ? unanswered : lookup(table, exact(note))),
    );
  }

  #sumNotes(where: Whereabouts, worth: (note: string, quantity: Exact, price: () => Exact) => Exact): Exact {
    const { tally, plan, prices } = this.#world;
    let total = ZERO;
    for (const service of this.servicesOf([], where)) {
      for (const day of this.daysFor(where, service)) {
        for (const hour of HOURS) {
          const failed = plan.failureAt(service, day, hour) !== null;
          for (const [key, count] of failed ? [] : (tally.cell(service, day, hour)?.notes ?? [])) {
            const { unit, language, band, note } = readUnitKey(key);
            const price = (): Exact => prices.priceOf({ service, unit, language, band }, day);
            total = plus(total, worth(note, exactOf(count), price));
          }
        }
      }
    }
    return total;
  }

  inPeriod(date: string): boolean {
    const { first, last } = this.#world.period;
    return date >= formatDayNumber(first) && date <= formatDayNumber(last);
  }
}
