import { describe, expect, test } from 'vitest';
import type { ExpectedWait } from '../../../src/core/acd/expected-wait.js';
import {
  chooseOverflow,
  nextOverflowMs,
  type OverflowFacts,
  type OverflowRule,
} from '../../../src/core/acd/overflow.js';
import { DEBTS, SALES } from './acd-samples.js';

const wait = (meanMs: number): ExpectedWait => ({ meanMs, medianMs: meanMs, ninetyMs: 2 * meanMs });
const RULES: readonly OverflowRule[] = [
  { to: { kind: 'queue', queueId: SALES }, waitedMs: 0, expectedMs: 60_000 },
  { to: { kind: 'callback' }, waitedMs: 30_000, expectedMs: 120_000 },
  { to: { kind: 'message', sound: 'tente-mais-tarde' }, waitedMs: 600_000, expectedMs: 0 },
];
const facts = (change: Partial<OverflowFacts> = {}): OverflowFacts => ({
  waitedMs: 0,
  expected: wait(90_000),
  queueIds: [DEBTS],
  callbackOffered: false,
  expectedIn: () => wait(20_000),
  ...change,
});

describe('overflow by expected wait', () => {
  test('goes to the other queue as soon as the wait is expected to be long, before it was', () => {
    expect(chooseOverflow(RULES, facts())).toEqual({ kind: 'queue', queueId: SALES });
    expect(chooseOverflow(RULES, facts({ expected: wait(60_000) }))).toBeNull();
  });

  test('goes nowhere where it would wait as long, where nobody works, or where it waits already', () => {
    expect(chooseOverflow(RULES, facts({ expectedIn: () => wait(80_000) }))).toBeNull();
    expect(chooseOverflow(RULES, facts({ expectedIn: () => null }))).toBeNull();
    expect(chooseOverflow(RULES, facts({ queueIds: [DEBTS, SALES] }))).toBeNull();
  });

  test('two queues as long as each other do not send their callers to and fro', () => {
    for (const meanMs of [61_000, 100_000, 1_000_000]) {
      const both = facts({ expected: wait(meanMs), expectedIn: () => wait(meanMs) });
      expect(chooseOverflow(RULES.slice(0, 1), both)).toBeNull();
    }
  });

  test('a queue that nobody serves overflows at once to one that somebody does', () => {
    expect(chooseOverflow(RULES, facts({ expected: null }))).toEqual({ kind: 'queue', queueId: SALES });
  });

  test('offers a callback once, and ends with a message when all else was tried', () => {
    const long = facts({ queueIds: [DEBTS, SALES], expected: wait(130_000), waitedMs: 30_000 });
    expect(chooseOverflow(RULES, long)).toEqual({ kind: 'callback' });
    expect(chooseOverflow(RULES, { ...long, callbackOffered: true })).toBeNull();
    expect(chooseOverflow(RULES, { ...long, callbackOffered: true, waitedMs: 600_000 })).toEqual({
      kind: 'message',
      sound: 'tente-mais-tarde',
    });
  });

  test('says when time alone may make a rule apply', () => {
    expect([0, 30_000, 600_000].map((ms) => nextOverflowMs(RULES, ms))).toEqual([30_000, 600_000, null]);
  });
});
