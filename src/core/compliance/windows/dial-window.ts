import { DAY } from '../../kernel/time.js';
import type { CallScope } from '../binds.js';
import type { DayNumber } from '../calendar/day-number.js';
import type { HolidayCalendar } from '../calendar/holiday-calendar.js';
import type { Policy } from '../policy.js';
import type { RuleId } from '../rule-id.js';
import { LOCAL_ZONE } from '../rule-parameters.js';
import { type CallHours, type DayBound, type DayPlan, hoursOf, planDay } from './day-plan.js';
import type { Place } from './place.js';
import { stretchesOfWall, zoneOffsetMs } from './zone-offset.js';

/** A provision that keeps the window shut at an instant, and where. */
export interface WindowBlock {
  readonly rule: RuleId;
  readonly key: string;
  readonly zone: string;
  readonly reason: string;
}

/** How far ahead an opening is looked for: past it a policy has none. */
const HORIZON_DAYS = 60;
/** Days a clock keeps planned; past it it starts anew. */
const CACHE_DAYS = 800;

/** One clock by which a call is judged, with its planned days. */
interface Clock {
  /** IANA name of the zone whose wall clock it is. */
  readonly zone: string;
  readonly dayPlan: (day: DayNumber) => DayPlan;
}

/** When a call of one kind may be placed to one place. */
export class DialWindow {
  readonly #clocks: readonly Clock[];

  constructor(hours: CallHours, place: Place, calendar: HolidayCalendar) {
    const fixed = hours.hours.map((rule) => rule.parameters.zone).filter((zone) => zone !== LOCAL_ZONE);
    const holidaysOn = (day: DayNumber) => calendar.on(day, place.ufs, place.municipalities);
    const local = cachedPlan((day) => planDay(hours, LOCAL_ZONE, day, holidaysOn));
    this.#clocks = [
      ...place.zones.map((zone) => ({ zone, dayPlan: local })),
      ...[...new Set(fixed)].map((zone) => ({
        zone,
        dayPlan: cachedPlan((day) => planDay(hours, zone, day, holidaysOn)),
      })),
    ];
  }

  /** True when every clock shows an open minute at the instant. */
  isOpen(atMs: number): boolean {
    return this.#clocks.length > 0 && this.#clocks.every((clock) => isOpenBy(clock, atMs));
  }

  /** True when a ringing that begins at the instant is over by closing time, whichever the clock. */
  holdsRinging(atMs: number, ringMs: number): boolean {
    return this.isOpen(atMs) && (ringMs <= 0 || this.isOpen(atMs + ringMs - 1));
  }

  /** When the opening that holds the instant ends, whichever the clock; null when it is shut. */
  openUntilMs(atMs: number): number | null {
    const ends = this.#clocks.map((clock) => openUntilBy(clock, atMs));
    return ends.length === 0 || ends.includes(null)
      ? null
      : Math.min(...ends.map((endMs) => endMs ?? Number.POSITIVE_INFINITY));
  }

  /** What keeps it shut at the instant: days before hours, one entry a provision. */
  blocks(atMs: number): readonly WindowBlock[] {
    const found: WindowBlock[] = [];
    for (const { zone, dayPlan } of this.#clocks) {
      const wallMs = atMs + zoneOffsetMs(atMs, zone);
      const day = Math.floor(wallMs / DAY);
      for (const { rule, span, reason } of dayPlan(day).bounds) {
        if (!isInside(span, wallMs - day * DAY) && !found.some(({ key }) => key === rule.key)) {
          found.push({ rule: rule.id, key: rule.key, zone, reason });
        }
      }
    }
    return found;
  }

  /** The first instant from `fromMs` on at which a ringing of `ringMs` fits, or null when none is near. */
  nextOpenMs(fromMs: number, ringMs: number): number | null {
    let atMs = fromMs;
    const lastMs = fromMs + HORIZON_DAYS * DAY;
    while (this.#clocks.length > 0 && atMs <= lastMs) {
      if (this.holdsRinging(atMs, ringMs)) {
        return atMs;
      }
      const soonest = this.#clocks.map((clock) => nextOpenBy(clock, atMs, ringMs));
      const later = Math.max(...soonest.map((ms) => ms ?? Number.POSITIVE_INFINITY));
      // Each clock waits for its own opening; should none want to and it be shut, the search goes on.
      atMs = later > atMs ? later : atMs + 1000;
    }
    return null;
  }
}

function cachedPlan(plan: (day: DayNumber) => DayPlan): (day: DayNumber) => DayPlan {
  const days = new Map<DayNumber, DayPlan>();
  return (day) => {
    let found = days.get(day);
    if (found === undefined) {
      if (days.size >= CACHE_DAYS) {
        days.clear();
      }
      found = plan(day);
      days.set(day, found);
    }
    return found;
  };
}

function isInside(span: DayBound['span'], ms: number): boolean {
  return span !== null && ms >= span.fromMs && ms < span.toMs;
}

function isOpenBy(clock: Clock, atMs: number): boolean {
  const wallMs = atMs + zoneOffsetMs(atMs, clock.zone);
  const day = Math.floor(wallMs / DAY);
  return isInside(clock.dayPlan(day).open, wallMs - day * DAY);
}

function openUntilBy(clock: Clock, atMs: number): number | null {
  const day = Math.floor((atMs + zoneOffsetMs(atMs, clock.zone)) / DAY);
  const { open } = clock.dayPlan(day);
  if (open === null) {
    return null;
  }
  const stretches = stretchesOfWall(day * DAY + open.fromMs, day * DAY + open.toMs, clock.zone);
  return stretches.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs)?.toMs ?? null;
}

function nextOpenBy(clock: Clock, fromMs: number, ringMs: number): number | null {
  const today = Math.floor((fromMs + zoneOffsetMs(fromMs, clock.zone)) / DAY);
  for (let day = today; day <= today + HORIZON_DAYS; day += 1) {
    const { open } = clock.dayPlan(day);
    if (open !== null) {
      for (const stretch of stretchesOfWall(day * DAY + open.fromMs, day * DAY + open.toMs, clock.zone)) {
        const atMs = Math.max(fromMs, stretch.fromMs);
        if (atMs + Math.max(ringMs, 1) <= stretch.toMs) {
          return atMs;
        }
      }
    }
  }
  return null;
}

/** The windows of one policy, each planned once. */
export class DialWindows {
  readonly #policy: Policy;
  readonly #calendar: HolidayCalendar;
  readonly #windows = new Map<string, DialWindow>();

  constructor(policy: Policy, calendar: HolidayCalendar) {
    this.#policy = policy;
    this.#calendar = calendar;
  }

  windowOf(place: Place, call: Omit<CallScope, 'ufs'>): DialWindow {
    const key = `${place.key} ${call.purpose} ${call.sector} ${call.mode}`;
    let window = this.#windows.get(key);
    if (window === undefined) {
      if (this.#windows.size >= MOST_WINDOWS) {
        this.#windows.clear();
      }
      window = new DialWindow(hoursOf(this.#policy, { ...call, ufs: place.ufs }), place, this.#calendar);
      this.#windows.set(key, window);
    }
    return window;
  }
}

/** Places times kinds of call that are kept planned at once. */
const MOST_WINDOWS = 20_000;
