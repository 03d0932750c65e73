import type { ClosedFrom } from '../calendar/holiday-calendar.js';
import type { DialledAttempt } from '../log/attempt.js';
import { dateText, timeText, wallTime, weekdayOf } from '../place/local-clock.js';
import { type Whereabouts, whereaboutsOf } from '../place/whereabouts.js';
import type { DayWindow, PolicyRule, WeekWindow } from '../policy/policy.js';
import type { Circumstance } from '../policy/rule-book.js';
import type { RuleId } from '../rule-id.js';
import type { RuleKit } from './rule-kit.js';

interface Closed {
  readonly rule: RuleId;
  readonly detail: string;
}

const SATURDAY = 6;
const minutes = (ms: number): string => timeText(ms).slice(0, 5);

function windowOf(week: WeekWindow, weekday: number): DayWindow {
  return weekday === 0 ? week.sun : weekday === SATURDAY ? week.sat : week.monFri;
}

function circumstanceAt(attempt: DialledAttempt, where: Whereabouts, day: number): Circumstance {
  return { day, purpose: attempt.purpose, ufs: where.ufs, sector: attempt.sector, mode: attempt.mode };
}

/** What the entries of R15 close together; one that names nothing closes every kind of day. */
function closedBy(entries: readonly PolicyRule[]): ClosedFrom {
  return (kind, fromMs) => {
    let earliest: number | null = null;
    for (const { parameters } of entries) {
      if (parameters[kind] !== false) {
        const { yearEndMs } = parameters;
        const from = kind === 'year_end' && typeof yearEndMs === 'number' ? yearEndMs : fromMs;
        earliest = earliest === null ? from : Math.min(earliest, from);
      }
    }
    return earliest;
  };
}

/** R13 to R16: the hour, the day, and the ringing, in every zone and state the person may be in. */
export class WindowRules {
  readonly #kit: RuleKit;

  constructor(kit: RuleKit) {
    this.#kit = kit;
  }

  check(attempt: DialledAttempt): void {
    const { findings } = this.#kit;
    const where = whereaboutsOf(attempt.phone, attempt.municipality);
    const hours = this.#hoursRule(attempt.purpose);
    findings.checked(hours);
    const late = this.#outsideHours(hours, attempt, where, attempt.tDial);
    if (late !== null) {
      findings.report(hours, attempt.id, late.detail);
    }
    const closedDay = this.#closedDay(attempt, where, attempt.tDial);
    if (this.#daysBind(attempt.purpose)) {
      findings.checked('R15');
      if (closedDay !== null) {
        findings.report('R15', attempt.id, closedDay.detail);
      }
    }
    if (late === null && closedDay === null) {
      this.#checkRinging(hours, attempt, where);
    }
  }

  /** The phone rang at no moment that is closed; ringing that ends at the closing instant is in time. */
  #checkRinging(hours: RuleId, attempt: DialledAttempt, where: Whereabouts): void {
    const { findings } = this.#kit;
    const rangUntil = attempt.tAnswer ?? (attempt.tRing === null ? null : attempt.tEnd);
    if (attempt.tRing === null && rangUntil === null) {
      return;
    }
    findings.checked('R16');
    for (const atMs of [attempt.tRing, rangUntil === null ? null : rangUntil - 1]) {
      const closed =
        atMs === null || atMs < attempt.tDial
          ? null
          : (this.#outsideHours(hours, attempt, where, atMs) ?? this.#closedDay(attempt, where, atMs));
      if (closed !== null) {
        findings.report('R16', attempt.id, `still ringing when closed: ${closed.detail}`);
        return;
      }
    }
  }

  #hoursRule(purpose: string): RuleId {
    return purpose === 'oferta' ? 'R14' : 'R13';
  }

  #daysBind(purpose: string): boolean {
    return !(purpose === 'servico' && this.#kit.book.policy.serviceWindow !== null);
  }

  #outsideHours(rule: RuleId, attempt: DialledAttempt, where: Whereabouts, atMs: number): Closed | null {
    for (const zone of where.zones) {
      for (const { window, act } of this.#windows(rule, attempt, where, zone, atMs)) {
        const clock = window.clock === 'local' ? zone : window.clock;
        const { day, msOfDay } = wallTime(clock, atMs);
        const weekday = weekdayOf(day);
        const open = windowOf(window, weekday);
        // A Sunday is R15's to find.
        if (open === null && weekday === 0 && this.#daysBind(attempt.purpose)) {
          continue;
        }
        if (open === null || msOfDay < open.fromMs || msOfDay >= open.toMs) {
          const allowed =
            open === null ? 'closed that weekday' : `${minutes(open.fromMs)}–${minutes(open.toMs)}`;
          return {
            rule,
            detail: `${dateText(day)} ${timeText(msOfDay)} ${clock}, ${where.ufs.join('/')}: ${allowed} (${act})`,
          };
        }
      }
    }
    return null;
  }

  #windows(rule: RuleId, attempt: DialledAttempt, where: Whereabouts, zone: string, atMs: number) {
    const { book } = this.#kit;
    if (rule === 'R13' && attempt.purpose === 'servico' && book.policy.serviceWindow !== null) {
      return [{ window: book.policy.serviceWindow, act: book.policy.id }];
    }
    const { day } = wallTime(zone, atMs);
    const found: { window: WeekWindow; act: string }[] = [];
    for (const { window, source } of book.binding(rule, circumstanceAt(attempt, where, day))) {
      if (window !== null) {
        found.push({ window, act: source.act });
      }
    }
    return found;
  }

  #closedDay(attempt: DialledAttempt, where: Whereabouts, atMs: number): Closed | null {
    const { book, calendar } = this.#kit;
    if (!this.#daysBind(attempt.purpose)) {
      return null;
    }
    for (const zone of where.zones) {
      const { day, msOfDay } = wallTime(zone, atMs);
      const entries = book.binding('R15', circumstanceAt(attempt, where, day));
      if (weekdayOf(day) === 0 && entries.some(({ parameters }) => parameters['sunday'] !== false)) {
        return { rule: 'R15', detail: `${dateText(day)} is a Sunday (${zone})` };
      }
      const holiday = calendar.find(day, where.ufs, where.municipality, closedBy(entries));
      if (holiday !== null && msOfDay >= holiday.fromMs) {
        const from = holiday.fromMs === 0 ? '' : ` from ${minutes(holiday.fromMs)}`;
        return { rule: 'R15', detail: `${dateText(day)} is ${holiday.name}${from} (${zone})` };
      }
    }
    return null;
  }
}
