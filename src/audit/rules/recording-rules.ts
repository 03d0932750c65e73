import type { DialledAttempt } from '../log/attempt.js';
import { circumstanceOf, type RuleKit } from './rule-kit.js';

/** R36, R37: a collection talk with São Paulo or Rio de Janeiro is recorded, and the person is told. */
export function checkRecording(attempt: DialledAttempt, { book, findings }: RuleKit): void {
  if (attempt.tAgent === null) {
    return;
  }
  const circumstance = circumstanceOf(attempt);
  if (book.binding('R36', circumstance).length > 0) {
    findings.checked('R36');
    if (attempt.recordingId === '') {
      findings.report('R36', attempt.id, 'an agent talked and there is no recording');
    } else if (circumstance.ufs.includes('RJ') && attempt.agentId === '') {
      findings.report('R36', attempt.id, 'the recording does not name its operator');
    }
  }
  if (book.binding('R37', circumstance).length > 0) {
    findings.checked('R37');
    if (!attempt.recordingNotice) {
      findings.report('R37', attempt.id, 'an agent talked and the recording was not announced');
    }
  }
}
