import { describe, expect, test, vi } from 'vitest';
import { CadenciaError } from '../../src/core/kernel/errors.js';
import { SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person } from '../support/fates.js';
import { agent, handWorld, results, untilPhases, untilStates } from '../support/hand-floor.js';
import type { World } from '../support/world.js';

const SP = '+5511987650001';
const RJ = '+5521987650001';
const MG = '+5531987650001';

const refusal = new CadenciaError('DLR_MEDIA_REFUSED', { detail: 'The disk of the switch is full.' });

function callTo(phone: string, change = {}) {
  return handWorld({
    agents: 1,
    contacts: 1,
    phones: () => phone,
    fates: inTurn(person()),
    campaign: change,
    // Offers need a word of the person's.
    facts: [
      {
        kind: 'opt_in',
        phone,
        cpfHash: '',
        purpose: 'oferta',
        basis: 'consent',
        sinceMs: 0,
        attemptId: '',
        protocol: '',
      },
    ],
  });
}

async function talk(world: World): Promise<void> {
  await untilStates(world, 'talking');
}

async function finish(world: World) {
  const { id } = agent(world, 0);
  world.engine.agents.hangup(id);
  world.engine.agents.dispose(id, 'promessa', null);
  await untilPhases(world);
  const [row] = await results(world);
  return row;
}

describe('a collection call to São Paulo or Rio', () => {
  test.each([SP, RJ])('to %s is recorded before the two meet, and both hear the notice', async (phone) => {
    const world = await callTo(phone);
    const order: string[] = [];
    for (const op of ['record', 'bridge', 'play'] as const) {
      const real = world.server[op].bind(world.server) as (...args: unknown[]) => Promise<void>;
      vi.spyOn(world.server, op).mockImplementation((async (...args: unknown[]) => {
        order.push(op === 'play' ? `play ${args[1]}` : op === 'record' ? `record ${args[1]}` : op);
        return real(...args);
      }) as never);
    }
    await talk(world);
    const row = await finish(world);
    const [attempt] = await world.rows();
    const id = `20260113-${attempt?.opening.attemptId}`;
    expect(order).toEqual([`record 2026-01-13/${id}`, 'bridge', 'play aviso-gravacao']);
    expect(row).toMatchObject({ recordingId: id, recordingNotice: true, agentId: 'a001' });
    expect((row?.tAgentMs ?? 0) - (row?.tAnswerMs ?? 0)).toBeLessThanOrEqual(2 * SECOND);
  });

  test('that nobody of ours talked in leaves neither recording nor notice', async () => {
    const world = await handWorld({
      agents: 1,
      contacts: 1,
      phones: () => SP,
      fates: inTurn(person({ afterMs: 4000 })),
    });
    await untilPhases(world, 'ringing');
    world.engine.agents.pause(agent(world, 0).id, 'banheiro');
    await untilPhases(world, 'messaging');
    await untilPhases(world);
    expect(await results(world)).toMatchObject([
      { abandoned: true, recordingId: '', recordingNotice: false, tAgentMs: null },
    ]);
  });

  test('that cannot be recorded is not recorded in silence: the agent is told, and an event counts it', async () => {
    const world = await callTo(SP);
    const failed: unknown[] = [];
    world.engine.events.on('recording:failed', (event) => failed.push(event));
    const record = vi.spyOn(world.server, 'record').mockRejectedValue(refusal);
    await talk(world);
    expect(record).toHaveBeenCalledTimes(2);
    expect(agent(world, 0).card?.recording).toBe('failed');
    expect(failed).toMatchObject([{ what: 'recording', code: 'DLR_MEDIA_REFUSED' }]);
    expect(await finish(world)).toMatchObject({ recordingId: '', recordingNotice: true });
  });

  test('whose notice cannot be played says so too', async () => {
    const world = await callTo(SP);
    const failed: unknown[] = [];
    world.engine.events.on('recording:failed', (event) => failed.push(event));
    vi.spyOn(world.server, 'play').mockRejectedValue(refusal);
    await talk(world);
    expect(failed).toMatchObject([{ what: 'notice' }]);
    expect(agent(world, 0).card?.recording).toBe('failed');
    expect(await finish(world)).toMatchObject({ recordingNotice: false });
  });

  test('whose recording is slow does not keep the person waiting: it begins when it can', async () => {
    const world = await callTo(SP);
    const real = world.server.record.bind(world.server);
    vi.spyOn(world.server, 'record').mockImplementation(async (...args) => {
      await new Promise<void>((resolve) => world.clock.setTimer(700, resolve));
      return real(...args);
    });
    await talk(world);
    expect(agent(world, 0).card?.recording).toBe('starting');
    await world.clock.runFor(SECOND);
    expect(agent(world, 0).card?.recording).toBe('on');
    const row = await finish(world);
    expect(row?.recordingId).not.toBe('');
    expect((row?.tAgentMs ?? 0) - (row?.tAnswerMs ?? 0)).toBeLessThanOrEqual(200);
  });

  test('says that its recording failed where the command was lost and the talk was over before the next try', async () => {
    const world = await callTo(SP);
    const failed: unknown[] = [];
    world.engine.events.on('recording:failed', (event) => failed.push(event));
    const real = world.server.record.bind(world.server);
    vi.spyOn(world.server, 'record').mockImplementationOnce(async () => {
      await new Promise<void>((resolve) => world.clock.setTimer(5 * SECOND, resolve));
      throw new CadenciaError('DLR_MEDIA_TIMEOUT', { detail: 'record' });
    });
    vi.mocked(world.server.record).mockImplementation(real);
    await talk(world);
    world.engine.agents.hangup(agent(world, 0).id);
    await world.clock.runFor(6 * SECOND);
    expect(world.server.record).toHaveBeenCalledTimes(2);
    expect(failed).toMatchObject([{ what: 'recording', code: 'DLR_MEDIA_GONE' }]);
    expect(agent(world, 0).card?.recording).toBe('failed');
    expect(await finish(world)).toMatchObject({ recordingId: '', endedBy: 'agent' });
  });

  test('goes on with its recording and notice when the engine dies and comes back in the talk', async () => {
    const world = await callTo(SP);
    await talk(world);
    await world.crashAndRestart(2 * SECOND);
    await talk(world);
    expect(agent(world, 0).card?.recording).toBe('on');
    const row = await finish(world);
    expect(row?.recordingId).toMatch(/^20260113-/);
    expect(row?.recordingNotice).toBe(true);
  });
});

