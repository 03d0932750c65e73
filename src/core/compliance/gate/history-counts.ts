import { DAY, HOUR } from '../../kernel/time.js';
import type { PastAttempt } from './dial-facts.js';
import type { DialQuestion } from './dial-question.js';
import { localDayOf } from './person-day.js';

/** Tries of the person's past that another row of the same try does not repeat. */
export function triesOf(history: readonly PastAttempt[], question: DialQuestion): readonly PastAttempt[] {
  if (history.length === 0) {
    return history;
  }
  const groups = new Set<string>(question.attemptGroup === '' ? [] : [question.attemptGroup]);
  return history.filter(({ group }) => {
    if (group === '') {
      return true;
    }
    const fresh = !groups.has(group);
    groups.add(group);
    return fresh;
  });
}

/** Rows of the same person: by CPF where there is one, else by number. */
export function isSamePerson(attempt: PastAttempt, question: DialQuestion): boolean {
  return question.cpfHash === '' ? attempt.phone === question.phone : attempt.cpfHash === question.cpfHash;
}

/** Two instants of one local date are no further apart, whatever the clocks were put back by. */
const LONGEST_DATE_MS = DAY + 12 * HOUR;

/** Most tries on one local date equal to today's, over the zones. */
export function countToday(tries: readonly PastAttempt[], atMs: number, zones: readonly string[]): number {
  const near = tries.filter(({ tDialMs }) => Math.abs(atMs - tDialMs) < LONGEST_DATE_MS);
  if (near.length === 0) {
    return 0;
  }
  const ofZone = (zone: string): number => {
    const today = localDayOf(atMs, zone);
    return near.filter(({ tDialMs }) => localDayOf(tDialMs, zone) === today).length;
  };
  return Math.max(0, ...zones.map(ofZone));
}
