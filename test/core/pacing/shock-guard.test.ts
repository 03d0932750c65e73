import { describe, expect, it } from 'vitest';
import { freshAnswerPeak } from '../../../src/core/pacing/answer-peak.js';
import {
  largestCountUnderShock,
  shockCost,
  shockOf,
  shockOutlook,
  worstDeviations,
} from '../../../src/core/pacing/shock-guard.js';

const OUTLOOK = {
  newCallOdds: 0.1,
  answerOdds: [0.1, 1],
  answerCounts: [30, 1],
  freeOdds: [0.3],
  freeCounts: [15],
};
const DELAYS = [8_000, 18_000] as const;
const SMALL_TEAM = 0.0002;
const LARGE_TEAM = 0.005;

describe('the guard against a rise of the answer rate', () => {
  it('is ready for a doubling before anything was seen, and for what the list has done since', () => {
    expect(shockOf(0.1, freshAnswerPeak(), SMALL_TEAM, ...DELAYS).times).toBe(2);
    const risen = { ...freshAnswerPeak(), peak: 0.5, rise: 4 };
    expect(shockOf(0.1, risen, SMALL_TEAM, ...DELAYS).times).toBe(4);
    // Nothing answers better than at its best, however steep the way there was.
    expect(shockOf(0.2, risen, SMALL_TEAM, ...DELAYS).times).toBe(2.5);
    expect(shockOf(0, { ...risen, rise: 1e9 }, SMALL_TEAM, ...DELAYS).times).toBe(30);
  });

  it('reaches less of what is in flight where more people answer, for it shows sooner', () => {
    const small = shockOf(0.1, freshAnswerPeak(), SMALL_TEAM, ...DELAYS);
    const large = shockOf(0.1, freshAnswerPeak(), LARGE_TEAM, ...DELAYS);
    expect(small.reached).toBe(1);
    expect(large.reached).toBeGreaterThan(0.4);
    expect(large.reached).toBeLessThan(0.6);
  });

  it('costs more the more is in flight and the fewer agents are free', () => {
    const shock = { times: 4, reached: 1 };
    const few = [shockOutlook(OUTLOOK, 4, shock)];
    expect(shockCost(few, 5)).toBeGreaterThan(shockCost(few, 0));
    expect(shockCost(few, 0)).toBeGreaterThan(shockCost([shockOutlook(OUTLOOK, 12, shock)], 0));
    // 30 calls of 0.4 and one who waits, for 4 free agents and 4.5 who are to be.
    expect(shockCost(few, 0)).toBeGreaterThan(4.4);
    expect(shockCost(few, 0)).toBeLessThan(5.5);
  });

  it('takes a call that rang in vain to make room for one to a contact like its own', () => {
    const shock = { times: 2, reached: 1 };
    const aged = { ...OUTLOOK, newCallOdds: 0.25, answerOdds: [0.01, 1] };
    const shy = shockOutlook({ ...aged, renewedOdds: [0.05, 1] }, 8, shock);
    // 30 calls of 0.05 as new and twice as likely, and one who waits.
    expect(shy.mean).toBeCloseTo(8 + 15 * 0.3 - 30 * 0.1 - 1);
    expect(shockOutlook(aged, 8, shock).mean).toBeCloseTo(8 + 15 * 0.3 - 30 * 0.5 - 1);
  });

  it('is ready for a list in a lull to come back to what it was', () => {
    const hour = 3_600_000;
    const lull = { ...freshAnswerPeak(), peak: 0.4, rise: 2, pastMs: hour, pastShareMs: 0.2 * hour };
    expect(shockOf(0.02, lull, SMALL_TEAM, ...DELAYS).times).toBeCloseTo(10);
    expect(shockOf(0.2, lull, SMALL_TEAM, ...DELAYS).times).toBe(2);
    // Its best is no bound below what is usual.
    expect(shockOf(0.02, { ...lull, peak: 0.1 }, SMALL_TEAM, ...DELAYS).times).toBeCloseTo(10);
  });

  it('places as many as the room bears and one more would not', () => {
    const outlooks = [shockOutlook(OUTLOOK, 12, { times: 3, reached: 1 })];
    const two = { likely: 2, worst: 1e9 };
    const count = largestCountUnderShock(outlooks, two, 40);
    expect(shockCost(outlooks, count)).toBeLessThanOrEqual(2);
    expect(shockCost(outlooks, count + 1)).toBeGreaterThan(2);
    expect(largestCountUnderShock(outlooks, { likely: 1e9, worst: 1e9 }, 40)).toBe(40);
    expect(largestCountUnderShock(outlooks, { likely: 0, worst: 1e9 }, 40)).toBe(0);
  });

  it('lets a rise that was seen cost at its worst no more than all there is', () => {
    expect(worstDeviations({ times: 2 })).toBe(0);
    expect(worstDeviations({ times: 4 })).toBe(1);
    expect(worstDeviations({ times: 20 })).toBe(2);
    const outlooks = [shockOutlook(OUTLOOK, 12, { times: 3, reached: 1 })];
    const room = { likely: 6, worst: 6 };
    const seen = largestCountUnderShock(outlooks, room, 40, 2);
    expect(seen).toBeLessThan(largestCountUnderShock(outlooks, room, 40));
    expect(shockCost(outlooks, seen, 2)).toBeLessThanOrEqual(6);
    expect(shockCost(outlooks, seen + 1, 2)).toBeGreaterThan(6);
  });
});