test.each([
  [MG, {}],
  [SP, { purpose: 'oferta' as const }],
])('a call to %s with %o owes no recording and is not recorded', async (phone, change) => {
  const world = await callTo(phone, change);
  const record = vi.spyOn(world.server, 'record');
  await talk(world);
  expect(agent(world, 0).card?.recording).toBe('none');
  expect(await finish(world)).toMatchObject({ recordingId: '', recordingNotice: false });
  expect(record).not.toHaveBeenCalled();
});

describe('a campaign that records every talk', () => {
  test.each([
    [MG, {}],
    [SP, { purpose: 'oferta' as const }],
  ])('records a call to %s with %o that the law leaves free, and tells both', async (phone, change) => {
    const world = await callTo(phone, { ...change, recordsEveryTalk: true });
    const play = vi.spyOn(world.server, 'play');
    await talk(world);
    expect(agent(world, 0).card?.recording).toBe('on');
    expect(play.mock.calls.map(([, sound]) => sound)).toEqual(['aviso-gravacao']);
    const row = await finish(world);
    expect(row).toMatchObject({ recordingNotice: true });
    expect(row?.recordingId).toMatch(/^20260113-/);
  });

  test('goes on with recording and notice when the engine dies and comes back in the talk', async () => {
    const world = await callTo(MG, { recordsEveryTalk: true });
    vi.spyOn(world.server, 'record').mockRejectedValue(refusal);
    await talk(world);
    expect(agent(world, 0).card?.recording).toBe('failed');
    vi.restoreAllMocks();
    await world.crashAndRestart(2 * SECOND);
    await talk(world);
    await world.clock.runFor(SECOND);
    expect(agent(world, 0).card?.recording).toBe('on');
    expect(await finish(world)).toMatchObject({
      recordingNotice: true,
      recordingId: expect.stringMatching(/^20260113-/),
    });
  });
});
