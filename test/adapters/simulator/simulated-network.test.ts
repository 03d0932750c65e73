import { describe, expect, test } from 'vitest';
import { runFloor } from './simulated-floor.js';

describe('a simulated floor', () => {
  test('two runs of 20 000 calls with one seed give the same event log, and another seed another one', async () => {
    const first = await runFloor('seed-1', 20_000, 60);
    const second = await runFloor('seed-1', 20_000, 60);
    const other = await runFloor('seed-2', 2000, 60);
    expect(second).toEqual(first);
    expect(other.eventLogHash).not.toBe(first.eventLogHash);
    expect(first.legsLeft).toBe(60);
    expect(first.liveShare).toBeGreaterThan(0.08);
    expect(first.liveShare).toBeLessThan(0.25);
  });
});
