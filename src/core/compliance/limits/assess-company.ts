import type { RuleParameters } from '../rule-parameters.js';
import { gravest, type LimitAssessment, stopFigure } from './limit-state.js';
import type { DayUsage } from './usage.js';

/** A company's month at one carrier and service. */
export interface MonthUsage {
  /** Every call of the month, authenticated ones too. */
  readonly calls: number;
  /** Calls of the months before, the newest last. */
  readonly earlier: readonly number[];
}

export interface CompanyQuestion {
  readonly day: DayUsage;
  readonly month: MonthUsage;
  /** The calls in question are signed. */
  readonly authenticated: boolean;
  /** Part of the dialling day, and of the month's, that is over. */
  readonly dayElapsedShare: number;
  readonly monthElapsedShare: number;
}

export interface CompanyLimits {
  readonly shortCalls: RuleParameters['short_calls'] | null;
  readonly monthly: RuleParameters['monthly_calls'] | null;
  readonly persists: RuleParameters['authentication_persists'] | null;
}

const UNBOUND: LimitAssessment = {
  state: 'ok',
  rule: null,
  reason: 'not bound',
  forecast: null,
  room: Number.POSITIVE_INFINITY,
};

/** The short share of the day should every live call, and the next one, turn out short. */
export function worstShortShare(day: DayUsage): number {
  return (day.plainShortCalls + day.plainLive + 1) / (day.plainCalls + 1);
}

/**
 * The test of short calls: from the margin on, nothing that could bring the share to the limit leaves. Live calls are
 * taken for short, so no way they end in can pass the limit.
 */
function assessShortCalls(
  day: DayUsage,
  limit: RuleParameters['short_calls'],
  elapsedShare: number,
): LimitAssessment {
  const stopAt = stopFigure(limit.calls, limit.stopShare);
  const share = worstShortShare(day);
  const forecast = elapsedShare > 0 ? Math.round(day.plainCalls / elapsedShare) : null;
  const percent = `${Math.round(share * 1000) / 10} %`;
  const figures = `${day.plainCalls} of ${limit.calls} calls at the carrier today, up to ${percent} of them short`;
  const over = share >= limit.share;
  // Below the limit more calls may leave than up to the margin, but how many only the next ones tell.
  const room = Math.max(over ? 0 : 1, stopAt - day.plainCalls);
  if (over && room === 0) {
    return { state: 'stopped', rule: 'R01', reason: `${figures}: the margin is ${stopAt}`, forecast, room };
  }
  const near = day.plainCalls >= limit.calls * limit.warnShare;
  if (near && share >= limit.warnShare) {
    return { state: 'warn', rule: 'R01', reason: figures, forecast, room };
  }
  if (over && forecast !== null && forecast >= stopAt) {
    return { state: 'warn', rule: 'R01', reason: `${figures}, ${forecast} at this pace`, forecast, room };
  }
  return { state: 'ok', rule: null, reason: figures, forecast, room };
}

function assessMonth(
  month: MonthUsage,
  limit: RuleParameters['monthly_calls'],
  authenticated: boolean,
  elapsedShare: number,
): LimitAssessment {
  const stopAt = stopFigure(limit.calls, limit.stopShare);
  const forecast = elapsedShare > 0 ? Math.round(month.calls / elapsedShare) : null;
  const figures = `${month.calls} of ${limit.calls} calls at the carrier this month`;
  const room = authenticated ? Number.POSITIVE_INFINITY : Math.max(0, stopAt - month.calls);
  if (room === 0) {
    const reason = `${figures}: beyond ${stopAt} every call has to be authenticated`;
    return { state: 'stopped', rule: 'R04', reason, forecast, room };
  }
  if (month.calls >= limit.forecastAlarm || (forecast !== null && forecast >= limit.forecastAlarm)) {
    return {
      state: 'warn',
      rule: 'R04',
      reason: `${figures}, ${forecast ?? '?'} at this pace`,
      forecast,
      room,
    };
  }
  return { state: 'ok', rule: null, reason: figures, forecast, room };
}

/**
 * True while earlier months bind to authentication: one passed the limit, and not as many months in a row as
 * `months` have stayed within it since. Months newest last.
 */
export function isAuthenticationDue(earlier: readonly number[], calls: number, months: number): boolean {
  const passed = earlier.findLastIndex((month) => month > calls);
  return passed >= 0 && earlier.length - 1 - passed < months;
}

/** Where a company stands at one carrier and service. A stop means: other carriers, authenticated lines, or tomorrow. */
export function assessCompany(question: CompanyQuestion, limits: CompanyLimits): LimitAssessment {
  const { day, month, authenticated } = question;
  const { shortCalls, monthly, persists } = limits;
  const byMonth =
    monthly === null ? UNBOUND : assessMonth(month, monthly, authenticated, question.monthElapsedShare);
  const byDay =
    shortCalls === null || authenticated
      ? UNBOUND
      : assessShortCalls(day, shortCalls, question.dayElapsedShare);
  const due =
    monthly !== null &&
    persists !== null &&
    !authenticated &&
    isAuthenticationDue(month.earlier, monthly.calls, persists.months);
  const byDuty: LimitAssessment = due
    ? {
        state: 'stopped',
        rule: 'R06',
        reason: `an earlier month passed ${monthly.calls} calls: every call has to be authenticated`,
        forecast: null,
        room: 0,
      }
    : UNBOUND;
  return gravest(byDay, byMonth, byDuty);
}
