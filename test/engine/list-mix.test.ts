import { expect, test } from 'vitest';
import type { CampaignSettings } from '../../src/core/campaign/campaign.js';
import type { ListMix } from '../../src/core/contact/list-mix.js';
import { parseMailingId } from '../../src/core/kernel/ids.js';
import { HOUR, MINUTE } from '../../src/core/kernel/time.js';
import { inTurn, ringsOut } from '../support/fates.js';
import { handWorld } from '../support/hand-floor.js';
import { CAMPAIGN, defaultPhone, WORLD_START_MS, type World } from '../support/world.js';

const [OLD, NEW, VIP] = ['m1', 'nova', 'vip'].map(parseMailingId);
const order = (priority: number, share: number, paused = false) => ({ priority, share, paused });

/** Three lists of so many people who do not answer, the first the oldest; two agents ask for calls all the time. */
async function threeLists(listMix: ListMix, each = 200): Promise<World> {
  const campaign = { mode: 'paused' } as const;
  const world = await handWorld({ agents: 2, contacts: each, campaign, fates: inTurn(ringsOut()) });
  await world.addContacts(each, (index) => defaultPhone(1000 + index), 'nova');
  await world.addContacts(each, (index) => defaultPhone(2000 + index), 'vip');
  await change(world, { listMix });
  return world;
}

async function change(world: World, settings: Partial<CampaignSettings>): Promise<void> {
  const stored = await world.stores.campaigns.find(CAMPAIGN);
  await world.settled(world.engine.campaigns.save({ ...stored!.settings, ...settings }, stored!.version));
}

async function dial(world: World, minutes: number): Promise<void> {
  await change(world, { mode: 'power' });
  await world.clock.runFor(minutes * MINUTE);
}

/** Calls by the list they came from. */
async function dialled(world: World): Promise<Readonly<Record<string, number>>> {
  const counts: Record<string, number> = {};
  for (const { opening } of await world.rows()) {
    const contact = await world.stores.contacts.find(opening.contactId);
    const list = contact?.mailingId ?? '?';
    counts[list] = (counts[list] ?? 0) + 1;
  }
  return counts;
}

test('without a mix the oldest list comes first', async () => {
  const world = await threeLists({});
  await dial(world, 10);
  expect(Object.keys(await dialled(world))).toEqual([OLD]);
});

test('lists of one priority are dialled by their shares, and one behind them waits', async () => {
  const world = await threeLists({ [OLD!]: order(9, 1), [NEW!]: order(1, 3), [VIP!]: order(1, 1) });
  await dial(world, 20);
  const { nova = 0, vip = 0, m1 = 0 } = await dialled(world);
  expect(m1).toBe(0);
  expect(nova + vip).toBeGreaterThan(40);
  expect(nova / (nova + vip)).toBeGreaterThan(0.7);
  expect(nova / (nova + vip)).toBeLessThan(0.8);
  expect(world.defects).toEqual([]);
});

test('a list that is dry leaves its part to the others, and then come those behind', async () => {
  const world = await threeLists({ [OLD!]: order(5, 1), [NEW!]: order(1, 1), [VIP!]: order(1, 99) }, 40);
  await dial(world, 60);
  const { nova = 0, vip = 0, m1 = 0 } = await dialled(world);
  // One in ten lives where it is too early to be called.
  expect([vip >= 36, nova >= 36]).toEqual([true, true]);
  expect(m1).toBeGreaterThan(0);
});

test('a list that is paused is not dialled from then on, nor are its callbacks, until it goes on', async () => {
  const world = await threeLists({ [NEW!]: order(5, 1, true), [VIP!]: order(5, 1, true) });
  await dial(world, 2);
  await change(world, { listMix: { [OLD!]: order(5, 1, true), [VIP!]: order(5, 1, true) } });
  const before = await dialled(world);
  await world.clock.runFor(2 * MINUTE);
  const after = await dialled(world);
  expect(Object.keys(before)).toEqual([OLD]);
  expect(after[OLD!]).toBeLessThanOrEqual((before[OLD!] ?? 0) + 4);
  expect(after[NEW!]).toBeGreaterThan(0);
  const readiness = await world.settled(world.engine.campaigns.readiness(CAMPAIGN));
  expect(readiness.obstacles.map(({ code }) => code)).not.toContain('lists_paused');
});

test('says so when all lists that have somebody left are paused', async () => {
  const paused = order(5, 1, true);
  const world = await threeLists({ [OLD!]: paused, [NEW!]: paused, [VIP!]: paused });
  await dial(world, 5);
  expect(world.records).toEqual([]);
  const readiness = await world.settled(world.engine.campaigns.readiness(CAMPAIGN));
  expect(readiness.obstacles).toContainEqual(expect.objectContaining({ code: 'lists_paused', reach: 'all' }));
});

test('a campaign rests outside its own hours though the law would let it dial, and goes on by itself', async () => {
  // The world begins on a Tuesday at nine by Brasília's clock.
  const hours = { weekday: '10:00-10:20', saturday: null, sunday: null };
  const calendar = { hours, from: null, until: null, closed: [] };
  const world = await handWorld({
    agents: 2,
    contacts: 200,
    campaign: { calendar },
    fates: inTurn(ringsOut()),
  });
  await world.clock.runFor(50 * MINUTE);
  expect(world.records).toEqual([]);
  const readiness = await world.settled(world.engine.campaigns.readiness(CAMPAIGN));
  expect(readiness.obstacles).toContainEqual(
    expect.objectContaining({ code: 'calendar_closed', untilMs: WORLD_START_MS + HOUR }),
  );
  await world.clock.runFor(40 * MINUTE);
  const times = (await world.rows()).map(({ opening }) => opening.tDialMs ?? 0);
  expect(Math.min(...times)).toBeLessThan(WORLD_START_MS + HOUR + MINUTE);
  expect(Math.max(...times)).toBeLessThan(WORLD_START_MS + HOUR + 20 * MINUTE);
  expect(world.defects).toEqual([]);
});
