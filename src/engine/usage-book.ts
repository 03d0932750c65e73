import type { AttemptResult } from '../core/call-log/call-log-row.js';
import { isAuthenticationDue, type MonthUsage } from '../core/compliance/limits/assess-company.js';
import { isShortCall } from '../core/compliance/limits/short-call.js';
import type { TrafficLimits } from '../core/compliance/limits/traffic-limits.js';
import { type DayUsage, NO_USAGE } from '../core/compliance/limits/usage.js';
import type { LineReadiness } from '../core/route/line-pool.js';
import type { StoredUsage } from '../ports/usage-store.js';
import { CallTally } from './call-tally.js';
import { type Company, companyKey, companyOfCall } from './company.js';
import { LongCalls } from './long-calls.js';
import { Periods } from './periods.js';
import { type QuotaDeps, QuotaKeeper, type QuotaStanding } from './quota-keeper.js';
import { QuotaQuestions } from './quota-questions.js';
import { UsageCounters } from './usage-counters.js';
import type { UsageSubject } from './usage-subject.js';
import { usageSums } from './usage-sums.js';

/** Calls up to this long are short where no policy says otherwise (Despacho Decisório Anatel 22/2024). */
export const SHORT_SECONDS = 6;

/** What the gate is told of the line and the company. */
export interface RouteUsage {
  readonly lineDay: DayUsage;
  readonly companyDay: DayUsage;
  readonly companyMonth: MonthUsage;
}

/** A call that was counted, as its row says. */
export interface CountedCall {
  readonly line: string;
  readonly callerCnpj: string;
  readonly carrier: string;
  readonly service: string;
  readonly authenticated: boolean;
}

/** A line or a company in its day, for who looks after the limits. */
export interface WatchedLine {
  readonly number: string;
  readonly day: DayUsage;
  /** Calls of the day apart from what is only reserved; `day` counts both, as the gate does. */
  readonly made: QuotaStanding;
  readonly limits: TrafficLimits;
}

export interface WatchedCompany {
  readonly company: Company;
  readonly day: DayUsage;
  readonly month: MonthUsage;
  readonly made: QuotaStanding;
  readonly madeOfMonth: QuotaStanding;
  readonly limits: TrafficLimits;
}

interface Known<Subject> {
  readonly subject: Subject;
  limits: TrafficLimits;
}

/**
 * How far lines and companies are into their limits, over all engines: the quotas of each call, and what the gate and
 * the screens are told. Both speak from the same figures, so the gate stops exactly where the quotas end.
 */
export class UsageBook {
  readonly #periods: Periods;
  readonly #quotas: QuotaKeeper;
  readonly #longs: LongCalls;
  readonly #counters: UsageCounters;
  readonly #questions: QuotaQuestions;
  readonly #tally = new CallTally();
  readonly #earlier = new Map<string, readonly number[]>();
  readonly #lines = new Map<string, Known<string>>();
  readonly #companies = new Map<string, Known<Company>>();

  constructor(deps: QuotaDeps) {
    this.#periods = new Periods(deps.clock);
    this.#quotas = new QuotaKeeper(deps);
    this.#longs = new LongCalls(deps);
    this.#counters = new UsageCounters(this.#periods);
    this.#questions = new QuotaQuestions(this.#periods, this.#counters, this.#longs);
  }

  /** The month's start and the day's, as the rows are asked for. */
  get periods(): Periods {
    return this.#periods;
  }

  /** True when the call may use a unit of every counter it is counted in. */
  readiness(subject: UsageSubject): LineReadiness {
    const { line, company, limits } = subject;
    this.#know(subject);
    if (!line.authenticated && this.#mustAuthenticate(company, limits)) {
      return 'stopped';
    }
    let worst: LineReadiness = 'ready';
    for (const question of this.#questions.of(subject)) {
      const found = this.#quotas.readiness(question);
      if (found === 'stopped') {
        this.#longs.lookAgain(this.#counters.long(company));
        return found;
      }
      worst = found === 'pending' ? found : worst;
    }
    return worst;
  }

  /** Where the line and the company stand, without this call. */
  usageOf({ line, company }: Pick<UsageSubject, 'line' | 'company'>): RouteUsage {
    return {
      lineDay: this.#lineDay(line.number),
      companyDay: this.#companyDay(company),
      companyMonth: this.#companyMonth(company),
    };
  }

  /** The call leaves. */
  spend(subject: UsageSubject): void {
    for (const question of this.#questions.of(subject)) {
      this.#quotas.use(question);
    }
    this.#tally.dialled(subject.line.number, companyKey(subject.company), subject.line.authenticated);
  }

  /** A call that was counted since `sinceMs` provably never left; of a day that is over nothing is left to give. */
  giveBack(call: CountedCall, sinceMs: number): void {
    this.#turn();
    const company = companyOfCall(call);
    const limits = this.#companies.get(companyKey(company))?.limits;
    if (limits === undefined || sinceMs < this.#periods.dayStartMs) {
      return;
    }
    const line = { number: call.line, authenticated: call.authenticated };
    for (const question of this.#questions.of({ line, company, limits })) {
      this.#quotas.giveBack(question);
    }
    this.#tally.undone(call.line, companyKey(company), call.authenticated);
  }

  /** A call of this engine that was counted before a restart is live. */
  adopt(call: CountedCall): void {
    this.#turn();
    this.#tally.dialled(call.line, companyKey(companyOfCall(call)), call.authenticated);
  }

