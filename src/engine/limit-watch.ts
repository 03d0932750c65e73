import { makeHolidayCalendar } from '../core/compliance/calendar/holiday-calendar.js';
import { localDayOf } from '../core/compliance/gate/person-day.js';
import { assessCompany } from '../core/compliance/limits/assess-company.js';
import { assessLine } from '../core/compliance/limits/assess-line.js';
import { lineDayCap, UNLIMITED } from '../core/compliance/limits/call-quota.js';
import { dayElapsedShare, monthElapsedShare } from '../core/compliance/limits/elapsed-share.js';
import { LIMIT_STATES, type LimitAssessment } from '../core/compliance/limits/limit-state.js';
import { addUsage, NO_USAGE } from '../core/compliance/limits/usage.js';
import { warnCompany } from '../core/compliance/limits/warn-company.js';
import { BRASILIA } from '../core/kernel/civil-time.js';
import { SECOND } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import { companyKey } from './company.js';
import type { EventBus } from './event-bus.js';
import type { LimitView } from './limit-view.js';
import type { UsageBook, WatchedCompany, WatchedLine } from './usage-book.js';

/** How often the figures are looked at. */
const LOOK_MS = 1 * SECOND;

const UNBOUND: LimitAssessment = { state: 'ok', rule: null, reason: '', forecast: null, room: UNLIMITED };

export interface LimitWatchDeps {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly usage: UsageBook;
}

/** Looks at lines and companies every second: says when one comes near a limit and when we stop it, and keeps the view. */
export class LimitWatch {
  readonly #deps: LimitWatchDeps;
  readonly #calendar = makeHolidayCalendar();
  /** The gravest state said of each on its day: a forecast that wavers is not said again. */
  readonly #said = new Map<string, { readonly day: number; readonly rank: number }>();
  #views: readonly LimitView[] = [];
  #viewedMs = Number.NEGATIVE_INFINITY;
  #timer: Timer | null = null;
  #closed = false;

  constructor(deps: LimitWatchDeps) {
    this.#deps = deps;
  }

  start(): void {
    if (this.#timer === null && !this.#closed) {
      this.#timer = this.#deps.clock.setTimer(LOOK_MS, () => {
        this.#timer = null;
        this.look();
        this.start();
      });
    }
  }

  /** Lines and companies as they stood at most a second ago. */
  views(): readonly LimitView[] {
    if (this.#deps.clock.now() - this.#viewedMs >= LOOK_MS) {
      this.look();
    }
    return this.#views;
  }

  /** Looks now. */
  look(): void {
    const { clock, usage } = this.#deps;
    const nowMs = clock.now();
    this.#viewedMs = nowMs;
    const dayShare = dayElapsedShare(nowMs, this.#calendar);
    const monthShare = monthElapsedShare(nowMs, this.#calendar);
    const lines = usage.watchedLines().map((line) => lineView(line, dayShare));
    const watched = usage.watchedCompanies();
    const companies = watched.map((company) =>
      companyView(company, usage.capOf(company.company, company.limits), dayShare, monthShare),
    );
    this.#views = [...companies, ...warningViews(watched), ...lines];
    for (const view of this.#views) {
      this.#tell(view, nowMs);
    }
  }

  /** Idempotent. */
  close(): void {
    this.#closed = true;
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
      this.#timer = null;
    }
  }

  #tell(view: LimitView, atMs: number): void {
    const day = localDayOf(atMs, BRASILIA);
    const said = this.#said.get(view.id);
    const rank = LIMIT_STATES.indexOf(view.state);
    if (rank <= (said?.day === day ? said.rank : 0)) {
      return;
    }
    this.#said.set(view.id, { day, rank });
    const { id, kind, rule, reason } = view;
    this.#deps.bus.emit(view.state === 'stopped' ? 'limit:stopped' : 'limit:warned', {
      id,
      kind,
      rule: rule ?? '',
      reason,
      atMs,
    });
  }
}

