import { describe, expect, test } from 'vitest';
import { learnSlowness, minutesToRun, UNKNOWN_SLOWNESS } from '../../../src/app/outlook/outlook-length.js';
import { OutlookRun, type OutlookTask } from '../../../src/app/outlook/outlook-run.js';
import { runOutlookJob } from '../../../src/app/outlook/outlook-worker.js';
import { recentWorld } from '../../../src/app/outlook/recent-world.js';

function task(change: Partial<OutlookTask> = {}, cap = 0.03): OutlookTask {
  return {
    world: recentWorld([], true),
    mode: 'predictive',
    settings: { ratio: 1, abandonCap: cap, connectDeadlineMs: 1800, ringTimeoutMs: 25_000, amd: true },
    memory: null,
    memoryAge: { ageMs: 0, sameDay: true },
    agents: 15,
    connectedToday: 200,
    abandonedToday: 2,
    sampledRingMs: 25_000,
    minutes: 8,
    ...change,
  };
}

describe('the length of what is run', () => {
  test('is whole on a free machine, shorter with more agents or a slower machine, and never too short', () => {
    expect(minutesToRun(15, 4, 1)).toBe(20);
    expect(minutesToRun(200, 4, 1)).toBeLessThan(20);
    expect(minutesToRun(15, 4, UNKNOWN_SLOWNESS)).toBe(8);
    expect(minutesToRun(500, 4, 30)).toBe(6);
  });

  test('follows how fast the machine is, from what the runs took', () => {
    const job = { present: task(), changed: task(), firstSeed: 0, seedStep: 1, mostSeeds: 2, budgetMs: 9e9 };
    const { simulatedMinutes, tookMs, present } = runOutlookJob(job);
    expect([present.length, simulatedMinutes]).toEqual([2, 4 * (8 + 3)]);
    let slowness = UNKNOWN_SLOWNESS;
    for (let answer = 0; answer < 9; answer++) {
      slowness = learnSlowness(slowness, 15, { simulatedMinutes: 100, tookMs: 890 });
    }
    expect(slowness).toBeCloseTo(2, 1);
    expect(tookMs).toBeGreaterThan(0);
  });
});

describe('the outlook of a lane', () => {
  test('is the same for the same seed, and another for another', () => {
    const first = new OutlookRun(task(), 'a').figures();
    expect(new OutlookRun(task(), 'a').figures()).toEqual(first);
    expect(new OutlookRun(task(), 'b').figures()).not.toEqual(first);
  });

  test('of predictive keeps agents busier than one call a free agent does, and power drops nobody', () => {
    const both = runOutlookJob({
      present: task({ mode: 'power' }),
      changed: task(),
      firstSeed: 0,
      seedStep: 1,
      mostSeeds: 2,
      budgetMs: 5000,
    });
    const mean = (list: readonly { readonly occupancy: number | null }[]): number =>
      list.reduce((sum, { occupancy }) => sum + (occupancy ?? 0), 0) / list.length;
    expect(mean(both.changed)).toBeGreaterThan(mean(both.present) + 0.1);
    expect(both.present.every(({ dropShare }) => dropShare === 0)).toBe(true);
  });

  test('of shorter ringing has fewer people on the line', () => {
    const settings = { ...task().settings, ringTimeoutMs: 15_000 };
    const [usual, short] = [task({ mode: 'power' }), task({ mode: 'power', settings })].map((one) =>
      new OutlookRun(one, 'a').figures(),
    );
    const perConnect = (one: typeof usual): number => one!.attemptsPerHour / one!.connectedPerHour;
    expect(perConnect(short)).toBeGreaterThan(perConnect(usual));
  });
});
