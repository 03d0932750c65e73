import { type DayNumber, formatDayNumber, parseDayNumber } from '../compliance/calendar/day-number.js';
import { CadenciaError } from '../kernel/errors.js';
import type { Contract, Price } from './contract-form.js';
import { type Exact, times } from './exact.js';
import { refuse } from './form.js';

/** What is paid for: a unit of a service in a language and an hour band. */
export interface Priced {
  readonly service: string;
  readonly unit: string;
  readonly language: string;
  readonly band: string;
}

const ANY = '*';
const EVER: DayNumber = 1e7;

interface Entry {
  readonly price: Price;
  readonly path: string;
  readonly from: DayNumber;
  readonly to: DayNumber;
}

/** Looks prices up by service, unit, language, hour band and day. */
export class PriceBook {
  readonly #contract: Contract;
  readonly #entries: readonly Entry[];
  readonly #bandOfMinute: readonly string[];

  constructor(contract: Contract) {
    this.#contract = contract;
    this.#entries = contract.prices.map((price, index) => ({
      price,
      path: `contract.prices[${index}]`,
      from: (price.validFrom === null ? null : parseDayNumber(price.validFrom)) ?? -EVER,
      to: (price.validTo === null ? null : parseDayNumber(price.validTo)) ?? EVER,
    }));
    this.#bandOfMinute = bandsByMinute(contract);
    this.#requireClear();
    this.#requireCovered();
  }

  /** The hour band of a minute of the day. */
  bandAt(minute: number): string {
    return this.#bandOfMinute[minute] ?? ANY;
  }

  /** The price of one, exact; refused where the contract has none. */
  priceOf(what: Priced, day: DayNumber): Exact {
    const price = this.find(what, day);
    if (price === null) {
      throw new CadenciaError('DLR_BILLING_REFUSED', {
        detail:
          `Contract ${this.#contract.id} has no price for ${what.unit} of ${what.service} in ${what.language}, ` +
          `hour band ${what.band}, on ${formatDayNumber(day)}. Add it to the contract's prices, or correct the row`,
      });
    }
    return price;
  }

  /** What the price that holds is named after: its own language and band, where it is for one. */
  labelOf(what: Priced, day: DayNumber): string {
    const price = this.#best(what, day)?.price;
    return [price?.language ?? ANY, price?.band ?? ANY].filter((word) => word !== ANY).join(' ');
  }

  /** The price of one, or null. */
  find(what: Priced, day: DayNumber): Exact | null {
    const best = this.#best(what, day);
    if (best === null) {
      return null;
    }
    const { value, share } = best.price;
    if (value !== null) {
      return value;
    }
    const whole = share === null ? null : this.find({ ...what, unit: share.of }, day);
    return whole === null || share === null ? null : times(whole, share.percent);
  }

  #best(what: Priced, day: DayNumber): Entry | null {
    let best: { entry: Entry; score: number } | null = null;
    for (const entry of this.#entries) {
      const score = day < entry.from || day > entry.to ? null : closeness(entry.price, what);
      if (score !== null && (best === null || score > best.score)) {
        best = { entry, score };
      }
    }
    return best?.entry ?? null;
  }

  #requireClear(): void {
    this.#entries.forEach((entry, index) => {
      const { price, path } = entry;
      if ((price.value === null) === (price.share === null)) {
        refuse(path, 'needs either a value or a share');
      }
      if (price.share !== null) {
        const whole = this.#contract.prices.filter((one) => one.unit === price.share?.of);
        if (whole.length === 0 || whole.some((one) => one.share !== null)) {
          refuse(`${path}.share.of`, `is '${price.share.of}', which has no price with a value`);
        }
      }
      if (price.service !== ANY && !this.#contract.services.has(price.service)) {
        refuse(`${path}.service`, `is '${price.service}', which is no service of the contract`);
      }
      if (price.band !== ANY && !this.#contract.hourBands.has(price.band)) {
        refuse(`${path}.band`, `is '${price.band}', which is no hour band of the contract`);
      }
      if (entry.from > entry.to) {
        refuse(`${path}.validTo`, 'is before validFrom');
      }
      const other = this.#entries.slice(0, index).find((before) => overlap(before, entry));
      if (other !== undefined) {
        refuse(path, `overlaps ${other.path}: both give a price for the same on the same days`);
      }
    });
  }

  /** Each unit of each service has a price in some language, on every day of the contract. */
  #requireCovered(): void {
    const first = parseDayNumber(this.#contract.validFrom) ?? 0;
    const last = (this.#contract.validTo === null ? null : parseDayNumber(this.#contract.validTo)) ?? EVER;
    const bands = this.#contract.hourBands.size === 0 ? [ANY] : [...this.#contract.hourBands.keys()];
    for (const [service, { units }] of this.#contract.services) {
      for (const unit of units) {
        for (const band of bands) {
          const day = this.#firstUncovered({ service, unit, band }, first, last);
          if (day !== null) {
            refuse(
              'contract.prices',
              `have no price for ${unit} of ${service}, hour band ${band}, from ${formatDayNumber(day)} on`,
            );
          }
        }
      }
    }
  }

  #firstUncovered(what: Omit<Priced, 'language'>, first: DayNumber, last: DayNumber): DayNumber | null {
    const spans = this.#entries.filter(
      ({ price }) => closeness({ ...price, language: ANY }, { ...what, language: ANY }) !== null,
    );
    let day = first;
    while (day <= last) {
      const covering = spans.filter(({ from, to }) => from <= day && day <= to);
      if (covering.length === 0) {
        return day;
      }
      day = Math.max(...covering.map(({ to }) => to)) + 1;
    }
    return null;
  }
}

/** How closely a price fits, or null where it does not. */
function closeness(
  price: Pick<Price, 'service' | 'unit' | 'language' | 'band'>,
  what: Priced,
): number | null {
  if (price.unit !== what.unit) {
    return null;
  }
  let score = 0;
  for (const [own, wanted, weight] of [
    [price.service, what.service, 4],
    [price.language, what.language, 2],
    [price.band, what.band, 1],
  ] as const) {
    if (own !== ANY && own !== wanted) {
      return null;
    }
    score += own === ANY ? 0 : weight;
  }
  return score;
}

function overlap(one: Entry, other: Entry): boolean {
  const same = (['service', 'unit', 'language', 'band'] as const).every(
    (key) => one.price[key] === other.price[key],
  );
  return same && one.from <= other.to && other.from <= one.to;
}

const DAY_MINUTES = 1440;

/** The band of each minute; refuses bands that overlap or leave a gap. */
function bandsByMinute({ hourBands }: Contract): readonly string[] {
  if (hourBands.size === 0) {
    return [];
  }
  const bands = new Array<string>(DAY_MINUTES).fill('');
  for (const [key, { from, to }] of hourBands) {
    const end = to > from ? to : to + DAY_MINUTES;
    for (let minute = from; minute < end; minute++) {
      const at = minute % DAY_MINUTES;
      const other = bands[at];
      if (other !== '') {
        refuse(`contract.hourBands.${key}`, `overlaps ${other} at ${clockText(at)}`);
      }
      bands[at] = key;
    }
  }
  const gap = bands.indexOf('');
  if (gap >= 0) {
    refuse('contract.hourBands', `leave a gap at ${clockText(gap)}: no band has that minute`);
  }
  return bands;
}

function clockText(minute: number): string {
  return `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
}
