import {
  type CallSums,
  type CarrierCell,
  type CarrierCount,
  mergeCounts,
  NO_SUMS,
  sumsBy,
} from '../core/carrier/carrier-count.js';
import { type CarrierDrift, driftsOf } from '../core/carrier/carrier-drift.js';
import { type CarrierMeasure, measureOf } from '../core/carrier/carrier-measure.js';
import { BRASILIA, dayStartMs } from '../core/kernel/civil-time.js';
import { messageOf } from '../core/kernel/errors.js';
import { DAY, HOUR, MINUTE, SECOND } from '../core/kernel/time.js';
import type { CarrierLog } from '../ports/carrier-log.js';
import type { Clock } from '../ports/clock.js';

/** Stretches that can be looked at. */
export const CARRIER_SPANS = ['minutes', 'hour', 'day', 'month'] as const;
export type CarrierSpan = (typeof CARRIER_SPANS)[number];

const MINUTES_MS = 5 * MINUTE;
/** An hour is held against the same hour of so many days before: people pick up by the hour of the day. */
const SAME_HOURS = 7;
/** Those hours are counted anew as seldom: they move on with the clock, and are whole hours of the log. */
const SAME_HOURS_MS = 15 * MINUTE;
/** Days of the month but today. */
const PAST_DAYS = 29;
/** After midnight calls of yesterday may go on: its day is counted once they must have ended. */
const SETTLED_MS = 6 * HOUR;
/** What was counted is given to whoever asks within this. */
const FRESH_MS: Readonly<Record<CarrierSpan, number>> = {
  minutes: 5 * SECOND,
  hour: 15 * SECOND,
  day: MINUTE,
  month: MINUTE,
};

/** One carrier, trunk, line, or line at a carrier and area code. */
export interface MeasuredCarrier {
  readonly carrier: string;
  /** '' where it is not told apart. */
  readonly trunkId: string;
  readonly line: string;
  readonly ddd: string;
  readonly measure: CarrierMeasure;
  readonly drift: CarrierDrift;
}

export interface CarrierReport {
  readonly span: CarrierSpan;
  readonly fromMs: number;
  readonly toMs: number;
  /** What the drift compares with; null where there is nothing before. */
  readonly beforeFromMs: number | null;
  /** Past days that are in it, of as many as there are to be; only of a month. */
  readonly days: { readonly counted: number; readonly of: number } | null;
  readonly carriers: readonly MeasuredCarrier[];
  readonly trunks: readonly MeasuredCarrier[];
  readonly lines: readonly MeasuredCarrier[];
  readonly cells: readonly MeasuredCarrier[];
  readonly causes: CarrierCount['causes'];
}

export interface CarrierDeskDeps {
  readonly log: CarrierLog;
  readonly clock: Clock;
  /** A past day could not be counted; it is tried again at the next question. */
  readonly onFailed: (message: string) => void;
}

interface Counted {
  readonly now: CarrierCount;
  readonly nowFromMs: number;
  readonly before: CarrierCount;
  readonly beforeFromMs: number | null;
}

const NOTHING: CarrierCount = { cells: [], causes: [] };

/**
 * What carriers, trunks and lines did with our calls, over four stretches, each beside the one before it. Everything is
 * counted from the log, which all engines write: a restart loses nothing, and memory holds sums alone.
 */
export class CarrierDesk {
  readonly #deps: CarrierDeskDeps;
  readonly #fresh = new Map<
    CarrierSpan,
    { readonly atMs: number; readonly report: Promise<CarrierReport> }
  >();
  /** Past days summed; begun anew with each day. */
  #past = { dayMs: Number.NaN, counted: 0, sum: NOTHING };
  #counting: Promise<void> | null = null;
  #sameHours = { place: Number.NaN, sum: Promise.resolve(NOTHING) };

  constructor(deps: CarrierDeskDeps) {
    this.#deps = deps;
  }

