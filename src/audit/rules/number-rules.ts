import type { DialledAttempt } from '../log/attempt.js';
import { isMobile, numberProblem } from '../place/area-codes.js';
import type { RuleKit } from './rule-kit.js';

const TRUNK_OF_MOBILE = 'SMP';

/** R12: a number that exists in the plan. */
export function checkDialledNumber(attempt: DialledAttempt, { findings }: RuleKit): void {
  findings.checked('R12');
  const problem = numberProblem(attempt.phone);
  if (problem !== null) {
    findings.report('R12', attempt.id, problem);
  }
}

/** R07 to R10: the number shown belongs to the caller and to the trunk's carrier, and is shown. */
export function checkShownNumber(attempt: DialledAttempt, { findings }: RuleKit): void {
  const { id, line, lineOwnerRoot, callerRoot, lineCarrier, carrier, service, privacy } = attempt;
  for (const rule of ['R07', 'R08', 'R09', 'R10'] as const) {
    findings.checked(rule);
  }
  if (callerRoot === '' || lineOwnerRoot !== callerRoot) {
    findings.report(
      'R07',
      id,
      `line ${line} is of ${lineOwnerRoot || 'an unknown owner'}, the caller is ${callerRoot || 'unknown'}`,
    );
  }
  if (carrier === '' || lineCarrier !== carrier) {
    findings.report(
      'R08',
      id,
      `line ${line} is of carrier ${lineCarrier || 'unknown'}, the trunk of ${carrier || 'an unknown one'}`,
    );
  }
  if (service !== TRUNK_OF_MOBILE && isMobile(line)) {
    findings.report('R09', id, `mobile number ${line} shown on a trunk of service ${service || 'unknown'}`);
  }
  if (line === '' || privacy) {
    findings.report('R10', id, line === '' ? 'no number was shown' : 'the number was withheld');
  }
}
