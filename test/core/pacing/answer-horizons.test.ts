import { describe, expect, it } from 'vitest';
import { productPacer } from '../../../bench/pacing/product-pacer.js';
import { plain } from '../../../bench/pacing/scenarios.js';
import { World } from '../../../bench/pacing/world.js';
import {
  freshAnswerOdds,
  horizonsMs,
  learnAnswerOdds,
  liveDelayQuantilesMs,
} from '../../../src/core/pacing/answer-odds.js';
import type { PacingObservation } from '../../../src/core/pacing/pacing-strategy.js';

const SHARES = [0.2, 0.5, 0.85] as const;
const live = (afterMs: number): PacingObservation => ({ kind: 'live', afterMs, ringMs: 2000, amdMs: null });

describe('the horizons at which risk is asked', () => {
  it('are not shortened by the quickest answers of the first calls', () => {
    const quick = learnAnswerOdds(
      freshAnswerOdds(),
      Array.from({ length: 200 }, () => live(5000)),
    );
    const believed = liveDelayQuantilesMs(freshAnswerOdds(), SHARES);
    expect(horizonsMs(quick, SHARES, 10_000)).toEqual(believed);
    // A minute later whoever answers slowly has answered too: five seconds it is.
    for (const ms of horizonsMs(quick, SHARES, 60_000)) {
      expect(ms).toBeLessThan(6000);
    }
  });

  it('are longer at once where people answer slowly', () => {
    const slow = learnAnswerOdds(
      freshAnswerOdds(),
      Array.from({ length: 200 }, () => live(30_000)),
    );
    expect(horizonsMs(slow, SHARES, 10_000)[1]).toBeGreaterThan(29_000);
  });

  it('remember as many people as are in flight, for a large team sees them in waves', () => {
    let [small, large] = [freshAnswerOdds(), freshAnswerOdds()];
    for (let wave = 0; wave < 20; wave++) {
      const people = Array.from({ length: 100 }, () => live(wave < 10 ? 20_000 : 8000));
      small = learnAnswerOdds(small, people, 100);
      large = learnAnswerOdds(large, people, 8000);
    }
    const median = (odds: typeof small): number => liveDelayQuantilesMs(odds, [0.5])[0] ?? 0;
    expect(median(small)).toBeLessThan(10_000);
    expect(median(large)).toBeGreaterThan(8900);
  });

  it('keep a thousand agents who start at once within the cap', () => {
    for (const seed of [1, 2, 3]) {
      const start = plain('start-1000', 1000, 0.38, 0.25);
      const day = new World(start, seed, 0.01, false).run(productPacer(0.01, true));
      expect(day.drop).toBeLessThan(0.01);
      expect(day.live).toBeGreaterThan(4000);
    }
  });
});
