import type { DialledAttempt } from '../log/attempt.js';
import type { RuleId } from '../rule-id.js';
import { circumstanceOf, type RuleKit } from './rule-kit.js';

/** What a signed declaration that a list does not concern the company leaves in place of a version. */
const NOT_APPLICABLE = 'not_applicable';
const MANDATORY: readonly RuleId[] = ['R17', 'R18'];

/** R22: the lists that were looked at are fresh; R17, R18: where a list is mandatory, one was there to look at. */
export function checkListVersions(attempt: DialledAttempt, { book, findings }: RuleKit): void {
  const circumstance = circumstanceOf(attempt);
  for (const rule of MANDATORY) {
    for (const { parameters } of book.binding(rule, circumstance)) {
      const list = String(parameters['list'] ?? '');
      if (list !== '' && attempt.dncSnapshot[list] === undefined) {
        findings.report(rule, attempt.id, `dialled without the list "${list}", which is mandatory there`);
      }
    }
  }
  const ageMs = book.atMost('R22', 'ageMs', circumstance);
  if (ageMs === null) {
    return;
  }
  for (const [list, version] of Object.entries(attempt.dncSnapshot)) {
    if (version === NOT_APPLICABLE) {
      continue;
    }
    findings.checked('R22');
    const loadedMs = Date.parse(version);
    if (Number.isNaN(loadedMs)) {
      findings.report('R22', attempt.id, `the version of list "${list}" is no time: ${version}`);
    } else if (attempt.tDial - loadedMs > ageMs) {
      findings.report('R22', attempt.id, `list "${list}" was of ${new Date(loadedMs).toISOString()}`);
    }
  }
}
