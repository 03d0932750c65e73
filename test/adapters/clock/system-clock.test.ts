import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { describe, expect, test } from 'vitest';
import { SystemClock } from '../../../src/adapters/clock/system-clock.js';

function steeredClock() {
  const at = { wall: 1_000_000, monotonic: 50 };
  const clock = new SystemClock({ wallMs: () => at.wall, monotonicMs: () => at.monotonic });
  const pass = (wallMs: number, monotonicMs: number): number => {
    at.wall += wallMs;
    at.monotonic += monotonicMs;
    return clock.now();
  };
  return { clock, pass };
}

describe('SystemClock', () => {
  test('follows the wall clock while it runs forward, jumps included', () => {
    const { clock, pass } = steeredClock();
    expect(clock.now()).toBe(1_000_000);
    expect(pass(100, 100)).toBe(1_000_100);
    expect(pass(3_600_000, 10)).toBe(4_600_100);
  });

  test('never goes back and never stands still when the wall clock is set back, and meets it again', () => {
    const { clock, pass } = steeredClock();
    const before = clock.now();
    const atStep = pass(-1000, 16);
    expect(atStep).toBeGreaterThanOrEqual(before);
    const later = pass(1600, 1600);
    expect(later - atStep).toBe(1500);
    expect(pass(20_000, 20_000)).toBe(1_000_000 - 1000 + 1600 + 20_000);
  });

  test('fires a timer once, not before its time, and none that was taken back', async () => {
    const clock = new SystemClock();
    const fired: string[] = [];
    const setAt = clock.now();
    const dropped = clock.setTimer(1, () => fired.push('dropped'));
    clock.clearTimer(dropped);
    const firedAt = await new Promise<number>((resolve) => {
      clock.setTimer(12, () => resolve(clock.now()));
    });
    expect(firedAt - setAt).toBeGreaterThanOrEqual(12);
    expect(fired).toEqual([]);
    clock.clearTimer(dropped);
  });

  test('takes a delay beyond what Node can wait without firing at once, and refuses one without end', async () => {
    const clock = new SystemClock();
    let early = false;
    const month = clock.setTimer(30 * 86_400_000, () => {
      early = true;
    });
    await new Promise<void>((resolve) => {
      clock.setTimer(5, resolve);
    });
    expect(early).toBe(false);
    clock.clearTimer(month);
    expect(() => clock.setTimer(Number.POSITIVE_INFINITY, () => {})).toThrow(RangeError);
  });

  test('hears what came in while the process stood still before the timers that fell due meanwhile', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const joined = once(server, 'connection');
    const far = connect((server.address() as AddressInfo).port, '127.0.0.1');
    const [near] = (await joined) as [Socket];
    const clock = new SystemClock();
    const order: string[] = [];
    near.on('data', () => order.push('answer'));
    const fired = [10, 390].map(
      (delayMs, place) =>
        new Promise<void>((resolve) => {
          clock.setTimer(delayMs, () => {
            order.push(`timer ${place + 1}`);
            resolve();
          });
        }),
    );
    far.write('answered');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
    await Promise.all([...fired, once(near, 'data')]);
    far.destroy();
    server.close();
    expect(order).toEqual(['answer', 'timer 1', 'timer 2']);
  });
});
