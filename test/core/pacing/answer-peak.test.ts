import { describe, expect, it } from 'vitest';
import {
  type AnswerPeak,
  freshAnswerPeak,
  learnAnswerPeak,
  usualShare,
} from '../../../src/core/pacing/answer-peak.js';
import type { PacingObservation } from '../../../src/core/pacing/pacing-strategy.js';

const LIVE: PacingObservation = { kind: 'live', afterMs: 12_000, ringMs: 8000, amdMs: null };
const failed = (reason: string): PacingObservation => ({
  kind: 'failed',
  reason,
  afterMs: 9000,
  ringMs: null,
});

/** So many attempts, every `each`th of which reaches a person, a second apart. */
function attemptsAfter(known: AnswerPeak, attempts: number, each: number, reason = 'noanswer'): AnswerPeak {
  let peak = known;
  for (let i = 1; i <= attempts; i++) {
    peak = learnAnswerPeak(peak, [i % each === 0 ? LIVE : failed(reason)], 1000, 20, () => 1);
  }
  return peak;
}

describe('the best that a list has answered', () => {
  it('is near the mean on a steady list, which has risen by next to nothing', () => {
    const { peak, rise } = attemptsAfter(freshAnswerPeak(), 6000, 8);
    expect(peak).toBeGreaterThan(0.12);
    expect(peak).toBeLessThan(0.16);
    expect(rise).toBeLessThan(1.5);
  });

  it('remembers a burst of minutes for hours, and how steep it was', () => {
    const burst = attemptsAfter(attemptsAfter(freshAnswerPeak(), 3000, 10), 300, 2);
    expect(burst.peak).toBeGreaterThan(0.45);
    expect(burst.rise).toBeGreaterThan(3);
    const later = attemptsAfter(burst, 7200, 10);
    expect(later.peak).toBeGreaterThan(0.35);
    expect(later.rise).toBeGreaterThan(2.5);
  });

  it('knows through a lull what the list answered before, however many were dialled in it', () => {
    // An hour of one in ten, then twenty minutes of ten attempts a second of whom one in a hundred answers.
    let peak = attemptsAfter(freshAnswerPeak(), 3600, 10);
    for (let second = 0; second < 1200; second++) {
      const ten = Array.from({ length: 10 }, (_, i) =>
        second % 10 === 0 && i === 0 ? LIVE : failed('noanswer'),
      );
      peak = learnAnswerPeak(peak, ten, 1000, 200, () => 1);
    }
    expect(peak.people / peak.attempts).toBeLessThan(0.02);
    expect(peak.usualPeople / peak.usualAttempts).toBeLessThan(0.03);
    expect(usualShare(peak)).toBeGreaterThan(0.05);
    // Before anything was seen a list is thought to be able to answer as lists do.
    expect(usualShare(freshAnswerPeak())).toBeCloseTo(0.1);
    expect(usualShare(attemptsAfter(freshAnswerPeak(), 12_000, 50))).toBeLessThan(0.035);
  });

  it('learns nothing of attempts that the carrier refused or that were given up', () => {
    const known = attemptsAfter(freshAnswerPeak(), 500, 5);
    const refused = attemptsAfter(known, 400, 1000, 'congestion');
    expect(refused.attempts).toBe(known.attempts);
    expect(refused.people).toBe(known.people);
  });

  it('takes it for no rise that likelier contacts were chosen', () => {
    const usual = attemptsAfter(freshAnswerPeak(), 3000, 10);
    const chosen = (lift: number): AnswerPeak => {
      let peak = usual;
      for (let i = 1; i <= 300; i++) {
        const one = i % 2 === 0 ? { ...LIVE, estimate: 0.5 } : { ...failed('noanswer'), estimate: 0.5 };
        peak = learnAnswerPeak(peak, [one], 1000, 20, () => lift);
      }
      return peak;
    };
    expect(chosen(1).rise).toBeGreaterThan(3);
    expect(chosen(5).rise).toBeLessThan(1.6);
  });

  it('believes nothing of the first few attempts', () => {
    expect(attemptsAfter(freshAnswerPeak(), 20, 1)).toMatchObject({ peak: 0, rise: 1 });
  });
});
