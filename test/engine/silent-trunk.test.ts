import { expect, test } from 'vitest';
import { MINUTE } from '../../src/core/kernel/time.js';
import { inTurn, ringsOut } from '../support/fates.js';
import { ToldSip } from '../support/told-sip.js';
import { CAMPAIGN, testTrunk, World } from '../support/world.js';

const SILENT = testTrunk('t0');
const HEARD = testTrunk('t1');

async function opened(sip: ToldSip, trunks = [SILENT, HEARD]): Promise<World> {
  const world = await World.create({
    agents: 3,
    contacts: 300,
    phones: (index) => `+55119${80_000_000 + index}`,
    fates: inTurn(ringsOut()),
    campaign: { mode: 'power', amd: false },
    trunks,
    sip,
  });
  await world.open();
  return world;
}

test('a trunk whose carrier does not answer gets no call, the others carry the campaign, and it is back when it answers', async () => {
  const sip = new ToldSip();
  const world = await opened(sip);
  const closed: string[] = [];
  world.engine.events.on('trunk:closed', ({ trunkId, cause }) => closed.push(`${trunkId} ${cause}`));
  sip.tellTrunk(SILENT.id, {
    state: 'down',
    good: false,
    status: null,
    tookMs: null,
    why: 'no answer in 2 s',
  });
  await world.clock.runFor(2 * MINUTE);
  const placedOn = async (id: string) =>
    (await world.rows()).filter(({ opening }) => opening.trunkId === id).length;
  expect(await placedOn(SILENT.id)).toBe(0);
  expect(await placedOn(HEARD.id)).toBeGreaterThan(5);
  expect(closed).toEqual([`${SILENT.id} silent`]);
  expect(world.engine.view().trunks.find(({ id }) => id === SILENT.id)?.probed).toMatchObject({
    state: 'down',
    why: 'no answer in 2 s',
  });
  sip.tellTrunk(SILENT.id, { state: 'up' });
  await world.clock.runFor(2 * MINUTE);
  expect(await placedOn(SILENT.id)).toBeGreaterThan(5);
  expect(world.defects).toEqual([]);
});

test('where every carrier is silent the campaign says so, with what is known of it', async () => {
  const sip = new ToldSip();
  const world = await opened(sip, [SILENT]);
  sip.tellTrunk(SILENT.id, { state: 'down', good: false, status: 503, why: 'answers 503' });
  const readiness = await world.settled(world.engine.campaigns.readiness(CAMPAIGN));
  const said = readiness.obstacles.find(({ code }) => code === 'trunk_closed');
  expect(said?.text).toContain('t0 does not answer (answers 503)');
});

test('a trunk that nobody can ask any more is dialled as before', async () => {
  const sip = new ToldSip();
  const world = await opened(sip, [SILENT]);
  sip.tellTrunk(SILENT.id, { state: 'unknown', good: null, status: null, tookMs: null });
  await world.clock.runFor(1 * MINUTE);
  expect((await world.rows()).length).toBeGreaterThan(0);
});

test('SIP messages of an attempt are told as events, and nobody listens once the engine has ended', async () => {
  const sip = new ToldSip();
  const world = await opened(sip, [HEARD]);
  const seen: (number | null)[] = [];
  world.engine.events.on('sip:seen', ({ status }) => seen.push(status));
  await world.clock.runFor(1 * MINUTE);
  const [row] = await world.rows();
  if (row === undefined) {
    throw new Error('no call was placed');
  }
  const { attemptId } = row.opening;
  const message = {
    attemptId,
    trunkId: HEARD.id,
    atMs: 1,
    callId: 'a@b',
    direction: 'in',
    method: 'INVITE',
    status: 486,
    phrase: 'Busy Here',
    reason: 'Q.850;cause=17',
    q850: 17,
    sdp: false,
  } as const;
  sip.tell({ kind: 'message', message });
  expect(seen).toEqual([486]);
  await world.settled(world.engine.close());
  expect(sip.listeners).toBe(0);
});
