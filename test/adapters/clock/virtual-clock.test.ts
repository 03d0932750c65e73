import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/adapters/clock/virtual-clock.js';

describe('VirtualClock', () => {
  test('fires timers in order of their time, then in the order they were set, whatever was taken back', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ delay: fc.integer({ min: -5, max: 40 }), taken: fc.boolean() }), {
          maxLength: 200,
        }),
        async (plan) => {
          const clock = new VirtualClock(1000);
          const fired: string[] = [];
          const timers = plan.map(({ delay }, i) =>
            clock.setTimer(delay, () => fired.push(`${clock.now()}:${i}`)),
          );
          plan.forEach(({ taken }, i) => {
            if (taken) clock.clearTimer(timers[i]!);
          });
          await clock.runUntil(2000);
          const expected = plan
            .map(({ delay, taken }, i) => ({ at: 1000 + Math.max(0, delay), i, taken }))
            .filter(({ taken }) => !taken)
            .sort((a, b) => a.at - b.at || a.i - b.i)
            .map(({ at, i }) => `${at}:${i}`);
          expect(fired).toEqual(expected);
          expect(clock.pendingTimers).toBe(0);
          expect(clock.now()).toBe(2000);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('keeps its order when thousands of timers are taken back and the heap is compacted', async () => {
    const clock = new VirtualClock();
    const fired: number[] = [];
    for (let i = 0; i < 6000; i++) {
      const at = (i * 7919) % 6007;
      const timer = clock.setTimer(at, () => fired.push(at));
      if (i % 5 !== 0) clock.clearTimer(timer);
    }
    expect(clock.pendingTimers).toBe(1200);
    await clock.runFor(10_000);
    expect(fired).toHaveLength(1200);
    expect(fired).toEqual([...fired].sort((a, b) => a - b));
  });

  test('lets every continuation of an instant settle before the next one', async () => {
    const clock = new VirtualClock();
    const log: string[] = [];
    clock.setTimer(10, () => {
      void (async () => {
        for (let i = 0; i < 500; i++) await null;
        log.push(`settled at ${clock.now()}`);
        await new Promise<void>((resolve) => {
          clock.setTimer(0, resolve);
        });
        log.push(`same instant at ${clock.now()}`);
      })();
    });
    clock.setTimer(11, () => log.push('next instant'));
    await clock.runUntil(11);
    expect(log).toEqual(['settled at 10', 'same instant at 10', 'next instant']);
  });

  test('goes instant by instant, up to a condition, and reports when nothing is left', async () => {
    const clock = new VirtualClock();
    const seen: number[] = [];
    for (const at of [5, 5, 9, 30]) clock.setTimer(at, () => seen.push(at));
    expect(await clock.runNext()).toBe(true);
    expect(seen).toEqual([5, 5]);
    expect(await clock.runUntilTrue(() => seen.includes(9), 100)).toBe(true);
    expect(clock.now()).toBe(9);
    expect(await clock.runUntilTrue(() => false, 50)).toBe(false);
    expect(clock.now()).toBe(50);
    expect(await clock.runNext()).toBe(false);
  });

  test('rejects the run when a timer throws, and can run on', async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.setTimer(1, () => {
      throw new Error('broken timer');
    });
    clock.setTimer(1, () => seen.push('after'));
    await expect(clock.runFor(5)).rejects.toThrow('broken timer');
    await clock.runFor(5);
    expect(seen).toEqual(['after']);
  });

  test('refuses a second run at the same time and a delay that is no number', async () => {
    const clock = new VirtualClock();
    const first = clock.runFor(5);
    await expect(clock.runFor(5)).rejects.toThrow('one run at a time');
    await first;
    expect(() => clock.setTimer(Number.NaN, () => {})).toThrow(RangeError);
  });
});
