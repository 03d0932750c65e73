import { describe, expect, test } from 'vitest';
import { assessAbandonment } from '../../../src/core/compliance/abandonment.js';
import { callsAhead, peopleShare } from '../../../src/core/compliance/dial-ahead.js';
import { HOUR } from '../../../src/core/kernel/time.js';

const RULE = {
  id: 'R27',
  parameters: { share: 0.03, target: 0.01, hours: 24, minimumCalls: 100, auditFrom: 400 },
} as const;

const spareOf = (abandoned: number, given: number): number =>
  assessAbandonment([{ startMs: 0, abandoned, given, earlyHangups: 0 }], RULE, HOUR).spare;

describe('what may still be dropped', () => {
  test.each([
    [0, 0, 3],
    [3, 50, 0],
    [0, 1000, 30],
    [30, 970, 0],
    [40, 900, -13],
  ])('%d abandoned and %d given leave %d', (abandoned, given, spare) => {
    expect(spareOf(abandoned, given)).toBe(spare);
    // One more than that would pass the stop.
    const next = abandoned + Math.max(spare, 0) + 1;
    expect(next / Math.max(next + given, 100)).toBeGreaterThan(0.03);
  });
});

describe('calls ahead of the agents', () => {
  test('are none when nothing is spare, and more the more is', () => {
    expect(callsAhead(0, 0.3, 0, 0)).toBe(0);
    const counts = [1, 2, 5, 10, 30].map((spare) => callsAhead(spare, 0.3, 0, 0));
    expect(counts).toEqual([...counts].sort((a, b) => a - b));
    expect(counts[0]).toBeGreaterThan(0);
  });

  test('are fewer where more people answer, and where more of them meet nobody', () => {
    expect(callsAhead(10, 0.9, 0, 0)).toBeLessThan(callsAhead(10, 0.1, 0, 0));
    expect(callsAhead(10, 0.3, 0.8, 0)).toBeLessThan(callsAhead(10, 0.3, 0.1, 0));
  });

  test('are more by those who answer to a free agent, and none of these while a stop holds', () => {
    const [none, many] = [callsAhead(3, 0.3, 0.1, 0), callsAhead(3, 0.3, 0.1, 100)];
    // Of a hundred free agents so many people meet one, twice the spread of chance counted in.
    const met = (many - none) * 0.3;
    expect(met).toBeGreaterThan(75);
    expect(met + 2 * Math.sqrt(met)).toBeLessThanOrEqual(101);
    expect(callsAhead(0, 0.3, 0.1, 100)).toBe(0);
  });

  test('drop less than is spare even with twice the spread of chance', () => {
    for (const spare of [1, 3, 12, 100]) {
      for (const share of [0.2, 0.5, 1]) {
        const calls = callsAhead(spare, 0.3, share, 0);
        const drops = calls * 0.3 * share;
        expect(calls <= spare || drops + 2 * Math.sqrt(drops) <= spare).toBe(true);
      }
    }
  });
});

test('the share of people is believed to be three in ten until calls have shown it', () => {
  expect(peopleShare(0, 0)).toBe(0.3);
  expect(peopleShare(40, 1000)).toBeCloseTo(0.0426, 3);
  expect(peopleShare(5, 3)).toBeLessThanOrEqual(1);
});
