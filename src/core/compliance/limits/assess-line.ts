import type { RuleParameters } from '../rule-parameters.js';
import { type LimitAssessment, stopFigure } from './limit-state.js';
import type { DayUsage } from './usage.js';

/**
 * A line's day: every call counts, short or not. It is stopped by us at the margin, well before the figure at which the
 * carriers would block it; `elapsedShare` is the part of the dialling day that is over, for the forecast.
 */
export function assessLine(
  usage: Pick<DayUsage, 'calls'>,
  limit: RuleParameters['line_calls'],
  elapsedShare: number,
): LimitAssessment {
  const stopAt = stopFigure(limit.calls, limit.stopShare);
  const room = Math.max(0, stopAt - usage.calls);
  const forecast = elapsedShare > 0 ? Math.round(usage.calls / elapsedShare) : null;
  const figures = `${usage.calls} of ${limit.calls} calls of the line today`;
  if (room === 0) {
    return { state: 'stopped', rule: 'R03', reason: `${figures}: the margin is ${stopAt}`, forecast, room };
  }
  if (usage.calls >= limit.calls * limit.warnShare) {
    return { state: 'warn', rule: 'R03', reason: figures, forecast, room };
  }
  if (forecast !== null && forecast >= stopAt) {
    return { state: 'warn', rule: 'R03', reason: `${figures}, ${forecast} at this pace`, forecast, room };
  }
  return { state: 'ok', rule: null, reason: figures, forecast, room };
}
