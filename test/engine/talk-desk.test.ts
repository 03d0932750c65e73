import { describe, expect, test } from 'vitest';
import type { AgentId } from '../../src/core/kernel/ids.js';
import { SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person } from '../support/fates.js';
import { agent, handWorld, phases, results, untilPhases, untilStates } from '../support/hand-floor.js';
import { SERVER, type World } from '../support/world.js';

/** Hangs up when he hears nothing for a third of a second. */
const IMPATIENT = person({ patience: { silenceMs: 300, musicMs: null, messageMs: null } });

const talking = async (): Promise<World> => {
  const world = await handWorld({ fates: inTurn(IMPATIENT) });
  await untilStates(world, 'talking', 'available');
  return world;
};
const ids = (world: World) => [agent(world, 0).id, agent(world, 1).id] as const;

/** Ends the talk; the pauses of its recording, in seconds. */
async function pausesSeconds(world: World, id: AgentId): Promise<readonly number[]> {
  world.engine.agents.hangup(id);
  await world.clock.runFor(SECOND);
  return world.recordings.flatMap(({ pauses }) => pauses.map(({ fromMs, toMs }) => (toMs - fromMs) / SECOND));
}

describe('in a talk', () => {
  test('the person hears music while he is held, for as long as it lasts, and then the agent again', async () => {
    const world = await talking();
    const { talks } = world.engine;
    const [ana] = ids(world);
    await world.settled(talks.hold(ana));
    expect(talks.view(ana)).toMatchObject({ state: 'held', colleagueId: null });
    await world.clock.runFor(60 * SECOND);
    expect(phases(world)).toEqual(['talking']);
    await world.settled(talks.resume(ana));
    await world.clock.runFor(5 * SECOND);
    expect(talks.view(ana)).toMatchObject({ state: 'talking' });
    expect(phases(world)).toEqual(['talking']);
  });

  test('a person who hangs up while he is held ends the talk as ever, and the next one begins fresh', async () => {
    const world = await handWorld({
      fates: inTurn(person({ patience: { silenceMs: 300, musicMs: 5000, messageMs: null } })),
    });
    await untilStates(world, 'talking', 'available');
    const [ana] = ids(world);
    await world.settled(world.engine.talks.hold(ana));
    await untilStates(world, 'wrap_up', 'available');
    expect(world.engine.talks.view(ana)).toBeNull();
    await expect(world.engine.talks.resume(ana)).rejects.toMatchObject({ code: 'DLR_STATE_CONFLICT' });
  });

  test('a colleague is asked with the card before him, and called off: the person is with the agent again', async () => {
    const world = await talking();
    const { talks } = world.engine;
    const [ana, rui] = ids(world);
    expect(talks.colleagues(ana)).toEqual([{ id: rui, name: 'a002', state: 'available' }]);
    await world.settled(talks.consult(ana, rui));
    expect(talks.view(ana)).toMatchObject({ state: 'consulting', colleagueId: rui });
    expect(agent(world, 1)).toMatchObject({ state: 'reserved' });
    expect(agent(world, 1).card?.contact.id).toBe(agent(world, 0).card?.contact.id);
    await world.clock.runFor(30 * SECOND);
    await world.settled(talks.callOff(ana));
    await untilStates(world, 'talking', 'available');
    expect(agent(world, 1).card).toBeNull();
    await world.clock.runFor(5 * SECOND);
    expect(phases(world)).toEqual(['talking']);
  });

  test('attended: all three talk, the agent leaves, and the row is his colleague’s to settle', async () => {
    const world = await talking();
    const { talks } = world.engine;
    const [ana, rui] = ids(world);
    await world.settled(talks.consult(ana, rui));
    await world.settled(talks.join(ana));
    expect(talks.view(ana)).toMatchObject({ state: 'conference', colleagueId: rui });
    await world.clock.runFor(5 * SECOND);
    await world.settled(talks.handOver(ana, null));
    await untilStates(world, 'available', 'talking');
    expect(agent(world, 0)).toMatchObject({ card: null, calls: 1 });
    expect(agent(world, 1).calls).toBe(1);
    world.engine.agents.hangup(rui);
    world.engine.agents.dispose(rui, 'acordo', null);
    await untilPhases(world);
    expect(await results(world)).toMatchObject([{ agentId: 'a002', outcome: 'sucesso', endedBy: 'agent' }]);
    expect(world.engine.campaigns.views()[0]?.today).toMatchObject({ connected: 1, abandoned: 0 });
    expect(world.defects).toEqual([]);
  });

  test('blind: the colleague has the person at once', async () => {
    const world = await talking();
    const [ana, rui] = ids(world);
    await world.settled(world.engine.talks.handOver(ana, rui));
    await untilStates(world, 'available', 'talking');
    await world.clock.runFor(5 * SECOND);
    expect(phases(world)).toEqual(['talking']);
  });

  test('nobody is given who is not free, and who asks hears why', async () => {
    const world = await talking();
    const [ana, rui] = ids(world);
    world.engine.agents.pause(rui, 'descanso');
    const refusal = { code: 'DLR_STATE_CONFLICT' };
    await expect(world.engine.talks.handOver(ana, rui)).rejects.toMatchObject(refusal);
    await expect(world.engine.talks.consult(ana, ana)).rejects.toMatchObject(refusal);
    await expect(world.engine.talks.hold(rui)).rejects.toMatchObject(refusal);
    expect(phases(world)).toEqual(['talking']);
  });

  test('a colleague whose phone drops leaves the person with the agent', async () => {
    const world = await talking();
    const [ana, rui] = ids(world);
    await world.settled(world.engine.talks.consult(ana, rui));
    world.network.dropAgentPhone(agent(world, 1).endpoint);
    await world.clock.runFor(SECOND);
    expect(world.engine.talks.view(ana)).toMatchObject({ state: 'talking', colleagueId: null });
    expect(phases(world)).toEqual(['talking']);
  });

  test('a person who hangs up while a colleague is asked sets both free', async () => {
    const world = await handWorld({
      fates: inTurn(person({ patience: { silenceMs: 300, musicMs: 5000, messageMs: null } })),
    });
    await untilStates(world, 'talking', 'available');
    const [ana, rui] = ids(world);
    await world.settled(world.engine.talks.consult(ana, rui));
    await untilStates(world, 'wrap_up', 'available');
    expect(agent(world, 1).card).toBeNull();
  });

  test('a recording that was paused goes on by itself after two minutes', async () => {
    const world = await talking();
    const { talks } = world.engine;
    const [ana] = ids(world);
    await world.settled(talks.pauseRecording(ana));
    const until = talks.view(ana)?.recordingPausedUntilMs ?? 0;
    expect(until - world.clock.now()).toBeGreaterThan(110 * SECOND);
    await world.clock.runFor(121 * SECOND);
    expect(talks.view(ana)?.recordingPausedUntilMs).toBeNull();
    expect(world.defects).toEqual([]);
  });

  test('a recording goes on as soon as the media server can be told, if it could not be told in time', async () => {
    const world = await talking();
    const { talks } = world.engine;
    const [ana] = ids(world);
    await world.settled(talks.pauseRecording(ana));
    await world.clock.runFor(119 * SECOND);
    world.network.switchOf(SERVER).cutLink();
    await world.clock.runFor(5 * SECOND);
    world.network.switchOf(SERVER).restoreLink();
    await world.clock.runFor(20 * SECOND);
    const [seconds] = await pausesSeconds(world, ana);
    expect(seconds).toBeGreaterThan(124);
    expect(seconds).toBeLessThan(135);
    expect(world.defects).toEqual([]);
  });

  test('a pause of which the media server never said that it began does not outlast the try', async () => {
    const world = await talking();
    const { talks } = world.engine;
    const [ana] = ids(world);
    const asked = talks.pauseRecording(ana);
    world.network.switchOf(SERVER).freeze();
    await expect(world.settled(asked)).rejects.toMatchObject({ code: 'DLR_MEDIA_TIMEOUT' });
    world.network.switchOf(SERVER).thaw();
    await world.clock.runFor(20 * SECOND);
    expect((await pausesSeconds(world, ana)).filter((seconds) => seconds > 15)).toEqual([]);
  });

  test('a recording that an agent paused goes on when his phone drops and another has the person', async () => {
    const world = await talking();
    const [ana, rui] = ids(world);
    await world.settled(world.engine.talks.pauseRecording(ana));
    world.network.dropAgentPhone(agent(world, 0).endpoint);
    await world.clock.runUntilTrue(
      () => agent(world, 1).state === 'talking',
      world.clock.now() + 10 * SECOND,
    );
    await world.clock.runFor(20 * SECOND);
    expect((await pausesSeconds(world, rui)).filter((seconds) => seconds > 5)).toEqual([]);
  });

  test('a recording that was paused when the process died goes on with the next one', async () => {
    const world = await talking();
    const [ana] = ids(world);
    await world.settled(world.engine.talks.pauseRecording(ana));
    await world.crashAndRestart(3 * SECOND);
    await world.clock.runFor(10 * SECOND);
    expect((await pausesSeconds(world, ana)).filter((seconds) => seconds > 8)).toEqual([]);
  });

  test('keys are digits, * and #, and nothing else', async () => {
    const world = await talking();
    const [ana] = ids(world);
    await world.settled(world.engine.talks.sendKeys(ana, '12#'));
    await expect(world.engine.talks.sendKeys(ana, '1;2')).rejects.toMatchObject({
      code: 'DLR_INPUT_INVALID',
    });
  });
});
