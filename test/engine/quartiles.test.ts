import { expect, test } from 'vitest';
import type { DialMode } from '../../src/core/campaign/campaign.js';
import type { QuartileModes } from '../../src/core/campaign/quartile-modes.js';
import { parseGroupId } from '../../src/core/kernel/ids.js';
import { DAY, HOUR, MINUTE } from '../../src/core/kernel/time.js';
import { inTurn, person } from '../support/fates.js';
import { agent, enter } from '../support/hand-floor.js';
import { keepTalks } from '../support/talks-of-agents.js';
import { CAMPAIGN, WORLD_START_MS, World } from '../support/world.js';

/** Half an hour before the next day. */
const LATE_MS = Date.parse('2026-01-13T23:30:00-03:00');
const RULE: QuartileModes<DialMode> = {
  measure: 'success',
  days: 5,
  leastTalks: 10,
  marginPercent: 5,
  modes: [null, null, 'preview', 'preview'],
};

/** Four agents of whom the first had the most success yesterday, and a fifth who is new; the campaign dials nothing. */
async function centre(
  quartileModes: QuartileModes<DialMode> | null = RULE,
  startMs = WORLD_START_MS,
): Promise<World> {
  const fates = inTurn(person());
  const campaign = { mode: 'paused', quartileModes } as const;
  const world = await World.create({ agents: 5, contacts: 400, fates, campaign, startMs });
  const fromMs = startMs - 1.5 * DAY;
  await keepTalks(
    world.stores.attempts,
    world.profiles.slice(0, 4).map(({ id }, n) => ({
      ...{ agent: id, campaignId: CAMPAIGN, fromMs: fromMs + n * HOUR, talks: 12, success: 8 - 2 * n },
    })),
  );
  return world;
}

async function states(world: World): Promise<string[]> {
  for (const { id } of world.profiles) {
    if (world.engine.agents.view(id)?.state === 'offline') {
      await enter(world, id);
    }
  }
  await world.clock.runFor(5000);
  return world.profiles.map((_, index) => agent(world, index).state);
}

const quartilesOf = async (world: World) =>
  Object.fromEntries(
    ((await world.engine.campaigns.quartiles(CAMPAIGN))?.agents ?? []).map((one) => [
      one.agentId,
      one.quartile,
    ]),
  );

test('agents of the lower quartiles work in the mode of theirs, all others in that of the campaign', async () => {
  const world = await centre();
  await world.open([]);
  expect(await states(world)).toEqual(['available', 'available', 'previewing', 'previewing', 'available']);
  expect(await quartilesOf(world)).toEqual({ a001: 1, a002: 2, a003: 3, a004: 4 });
});

test('off unless it is asked for: nothing is made, and everybody works as the campaign does', async () => {
  const world = await centre(null);
  await world.open([]);
  expect(new Set(await states(world))).toEqual(new Set(['available']));
  expect(await world.engine.campaigns.quartiles(CAMPAIGN)).toBeNull();
});

test('a mode that a person gives to a group comes before the quartiles, and is taken back to them', async () => {
  const world = await centre();
  await world.open([]);
  const group = parseGroupId('g1');
  await world.settled(world.engine.campaigns.setGroupMode(CAMPAIGN, group, 'power'));
  for (const { id } of world.profiles) {
    await enter(world, id);
  }
  await world.clock.runFor(5000);
  expect(world.profiles.map((_, n) => agent(world, n).state)).not.toContain('previewing');
});

test('what was made holds all day, over a restart too, and is made anew after midnight from days that are over', async () => {
  const world = await centre(RULE, LATE_MS);
  await world.open([]);
  expect((await world.engine.campaigns.quartiles(CAMPAIGN))?.day).toBe('2026-01-13');
  // The last of yesterday is the best of today.
  const talks = { agent: 'a004', campaignId: CAMPAIGN, talks: 60, success: 60 };
  await keepTalks(world.stores.attempts, [{ ...talks, fromMs: world.clock.now() }]);
  await world.crashAndRestart(MINUTE);
  expect(await quartilesOf(world)).toMatchObject({ a001: 1, a004: 4 });
  await world.clock.runUntil(Date.parse('2026-01-14T00:04:00-03:00'));
  expect(await quartilesOf(world)).toMatchObject({ a001: 1, a004: 4 });
  await world.clock.runUntil(Date.parse('2026-01-14T00:06:00-03:00'));
  const made = await world.engine.campaigns.quartiles(CAMPAIGN);
  expect(made).toMatchObject({ day: '2026-01-14', first: '2026-01-09', last: '2026-01-13', ranked: 4 });
  expect(made?.agents[0]).toMatchObject({
    agentId: 'a004',
    quartile: 1,
    before: 4,
    why: 'ranked',
  });
  expect(world.defects).toEqual([]);
});

test('while the store is away the last ones hold, and the day is made when it is back', async () => {
  let away = false;
  const faults = (operation: string) =>
    away && operation === 'quartiles.output' ? new Error('the database is away') : null;
  const campaign = { mode: 'paused', quartileModes: RULE } as const;
  const world = await World.create({ agents: 4, contacts: 0, campaign, faults, startMs: LATE_MS });
  const fromMs = LATE_MS - 1.5 * DAY;
  const story = world.profiles.map(({ id }, n) => ({
    agent: id,
    campaignId: CAMPAIGN,
    fromMs,
    talks: 12,
    success: 8 - n,
  }));
  await keepTalks(world.stores.attempts, story);
  await world.open([]);
  away = true;
  await world.clock.runUntil(Date.parse('2026-01-14T00:30:00-03:00'));
  expect((await world.engine.campaigns.quartiles(CAMPAIGN))?.day).toBe('2026-01-13');
  away = false;
  await world.clock.runFor(2 * MINUTE);
  expect((await world.engine.campaigns.quartiles(CAMPAIGN))?.day).toBe('2026-01-14');
});
