import { expect, test } from 'vitest';
import { parseCampaignId, parseTrunkId } from '../../src/core/kernel/ids.js';
import { HOUR, MINUTE } from '../../src/core/kernel/time.js';
import type { CampaignReadiness } from '../../src/engine/campaign-readiness.js';
import { CAMPAIGN, testLine, testTrunk, WORLD_START_MS, World, type WorldOptions } from '../support/world.js';

/** What holds back every call, as its codes. */
const codes = ({ obstacles }: CampaignReadiness): readonly string[] =>
  obstacles.filter(({ reach }) => reach === 'all').map(({ code }) => code);

/** What it says about a code, or ''. */
const saidOf = ({ obstacles }: CampaignReadiness, code: string): string =>
  obstacles.find((one) => one.code === code)?.text ?? '';

async function opened(options: WorldOptions = {}): Promise<World> {
  const world = await World.create({ agents: 2, contacts: 40, ...options });
  await world.open();
  await world.clock.runFor(2000);
  return world;
}

function readinessOf(world: World): Promise<CampaignReadiness> {
  return world.settled(world.engine.campaigns.readiness(CAMPAIGN));
}

test('a campaign that dials has nothing that holds back every call', async () => {
  const world = await opened();
  const readiness = await readinessOf(world);
  expect(codes(readiness)).toEqual([]);
  expect(readiness.dialable).toBe(true);
  await world.engine.close();
});

test('a draft says how to start it, and a campaign nobody works for that no agent is logged in', async () => {
  const world = await World.create({ contacts: 40 });
  await world.settled(world.engine.start());
  await world.clock.runUntilTrue(() => world.server.isUp(), WORLD_START_MS + HOUR);
  const draft = await readinessOf(world);
  expect(codes(draft)).toEqual(['not_running', 'no_agents']);
  expect(saidOf(draft, 'not_running')).toContain('cadencia campaign start cobranca');
  await world.engine.close();
});

test('agents who all pause are told as such, with their pause', async () => {
  const world = await World.create({ agents: 1, contacts: 0 });
  await world.open([]);
  const [profile] = world.profiles;
  if (profile === undefined) {
    throw new Error('the world has no agent');
  }
  await world.settled(world.engine.agents.login(profile.id, [CAMPAIGN]));
  const readiness = await readinessOf(world);
  expect(saidOf(readiness, 'agents_away')).toContain('a001 paused');
  expect(saidOf(readiness, 'no_contacts')).toContain('The list is empty');
  await world.engine.close();
});

test('stopping by hand is named before all else that would hold it back', async () => {
  const world = await opened();
  await world.settled(world.engine.stopAll('simulado'));
  const readiness = await readinessOf(world);
  expect(codes(readiness)).toEqual(['dialing_stopped']);
  expect(saidOf(readiness, 'dialing_stopped')).toContain('cadencia resume');
  await world.engine.close();
});

test('a line of another company, one of another carrier and one without owner are each said for what they are', async () => {
  const world = await opened({
    lines: [
      testLine('+551140001000', 'oper', '99888777000166'),
      testLine('+551140002000', 'outra'),
      testLine('+551140003000', 'oper', ''),
    ],
  });
  const readiness = await readinessOf(world);
  const said = saidOf(readiness, 'no_line');
  expect(said).toContain('+551140001000 belongs to a company that is not the caller (R07)');
  expect(said).toContain('+551140002000 is of another carrier (R08)');
  expect(said).toContain('+551140003000 has no owner_cnpj on file (R07)');
  expect(world.records).toEqual([]);
  await world.engine.close();
});

test('a campaign without a company that calls, and one whose trunk is not there, say so', async () => {
  const nameless = await opened({ campaign: { callerCnpj: '' } });
  expect(codes(await readinessOf(nameless))).toContain('no_caller');
  expect(nameless.records).toEqual([]);
  await nameless.engine.close();
  const astray = await opened({ campaign: { trunks: [parseTrunkId('nenhum')] } });
  const readiness = await readinessOf(astray);
  expect(saidOf(readiness, 'no_trunk')).toContain('nenhum');
  await astray.engine.close();
});

test('a trunk outside its schedule closes the way out', async () => {
  const schedule = { weekday: '13:00-14:00', saturday: null, sunday: null } as const;
  const world = await opened({ trunks: [testTrunk('t1', 'oper', { schedule })] });
  expect(saidOf(await readinessOf(world), 'trunk_closed')).toContain('t1 is outside its schedule');
  await world.engine.close();
});

