import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erlangB, linesForBlocking, loadForBlocking } from '../../../src/core/sizing/erlang-b.js';

const ROUNDING = 1e-13;

/** 1/B = a·∫ e^(−at)·(1+t)^x dt by Simpson's rule, in logs: nothing of the product's in it. */
function blockingByIntegral(servers: number, load: number): number {
  const steps = 200_000;
  const end = 60 / load + (servers > load ? (10 * servers) / load : 0);
  const f = (t: number): number => Math.exp(servers * Math.log1p(t) - load * t);
  let sum = f(0) + f(end);
  for (let i = 1; i < steps; i++) {
    sum += (i % 2 === 1 ? 4 : 2) * f((i * end) / steps);
  }
  return 3 / (load * sum * (end / steps));
}

describe('Erlang B', () => {
  it.each([
    [1, 1, 1 / 2],
    [2, 1, 1 / 5],
    [3, 2, 4 / 19],
    [10, 5, 0.018385],
  ])('of %i lines under %d erlangs is what one works out by hand', (lines, load, blocking) => {
    expect(erlangB(lines, load)).toBeCloseTo(blocking, 6);
  });

  it.each([
    [5, 0.01, 1.361],
    [10, 0.01, 4.461],
    [10, 0.02, 5.084],
    [20, 0.01, 12.03],
    [30, 0.02, 21.93],
    [50, 0.01, 37.9],
    [100, 0.01, 84.06],
    [100, 0.02, 87.97],
    [100, 0.05, 95.24],
  ])('lets %i lines carry at a loss of %d the erlangs of the printed tables', (lines, loss, load) => {
    expect(Math.abs(loadForBlocking(lines, loss) - load)).toBeLessThan(0.0006 * load);
    expect(linesForBlocking(load * 0.999, loss)).toBe(lines);
    expect(linesForBlocking(load * 1.002, loss)).toBe(lines + 1);
  });

  it.each([
    [0.3, 0.2],
    [0.5, 3.9],
    [0.5, 4.1],
    [2.25, 1.5],
    [7.7, 9],
    [63.4, 60],
  ])('between whole lines (%d under %d erlangs) is its integral', (lines, load) => {
    expect(erlangB(lines, load)).toBeCloseTo(blockingByIntegral(lines, load), 8);
  });

  it('joins its whole values without a step', () => {
    for (const load of [0.5, 3.999, 4.001, 80]) {
      expect(erlangB(20 + 1e-7, load) / erlangB(20, load)).toBeCloseTo(1, 5);
      expect(erlangB(21 - 1e-7, load) / erlangB(21, load)).toBeCloseTo(1, 5);
    }
  });

  it('falls with lines, rises with load, and is a share', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0, max: 300, noNaN: true }),
        fc.double({ min: 0.01, max: 300, noNaN: true }),
        fc.double({ min: 0.01, max: 20, noNaN: true }),
        (lines, load, more) => {
          const here = erlangB(lines, load);
          expect(here).toBeGreaterThanOrEqual(0);
          expect(here).toBeLessThanOrEqual(1);
          expect(erlangB(lines + more, load)).toBeLessThanOrEqual(here + ROUNDING);
          expect(erlangB(lines, load + more)).toBeGreaterThanOrEqual(here - ROUNDING);
        },
      ),
      { seed: 4, numRuns: 300 },
    );
  });

  it('finds the least lines: one less loses too much', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 4000, noNaN: true }),
        fc.constantFrom(0.001, 0.01, 0.05, 0.3),
        (load, loss) => {
          const lines = linesForBlocking(load, loss);
          expect(erlangB(lines, load)).toBeLessThanOrEqual(loss);
          expect(erlangB(lines - 1, load)).toBeGreaterThan(loss);
        },
      ),
      { seed: 4, numRuns: 100 },
    );
  });

  it('returns to the load it came from', () => {
    for (const [lines, loss] of [
      [1, 0.5],
      [37, 0.01],
      [4000, 0.001],
    ] as const) {
      expect(erlangB(lines, loadForBlocking(lines, loss))).toBeCloseTo(loss, 9);
    }
  });

  it('is right for thousands of lines', () => {
    // At n = a the loss tends to √(2/(πn)) with the next term −2/(3n)·… (Jagerman): √(2/πn)·(1 − …) within 1 %.
    const expected = 1 / (Math.sqrt((Math.PI * 4000) / 2) + 2 / 3);
    expect(erlangB(4000, 4000) / expected).toBeCloseTo(1, 4);
  });

  it.each([
    ['servers', () => erlangB(-1, 2)],
    ['load', () => erlangB(3, Number.NaN)],
    ['blocking', () => linesForBlocking(3, 0)],
    ['blocking', () => linesForBlocking(3, 1.2)],
    ['lines', () => loadForBlocking(-2, 0.01)],
  ])('refuses nonsense in %s by its name', (name, ask) => {
    expect(ask).toThrow(new RegExp(`DLR_INPUT_INVALID.*${name} is`));
  });
});
