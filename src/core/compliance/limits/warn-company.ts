import type { RuleId } from '../rule-id.js';
import type { RuleParameters } from '../rule-parameters.js';
import type { DayUsage } from './usage.js';

export interface LimitWarning {
  readonly rule: RuleId;
  readonly reason: string;
}

/** The cautious counts that warn and never stop: all carriers together, authenticated calls too. */
export function warnCompany(
  usage: { readonly day: DayUsage; readonly monthCalls: number },
  limits: {
    readonly shortCalls: RuleParameters['short_calls_warning'] | null;
    readonly monthly: RuleParameters['monthly_warning'] | null;
  },
): readonly LimitWarning[] {
  const warnings: LimitWarning[] = [];
  const { day, monthCalls } = usage;
  const { shortCalls, monthly } = limits;
  const ended = day.calls - day.live;
  const share = ended === 0 ? 0 : day.shortCalls / ended;
  if (shortCalls !== null && day.calls >= shortCalls.calls) {
    warnings.push({ rule: 'R02', reason: `${day.calls} calls of the company today, all carriers together` });
  } else if (shortCalls !== null && day.calls >= shortCalls.shareFromCalls && share >= shortCalls.share) {
    const percent = Math.round(share * 1000) / 10;
    warnings.push({
      rule: 'R02',
      reason: `${percent} % of ${ended} ended calls of the company today were short`,
    });
  }
  if (monthly !== null && monthCalls >= monthly.calls) {
    warnings.push({
      rule: 'R05',
      reason: `${monthCalls} calls of the company this month, all carriers together`,
    });
  }
  return warnings;
}