test('on a Sunday it says so, and when the first area code opens on Monday', async () => {
  const world = await opened({ startMs: Date.UTC(2026, 0, 18, 15, 0, 0) });
  const closed = (await readinessOf(world)).obstacles.find(({ code }) => code === 'hours_closed');
  expect(closed).toMatchObject({ reach: 'all', rule: 'R15' });
  expect(closed?.text).toContain('2026-01-19 08:00 (Brasília)');
  expect(world.records).toEqual([]);
  await world.engine.close();
});

test('before opening it names the instant from which the engine then dials', async () => {
  const world = await opened({ startMs: Date.UTC(2026, 0, 19, 10, 50, 0) });
  const closed = (await readinessOf(world)).obstacles.find(({ code }) => code === 'hours_closed');
  expect(closed).toMatchObject({ reach: 'all', rule: 'R13', untilMs: Date.UTC(2026, 0, 19, 11, 0, 0) });
  const dialled: number[] = [];
  world.engine.events.on('call:dialed', ({ atMs }) => dialled.push(atMs));
  await world.clock.runFor(15 * MINUTE);
  expect(dialled[0]).toBeGreaterThanOrEqual(closed?.untilMs ?? Number.NaN);
  await world.engine.close();
});

test('a part of the country that is closed is counted, and the rest is dialled', async () => {
  const world = await opened({ startMs: Date.UTC(2026, 0, 19, 11, 30, 0) });
  const readiness = await readinessOf(world);
  const closed = readiness.obstacles.find(({ code }) => code === 'hours_closed');
  expect(closed).toMatchObject({ reach: 'some' });
  expect(closed?.text).toMatch(/^\d+ of 67 area codes are outside the hours of this purpose/);
  expect(readiness.dialable).toBe(true);
  await world.engine.close();
});

test('a list that was never loaded and one that is a day old block the numbers of their state', async () => {
  const world = await World.create({ agents: 2, contacts: 40 });
  const { lists } = world.stores;
  await lists.begin('sp', 'v1');
  await lists.addEntries('sp', 'v1', [{ phone: '+5511987654321', cpfHash: '', since: '2025-11-01' }]);
  await lists.complete('sp', 'v1');
  await lists.activate('sp', 'v1', WORLD_START_MS - 25 * HOUR);
  await world.open();
  await world.clock.runFor(2000);
  const readiness = await readinessOf(world);
  const old = readiness.obstacles.find(({ code }) => code === 'list_old');
  expect(old).toMatchObject({ reach: 'some', rule: 'R22' });
  expect(old?.text).toContain('numbers of SP are blocked');
  expect(readiness.dialable).toBe(true);
  await world.engine.close();
});

test('a line that has no calls left in its day is said with the figures, and nothing leaves', async () => {
  const none = { calls: 0, stopShare: 0.95, warnShare: 0.7 };
  const world = await opened({
    limits: {
      line: none,
      shortCalls: null,
      shortCallsWarning: null,
      monthly: null,
      monthlyWarning: null,
      persists: null,
      code0303: 'optional',
      rotation: null,
    },
  });
  expect(codes(await readinessOf(world))).toEqual(['limit_reached']);
  expect(world.records).toEqual([]);
  await world.engine.close();
});

test('a policy that is gone stops the campaign and not the engine; offers wait for consents', async () => {
  const world = await opened({ campaign: { policyId: 'banco-x' } });
  expect(saidOf(await readinessOf(world), 'policy_unknown')).toContain("'banco-x' is not known");
  expect(world.records).toEqual([]);
  await world.engine.close();
  const offer = await opened({ campaign: { purpose: 'oferta' } });
  const consent = (await readinessOf(offer)).obstacles.find(({ code }) => code === 'consent_needed');
  expect(consent).toMatchObject({ rule: 'OPT_IN', reach: 'some' });
  await offer.engine.close();
});

test('contacts that all wait say when the first is due', async () => {
  const world = await opened({ contacts: 1 });
  await world.clock.runFor(10 * MINUTE);
  const readiness = await readinessOf(world);
  expect(saidOf(readiness, 'no_contacts')).toMatch(/1 contacts|due now, the first at/);
  await world.engine.close();
});

test('a campaign that does not exist is not found', async () => {
  const world = await opened();
  await expect(world.engine.campaigns.readiness(parseCampaignId('nenhuma'))).rejects.toThrow('no campaign');
  await world.engine.close();
});
