import { describe, expect, test } from 'vitest';
import { Coverage } from '../support/faults/coverage.js';
import { tellFault } from '../support/faults/fault-kind.js';
import { runSeed } from '../support/faults/run-seed.js';

const SEEDS = 100;

describe('the whole engine while everything around it breaks', () => {
  test('100 seeds of faults: nothing is lost, nothing is dialled twice, nobody is stuck, every cap and hour is kept', async () => {
    const coverage = new Coverage();
    const failed: string[] = [];
    let calls = 0;
    let hits = 0;
    for (let seed = 1; seed <= SEEDS; seed += 1) {
      const report = await runSeed(seed);
      coverage.add(report.hits);
      calls += report.calls;
      hits += report.hits.length;
      if (report.broken.length > 0) {
        const faults = report.plan.map(tellFault).join('; ');
        failed.push(
          `npm run test:faults -- --seed ${seed}: ${report.broken.slice(0, 3).join(' | ')} after ${faults}`,
        );
      }
    }
    expect(failed).toEqual([]);
    // What breaks nothing proves nothing.
    expect(calls).toBeGreaterThan(SEEDS * 10);
    expect(hits).toBeGreaterThan(SEEDS * 5);
    expect(coverage.cells - coverage.holes().length).toBeGreaterThan(300);
  }, 600_000);

  test('the same seed gives the same events to the last one, another seed others', async () => {
    const [one, again, other] = [await runSeed(7), await runSeed(7), await runSeed(8)];
    expect(one.digest).toBe(again.digest);
    expect(one.events).toBeGreaterThan(100);
    expect(other.digest).not.toBe(one.digest);
  });
});
