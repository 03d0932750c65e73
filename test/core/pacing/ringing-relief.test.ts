import { describe, expect, it } from 'vitest';
import type { PacedCall } from '../../../src/core/pacing/pacing-strategy.js';
import { ringingToGiveUp } from '../../../src/core/pacing/ringing-relief.js';

function ringing(seconds: number | null, change: Partial<PacedCall> = {}): PacedCall {
  return {
    ageMs: 2000 + 1000 * (seconds ?? 0),
    ringingMs: seconds === null ? null : 1000 * seconds,
    screeningMs: null,
    waiting: false,
    ...change,
  };
}

describe('phones that ring while too much is in flight', () => {
  it('are given up a quarter at a time, and none of them before 15 s', () => {
    const long = Array.from({ length: 8 }, () => ringing(16));
    expect(ringingToGiveUp([...long, ringing(14.9), ringing(null)], 0.3, 0.02)).toBe(2);
    expect(ringingToGiveUp([ringing(15)], 0.3, 0.02)).toBe(1);
    expect(ringingToGiveUp([ringing(14.9), ringing(null)], 0.3, 0.02)).toBe(0);
  });

  it('ring on while the risk is borne, or is no number', () => {
    expect(ringingToGiveUp([ringing(20)], 0.02, 0.02)).toBe(0);
    expect(ringingToGiveUp([ringing(20)], Number.NaN, 0.02)).toBe(0);
  });

  it('are not those that somebody has picked up', () => {
    const answered = [ringing(16, { screeningMs: 300 }), ringing(16, { waiting: true })];
    expect(ringingToGiveUp(answered, 0.3, 0.02)).toBe(0);
  });
});
