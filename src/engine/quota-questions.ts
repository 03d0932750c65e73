import {
  companyDayCap,
  companyMonthCap,
  lineDayCap,
  UNLIMITED,
} from '../core/compliance/limits/call-quota.js';
import type { TrafficLimits } from '../core/compliance/limits/traffic-limits.js';
import { type Company, companyKey } from './company.js';
import type { LongCalls } from './long-calls.js';
import type { Periods } from './periods.js';
import type { QuotaQuestion } from './quota-keeper.js';
import type { UsageCounters } from './usage-counters.js';
import type { UsageSubject } from './usage-subject.js';

/** The counters of a call, as they were last asked about. */
interface Asked {
  readonly dayEndMs: number;
  readonly longCalls: number;
  readonly questions: readonly QuotaQuestion[];
}

/** Which counters a call is counted in, and how far each may go. Part of its usage book. */
export class QuotaQuestions {
  readonly #periods: Periods;
  readonly #counters: UsageCounters;
  readonly #longs: LongCalls;
  readonly #asked = new WeakMap<UsageSubject, Asked>();

  constructor(periods: Periods, counters: UsageCounters, longs: LongCalls) {
    this.#periods = periods;
    this.#counters = counters;
    this.#longs = longs;
  }

  /** The same until the day ends or a call turns out long. */
  of(subject: UsageSubject): readonly QuotaQuestion[] {
    const { dayEndMs } = this.#periods;
    const longCalls = this.#longs.known(this.#counters.long(subject.company));
    const known = this.#asked.get(subject);
    if (known?.dayEndMs === dayEndMs && known.longCalls === longCalls) {
      return known.questions;
    }
    const questions = this.#questionsOf(subject);
    this.#asked.set(subject, { dayEndMs, longCalls, questions });
    return questions;
  }

  #questionsOf({ line, company, limits }: UsageSubject): readonly QuotaQuestion[] {
    const { dayEndMs, monthEndMs } = this.#periods;
    const key = companyKey(company);
    const counter = this.#counters.month(key);
    const ofLine = {
      counter: this.#counters.line(line.number),
      cap: lineDayCap(limits.line),
      untilMs: dayEndMs,
    };
    if (line.authenticated) {
      return [ofLine, { counter, cap: UNLIMITED, untilMs: monthEndMs }];
    }
    const ofDay = { counter: this.#counters.day(key), cap: this.capOf(company, limits), untilMs: dayEndMs };
    return [ofLine, ofDay, { counter, cap: companyMonthCap(limits.monthly), untilMs: monthEndMs }];
  }

  /** Most unauthenticated calls the company may place today, as far as is known. */
  capOf(company: Company, limits: TrafficLimits): number {
    return companyDayCap(limits.shortCalls, this.#longs.known(this.#counters.long(company)));
  }
}
