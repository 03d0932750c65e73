import { describe, expect, it } from 'vitest';
import { makeSeededRng } from '../../../src/core/kernel/rng.js';
import { daysOfBase, listYield } from '../../../src/core/sizing/list-consumption.js';

describe('the consumption of a list', () => {
  it('is geometric without decay: tried until reached or given up', () => {
    const got = listYield(0.1, { maxTries: 3, triesADay: 1, decay: 1 });
    expect(got.reachedShare).toBeCloseTo(1 - 0.9 ** 3, 9);
    expect(got.triesAContact).toBeCloseTo(1 + 0.9 + 0.81, 9);
    expect(got.firstTryShare).toBeCloseTo(0.1, 9);
    expect(got.daysInList).toBeCloseTo(2.71, 9);
  });

  it('keeps the average that the log shows when answers fall from try to try', () => {
    const got = listYield(0.03, { maxTries: 12, triesADay: 2, decay: 0.85 });
    expect(got.reachedShare / got.triesAContact).toBeCloseTo(0.03, 9);
    expect(got.firstTryShare).toBeGreaterThan(0.03);
    const rng = makeSeededRng('list');
    let [tries, reached] = [0, 0];
    for (let contact = 0; contact < 50_000; contact++) {
      let chance = got.firstTryShare;
      for (let n = 0; n < 12; n++, chance *= 0.85) {
        tries += 1;
        if (rng.next() < chance) {
          reached += 1;
          break;
        }
      }
    }
    expect(Math.abs(tries / 50_000 - got.triesAContact)).toBeLessThan(0.05);
    expect(Math.abs(reached / 50_000 - got.reachedShare)).toBeLessThan(0.01);
  });

  it('lasts as long as its tries', () => {
    const got = listYield(0.1, { maxTries: 1, triesADay: 1, decay: 1 });
    expect(daysOfBase(50_000, 10_000, got)).toBeCloseTo(5, 9);
  });

  it('refuses a cadence without tries, and one whose answers rise', () => {
    expect(() => listYield(0.1, { maxTries: 0, triesADay: 1, decay: 1 })).toThrow(/maxTries is 0/);
    expect(() => listYield(0.1, { maxTries: 3, triesADay: 1, decay: 1.2 })).toThrow(/decay is 1.2/);
  });
});
