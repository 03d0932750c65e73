import { describe, expect, test } from 'vitest';
import {
  type ArrivalRate,
  arrivalsPerHour,
  noArrivals,
  observeArrivals,
} from '../../../src/core/acd/arrival-rate.js';
import { guessedTime, meanTimeMs, observeTime } from '../../../src/core/acd/time-on-test.js';
import { makeSeededRng } from '../../../src/core/kernel/rng.js';
import { HOUR, MINUTE } from '../../../src/core/kernel/time.js';

const rng = makeSeededRng('learned times');
const exponential = (meanMs: number): number => -Math.log(1 - rng.next()) * meanMs;

describe('a mean time that is often not seen to its end', () => {
  test('begins with the guess and comes to what is seen', () => {
    let talk = guessedTime(4 * MINUTE);
    expect(meanTimeMs(talk)).toBe(4 * MINUTE);
    for (let i = 0; i < 600; i++) {
      talk = observeTime(talk, exponential(9 * MINUTE), true);
    }
    expect(meanTimeMs(talk) / (9 * MINUTE)).toBeGreaterThan(0.85);
    expect(meanTimeMs(talk) / (9 * MINUTE)).toBeLessThan(1.15);
  });

  test('is the patience of callers of whom most are answered before they lose it', () => {
    let patience = guessedTime(60_000);
    for (let i = 0; i < 6000; i++) {
      const [would, answered] = [exponential(180_000), exponential(20_000)];
      patience = observeTime(patience, Math.min(would, answered), would < answered);
    }
    expect(meanTimeMs(patience) / 180_000).toBeGreaterThan(0.85);
    expect(meanTimeMs(patience) / 180_000).toBeLessThan(1.15);
  });

  test('counts what lasts now, so that a floor stuck in long talks is seen before one of them ends', () => {
    const talk = guessedTime(4 * MINUTE);
    expect(meanTimeMs(talk, [40 * MINUTE, 40 * MINUTE])).toBe(20 * MINUTE);
  });

  test('is never 0, and no guess may be', () => {
    let talk = guessedTime(1);
    for (let i = 0; i < 5000; i++) {
      talk = observeTime(talk, 0, true);
    }
    expect(meanTimeMs(talk)).toBeGreaterThan(0);
    expect(() => guessedTime(0)).toThrow('DLR_INPUT_INVALID');
    expect(() => guessedTime(Number.NaN)).toThrow('DLR_INPUT_INVALID');
  });
});

describe('the rate at which calls come in', () => {
  const steady = (perHour: number) => ({ comingPerHour: perHour, ofLatePerHour: perHour });
  const watched = (perHour: number, forMs: number): ArrivalRate => {
    let rate = noArrivals(0);
    for (let atMs = exponential(HOUR / perHour); atMs < forMs; atMs += exponential(HOUR / perHour)) {
      rate = observeArrivals(rate, 1, atMs);
    }
    return rate;
  };

  test('is known within its error after half an hour, and the error shrinks with the count', () => {
    const { perHour, errorPerHour } = arrivalsPerHour(watched(600, HOUR), null, HOUR);
    expect(Math.abs(perHour - 600)).toBeLessThan(3 * errorPerHour);
    expect(errorPerHour).toBeLessThan(90);
  });

  test('is the forecast before anything was seen, and gives way to what is seen', () => {
    expect(arrivalsPerHour(noArrivals(0), steady(120), 0).perHour).toBeCloseTo(120, 9);
    const seen = arrivalsPerHour(watched(600, HOUR), steady(120), HOUR).perHour;
    expect(seen).toBeGreaterThan(350);
    expect(seen).toBeLessThan(600);
  });

  test('rises before a peak that the shape of the day promises, and by what was seen of the time before it', () => {
    const quiet = watched(30, HOUR);
    const foreseen = (comingPerHour: number) =>
      arrivalsPerHour(quiet, { comingPerHour, ofLatePerHour: 30 }, HOUR).perHour;
    expect(foreseen(120)).toBeGreaterThan(75);
    expect(foreseen(120)).toBeLessThan(200);
    expect(foreseen(30)).toBeLessThan(50);
    // A queue that opens: nobody was promised, and nobody came.
    expect(
      arrivalsPerHour(noArrivals(0), { comingPerHour: 100, ofLatePerHour: 0 }, HOUR).perHour,
    ).toBeGreaterThan(75);
  });

  test('is believed as it is seen where calls come that nobody promised', () => {
    const busy = watched(600, HOUR);
    expect(arrivalsPerHour(busy, steady(0), HOUR).perHour).toBeGreaterThan(300);
    expect(arrivalsPerHour(busy, { comingPerHour: 0, ofLatePerHour: 60 }, HOUR).perHour).toBeGreaterThan(150);
  });

  test('falls when nobody calls any more, and is not endless in the first second', () => {
    const busy = watched(600, HOUR);
    expect(arrivalsPerHour(busy, null, HOUR + 30 * MINUTE).perHour).toBeLessThan(60);
    expect(arrivalsPerHour(observeArrivals(noArrivals(0), 1, 1), null, 1).perHour).toBeLessThanOrEqual(60);
    expect(arrivalsPerHour(noArrivals(0), null, 0).perHour).toBe(0);
  });
});