  /** Rejects with DLR_DATABASE_DOWN. */
  report(span: CarrierSpan): Promise<CarrierReport> {
    const atMs = this.#deps.clock.now();
    const known = this.#fresh.get(span);
    if (known !== undefined && atMs - known.atMs < FRESH_MS[span]) {
      return known.report;
    }
    const report = this.#make(span, atMs);
    this.#fresh.set(span, { atMs, report });
    report.catch(() => this.#fresh.delete(span));
    return report;
  }

  async #make(span: CarrierSpan, atMs: number): Promise<CarrierReport> {
    this.#countPast(atMs);
    const { now, nowFromMs, before, beforeFromMs } = await this.#count(span, atMs);
    const rows = (part: (cell: CarrierCell) => Part) => measured(now.cells, before.cells, part);
    return {
      span,
      fromMs: nowFromMs,
      toMs: atMs,
      beforeFromMs,
      days: span === 'month' ? { counted: this.#past.counted, of: PAST_DAYS } : null,
      carriers: rows(({ carrier }) => ({ carrier })),
      trunks: rows(({ carrier, trunkId }) => ({ carrier, trunkId })),
      lines: rows(({ carrier, line }) => ({ carrier, line })),
      cells: rows(({ carrier, line, ddd }) => ({ carrier, line, ddd })),
      causes: now.causes,
    };
  }

  async #count(span: CarrierSpan, atMs: number): Promise<Counted> {
    const { log } = this.#deps;
    const today = dayStartMs(atMs, BRASILIA);
    if (span === 'minutes' || span === 'hour') {
      const nowFromMs = atMs - (span === 'hour' ? HOUR : MINUTES_MS);
      const beforeFromMs = nowFromMs - (span === 'hour' ? SAME_HOURS * DAY : HOUR);
      const [now, before] = await Promise.all([
        log.count(nowFromMs, atMs),
        span === 'hour' ? this.#countSameHours(atMs) : log.count(beforeFromMs, nowFromMs),
      ]);
      return { now, nowFromMs, before, beforeFromMs };
    }
    const now = await log.count(today, atMs);
    const { sum, counted } = this.#past;
    const firstMs = pastDays(today)[counted - 1]?.fromMs ?? null;
    return span === 'day'
      ? { now, nowFromMs: today, before: sum, beforeFromMs: firstMs }
      : { now: mergeCounts([now, sum]), nowFromMs: firstMs ?? today, before: NOTHING, beforeFromMs: null };
  }

  /** Calls of the last days in the hour that ends now. */
  #countSameHours(atMs: number): Promise<CarrierCount> {
    const place = Math.floor(atMs / SAME_HOURS_MS);
    if (this.#sameHours.place !== place) {
      const days = Array.from({ length: SAME_HOURS }, (_, index) => (index + 1) * DAY);
      const counts = days.map((ago) => this.#deps.log.count(atMs - HOUR - ago, atMs - ago));
      const sum = Promise.all(counts).then(mergeCounts);
      this.#sameHours = { place, sum };
      sum.catch(() => {
        this.#sameHours = { place: Number.NaN, sum: Promise.resolve(NOTHING) };
      });
    }
    return this.#sameHours.sum;
  }

  /** Counts the days before today behind the back of whoever asks, the newest first. */
  #countPast(atMs: number): void {
    const today = dayStartMs(atMs, BRASILIA);
    if (this.#past.dayMs !== today) {
      this.#past = { dayMs: today, counted: 0, sum: NOTHING };
    }
    if (this.#counting === null && this.#past.counted < PAST_DAYS) {
      this.#counting = this.#countDays(today)
        .catch((error: unknown) => this.#deps.onFailed(messageOf(error)))
        .finally(() => {
          this.#counting = null;
        });
    }
  }

  async #countDays(today: number): Promise<void> {
    const { log, clock } = this.#deps;
    for (const day of pastDays(today).slice(this.#past.counted)) {
      const settled = clock.now() - day.toMs >= SETTLED_MS;
      const count = await (settled ? log.countDay(day) : log.count(day.fromMs, day.toMs));
      if (this.#past.dayMs !== today) {
        return;
      }
      const { counted, sum } = this.#past;
      this.#past = { dayMs: today, counted: counted + 1, sum: mergeCounts([sum, count]) };
    }
  }

  /** Resolves when no past day is being counted. */
  async settled(): Promise<void> {
    await this.#counting;
  }
}

/** Brasília's days before that one, the newest first. */
function pastDays(today: number): readonly { readonly fromMs: number; readonly toMs: number }[] {
  const days = [];
  for (let toMs = today; days.length < PAST_DAYS; ) {
    const fromMs = dayStartMs(toMs - HOUR, BRASILIA);
    days.push({ fromMs, toMs });
    toMs = fromMs;
  }
  return days;
}

type Part = Partial<Pick<MeasuredCarrier, 'carrier' | 'trunkId' | 'line' | 'ddd'>>;

function measured(
  now: readonly CarrierCell[],
  before: readonly CarrierCell[],
  partOf: (cell: CarrierCell) => Part,
): readonly MeasuredCarrier[] {
  const keyOf = (cell: CarrierCell): string => {
    const { carrier = '', trunkId = '', line = '', ddd = '' } = partOf(cell);
    return JSON.stringify([carrier, trunkId, line, ddd]);
  };
  const earlier = sumsBy(before, keyOf);
  return [...sumsBy(now, keyOf)].sort(byCalls).map(([key, sums]) => {
    const [carrier = '', trunkId = '', line = '', ddd = ''] = JSON.parse(key) as readonly string[];
    const drift = driftsOf(sums, earlier.get(key) ?? NO_SUMS);
    return { carrier, trunkId, line, ddd, measure: measureOf(sums), drift };
  });
}

/** The busiest first, ties by name, so that nothing moves without a reason. */
function byCalls([one, a]: readonly [string, CallSums], [other, b]: readonly [string, CallSums]): number {
  return b.attempts - a.attempts || (one < other ? -1 : 1);
}
