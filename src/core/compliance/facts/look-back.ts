import { DAY, HOUR, MINUTE } from '../../kernel/time.js';
import type { Policy, Rule } from '../policy.js';

function reachMs(rule: Rule): number {
  switch (rule.kind) {
    case 'debt_cap':
      return Math.max(rule.parameters.hours, rule.parameters.pauseHours) * HOUR;
    case 'spacing':
      return rule.parameters.minutes * MINUTE;
    case 'abandoned_lock':
    case 'machine_lock':
      return rule.parameters.hours * HOUR;
    case 'line_rotation':
      return rule.parameters.days * DAY;
    default:
      return 0;
  }
}

/** How far back a policy looks at what happened to a number, a person or a debt, with a day for what is counted by days. */
export function lookBackMs(policy: Policy): number {
  return Math.max(0, ...policy.rules.map(reachMs)) + DAY;
}
