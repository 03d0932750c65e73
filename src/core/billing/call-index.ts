import { type DayNumber, formatDayNumber } from '../compliance/calendar/day-number.js';
import { daysOf } from './billing-period.js';
import type { BillWorld } from './figures.js';

const HOURS = 24;

/** From a place in the bill to the calls and messages behind it. */
export class CallIndex {
  readonly #world: BillWorld;
  /** By service and hour, then by unit, language and band. */
  readonly #ids = new Map<string, Map<string, string[]>>();

  constructor(world: BillWorld) {
    this.#world = world;
    for (const { service, day, hour, key, id } of world.tally.paidCalls()) {
      this.#add(service, day * HOURS + hour, key, id);
    }
    for (const { service, day, hour, key, messages } of world.tally.multimedia) {
      for (const id of messages) {
        this.#add(service, day * HOURS + hour, key, id);
      }
    }
  }

  /** What is paid of a service on a day under one key; for an hour paid by average, the calls of the average. */
  paid(service: string, day: DayNumber, key: string): readonly string[] {
    const found: string[] = [];
    for (let hour = 0; hour < HOURS; hour++) {
      for (const from of this.#world.plan.referencesOf(service, day, hour) ?? [day]) {
        found.push(...(this.#ids.get(`${service} ${from * HOURS + hour}`)?.get(key) ?? []));
      }
    }
    return found;
  }

  /** Everything of a service on a day that an indicator looks at: what was paid, and who hung up while waiting. */
  ofDay(service: string, day: DayNumber): readonly string[] {
    const found = [...this.#world.tally.abandonedCalls(service, day)];
    for (let hour = 0; hour < HOURS; hour++) {
      for (const ids of this.#ids.get(`${service} ${day * HOURS + hour}`)?.values() ?? []) {
        found.push(...ids);
      }
    }
    return found.sort();
  }

  /** The same over the period. */
  ofService(service: string): readonly string[] {
    return daysOf(this.#world.period)
      .flatMap((day) => this.ofDay(service, day))
      .sort();
  }

  #add(service: string, hour: number, key: string, id: string): void {
    const place = `${service} ${hour}`;
    const keys = this.#ids.get(place) ?? new Map<string, string[]>();
    this.#ids.set(place, keys);
    const ids = keys.get(key) ?? [];
    keys.set(key, ids);
    ids.push(id);
  }
}

/** A day as lines write it; '' for the whole period. */
export function dayText(day: DayNumber | null): string {
  return day === null ? '' : formatDayNumber(day);
}
