import { describe, expect, test } from 'vitest';
import {
  type AbandonRule,
  abandonKindOf,
  assessAbandonment,
} from '../../../src/core/compliance/abandonment.js';
import { HOUR } from '../../../src/core/kernel/time.js';
import { aResult, NOON } from '../../support/samples.js';

const RULE: AbandonRule = {
  id: 'R27',
  parameters: { share: 0.03, target: 0.01, hours: 24, minimumCalls: 100 },
};
const hour = (startMs: number, abandoned: number, given: number) => ({
  startMs,
  abandoned,
  given,
  earlyHangups: 0,
});

describe('how an answered call counts', () => {
  const answered = { tAnswerMs: NOON, tEndMs: NOON + 10_000, endedBy: 'system' } as const;
  test.each([
    [{}, 'abandoned'],
    [{ tAgentMs: NOON + 100 }, 'given'],
    [{ endedBy: 'client', tEndMs: NOON + 1999 }, 'early_hangup'],
    [{ endedBy: 'client', tEndMs: NOON + 2000 }, 'abandoned'],
    [{ amd: 'human', tAmdMs: NOON + 3000, endedBy: 'client', tEndMs: NOON + 4000 }, 'early_hangup'],
  ] as const)('%o is %s', (change, kind) => {
    expect(abandonKindOf(aResult({ ...answered, ...change }))?.kind).toBe(kind);
  });

  test.each([
    { tAnswerMs: null },
    { amd: 'machine', tAmdMs: NOON },
    { tAgentMs: NOON, disposition: 'maquina' },
  ] as const)('%o is no person', (change) => {
    expect(abandonKindOf(aResult({ ...answered, ...change }))).toBeNull();
  });

  test('the wait begins at the verdict of the detector where there was one', () => {
    expect(abandonKindOf(aResult({ ...answered, amd: 'unknown', tAmdMs: NOON + 3500 }))?.atMs).toBe(
      NOON + 3500,
    );
  });
});

describe('the share of people who meet no agent', () => {
  test('is marked below a hundred calls, and held so that it is not broken at the hundredth', () => {
    const few = assessAbandonment([hour(NOON, 1, 20)], RULE, NOON + HOUR);
    expect(few).toMatchObject({ marked: true, atStop: false, belowAgain: true });
    const tooMany = assessAbandonment([hour(NOON, 3, 49)], RULE, NOON + HOUR);
    expect(tooMany).toMatchObject({ marked: true, atStop: true, belowAgain: false });
  });

  test('stops while one more would pass 3 %', () => {
    expect(assessAbandonment([hour(NOON, 2, 98)], RULE, NOON + HOUR)).toMatchObject({ atStop: false });
    expect(assessAbandonment([hour(NOON, 3, 97)], RULE, NOON + HOUR)).toMatchObject({
      atStop: true,
      share: 0.03,
      overTarget: true,
    });
  });

  test('forgets what is more than 24 hours ago, and of the hour the window begins in takes the stricter side', () => {
    const old = hour(NOON, 30, 100);
    const now = [old, hour(NOON + 20 * HOUR, 0, 200)];
    expect(assessAbandonment(now, RULE, NOON + 24.5 * HOUR)).toMatchObject({ abandoned: 30, given: 200 });
    expect(assessAbandonment(now, RULE, NOON + 25 * HOUR)).toMatchObject({ abandoned: 0, given: 200 });
  });
});
