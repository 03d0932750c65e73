import type { DayNumber } from '../calendar/day-number.js';
import { type Policy, rulesOfKind } from '../policy.js';
import type { RuleKind, RuleParameters } from '../rule-parameters.js';
import { isInForce } from '../validity.js';
import { stopFigure } from './limit-state.js';

/** What a policy allows lines and companies; null is no limit. */
export interface TrafficLimits {
  readonly line: RuleParameters['line_calls'] | null;
  readonly shortCalls: RuleParameters['short_calls'] | null;
  readonly monthly: RuleParameters['monthly_calls'] | null;
  readonly persists: RuleParameters['authentication_persists'] | null;
  /** Figures at which a company is only warned, all carriers together. */
  readonly shortCallsWarning: RuleParameters['short_calls_warning'] | null;
  readonly monthlyWarning: RuleParameters['monthly_warning'] | null;
  readonly code0303: 'optional' | 'required';
  /** Most lines a person is shown within the rule's days, or null. */
  readonly rotation: RuleParameters['line_rotation'] | null;
}

function tightest<Kind extends RuleKind>(
  policy: Policy,
  kind: Kind,
  day: DayNumber,
  figure: (parameters: RuleParameters[Kind]) => number,
  severity: 'block' | 'warn' = 'block',
): RuleParameters[Kind] | null {
  let best: RuleParameters[Kind] | null = null;
  for (const rule of rulesOfKind(policy, kind)) {
    const binds = (severity === 'warn' || rule.severity === 'block') && isInForce(rule, day);
    if (binds && (best === null || figure(rule.parameters) < figure(best))) {
      best = rule.parameters;
    }
  }
  return best;
}

/**
 * The limits of a policy on a day of Brasília. A line and a company are shared by all their calls, so of several
 * provisions the tightest holds, whatever calls each is about.
 */
export function trafficLimitsOf(policy: Policy, day: DayNumber): TrafficLimits {
  const stop = ({ calls, stopShare }: { calls: number; stopShare: number }): number =>
    stopFigure(calls, stopShare);
  const use = tightest(policy, 'code_0303', day, ({ use }) => (use === 'required' ? 0 : 1));
  return {
    line: tightest(policy, 'line_calls', day, stop),
    shortCalls: tightest(policy, 'short_calls', day, stop),
    monthly: tightest(policy, 'monthly_calls', day, stop),
    persists: tightest(policy, 'authentication_persists', day, ({ months }) => -months),
    shortCallsWarning: tightest(policy, 'short_calls_warning', day, ({ calls }) => calls, 'warn'),
    monthlyWarning: tightest(policy, 'monthly_warning', day, ({ calls }) => calls, 'warn'),
    code0303: use?.use ?? 'optional',
    rotation: tightest(policy, 'line_rotation', day, ({ lines }) => lines),
  };
}
