import { describe, expect, test } from 'vitest';
import { CadenciaError } from '../../src/core/kernel/errors.js';
import { parseCampaignId } from '../../src/core/kernel/ids.js';
import { HOUR, MINUTE, SECOND } from '../../src/core/kernel/time.js';
import type { PacingDecision } from '../../src/core/pacing/pacing-strategy.js';
import { DecisionLog } from '../../src/engine/decision-log.js';
import { CAMPAIGN, World, type WorldOptions } from '../support/world.js';

const decision = (place: number, limit: PacingDecision['limit'] = 'risk'): PacingDecision => ({
  place,
  limit,
  figures: { idle: place },
  reason: `place ${place}`,
});
const ALL = { fromMs: 0, toMs: Number.MAX_SAFE_INTEGER, most: 100 };

describe('the log of decisions', () => {
  test('counts a decision that stays the same, lane by lane, and begins anew once it was kept', () => {
    const log = new DecisionLog();
    log.note('predictive', decision(0), 1000);
    log.note('power', decision(2), 1001);
    log.note('predictive', decision(0), 1100);
    log.note('predictive', decision(0, 'budget'), 1200);
    expect(log.take().map(({ lane, place, limit, times }) => [lane, place, limit, times])).toEqual([
      ['predictive', 0, 'risk', 2],
      ['power', 2, 'risk', 1],
      ['predictive', 0, 'budget', 1],
    ]);
    log.note('predictive', decision(0, 'budget'), 1300);
    expect(log.take()).toMatchObject([{ atMs: 1300, limit: 'budget', times: 1 }]);
    expect(log.take()).toEqual([]);
  });

  test('shows what the store has not got yet behind what it has', () => {
    const log = new DecisionLog();
    log.note('power', decision(1), 1000);
    const kept = log.take();
    log.note('power', decision(3), 2000);
    expect(log.find({ ...ALL, fromMs: 500 })).toBeNull();
    expect(log.find({ ...ALL, fromMs: 1500 })).toMatchObject([{ place: 3 }]);
    expect(log.merge(kept, ALL).map(({ place }) => place)).toEqual([1, 3]);
  });

  test('does not grow with a store that is away', () => {
    const log = new DecisionLog();
    for (let n = 0; n < 40_000; n += 1) {
      log.note('power', decision(n), n);
    }
    const taken = log.take();
    expect(taken.length).toBeLessThanOrEqual(12_000);
    log.giveBack(taken);
    expect(log.take().at(-1)?.place).toBe(39_999);
  });
});

async function dialled(options: WorldOptions = {}): Promise<World> {
  const world = await World.create({ seed: 'decisions', agents: 4, contacts: 400, ...options });
  await world.open();
  await world.clock.runFor(5 * MINUTE);
  return world;
}

const lastDay = (world: World) => ({
  campaignId: CAMPAIGN,
  fromMs: world.clock.now() - 24 * HOUR,
  toMs: world.clock.now() + 1,
  most: 5000,
});

describe('why calls were placed', () => {
  test('can be read for the day, over a restart, with each call accounted for', async () => {
    const world = await dialled();
    await world.clock.runFor(30 * SECOND);
    const before = await world.engine.campaigns.decisions(lastDay(world));
    expect(before.length).toBeGreaterThan(20);
    expect(before.every(({ reason, figures }) => reason !== '' && Object.keys(figures).length > 3)).toBe(
      true,
    );
    const wanted = before.reduce((sum, { place, times }) => sum + place * times, 0);
    expect(wanted).toBeGreaterThanOrEqual(
      world.engine.campaigns.view(CAMPAIGN)?.today.attempts ?? Number.NaN,
    );
    await world.crashAndRestart(5 * SECOND);
    await world.clock.runFor(MINUTE);
    const after = await world.engine.campaigns.decisions(lastDay(world));
    // A crash loses the last minute at most.
    const lost = before.filter(
      (one) => !after.some(({ atMs, lane }) => atMs === one.atMs && lane === one.lane),
    );
    expect(lost.every(({ atMs }) => atMs > (before.at(-1)?.atMs ?? 0) - MINUTE - SECOND)).toBe(true);
    expect(after.at(-1)?.atMs).toBeGreaterThan(before.at(-1)?.atMs ?? Number.NaN);
    const times = after.map(({ atMs }) => atMs);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  test('waits for a store that is away, and no call does', async () => {
    let down = true;
    const faults = (operation: string) =>
      down && operation.startsWith('pacing.')
        ? new CadenciaError('DLR_DATABASE_DOWN', { detail: 'away' })
        : null;
    const world = await dialled({ faults });
    expect(world.engine.campaigns.view(CAMPAIGN)?.today.attempts).toBeGreaterThan(10);
    down = false;
    await world.clock.runFor(90 * SECOND);
    const found = await world.engine.campaigns.decisions(lastDay(world));
    expect(found[0]?.atMs).toBeLessThan(world.clock.now() - 6 * MINUTE);
  });

  test('is not told of a campaign that is none', async () => {
    const world = await dialled();
    await expect(
      world.engine.campaigns.decisions({ ...lastDay(world), campaignId: parseCampaignId('nenhuma') }),
    ).rejects.toThrow('There is no campaign');
  });
});
