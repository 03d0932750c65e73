import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { expectedWait, type LineCounts } from '../../../src/core/acd/expected-wait.js';
import { makeSeededRng } from '../../../src/core/kernel/rng.js';
import { erlangC, erlangCMeanWaitSeconds } from '../../../src/core/sizing/erlang-c.js';

const counts = (change: Partial<LineCounts> = {}): LineCounts => ({
  agents: 10,
  freeAgents: 0,
  ahead: 0,
  handleMs: 240_000,
  patienceMs: Number.POSITIVE_INFINITY,
  ...change,
});

/** Plays the line out, each caller with a patience of his own: whoever is first when an agent ends a call is served. */
function playedWaits({ agents, ahead, handleMs, patienceMs }: LineCounts, runs: number): number[] {
  const rng = makeSeededRng('waits');
  const exponential = (meanMs: number): number =>
    meanMs === Number.POSITIVE_INFINITY ? meanMs : -Math.log(1 - rng.next()) * meanMs;
  const waits = Array.from({ length: runs }, () => {
    let before = Array.from({ length: ahead }, () => exponential(patienceMs));
    for (let atMs = exponential(handleMs / agents); ; atMs += exponential(handleMs / agents)) {
      before = before.filter((leavesMs) => leavesMs > atMs);
      if (before.shift() === undefined) {
        return atMs;
      }
    }
  });
  return waits.sort((a, b) => a - b);
}

describe('the wait that remains', () => {
  test('is nothing while an agent is free for him, and unknown where no agent serves the line', () => {
    expect(expectedWait(counts({ freeAgents: 2, ahead: 1 }))).toEqual({
      meanMs: 0,
      medianMs: 0,
      ninetyMs: 0,
    });
    expect(expectedWait(counts({ agents: 0 }))).toBeNull();
  });

  test('for the next one is the time until one of the busy agents ends a call', () => {
    const next = expectedWait(counts());
    expect(next?.meanMs).toBeCloseTo(24_000, 6);
    // An exponential time: median m·ln 2, and nine in ten within m·ln 10, to 2 %.
    expect(next?.medianMs).toBeGreaterThan(0.98 * 24_000 * Math.LN2);
    expect(next?.medianMs).toBeLessThan(1.03 * 24_000 * Math.LN2);
    expect(next?.ninetyMs).toBeGreaterThan(0.98 * 24_000 * Math.LN10);
    expect(next?.ninetyMs).toBeLessThan(1.02 * 24_000 * Math.LN10);
  });

  test('averaged over the lengths that a line of patient callers has, is the mean wait of Erlang C', () => {
    const [agents, load] = [10, 8.5];
    const waits = erlangC(agents, load);
    let mean = 0;
    for (let ahead = 0; ahead < 500; ahead++) {
      const share = waits * (1 - load / agents) * (load / agents) ** ahead;
      mean += (share * (expectedWait(counts({ ahead }))?.meanMs ?? 0)) / 1000;
    }
    expect(mean).toBeCloseTo(erlangCMeanWaitSeconds(agents, load, 240), 6);
  });

  test('agrees with ten thousand lines played out, in the mean and for nine in ten', () => {
    for (const [ahead, patienceMs] of [
      [5, 60_000],
      [20, 180_000],
      [20, Number.POSITIVE_INFINITY],
    ] as const) {
      const line = counts({ ahead, patienceMs });
      const played = playedWaits(line, 10_000);
      const mean = played.reduce((sum, ms) => sum + ms, 0) / played.length;
      const found = expectedWait(line);
      expect(Math.abs((found?.meanMs ?? 0) / mean - 1)).toBeLessThan(0.03);
      expect(Math.abs((found?.ninetyMs ?? 0) / played[9000]! - 1)).toBeLessThan(0.03);
    }
  });

  test('grows with those before, shrinks with agents, and stays finite in a line of millions', () => {
    const line = fc.record({
      agents: fc.integer({ min: 1, max: 500 }),
      freeAgents: fc.constant(0),
      ahead: fc.integer({ min: 0, max: 3000 }),
      handleMs: fc.integer({ min: 1000, max: 1_000_000 }),
      patienceMs: fc.oneof(fc.integer({ min: 1000, max: 10_000_000 }), fc.constant(Number.POSITIVE_INFINITY)),
    });
    fc.assert(
      fc.property(line, (one) => {
        const here = expectedWait(one)!;
        expect(expectedWait({ ...one, ahead: one.ahead + 1 })!.meanMs).toBeGreaterThan(here.meanMs);
        expect(expectedWait({ ...one, agents: one.agents + 1 })!.meanMs).toBeLessThan(here.meanMs);
        expect(here.medianMs).toBeLessThan(here.ninetyMs);
      }),
      { numRuns: 300 },
    );
    const [whole, endless] = [
      counts({ ahead: 5_000_000, patienceMs: 180_000 }),
      counts({ ahead: 5_000_000 }),
    ];
    const byIntegral = 180_000 * Math.log(1 + 5_000_001 / 7.5) + 12_000;
    expect(expectedWait(whole)!.meanMs / byIntegral).toBeCloseTo(1, 3);
    expect(expectedWait(endless)?.meanMs).toBeCloseTo(5_000_001 * 24_000, -6);
  });

  test('is refused for counts that are none', () => {
    expect(() => expectedWait(counts({ ahead: -1 }))).toThrow('ahead is -1');
    expect(() => expectedWait(counts({ handleMs: 0 }))).toThrow('handleMs is 0');
    expect(() => expectedWait(counts({ patienceMs: Number.NaN }))).toThrow('patienceMs is NaN');
  });
});
