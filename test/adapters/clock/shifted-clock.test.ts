import { expect, it } from 'vitest';
import { ShiftedClock } from '../../../src/adapters/clock/shifted-clock.js';
import { VirtualClock } from '../../../src/adapters/clock/virtual-clock.js';

const TUESDAY = Date.parse('2026-11-24T11:00:00-03:00');

it('shows another time at the speed of its base, timers included', async () => {
  const base = new VirtualClock(1_000_000);
  const clock = new ShiftedClock(base, TUESDAY);
  const fired: number[] = [];
  clock.setTimer(5000, () => fired.push(clock.now()));
  clock.clearTimer(clock.setTimer(6000, () => fired.push(-1)));
  expect(clock.now()).toBe(TUESDAY);
  await base.runFor(60_000);
  expect(clock.now()).toBe(TUESDAY + 60_000);
  expect(fired).toEqual([TUESDAY + 5000]);
});
