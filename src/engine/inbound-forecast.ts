import type { AcdQueue } from '../core/acd/acd-queue.js';
import {
  type ArrivalCount,
  type DayShape,
  dayPace,
  HALF_HOUR_MS,
  halfHourOf,
  halfHoursOfDay,
  learnDayShape,
  SHAPE_LOOK_BACK_MS,
  shapePerHour,
} from '../core/acd/day-shape.js';
import type { HolidayCalendar } from '../core/compliance/calendar/holiday-calendar.js';
import { BRASILIA, civilDate } from '../core/kernel/civil-time.js';
import type { QueueId } from '../core/kernel/ids.js';
import { DAY } from '../core/kernel/time.js';
import type { Clock } from '../ports/clock.js';
import type { InboundStore } from '../ports/inbound-store.js';
import type { ForeseenDay } from './queue-outlook.js';

export interface ForecastDeps {
  readonly store: Pick<InboundStore, 'arrivals'>;
  readonly clock: Clock;
  readonly calendar: () => HolidayCalendar;
  readonly queueOf: (queueId: QueueId) => AcdQueue | undefined;
}

/** A shape and what it was learned with: it is learned anew when that changes. */
interface Learned {
  readonly hours: AcdQueue['hours'];
  readonly calendar: HolidayCalendar;
  readonly shape: DayShape;
}

/** What is known of a queue for its promises. */
interface KnownQueue {
  readonly days: Omit<Learned, 'shape'>;
  readonly shape: DayShape;
  /** Calls of a half hour of today or before. */
  readonly callsIn: (halfHourMs: number) => number;
}

/** What is promised of each queue by the shape of its days and by how today runs. */
export class InboundForecast {
  readonly #deps: ForecastDeps;
  /** Past days and today as far as it was, by the log. */
  #logged: ReadonlyMap<QueueId, ReadonlyMap<number, number>> = new Map();
  /** Today's, as they come. */
  readonly #live = new Map<QueueId, Map<number, number>>();
  readonly #learned = new Map<QueueId, Learned>();
  #readAtMs = 0;
  #readOn = '';

  constructor(deps: ForecastDeps) {
    this.#deps = deps;
  }

  /** Reads the log once a day, and says whether it did; rejects when the store fails: the next try is then owed. */
  async refresh(): Promise<boolean> {
    const nowMs = this.#deps.clock.now();
    const today = civilDate(nowMs, BRASILIA);
    if (today === this.#readOn) {
      return false;
    }
    const before = this.#readOn;
    this.#readOn = today;
    try {
      const logged = new Map<QueueId, Map<number, number>>();
      for (const { queueId, fromMs, calls } of await this.#deps.store.arrivals(nowMs - SHAPE_LOOK_BACK_MS)) {
        countIn(logged, queueId, fromMs, calls);
      }
      this.#logged = logged;
      this.#readAtMs = nowMs;
      this.#learned.clear();
      return true;
    } catch (error) {
      this.#readOn = before;
      throw error;
    }
  }

  /** Somebody came to the queue. */
  arrived(queueId: QueueId, atMs: number): void {
    const halfHourMs = halfHourOf(atMs);
    const counts = this.#live.get(queueId);
    if (counts !== undefined && !counts.has(halfHourMs)) {
      for (const fromMs of counts.keys()) {
        if (fromMs < atMs - DAY) {
          counts.delete(fromMs);
        }
      }
    }
    countIn(this.#live, queueId, halfHourMs, 1);
  }

  /** Calls an hour at that instant; null without history of such a day. */
  perHour(queueId: QueueId, atMs: number): number | null {
    const known = this.#known(queueId);
    const promised = known === null ? null : shapePerHour(known.shape, atMs, known.days);
    return known === null || promised === null ? null : promised * this.#paceOf(known);
  }

  /** Today by half hours; null where nothing was read of the queue, or it is gone. */
  day(queueId: QueueId): ForeseenDay | null {
    const known = this.#known(queueId);
    if (known === null) {
      return null;
    }
    const nowMs = this.#deps.clock.now();
    const pace = this.#paceOf(known);
    const halfHours = halfHoursOfDay(known.shape, nowMs, known.days).map(({ fromMs, promised }) => ({
      fromMs,
      promised,
      expected: promised === null || fromMs + HALF_HOUR_MS <= nowMs ? null : promised * pace,
      came: fromMs > nowMs ? null : known.callsIn(fromMs),
    }));
    return { pace, halfHours };
  }

  #paceOf({ shape, days, callsIn }: KnownQueue): number {
    return dayPace(shape, callsIn, days, this.#deps.clock.now());
  }

  #known(queueId: QueueId): KnownQueue | null {
    const queue = this.#deps.queueOf(queueId);
    const logged = this.#logged.get(queueId);
    if (queue === undefined || logged === undefined) {
      return null;
    }
    const days = { hours: queue.hours, calendar: this.#deps.calendar() };
    const live = this.#live.get(queueId);
    return {
      days,
      shape: this.#shapeOf(queueId, days, logged),
      // The larger one: the log lacks who is on the line, and what came before the start was counted by nobody else.
      callsIn: (halfHourMs) => Math.max(logged.get(halfHourMs) ?? 0, live?.get(halfHourMs) ?? 0),
    };
  }

  #shapeOf(queueId: QueueId, days: Omit<Learned, 'shape'>, logged: ReadonlyMap<number, number>): DayShape {
    const known = this.#learned.get(queueId);
    if (known !== undefined && known.hours === days.hours && known.calendar === days.calendar) {
      return known.shape;
    }
    const counts = [...logged].map(([fromMs, calls]): ArrivalCount => ({ fromMs, calls }));
    const shape = learnDayShape(counts, days, this.#readAtMs);
    this.#learned.set(queueId, { ...days, shape });
    return shape;
  }
}

function countIn(
  counts: Map<QueueId, Map<number, number>>,
  queueId: QueueId,
  halfHourMs: number,
  calls: number,
): void {
  const own = counts.get(queueId) ?? new Map<number, number>();
  own.set(halfHourMs, (own.get(halfHourMs) ?? 0) + calls);
  counts.set(queueId, own);
}
