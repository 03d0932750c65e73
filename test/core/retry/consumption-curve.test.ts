import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ANSWERED_REASONS,
  CONTACT_REASONS,
  type ConsumptionCell,
  consumptionPlan,
  dialUntil,
  YieldTable,
  yieldOf,
} from '../../../src/core/retry/consumption-curve.js';

const cell = (attemptNo: number, attempts: number, contacts: number, hour = 10): ConsumptionCell => ({
  mailingId: 'm1',
  hour,
  attemptNo,
  attempts,
  answers: contacts * 2,
  contacts,
});

describe('what a base yields', () => {
  test('comes with Wilson’s 95 % interval', () => {
    // The interval of 10 of 100 as textbooks print it: 5.52 % to 17.44 %.
    const { perThousand, low, high } = yieldOf(10, 100);
    expect(perThousand).toBe(100);
    expect(low).toBeCloseTo(55.2, 1);
    expect(high).toBeCloseTo(174.4, 1);
    expect(yieldOf(0, 0)).toEqual({ perThousand: 0, low: 0, high: 1000 });
  });

  test('lies inside its interval, which lies between nothing and everything', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 100_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (n, share) => {
          const { perThousand, low, high } = yieldOf(Math.floor(n * share), n);
          expect(low).toBeGreaterThanOrEqual(0);
          expect(high).toBeLessThanOrEqual(1000 + 1e-9);
          expect(perThousand).toBeGreaterThanOrEqual(low - 1e-9);
          expect(perThousand).toBeLessThanOrEqual(high + 1e-9);
        },
      ),
    );
  });

  test('adds up over attempts, and the curve ends with all contacts', () => {
    const plan = consumptionPlan([
      cell(1, 1000, 60),
      cell(2, 800, 24),
      cell(10, 500, 1),
      cell(1, 1000, 40, 19),
    ]);
    expect(plan).toMatchObject({ attempts: 3300, contacts: 125, answers: 250 });
    expect(plan.byAttempt.map(({ key, contacts }) => [key, contacts])).toEqual([
      ['1', 100],
      ['2', 24],
      ['10', 1],
    ]);
    expect(plan.curve.map(({ attempts, share }) => [attempts, share])).toEqual([
      [2000, 0.8],
      [2800, 0.992],
      [3300, 1],
    ]);
    expect(dialUntil(plan, 20)).toBe(2);
    expect(dialUntil(plan, 900)).toBeNull();
  });

  test('is not judged on little evidence, and then by the upper end', () => {
    const table = new YieldTable([cell(1, 199, 0), cell(2, 1000, 5)]);
    expect(table.expectedPerThousand('m1', 1)).toBeNull();
    expect(table.expectedPerThousand('m2', 2)).toBeNull();
    expect(table.expectedPerThousand('m1', 2)).toBeCloseTo(11.7, 1);
  });

  test('names the hours above the average, best first', () => {
    const table = new YieldTable([cell(1, 1000, 10, 9), cell(1, 1000, 60, 12), cell(1, 1000, 80, 19)]);
    expect(table.bestHours('m1')).toEqual([19, 12]);
  });
});

test('every contact is an answer too', () => {
  expect(ANSWERED_REASONS).toEqual(expect.arrayContaining([...CONTACT_REASONS]));
});
