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
import type { EventBus } from './event-bus.js';
import type { LimitView } from './limit-view.js';
import { companyKey, type UsageBook, type WatchedCompany, type WatchedLine } from './usage-book.js';

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

function lineView({ number, day, limits }: WatchedLine, dayShare: number): LimitView {
  const found = limits.line === null ? UNBOUND : assessLine(day, limits.line, dayShare);
  const cap = lineDayCap(limits.line);
  return {
    id: `line:${number}`,
    kind: 'line',
    name: number,
    calls: day.calls,
    shortShare: null,
    cap: cap === UNLIMITED ? null : cap,
    ...stateOf(found),
    month: null,
  };
}

function companyView(
  { company, day, month, limits }: WatchedCompany,
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
  const ended = day.plainCalls - day.plainLive;
  return {
    id: `company:${companyKey(company)}`,
    kind: 'company',
    name: [company.root, company.carrier, company.service].filter((part) => part !== '').join(' · '),
    calls: day.plainCalls,
    shortShare: ended <= 0 ? null : Math.round((1000 * day.plainShortCalls) / ended) / 1000,
    cap: cap === UNLIMITED ? null : cap,
    ...stateOf(assessCompany(question, { shortCalls, monthly, persists })),
    month: month.calls,
  };
}

/** What warns of a company over all its carriers and services, authenticated calls too; nothing stops it. */
function warningViews(watched: readonly WatchedCompany[]): readonly LimitView[] {
  return [...new Set(watched.map(({ company }) => company.root))].flatMap((root) => {
    const parts = watched.filter(({ company }) => company.root === root);
    const day = parts.reduce((sum, part) => addUsage(sum, part.day), NO_USAGE);
    const month = parts.reduce((sum, part) => sum + part.month.calls, 0);
    const ended = day.calls - day.live;
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
      calls: rule === 'R05' ? month : day.calls,
      shortShare: ended <= 0 ? null : Math.round((1000 * day.shortCalls) / ended) / 1000,
      cap: null,
      forecast: null,
      state: 'warn' as const,
      rule,
      reason,
      month,
    }));
  });
}

function stateOf({ state, rule, reason, forecast }: LimitAssessment) {
  return { state, rule, reason, forecast };
}
