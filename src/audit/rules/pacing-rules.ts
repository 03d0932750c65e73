import type { DialledAttempt } from '../log/attempt.js';
import { isEarlyHangup, isPerson, TEST_MODE, waitingSince } from './called-party.js';
import { circumstanceOf, type RuleKit } from './rule-kit.js';

/** Unlike ringing that was cut short, these are the agent's choice, or an announcement that was recognised. */
const ANNOUNCEMENTS: ReadonlySet<string> = new Set([
  'invalid_number',
  'unreachable',
  'rejected',
  'congestion',
  'busy',
]);
const STOPPED = 'cancelled';
/** Whoever had it dialled ends its ringing when he likes. */
const BY_HAND: ReadonlySet<string> = new Set(['preview', 'manual', TEST_MODE]);

/** R29, R30: whoever answers meets an agent or a message within two seconds, and never silence. */
export function checkAnswered(attempt: DialledAttempt, { book, findings }: RuleKit): void {
  if (!isPerson(attempt)) {
    return;
  }
  const circumstance = circumstanceOf(attempt);
  const earlyMs = book.atMost('R30', 'earlyMs', circumstance) ?? 0;
  if (attempt.tAgent === null && isEarlyHangup(attempt, earlyMs)) {
    return;
  }
  findings.checked('R29');
  findings.checked('R30');
  if (attempt.tAgent === null && attempt.tMessage === null) {
    findings.report('R30', attempt.id, 'a person answered and met neither an agent nor a message');
    return;
  }
  const withinMs = book.atMost('R29', 'withinMs', circumstance);
  const met = Math.min(
    attempt.tAgent ?? Number.POSITIVE_INFINITY,
    attempt.tMessage ?? Number.POSITIVE_INFINITY,
  );
  const waitedMs = met - waitingSince(attempt);
  if (withinMs !== null && waitedMs > withinMs) {
    findings.report('R29', attempt.id, `agent or message after ${waitedMs} ms, at most ${withinMs}`);
  }
}

/** R32: a call that we give up has rung long enough. */
export function checkRingTime(attempt: DialledAttempt, { book, findings }: RuleKit): void {
  const byAgent = attempt.endedBy === 'agent';
  if (attempt.tAnswer !== null || !(attempt.endedBy === 'system' || byAgent)) {
    return;
  }
  // A drain lets ringing calls be; only the second stop signal cuts them, and the row says so.
  if (ANNOUNCEMENTS.has(attempt.reason) || (!byAgent && attempt.reason === STOPPED)) {
    return;
  }
  if (byAgent && BY_HAND.has(attempt.mode)) {
    return;
  }
  const ringMs = book.atLeast('R32', 'ringMs', circumstanceOf(attempt));
  if (ringMs === null) {
    return;
  }
  findings.checked('R32');
  const rangMs = attempt.tEnd - (attempt.tRing ?? attempt.tDial);
  if (rangMs < ringMs) {
    findings.report('R32', attempt.id, `given up after ringing ${rangMs} ms, at least ${ringMs}`);
  }
}