  /** A call that left has ended. */
  ended(call: CountedCall, result: Pick<AttemptResult, 'tDialMs' | 'tAnswerMs' | 'tEndMs'>): void {
    this.#turn();
    const company = companyOfCall(call);
    if ((result.tDialMs ?? Number.NEGATIVE_INFINITY) < this.#periods.dayStartMs) {
      return;
    }
    const known = this.#companies.get(companyKey(company))?.limits.shortCalls;
    const long = !isShortCall(result, known?.shortSeconds ?? SHORT_SECONDS);
    this.#tally.ended(call.line, companyKey(company), call.authenticated, long);
    if (long && !call.authenticated) {
      this.#longs.add(this.#counters.long(company));
    }
  }

  /** Raises the shared counters to what rows say; months the present one last. */
  async load(stored: StoredUsage): Promise<void> {
    const { dayEndMs, monthEndMs } = this.#periods;
    const { lines, day, long, months } = usageSums(stored);
    await Promise.all([
      ...[...lines].map(([line, calls]) => this.#quotas.raise(this.#counters.line(line), calls, dayEndMs)),
      ...[...day].map(([key, calls]) => this.#quotas.raise(this.#counters.day(key), calls, dayEndMs)),
      ...[...long].map(([key, calls]) => this.#longs.raise(this.#periods.name('long', key), calls)),
      ...[...(months.at(-1) ?? [])].map(([key, calls]) =>
        this.#quotas.raise(this.#counters.month(key), calls, monthEndMs),
      ),
    ]);
    const past = months.slice(0, -1);
    for (const key of new Set(past.flatMap((calls) => [...calls.keys()]))) {
      this.#earlier.set(
        key,
        past.map((calls) => calls.get(key) ?? 0),
      );
    }
  }

  watchedLines(): readonly WatchedLine[] {
    this.#turn();
    return [...this.#lines.values()].map(({ subject, limits }) => ({
      number: subject,
      day: this.#lineDay(subject),
      made: this.#quotas.standing(this.#counters.line(subject)),
      limits,
    }));
  }

  watchedCompanies(): readonly WatchedCompany[] {
    this.#turn();
    return [...this.#companies.values()].map(({ subject, limits }) => ({
      company: subject,
      day: this.#companyDay(subject),
      month: this.#companyMonth(subject),
      made: this.#quotas.standing(this.#counters.day(companyKey(subject))),
      madeOfMonth: this.#quotas.standing(this.#counters.month(companyKey(subject))),
      limits,
    }));
  }

  /** Most unauthenticated calls the company may place today, as far as is known. */
  capOf(company: Company, limits: TrafficLimits): number {
    return this.#questions.capOf(company, limits);
  }

  /** Gives back the units that were not used. Idempotent. */
  async close(): Promise<void> {
    this.#longs.close();
    await this.#quotas.close();
  }

  #mustAuthenticate(company: Company, { monthly, persists }: TrafficLimits): boolean {
    const earlier = this.#earlier.get(companyKey(company)) ?? [];
    return (
      monthly !== null && persists !== null && isAuthenticationDue(earlier, monthly.calls, persists.months)
    );
  }

  #know({ line, company, limits }: UsageSubject): void {
    this.#turn();
    remember(this.#lines, line.number, line.number, limits);
    remember(this.#companies, companyKey(company), company, limits);
  }

  /** At midnight what this engine has counted begins anew; a new month pushes the old one back. */
  #turn(): void {
    const turned = this.#periods.turn();
    if (turned !== null) {
      this.#tally.clear();
      this.#longs.clear();
    }
    if (turned?.month === true) {
      for (const [key] of this.#companies) {
        const earlier = this.#earlier.get(key) ?? [];
        this.#earlier.set(key, [...earlier, this.#quotas.used(turned.nameBefore('month', key))]);
      }
    }
  }

  #lineDay(line: string): DayUsage {
    const calls = this.#quotas.used(this.#counters.line(line));
    const { live, shortCalls } = this.#tally.ofLine(line);
    return { ...NO_USAGE, calls, live: Math.min(live, calls), shortCalls };
  }

  /** What is not known to have lasted is taken for short: that is how the gate reads it too. */
  #companyDay(company: Company): DayUsage {
    const key = companyKey(company);
    const plainCalls = this.#quotas.used(this.#counters.day(key));
    const notLong = Math.max(0, plainCalls - this.#longs.known(this.#counters.long(company)));
    const { plain, signed } = this.#tally.ofCompany(key);
    const plainLive = Math.min(plain.live, notLong);
    const plainShortCalls = notLong - plainLive;
    return {
      calls: plainCalls + signed.calls,
      live: plainLive + signed.live,
      shortCalls: plainShortCalls + signed.shortCalls,
      plainCalls,
      plainLive,
      plainShortCalls,
    };
  }

  #companyMonth(company: Company): MonthUsage {
    const key = companyKey(company);
    return { calls: this.#quotas.used(this.#counters.month(key)), earlier: this.#earlier.get(key) ?? [] };
  }
}

function remember<Subject>(
  known: Map<string, Known<Subject>>,
  key: string,
  subject: Subject,
  limits: TrafficLimits,
): void {
  const entry = known.get(key);
  if (entry === undefined) {
    known.set(key, { subject, limits });
  } else {
    entry.limits = limits;
  }
}
