import { expect } from 'vitest';
import type { EdgeVerdict } from './edge-doors.js';

/** What all three doors have to say of a call. */
export type EdgeAnswer =
  /** The call may leave. */
  | 'open'
  /** The hour is lawful, but a phone that nobody answers would ring past closing time: the gate alone can know that. */
  | 'too late to ring'
  /** The rule that forbids, and when it opens next. */
  | { readonly rule: string; readonly until: string | null };

const OPEN = { allowed: true, rule: null, next_open: null };

/** The three answers as the doors should give them, to be compared with `doorsOf`. */
export function expected(answer: EdgeAnswer) {
  if (answer === 'open') {
    return { gate: 'open', window: OPEN, audit: [] };
  }
  if (answer === 'too late to ring') {
    return { gate: 'R16', window: OPEN, audit: [] };
  }
  const { rule, until } = answer;
  return { gate: rule, window: { allowed: false, rule, next_open: until }, audit: [rule] };
}

export function doorsOf({ gate, window, audit }: EdgeVerdict) {
  return { gate, window, audit };
}

/** Fails with every call whose answer differs at some door, by its sentence. */
export function expectAnswers(
  verdicts: readonly EdgeVerdict[],
  told: readonly { readonly says: string; readonly answer: EdgeAnswer }[],
): void {
  expect(verdicts).toHaveLength(told.length);
  const heard = verdicts.map((verdict, index) => ({ says: told[index]?.says, ...doorsOf(verdict) }));
  expect(heard).toEqual(told.map(({ says, answer }) => ({ says, ...expected(answer) })));
}
