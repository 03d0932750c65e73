import { describe, expect, it } from 'vitest';
import { type CountedRow, countCalls, mergeCounts, sumsBy } from '../../../src/core/carrier/carrier-count.js';
import { driftOf } from '../../../src/core/carrier/carrier-drift.js';
import { measureOf } from '../../../src/core/carrier/carrier-measure.js';
import { addPdd, type PddSketch, pddBucket, pddQuantileMs } from '../../../src/core/carrier/pdd-sketch.js';
import { makeSeededRng, randomInteger } from '../../../src/core/kernel/rng.js';
import { anOpening, aResult, NOON } from '../../support/samples.js';

const rng = makeSeededRng('carrier-count');

function rows(count: number): CountedRow[] {
  return Array.from({ length: count }, (_, index) => ({
    opening: anOpening(`a${index}`, {
      line: `+55114000000${index % 7}`,
      ddd: String(11 + (index % 9)),
      carrier: index % 2 === 0 ? 'alfa' : 'beta',
    }),
    result: aResult({
      tRingMs: NOON + randomInteger(rng, 50, 120_000),
      tAnswerMs: rng.next() < 0.2 ? NOON + 9000 : null,
      tEndMs: NOON + 9000 + randomInteger(rng, 0, 90_000),
      sipCode: [486, 480, 503, null][index % 4] ?? null,
    }),
  }));
}

describe('counts of calls', () => {
  it('come to the same however the calls are parted, and stay as small as there are cells', () => {
    const all = rows(20_000);
    const whole = countCalls(all);
    const parts = [all.slice(0, 1), all.slice(1, 7000), all.slice(7000)].map(countCalls);
    const key = ({ carrier, line, ddd }: { carrier: string; line: string; ddd: string }) =>
      `${carrier} ${line} ${ddd}`;
    expect([...sumsBy(mergeCounts(parts).cells, key)].sort()).toEqual([...sumsBy(whole.cells, key)].sort());
    expect(whole.cells.reduce((sum, { attempts }) => sum + attempts, 0)).toBe(20_000);
    expect(whole.cells.length).toBeLessThanOrEqual(126);
    expect(JSON.stringify(whole).length).toBeLessThan(126 * 800);
  });

  it('say nothing of what has no calls, rather than nought', () => {
    const [cell] = countCalls([{ opening: anOpening('a'), result: aResult({ tRingMs: null }) }]).cells;
    expect(measureOf(cell!)).toMatchObject({
      attempts: 1,
      asr: 0,
      acdMs: null,
      pddP50Ms: null,
      short6Share: null,
    });
    expect(measureOf({ ...cell!, attempts: 0 })).toMatchObject({ asr: null, ner: null, notLongShare: null });
  });
});

describe('the sketch of delays', () => {
  it('is right to a tenth at every quantile, also of two sketches together', () => {
    const delays = Array.from({ length: 5000 }, () => Math.round(Math.exp(5 + rng.next() * 6)));
    const sketch = (some: readonly number[]): PddSketch =>
      some.reduce<PddSketch>((sum, delay) => addPdd(sum, [[pddBucket(delay), 1]]), []);
    const both = addPdd(sketch(delays.slice(0, 2000)), sketch(delays.slice(2000)));
    const sorted = [...delays].sort((a, b) => a - b);
    for (const share of [0.05, 0.5, 0.95]) {
      const exact = sorted[Math.ceil(share * sorted.length) - 1]!;
      expect(Math.abs(pddQuantileMs(both, share)! / exact - 1)).toBeLessThan(0.1);
    }
    expect(pddQuantileMs([], 0.5)).toBeNull();
  });
});

describe('a drift', () => {
  it('is told of a share that fell by half, and of none that chance alone moved', () => {
    expect(driftOf(20, 200, 200, 1000)).toBe('down');
    expect(driftOf(60, 200, 150, 1000)).toBe('up');
    expect(driftOf(5, 20, 200, 1000)).toBe('unknown');
    // Sure and worth nothing: a change of a twentieth.
    expect(driftOf(19_000, 100_000, 20_000, 100_000)).toBe('same');
    let told = 0;
    for (let look = 0; look < 2000; look += 1) {
      const hits = (calls: number) =>
        Array.from({ length: calls }, () => rng.next()).filter((x) => x < 0.2).length;
      told += driftOf(hits(200), 200, hits(400), 400) === 'same' ? 0 : 1;
    }
    expect(told).toBeLessThanOrEqual(14);
  });
});
