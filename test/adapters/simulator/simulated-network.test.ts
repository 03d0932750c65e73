import { describe, expect, test } from 'vitest';
import { parseTrunkId } from '../../../src/core/kernel/ids.js';
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

  test('a day of faults repeats as well: lost, repeated and late events, a storm, a hang, a cut and a crash', async () => {
    const disturb: Parameters<typeof runFloor>[3] = (network, server) => {
      const { clock, faults } = network;
      const one = network.switchOf(server.id);
      const at = (seconds: number, run: () => void) => clock.setTimer(seconds * 1000, run);
      const poor = { loseShare: 0.01, repeatShare: 0.05, delayShare: 0.05, delayMs: 800 };
      faults.setLinkFault(server.id, { ...poor, loseOriginateReplyShare: 0.02, loseOriginateShare: 0.02 });
      at(60, () => faults.setTrunkFault(parseTrunkId('trunk-1'), { refusedShare: 0.5, extraDelayMs: 700 }));
      at(120, () => faults.setTrunkFault(parseTrunkId('trunk-1'), null));
      at(150, () => one.freeze());
      at(170, () => one.thaw());
      at(250, () => one.cutLink());
      at(260, () => one.restoreLink());
      at(400, () => one.kill());
      at(420, () => one.restart());
    };
    const first = await runFloor('faults', 3000, 20, disturb);
    expect(await runFloor('faults', 3000, 20, disturb)).toEqual(first);
    expect(first.rejected).toBeGreaterThan(100);
    expect(first.eventLogHash).not.toBe((await runFloor('faults', 3000, 20)).eventLogHash);
  });
});
