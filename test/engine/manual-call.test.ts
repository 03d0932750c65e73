import { describe, expect, test } from 'vitest';
import { callLogRecord } from '../../src/core/call-log/call-log-record.js';
import { CadenciaError } from '../../src/core/kernel/errors.js';
import { parseContactId, parseE164, parseEngineId } from '../../src/core/kernel/ids.js';
import { HOUR, MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { auditTexts } from '../support/audit-bench.js';
import { inTurn, machine, person, ringsOut } from '../support/fates.js';
import { agent, handWorld, results, untilPhases, untilStates } from '../support/hand-floor.js';
import { CAMPAIGN, defaultPhone, testLine, WORLD_START_MS, type World } from '../support/world.js';

const FIRST = parseContactId('1');
const PHONE = parseE164(defaultPhone(0));
const STRANGER = parseE164('+5511977776666');

/** Nothing is dialled but by hand: the campaign is paused; one agent is there, paused by his log-in. */
async function quietWorld(options: Parameters<typeof handWorld>[0] = {}): Promise<World> {
  const world = await handWorld({ agents: 1, ready: 0, fates: inTurn(person()), ...options });
  await world.settled(world.engine.campaigns.pause(CAMPAIGN));
  for (const { id } of world.profiles) {
    await world.settled(world.engine.agents.login(id, [CAMPAIGN]));
  }
  return world;
}

const dial = (world: World, index = 0) =>
  world.settled(world.engine.agents.dial(agent(world, index).id, { campaignId: CAMPAIGN, contactId: FIRST }));
const dialPhone = (world: World, phone = PHONE) =>
  world.settled(world.engine.agents.dial(agent(world, 0).id, { campaignId: CAMPAIGN, phone }));
const contact = (world: World, id = FIRST) => world.stores.contacts.find(id);
const decisions = async (world: World) => {
  const found = [];
  for await (const entry of world.stores.ledger.read({})) {
    found.push(entry.row.decision);
  }
  return found;
};

/** What the auditor, who shares no code with the gate, finds in what was dialled. */
const audited = async (world: World) => {
  const lines = (await world.rows()).map((row) => `${JSON.stringify(callLogRecord(row))}\n`);
  return (await auditTexts([lines.join('')])).findings;
};

/** Sunday 11 January 2026, 11:00 in Brasília: nobody may be called. */
const SUNDAY_MS = Date.UTC(2026, 0, 11, 14);

describe('a call by hand', () => {
  test('reaches the person out of a pause, in a paused campaign, and the pause goes on after the wrap-up', async () => {
    const world = await quietWorld();
    const { attemptId } = await dial(world);
    expect(agent(world, 0)).toMatchObject({ state: 'reserved', card: { attemptId, contact: { id: FIRST } } });
    await untilStates(world, 'talking');
    world.engine.agents.hangup(agent(world, 0).id);
    await untilStates(world, 'wrap_up');
    world.engine.agents.dispose(agent(world, 0).id, 'sem_acordo', null);
    await untilPhases(world);
    expect(agent(world, 0)).toMatchObject({ state: 'paused', reason: 'login', card: null });
    expect(await world.rows()).toMatchObject([
      {
        opening: { attemptId, mode: 'manual', reservedAgentId: agent(world, 0).id, contactId: FIRST },
        result: { reason: 'no_agreement' },
      },
    ]);
    expect(await decisions(world)).toMatchObject([{ mode: 'manual', allowed: true, attemptId }]);
    expect(world.defects).toEqual([]);
  });

  test('out of the free agents leaves its agent free, with his next call', async () => {
    const world = await quietWorld({ fates: inTurn(ringsOut()) });
    world.engine.agents.ready(agent(world, 0).id);
    await dial(world);
    await untilStates(world, 'available');
    expect(await results(world)).toMatchObject([{ reason: 'no_answer' }]);
  });

  test('may be cut short by its agent while it rings', async () => {
    const world = await quietWorld({ fates: inTurn(ringsOut()) });
    await dial(world);
    await untilPhases(world, 'ringing');
    world.engine.agents.hangup(agent(world, 0).id);
    await untilPhases(world);
    expect(await results(world)).toMatchObject([{ reason: 'cancelled', endedBy: 'agent' }]);
    expect(await audited(world)).toEqual([]);
  });

  test('to a number of the list reaches the contact that has it', async () => {
    const world = await quietWorld({ contacts: 3 });
    await dialPhone(world, parseE164(defaultPhone(2)));
    expect(agent(world, 0).card?.contact).toMatchObject({ id: '3', name: 'Contato 2' });
  });

  test('to a number of nobody makes one contact, which is never dialled by itself', async () => {
    const world = await quietWorld({ contacts: 0, fates: inTurn(ringsOut()) });
    await dialPhone(world, STRANGER);
    await untilStates(world, 'paused');
    expect(await world.stores.mailings.list(CAMPAIGN)).toMatchObject([
      { name: 'manual', rows: 1, added: 1, state: 'loaded' },
      { name: 'm1' },
    ]);
    await world.settled(world.engine.campaigns.start(CAMPAIGN));
    world.engine.agents.ready(agent(world, 0).id);
    await world.clock.runFor(1 * HOUR);
    expect(world.records).toHaveLength(1);
    world.engine.agents.pause(agent(world, 0).id, 'descanso');
    await world.clock.runFor(3 * HOUR);
    world.engine.agents.pause(agent(world, 0).id, 'manual');
    await dialPhone(world, STRANGER);
    await untilPhases(world, 'ringing');
    expect(await world.stores.contacts.counts(CAMPAIGN, world.clock.now())).toMatchObject({ calling: 1 });
  });

  test('takes its contact out of the turn of a campaign that dials', async () => {
    const world = await handWorld({ agents: 2, ready: 1, contacts: 40, fates: inTurn(person()) });
    await untilPhases(world, 'talking');
    await world.settled(world.engine.agents.login(agent(world, 1).id, [CAMPAIGN]));
    const wanted = parseContactId('25');
    const wish = { campaignId: CAMPAIGN, contactId: wanted };
    await world.settled(world.engine.agents.dial(agent(world, 1).id, wish));
    await untilStates(world, 'talking', 'talking');
    expect(agent(world, 1).card?.contact.id).toBe(wanted);
  });
});

describe('the gate says no to a call by hand', () => {
  test('at once, with rule, act, decision and the next hour by the clock of the person; the contact is as it was', async () => {
    const world = await quietWorld({ startMs: SUNDAY_MS, phones: () => '+5592980000000' });
    const before = await contact(world);
    const error = await dial(world).catch((caught: unknown) => caught);
    if (!(error instanceof CadenciaError)) {
      throw new Error('The call was not refused');
    }
    const [decision] = await decisions(world);
    expect(decision).toMatchObject({ mode: 'manual', allowed: false });
    expect(error).toMatchObject({
      code: 'DLR_DIAL_BLOCKED',
      fields: {
        rule: decision?.blockedBy,
        decisionId: decision?.decisionId,
        zone: 'America/Manaus',
        nextAllowed: expect.stringMatching(/^2026-01-12 0\d:00:00$/),
      },
    });
    expect(String(error.fields['act'])).not.toBe('');
    expect(error.detail).toContain(String(error.fields['act']));
    expect(await contact(world)).toEqual(before);
    expect(await world.stores.contacts.counts(CAMPAIGN, world.clock.now())).toMatchObject({ ready: 1 });
    expect(agent(world, 0)).toMatchObject({ state: 'paused', card: null });
    expect(world.records).toEqual([]);
  });

  test('also to the person who opted out', async () => {
    const world = await quietWorld({
      facts: [
        {
          kind: 'opt_out',
          purpose: '*',
          phone: PHONE,
          cpfHash: '',
          sinceMs: WORLD_START_MS - HOUR,
          attemptId: '',
          protocol: '',
        },
      ],
    });
    await expect(dialPhone(world)).rejects.toMatchObject({
      code: 'DLR_DIAL_BLOCKED',
      fields: { rule: 'R20', nextAllowed: '' },
    });
  });

  test('but not for what a reserved agent makes harmless: the machine of this morning', async () => {
    const world = await quietWorld({ campaign: { amd: true }, fates: inTurn(machine(), person()) });
    await world.settled(world.engine.campaigns.start(CAMPAIGN));
    world.engine.agents.ready(agent(world, 0).id);
    await world.clock.runUntilTrue(() => world.records.length === 1, world.clock.now() + 5 * MINUTE);
    await untilPhases(world);
    world.engine.agents.pause(agent(world, 0).id, 'descanso');
    await world.clock.runFor(4 * HOUR);
    world.engine.agents.pause(agent(world, 0).id, 'manual');
    expect(await results(world)).toMatchObject([{ reason: 'machine' }]);
    await dialPhone(world);
    await untilStates(world, 'talking');
    world.engine.agents.hangup(agent(world, 0).id);
    world.engine.agents.dispose(agent(world, 0).id, 'sem_acordo', null);
    await untilPhases(world);
    expect((await world.rows()).map((row) => row.opening.mode)).toEqual(['power', 'manual']);
    expect(await audited(world)).toEqual([]);
  });
});

describe('a call by hand is refused', () => {
  const refused = (world: World, why: string | RegExp) =>
    expect(dial(world)).rejects.toMatchObject({
      code: 'DLR_STATE_CONFLICT',
      detail: expect.stringMatching(why),
    });

  test('while dialling is stopped for all', async () => {
    const world = await quietWorld();
    await world.settled(world.engine.stopAll('teste'));
    await refused(world, 'stopped for all');
  });

  test('to an agent who rests, or has a call, or is logged in elsewhere', async () => {
    const world = await quietWorld();
    world.engine.agents.pause(agent(world, 0).id, 'refeicao');
    await refused(world, 'rests');
    world.engine.agents.ready(agent(world, 0).id);
    await dial(world);
    await refused(world, 'reserved');
    const elsewhere = await quietWorld();
    elsewhere.engine.agents.logout(agent(elsewhere, 0).id);
    await refused(elsewhere, 'not logged in');
  });

  test('in a campaign that was drained', async () => {
    const world = await quietWorld();
    await world.settled(world.engine.campaigns.drain(CAMPAIGN));
    await refused(world, 'ended');
  });

  test('to a contact another agent is calling', async () => {
    const world = await quietWorld({ agents: 2 });
    await dial(world);
    await expect(dial(world, 1)).rejects.toMatchObject({
      code: 'DLR_STATE_CONFLICT',
      detail: expect.stringContaining('in a call'),
    });
    expect(agent(world, 1).state).toBe('paused');
  });

  test('when no trunk has room, and the contact goes back', async () => {
    const world = await quietWorld({ trunks: [] });
    await refused(world, 'No trunk');
    expect(await world.stores.contacts.counts(CAMPAIGN, world.clock.now())).toMatchObject({ ready: 1 });
  });
});

test('a call by hand for which no line may be shown is refused with the rule, and the ledger keeps each', async () => {
  const world = await quietWorld({ lines: [testLine('+551140001000', 'oper', '99888777000161')] });
  for (let asked = 1; asked <= 2; asked += 1) {
    await expect(dial(world)).rejects.toMatchObject({
      code: 'DLR_DIAL_BLOCKED',
      fields: { rule: 'R07' },
    });
  }
  expect(await decisions(world)).toMatchObject(
    [1, 2].map(() => ({ allowed: false, blockedBy: 'R07', line: '+551140001000', contactId: FIRST })),
  );
  expect(await world.stores.contacts.counts(CAMPAIGN, world.clock.now())).toMatchObject({ ready: 1 });
});

describe('the engine dies around a call by hand', () => {
  test('a contact that was leased for it goes back to the list', async () => {
    const world = await quietWorld();
    const before = await contact(world);
    await world.stores.contacts.leaseOne({
      contactId: FIRST,
      owner: parseEngineId('e1'),
      nowMs: world.clock.now(),
      leaseUntilMs: world.clock.now() + MINUTE,
    });
    await world.crashAndRestart(SECOND);
    expect(await contact(world)).toEqual(before);
    expect(await world.stores.contacts.counts(CAMPAIGN, world.clock.now())).toMatchObject({
      ready: 1,
      leased: 0,
    });
  });

  test('a talk goes on with its agent, and his pause after it', async () => {
    const world = await quietWorld({ fates: inTurn(person({ talkMs: 30_000, endsTalk: true })) });
    await dial(world);
    await untilStates(world, 'talking');
    await world.clock.runFor(SECOND);
    await world.crashAndRestart(2 * SECOND);
    expect(agent(world, 0).state).toBe('talking');
    await untilStates(world, 'wrap_up');
    await untilPhases(world);
    expect(agent(world, 0)).toMatchObject({ state: 'paused', reason: 'manual' });
    expect(await world.rows()).toMatchObject([{ opening: { mode: 'manual' } }]);
    expect(world.defects).toEqual([]);
  });
});
