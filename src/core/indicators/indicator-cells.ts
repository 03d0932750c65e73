import type { DayNumber } from '../compliance/calendar/day-number.js';
import { doubled } from '../kernel/word-table.js';
import { BaseAccounting } from './base-accounting.js';
import { DistinctPlaces } from './distinct-places.js';
import { IdNumbers } from './id-numbers.js';
import { IndicatorCell, type Quantities } from './indicator-cell.js';
import type { Cost } from './indicator-plan.js';
import type { IndicatorRow } from './indicator-row.js';
import { Production } from './production.js';

/** A cell with whose it is and what it counts. */
export interface PlacedCell {
  readonly service: string;
  readonly segment: string;
  readonly cell: IndicatorCell;
  readonly quantities: Quantities;
}

/** A service and segment, and its days. */
interface Part {
  readonly service: string;
  readonly segment: string;
  readonly place: number;
  readonly days: Map<DayNumber, IndicatorCell>;
}

/**
 * All counters of a report. A row is counted where its day is; the whole is made of the days at the end, but for what
 * counts once over several of them. No row, id or date is kept as it came: ids are numbers, which typed arrays hold.
 */
export class IndicatorCells {
  readonly bases = new BaseAccounting();
  readonly production = new Production();
  readonly #costs: readonly Cost[];
  /** By service, then by segment. */
  readonly #parts = new Map<string, Map<string, Part>>();
  #places = 0;
  /** Attempts and the tries they belong to: a try has the id of its first attempt. */
  readonly #ids = new IdNumbers();
  readonly #contacts = new IdNumbers();
  /** By attempt: 1 where its row was read. */
  #seen = new Uint8Array(1024);
  readonly #tries = { day: new DistinctPlaces(), whole: new DistinctPlaces() };
  readonly #met = { day: new DistinctPlaces(), whole: new DistinctPlaces() };

  constructor(costs: readonly Cost[]) {
    this.#costs = costs;
  }

  /** False when the row was read before. */
  add(row: IndicatorRow, day: DayNumber): boolean {
    const attempt = this.#ids.numberOf(0, row.attemptId);
    while (attempt >= this.#seen.length) {
      this.#seen = doubled(this.#seen, (length) => new Uint8Array(length));
    }
    if (this.#seen[attempt] === 1) {
      return false;
    }
    this.#seen[attempt] = 1;
    const part = this.#partOf(row);
    const cell = this.#cellOf(part, day);
    cell.add(row);
    if (row.mode !== 'inbound' && row.dialled) {
      const alone = row.attemptGroup === '' || row.attemptGroup === row.attemptId;
      const group = alone ? attempt : this.#ids.numberOf(0, row.attemptGroup);
      const base = this.bases.baseOf(row);
      const contact = this.#contacts.numberOf(base, row.contactId);
      this.#tries.day.add(cell.place, group);
      this.#tries.whole.add(part.place, group);
      this.#met.day.add(cell.place, contact);
      this.#met.whole.add(part.place, contact);
      this.bases.add(row, { base, contact, group });
    }
    this.production.add(row, day);
    return true;
  }

  /** By day, service and segment. */
  days(): readonly (PlacedCell & { readonly day: DayNumber })[] {
    return this.#sorted()
      .flatMap((part) => [...part.days].map(([day, cell]) => ({ ...this.#placed(part, cell, 'day'), day })))
      .sort((one, other) => one.day - other.day);
  }

  whole(): readonly PlacedCell[] {
    return this.#sorted().map((part) => {
      const sum = new IndicatorCell(this.#costs, part.place);
      for (const cell of part.days.values()) {
        sum.merge(cell);
      }
      return this.#placed(part, sum, 'whole');
    });
  }

  #placed({ service, segment }: Part, cell: IndicatorCell, over: 'day' | 'whole'): PlacedCell {
    const { place } = cell;
    const distinct = { tries: this.#tries[over].count(place), contacts: this.#met[over].count(place) };
    return { service, segment, cell, quantities: cell.quantities(distinct) };
  }

  #sorted(): readonly Part[] {
    const parts = [...this.#parts.values()].flatMap((segments) => [...segments.values()]);
    return parts.sort(
      (one, other) => compare(one.service, other.service) || compare(one.segment, other.segment),
    );
  }

  #partOf({ service, segment }: IndicatorRow): Part {
    let segments = this.#parts.get(service);
    if (segments === undefined) {
      segments = new Map();
      this.#parts.set(service, segments);
    }
    let part = segments.get(segment);
    if (part === undefined) {
      part = { service, segment, place: this.#newPlace(), days: new Map() };
      segments.set(segment, part);
    }
    return part;
  }

  #cellOf({ days }: Part, day: DayNumber): IndicatorCell {
    let cell = days.get(day);
    if (cell === undefined) {
      cell = new IndicatorCell(this.#costs, this.#newPlace());
      days.set(day, cell);
    }
    return cell;
  }

  #newPlace(): number {
    this.#places += 1;
    return this.#places - 1;
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}
