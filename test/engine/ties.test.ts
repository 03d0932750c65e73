import { describe, expect, test } from 'vitest';
import { parseE164, parseMediaServerId } from '../../src/core/kernel/ids.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person } from '../support/fates.js';
import { agent, enter, handWorld, untilStates } from '../support/hand-floor.js';
import { CAMPAIGN, SERVER, type World, type WorldOptions } from '../support/world.js';

const CARRIER = parseMediaServerId('operadora');
const endless = inTurn(person({ talkMs: 10 * MINUTE, endsTalk: true }));

/** Agents' phones on the first switch, the trunk on the other alone, and a tie between them. */
function farTrunk(options: WorldOptions & { readonly ready?: number } = {}, lines = 10): Promise<World> {
  return handWorld({
    agents: 2,
    contacts: 40,
    otherServers: [CARRIER],
    serves: (id) => (id === SERVER ? { carries: () => false } : { phones: () => false }),
    ties: [
      {
        ends: [
          { serverId: SERVER, endpoint: `SIM/${CARRIER}` },
          { serverId: CARRIER, endpoint: `SIM/${SERVER}` },
        ],
        lines,
      },
    ],
    fates: endless,
    ...options,
  });
}

const legsOn = (world: World, id: string) => world.network.switchOf(parseMediaServerId(id)).list();
const tiesOn = (world: World, id: string) =>
  legsOn(world, id).filter((leg) => leg.legId.startsWith('t-') || leg.inbound !== undefined);

