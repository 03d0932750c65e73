import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  agentsForErlangC,
  erlangC,
  erlangCMeanWaitSeconds,
  erlangCServiceLevel,
} from '../../../src/core/sizing/erlang-c.js';

describe('Erlang C', () => {
  it.each([
    [1, 0.5, 0.5],
    [2, 1, 1 / 3],
    [5, 4, 0.5541],
    [10, 8, 0.4092],
  ])('makes callers wait as printed (%i agents, %d erlangs)', (agents, load, waits) => {
    expect(erlangC(agents, load)).toBeCloseTo(waits, 4);
  });

  it('answers the textbook case: 360 calls an hour of 4 minutes, 80 % within 20 s', () => {
    // 24 erlangs: 28 agents leave it at 0.77 or so, 29 do it.
    const agents = agentsForErlangC(24, 240, 0.8, 20);
    expect(erlangCServiceLevel(agents, 24, 240, 20)).toBeGreaterThanOrEqual(0.8);
    expect(erlangCServiceLevel(agents - 1, 24, 240, 20)).toBeLessThan(0.8);
    expect(agents).toBe(29);
  });

  it('has no end of waiting at full load', () => {
    expect(erlangC(10, 10)).toBe(1);
    expect(erlangCMeanWaitSeconds(10, 10.5, 60)).toBe(Number.POSITIVE_INFINITY);
    expect(erlangCServiceLevel(10, 11, 60, 20)).toBe(0);
  });

  it('is minimal at any size, and waits less with each agent', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 0.1, max: 4000, noNaN: true }),
        fc.constantFrom(0.5, 0.8, 0.95),
        (load, level) => {
          const agents = agentsForErlangC(load, 180, level, 20);
          expect(erlangCServiceLevel(agents, load, 180, 20)).toBeGreaterThanOrEqual(level);
          if (agents > 1) {
            expect(erlangCServiceLevel(agents - 1, load, 180, 20)).toBeLessThan(level);
          }
          expect(erlangC(agents + 1, load)).toBeLessThan(erlangC(agents, load));
        },
      ),
      { seed: 4, numRuns: 100 },
    );
  });
});
