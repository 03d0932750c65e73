import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assessCompany } from '../../../../src/core/compliance/limits/assess-company.js';
import { assessLine } from '../../../../src/core/compliance/limits/assess-line.js';
import {
  companyDayCap,
  companyMonthCap,
  lineDayCap,
  UNLIMITED,
  unitsToTake,
} from '../../../../src/core/compliance/limits/call-quota.js';
import { NO_USAGE } from '../../../../src/core/compliance/limits/usage.js';
import type { RuleParameters } from '../../../../src/core/compliance/rule-parameters.js';

const LAW = { calls: 100_000, share: 0.85, shortSeconds: 6, stopShare: 0.95, warnShare: 0.7 };

const shortCalls: fc.Arbitrary<RuleParameters['short_calls']> = fc.record({
  calls: fc.integer({ min: 1, max: 2000 }),
  share: fc.double({ min: 0.05, max: 0.99, noNaN: true }),
  shortSeconds: fc.constant(6),
  stopShare: fc.double({ min: 0, max: 1, noNaN: true }),
  warnShare: fc.constant(0.7),
});

/** What the gate goes by after `calls` calls of which `long` are known to have lasted and `live` still go on. */
function isStopped(limit: RuleParameters['short_calls'], calls: number, long: number, live = 0): boolean {
  const plainLive = Math.min(live, calls - long);
  const day = { ...NO_USAGE, plainCalls: calls, plainLive, plainShortCalls: calls - long - plainLive };
  const question = {
    day,
    month: { calls: 0, earlier: [] },
    authenticated: false,
    dayElapsedShare: 0,
    monthElapsedShare: 0,
  };
  return assessCompany(question, { shortCalls: limit, monthly: null, persists: null }).state === 'stopped';
}

describe('how many calls of a company may leave in a day', () => {
  test('by the law: 95 000 while all may be short, and more only when enough of them have lasted', () => {
    expect(companyDayCap(LAW, 0)).toBe(95_000);
    expect(companyDayCap(LAW, 14_000)).toBe(95_000);
    expect(companyDayCap(LAW, 15_000)).toBe(99_999);
    expect(companyDayCap(LAW, 30_000)).toBe(199_999);
    expect(companyDayCap(null, 0)).toBe(UNLIMITED);
  });

  test('whatever the figures, the gate lets exactly the calls up to the cap leave, live ones taken for short', () => {
    fc.assert(
      fc.property(shortCalls, fc.nat(500), fc.nat(50), (limit, long, live) => {
        const cap = companyDayCap(limit, long);
        fc.pre(cap <= 20_000);
        const from = Math.max(long, 0);
        for (const calls of new Set([from, cap - 2, cap - 1, cap, cap + 1])) {
          if (calls >= from) {
            expect(isStopped(limit, calls, long, live)).toBe(calls >= cap);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  test('a cap never shrinks when more calls are known to have lasted, so a late count grants nothing too much', () => {
    fc.assert(
      fc.property(shortCalls, fc.nat(500), fc.nat(500), (limit, one, more) => {
        expect(companyDayCap(limit, one + more)).toBeGreaterThanOrEqual(companyDayCap(limit, one));
      }),
    );
  });

  test('a day dialled up to its caps never meets the test of the law, however the calls end', () => {
    const length = fc.integer({ min: 0, max: 3 });
    fc.assert(
      fc.property(shortCalls, fc.array(length, { minLength: 50, maxLength: 3000 }), (limit, ends) => {
        let calls = 0;
        let long = 0;
        for (const end of ends) {
          if (calls < companyDayCap(limit, long)) {
            calls += 1;
            long += end === 0 ? 1 : 0;
          }
        }
        expect(calls >= limit.calls && (calls - long) / calls >= limit.share).toBe(false);
      }),
      { numRuns: 60 },
    );
  });
});

test('a line stops at its margin, exactly where its assessment does', () => {
  expect(lineDayCap({ calls: 100_000, stopShare: 1, warnShare: 0.7 })).toBe(99_999);
  expect(lineDayCap(null)).toBe(UNLIMITED);
  const limit = fc.record({
    calls: fc.integer({ min: 1, max: 200_000 }),
    stopShare: fc.double({ min: 0, max: 1, noNaN: true }),
    warnShare: fc.constant(0.7),
  });
  fc.assert(
    fc.property(limit, fc.integer({ min: -2, max: 2 }), (parameters, off) => {
      const calls = Math.max(0, lineDayCap(parameters) + off);
      expect(assessLine({ calls }, parameters, 0).state === 'stopped').toBe(calls >= lineDayCap(parameters));
    }),
  );
});

test('a month stops short of the figure from which every call has to be authenticated', () => {
  expect(companyMonthCap({ calls: 500_000, stopShare: 0.98, forecastAlarm: 400_000 })).toBe(490_000);
  expect(companyMonthCap(null)).toBe(UNLIMITED);
});

test('a node takes at most half a percent of a cap ahead, and single units at the end of it', () => {
  expect(unitsToTake(95_000, 0)).toBe(475);
  expect(unitsToTake(UNLIMITED, 0)).toBe(500);
  expect(unitsToTake(95_000, 94_990)).toBe(3);
  expect(unitsToTake(95_000, 94_999)).toBe(1);
  expect(unitsToTake(95_000, 95_000)).toBe(1);
  expect(unitsToTake(20, 0)).toBe(5);
});