function lineView({ number, day, made, limits }: WatchedLine, dayShare: number): LimitView {
  const found = limits.line === null ? UNBOUND : assessLine(day, limits.line, dayShare);
  const cap = lineDayCap(limits.line);
  return {
    id: `line:${number}`,
    kind: 'line',
    name: number,
    ...made,
    shortShare: null,
    cap: cap === UNLIMITED ? null : cap,
    ...stateOf(found, day.calls - made.calls),
    month: null,
    monthReserved: null,
  };
}

function companyView(
  { company, day, month, made, madeOfMonth, limits }: WatchedCompany,
  cap: number,
  dayElapsed: number,
  monthElapsed: number,
): LimitView {
  const { shortCalls, monthly, persists } = limits;
  const question = {
    day,
    month,
    authenticated: false,
    dayElapsedShare: dayElapsed,
    monthElapsedShare: monthElapsed,
  };
  // What is only reserved is short to the gate, and no call to who reads.
  const unsure = day.plainCalls - made.calls;
  const ended = made.calls - day.plainLive;
  const found = assessCompany(question, { shortCalls, monthly, persists });
  return {
    id: `company:${companyKey(company)}`,
    kind: 'company',
    name: [company.root, company.carrier, company.service].filter((part) => part !== '').join(' · '),
    ...made,
    shortShare: shareOf(day.plainShortCalls - unsure, ended),
    cap: cap === UNLIMITED ? null : cap,
    ...stateOf(found, found.rule === 'R04' ? month.calls - madeOfMonth.calls : unsure),
    month: madeOfMonth.calls,
    monthReserved: madeOfMonth.reserved,
  };
}

/** What warns of a company over all its carriers and services, authenticated calls too; nothing stops it. */
function warningViews(watched: readonly WatchedCompany[]): readonly LimitView[] {
  return [...new Set(watched.map(({ company }) => company.root))].flatMap((root) => {
    const parts = watched.filter(({ company }) => company.root === root);
    const day = parts.reduce((sum, part) => addUsage(sum, part.day), NO_USAGE);
    const ended = day.calls - day.live;
    const sum = (of: (part: WatchedCompany) => number): number =>
      parts.reduce((all, part) => all + of(part), 0);
    const month = sum((part) => part.month.calls);
    const unsure = sum((part) => part.day.plainCalls - part.made.calls);
    const madeOfMonth = sum((part) => part.madeOfMonth.calls);
    // Campaigns may have policies of their own: each one's figures are looked at, and each rule is said once.
    const found = new Map(
      parts.flatMap(({ limits: { shortCallsWarning: shortCalls, monthlyWarning: monthly } }) =>
        warnCompany({ day, monthCalls: month }, { shortCalls, monthly }).map((one) => [one.rule, one]),
      ),
    );
    return [...found.values()].map(({ rule, reason }) => ({
      id: `company:${root || '-'}:${rule}`,
      kind: 'company' as const,
      name: root,
      calls: rule === 'R05' ? madeOfMonth : day.calls - unsure,
      reserved: sum((part) => (rule === 'R05' ? part.madeOfMonth : part.made).reserved),
      shortShare: shareOf(day.shortCalls - unsure, ended - unsure),
      cap: null,
      forecast: null,
      state: 'warn' as const,
      rule,
      reason,
      month: madeOfMonth,
      monthReserved: sum((part) => part.madeOfMonth.reserved),
    }));
  });
}

/** The verdict is the gate's, which counts what is reserved for used; the words say how much of it that is. */
function stateOf({ state, rule, reason, forecast }: LimitAssessment, unsure: number) {
  const told = unsure > 0 && reason !== '' ? `${reason}; ${unsure} of them reserved, maybe unused` : reason;
  return { state, rule, reason: told, forecast };
}

function shareOf(short: number, ended: number): number | null {
  return ended <= 0 ? null : Math.max(0, Math.round((1000 * short) / ended) / 1000);
}