describe('agents on one switch, the trunk on another', () => {
  test('who answers there talks with an agent here, in the time of one bridge, and hears no silence', async () => {
    const world = await farTrunk();
    const bridges: number[] = [];
    world.engine.events.on('media:command', ({ op }) => {
      if (op === 'bridge') bridges.push(world.clock.now());
    });
    await untilStates(world, 'talking', 'talking');
    const talks = world.engine.campaigns.view(CAMPAIGN)?.calls;
    expect(talks).toMatchObject({ talking: 2 });
    expect(legsOn(world, CARRIER).filter(({ legId }) => legId.startsWith('c-'))).toHaveLength(2);
    // Both switches are told at once.
    expect(bridges).toHaveLength(4);
    expect(bridges[0]).toBe(bridges[1]);
    await world.clock.runFor(30 * SECOND);
    for (const index of [0, 1]) world.engine.agents.hangup(agent(world, index).id);
    await untilStates(world, 'wrap_up', 'wrap_up');
    await world.clock.runFor(SECOND);
    // The lines stand for the next, and end when nobody needs them.
    expect(tiesOn(world, SERVER).map(({ bridgedWith }) => bridgedWith)).toEqual([null, null]);
    for (const index of [0, 1]) {
      world.engine.agents.pause(agent(world, index).id, 'banheiro');
      world.engine.agents.dispose(agent(world, index).id, 'acordo', null);
    }
    await world.clock.runFor(2 * MINUTE);
    expect([...tiesOn(world, SERVER), ...tiesOn(world, CARRIER)]).toEqual([]);
    const talked = (await world.rows()).filter(({ result }) => result.tAgentMs !== null);
    expect(talked.map(({ opening }) => opening.mediaServerId)).toEqual([CARRIER, CARRIER]);
    expect(Math.max(...world.records.map(({ longestSilenceMs }) => longestSilenceMs))).toBeLessThan(200);
    expect(world.defects).toEqual([]);
  });

  test('nobody is dialled while no line stands, nor beyond what the tie bears, and pacing says why', async () => {
    const world = await farTrunk({ agents: 3, ready: 0 }, 1);
    const limits: string[] = [];
    world.engine.events.on('pacing:decided', ({ decision }) =>
      limits.push(`${decision.limit} ${decision.place}`),
    );
    world.network.faults.setRegistered(`SIM/${SERVER}`, false);
    for (const { id } of world.profiles) await enter(world, id);
    await world.clock.runFor(2 * MINUTE);
    expect(limits).toEqual(['ties 0']);
    expect([...world.records, ...legsOn(world, CARRIER)]).toEqual([]);
    world.network.faults.setRegistered(`SIM/${SERVER}`, true);
    await world.clock.runFor(3 * MINUTE);
    const states = [0, 1, 2].map((index) => agent(world, index).state).sort();
    expect(states).toEqual(['available', 'available', 'talking']);
    expect(limits.at(-1)).toBe('ties 0');
    expect((await world.rows()).filter(({ result }) => result.abandoned)).toEqual([]);
    expect(world.defects).toEqual([]);
  });

  test('the person who lost his line is with an agent again; his hang-up, and a dead switch, end all', async () => {
    const world = await farTrunk({ agents: 1 });
    await untilStates(world, 'talking');
    const attempt = agent(world, 0).card?.attemptId;
    const [near] = tiesOn(world, CARRIER);
    world.network.switchOf(CARRIER).hangup(near!.legId, 'normal');
    await world.clock.runFor(3 * SECOND);
    expect(agent(world, 0)).toMatchObject({ state: 'talking', card: { attemptId: attempt } });
    world.network.switchOf(SERVER).kill();
    await world.clock.runFor(2 * SECOND);
    world.network.switchOf(SERVER).restart();
    await world.clock.runFor(20 * SECOND);
    const live = legsOn(world, CARRIER);
    expect(live.filter(({ legId }) => legId.startsWith('t-')).length).toBeLessThanOrEqual(1);
    const customer = live.find(({ legId }) => legId === `c-${agent(world, 0).card?.attemptId}`);
    world.network.switchOf(CARRIER).hangup(customer!.legId, 'normal');
    await world.clock.runFor(SECOND);
    expect(agent(world, 0).state).toBe('wrap_up');
    expect(world.defects).toEqual([]);
  });

  test('after a restart of the engine no line is left that nobody has, and who talked talks again', async () => {
    const world = await farTrunk({ agents: 1 });
    await untilStates(world, 'talking');
    const attempt = agent(world, 0).card?.attemptId;
    await world.crashAndRestart(3 * SECOND);
    await world.clock.runFor(10 * SECOND);
    expect(agent(world, 0)).toMatchObject({ state: 'talking', card: { attemptId: attempt } });
    expect([tiesOn(world, SERVER).length, tiesOn(world, CARRIER).length]).toEqual([1, 1]);
    expect(world.defects).toEqual([]);
  });

  test('hold, a colleague asked and given the person, a number dialled: as on one switch', async () => {
    const world = await farTrunk({ agents: 2 });
    await untilStates(world, 'talking', 'talking');
    const [one, two] = [agent(world, 0), agent(world, 1)];
    const person = `c-${one.card?.attemptId}`;
    const partnerOf = (legId: string) =>
      [...legsOn(world, SERVER), ...legsOn(world, CARRIER)].find((leg) => leg.legId === legId)?.bridgedWith ??
      null;
    const near = partnerOf(person);
    await world.settled(world.engine.talks.hold(one.id));
    expect(partnerOf(person)).toBeNull();
    await world.settled(world.engine.talks.resume(one.id));
    expect(partnerOf(person)).toBe(near);
    world.engine.agents.hangup(two.id);
    await untilStates(world, 'talking', 'wrap_up');
    await world.settled(world.engine.campaigns.pause(CAMPAIGN));
    world.engine.agents.dispose(two.id, 'acordo', null);
    await world.clock.runFor(100);
    expect(world.engine.talks.colleagues(one.id).map(({ id }) => id)).toEqual([two.id]);
    await world.settled(world.engine.talks.consult(one.id, two.id));
    expect(partnerOf(person)).toBeNull();
    await world.settled(world.engine.talks.join(one.id));
    expect(partnerOf(person)).toBe(near);
    await world.settled(world.engine.talks.handOver(one.id, two.id));
    await untilStates(world, 'available', 'talking');
    expect(partnerOf(person)).toBe(near);
    const heard = tiesOn(world, SERVER).filter(({ bridgedWith }) => bridgedWith !== null);
    expect(heard.map(({ bridgedWith }) => String(bridgedWith).endsWith(two.id))).toEqual([true]);
    const phone = parseE164('+5511987650001');
    await world.settled(world.engine.talks.dialOut(two.id, phone, false));
    await world.clock.runFor(20 * SECOND);
    expect(world.engine.talks.view(two.id)?.outside).toBe(phone);
    expect(world.defects).toEqual([]);
  });
});
