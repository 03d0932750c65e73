import { describe, expect, test, vi } from 'vitest';
import { refused } from '../../src/adapters/simulator/fate.js';
import { CadenciaError } from '../../src/core/kernel/errors.js';
import { parseE164 } from '../../src/core/kernel/ids.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { person } from '../support/fates.js';
import { agent, phases, results, untilPhases, untilStates } from '../support/hand-floor.js';
import { IMPATIENT, TransferFloor } from '../support/transfer-floor.js';
import { SERVER } from '../support/world.js';

/** Answers after two seconds, and hangs up after five more of talk. */
const LEAVES = person({ talkMs: 5000, endsTalk: true });
/** Answers after two seconds, and never hangs up. */
const STAYS = person({ talkMs: 5000, endsTalk: false });
const BANK = parseE164('+551133334444');

const floor = new TransferFloor();
const { id, run, talk, callers, untilTalk, sounds, dialled, dialledTo, called, second } = floor;

describe('to an outside number', () => {
  test('attended: the agent asks first, hands over, and says what it was; the row ends with the call', async () => {
    await dialled({}, LEAVES, IMPATIENT);
    await floor.world.settled(floor.world.engine.talks.dialOut(id(0), BANK, false));
    expect(talk(0)).toMatchObject({ state: 'dialing', outside: BANK });
    await untilTalk(0, 'consulting');
    await floor.world.settled(floor.world.engine.talks.handOver(id(0), null));
    await untilStates(floor.world, 'wrap_up');
    expect(phases(floor.world)).toEqual(['outside', 'outside']);
    floor.world.engine.agents.dispose(id(0), 'acordo', null);
    expect(agent(floor.world, 0).state).toBe('available');
    expect(phases(floor.world)).toEqual(['outside', 'outside']);
    // The bank hangs up after five seconds: nobody is left with nobody.
    await untilPhases(floor.world);
    const rows = await floor.world.rows();
    expect(rows.map(({ opening }) => opening.attemptGroup)).toEqual(
      Array(2).fill(rows.find(({ opening }) => opening.phone !== BANK)?.opening.attemptId),
    );
    expect(rows.find(({ opening }) => opening.phone !== BANK)?.result).toMatchObject({ outcome: 'sucesso' });
    expect(rows.find(({ opening }) => opening.phone === BANK)?.result).toMatchObject({
      outcome: 'nao_contato',
      reason: 'undisposed',
    });
    expect(rows.find(({ opening }) => opening.phone === BANK)?.opening).toMatchObject({ mode: 'manual' });
  });

  test('the consultation is called off: the number is let go and the person is with the agent', async () => {
    await dialled({}, IMPATIENT);
    await floor.world.settled(floor.world.engine.talks.dialOut(id(0), BANK, false));
    await untilTalk(0, 'consulting');
    await floor.world.settled(floor.world.engine.talks.callOff(id(0)));
    await untilPhases(floor.world, 'talking');
    await run(5 * SECOND);
    expect(talk(0)).toMatchObject({ state: 'talking', outside: null });
  });

  test('a supervisor who took the person gives him back while the number is asked: neither hears silence', async () => {
    await dialled({}, IMPATIENT);
    const { engine } = floor.world;
    await floor.world.settled(engine.talks.dialOut(id(0), BANK, false));
    engine.monitors.watch('rita', id(0), 'take', 'PJSIP/sup1');
    await untilTalk(0, 'consulting');
    await run(5 * SECOND);
    engine.monitors.hangUp('rita');
    await run(5 * SECOND);
    expect(phases(floor.world)).toEqual(['talking', 'talking']);
    await floor.world.settled(engine.talks.callOff(id(0)));
    await untilPhases(floor.world, 'talking');
    await run(5 * SECOND);
    expect(talk(0)).toMatchObject({ state: 'talking', outside: null });
  });

  test('all three talk; one who leaves the conference leaves the two others together', async () => {
    await dialled({}, LEAVES);
    await floor.world.settled(floor.world.engine.talks.dialOut(id(0), BANK, false));
    await untilTalk(0, 'consulting');
    await floor.world.settled(floor.world.engine.talks.join(id(0)));
    expect(talk(0)?.state).toBe('conference');
    await untilTalk(0, 'talking');
    expect(talk(0)?.notice).toMatchObject({ to: 'number', target: BANK, why: 'hung_up' });
    await run(5 * SECOND);
    expect(phases(floor.world)).toEqual(['talking']);
  });

  test('blind: whoever answers has the person, and the agent is free to say what it was', async () => {
    await dialled({}, IMPATIENT);
    await floor.world.settled(floor.world.engine.talks.dialOut(id(0), BANK, true));
    expect(talk(0)?.state).toBe('sending');
    await untilStates(floor.world, 'wrap_up');
    await run(5 * SECOND);
    expect(phases(floor.world)).toEqual(['outside', 'outside']);
  });

  test('while it rings the agent hears it ring, again and again, until somebody answers', async () => {
    await dialled({}, person({ afterMs: 12_000 }));
    const heard = sounds();
    const stopped = vi.spyOn(floor.world.network.switchOf(SERVER), 'stopPlay');
    await floor.world.settled(floor.world.engine.talks.dialOut(id(0), BANK, false));
    expect(heard()).toEqual(['music']);
    await run(11_500);
    expect(heard()).toEqual(['music', 'tom-chamando', 'tom-chamando']);
    expect(stopped).not.toHaveBeenCalled();
    await untilTalk(0, 'consulting');
    expect(stopped).toHaveBeenCalledTimes(1);
    await run(10_000);
    expect(heard().filter((sound) => sound === 'tom-chamando')).toHaveLength(2);
  });

  test('the tone ends with the call that is called off', async () => {
    await dialled({}, person({ afterMs: 40_000 }));
    const heard = sounds();
    await floor.world.settled(floor.world.engine.talks.dialOut(id(0), BANK, false));
    await run(2000);
    await floor.world.settled(floor.world.engine.talks.callOff(id(0)));
    await run(20_000);
    expect(heard()).toEqual(['music', 'tom-chamando']);
    expect(talk(0)?.state).toBe('talking');
  });

  test('two who were left with each other are told after 59 minutes, and both calls end after the hour', async () => {
    await dialled({}, IMPATIENT);
    await floor.world.settled(floor.world.engine.talks.dialOut(id(0), BANK, true));
    await untilStates(floor.world, 'wrap_up');
    floor.world.engine.agents.dispose(id(0), 'acordo', null);
    floor.world.engine.agents.pause(id(0), 'descanso');
    const heard = sounds();
    const ended: number[] = [];
    floor.world.engine.events.on('talk:outsideEnded', ({ lastedMs }) => ended.push(lastedMs));
    await run(59 * MINUTE - SECOND);
    expect(heard()).toEqual([]);
    await run(2 * SECOND);
    expect(heard()).toEqual(['aviso-fim-ligacao']);
    expect(phases(floor.world)).toEqual(['outside', 'outside']);
    await run(MINUTE);
    expect(ended).toEqual([60 * MINUTE]);
    const rows = await floor.world.rows();
    expect(rows.map(({ result }) => result.endedBy)).toEqual(['system', 'system']);
    expect(rows.find(({ opening }) => opening.phone !== BANK)?.result).toMatchObject({
      outcome: 'sucesso',
    });
  });

  test.each([
    ['busy', refused('busy', null, 3000, 486, 17), 'busy'],
    ['no answer', refused('no_answer', 500, 180_000, 480, 19), 'no_answer'],
    ['refused', refused('rejected', 500, 3000, 603, 21), 'refused'],
  ] as const)('%s: the person is with the agent again, who reads why', async (_name, fate, why) => {
    await dialled({}, fate);
    await floor.world.settled(floor.world.engine.talks.dialOut(id(0), BANK, true));
    await untilTalk(0, 'talking');
    expect(talk(0)?.notice).toMatchObject({ to: 'number', target: BANK, why });
    await run(5 * SECOND);
    expect(phases(floor.world)).toEqual(['talking']);
  });

  test('a switch that refuses at once to join the two is not asked without end, and the talk goes on', async () => {
    await dialled({}, IMPATIENT);
    const down = new CadenciaError('DLR_MEDIA_DOWN', { detail: 'bridge' });
    const bridge = vi.spyOn(floor.world.server, 'bridge').mockImplementation(async () => {
      if (bridge.mock.calls.length < 50) {
        throw down;
      }
      // Without a limit neither time nor this test would go on.
      await new Promise(() => {});
    });
    await floor.world.settled(floor.world.engine.talks.dialOut(id(0), BANK, false));
    await run(20 * SECOND);
    const [first] = bridge.mock.calls;
    expect(bridge.mock.calls.filter(([, leg]) => leg === first?.[1])).toHaveLength(3);
    expect(phases(floor.world)).toEqual(['talking']);
    expect(talk(0)).toMatchObject({ state: 'talking', outside: null });
  });

  test('the gate’s no is said with its rule, and the person is where he was', async () => {
    await dialled({}, IMPATIENT);
    const sinceMs = floor.world.clock.now() - MINUTE;
    const wish = {
      kind: 'opt_out',
      purpose: '*',
      cpfHash: '',
      sinceMs,
      attemptId: '',
      protocol: '',
    } as const;
    await floor.world.stores.facts.register([{ ...wish, phone: BANK }]);
    await expect(
      floor.world.settled(floor.world.engine.talks.dialOut(id(0), BANK, false)),
    ).rejects.toMatchObject({
      code: 'DLR_DIAL_BLOCKED',
      fields: { rule: 'R20' },
    });
    expect(talk(0)).toMatchObject({ state: 'talking', outside: null });
  });

  test('a person who hangs up while the number rings ends that call too', async () => {
    await dialledTo(
      person({ patience: { silenceMs: 300, musicMs: 4000, messageMs: null } }),
      {},
      refused('no_answer', 500, 180_000, 480, 19),
    );
    await floor.world.settled(floor.world.engine.talks.dialOut(id(0), BANK, false));
    await untilStates(floor.world, 'wrap_up');
    floor.world.engine.agents.dispose(id(0), 'acordo', null);
    await untilPhases(floor.world);
  });

  test('a caller too: his row closes when he hangs up, by what his agent said before', async () => {
    const caller = await called({}, IMPATIENT);
    await floor.world.settled(floor.world.engine.talks.dialOut(id(0), BANK, false));
    await untilTalk(0, 'consulting');
    await floor.world.settled(floor.world.engine.talks.handOver(id(0), null));
    await untilStates(floor.world, 'wrap_up');
    floor.world.engine.agents.dispose(id(0), 'acordo', null);
    await run(20 * SECOND);
    expect(callers()).toEqual(['outside']);
    expect(await floor.world.rows()).toEqual([]);
    caller?.hangUp();
    await untilPhases(floor.world);
    const rows = await floor.world.rows();
    expect(rows).toHaveLength(2);
    expect(rows.find(({ opening }) => opening.mode === 'inbound')?.result).toMatchObject({
      outcome: 'sucesso',
    });
  });
});

describe('a caller to a colleague', () => {
  test('asked first, together, and his alone', async () => {
    await called();
    await second();
    expect(floor.world.engine.talks.colleagues(id(0))).toMatchObject([{ id: 'a002', state: 'available' }]);
    await floor.world.settled(floor.world.engine.talks.consult(id(0), id(1)));
    expect(agent(floor.world, 1).state).toBe('reserved');
    await floor.world.settled(floor.world.engine.talks.join(id(0)));
    await floor.world.settled(floor.world.engine.talks.handOver(id(0), null));
    await untilStates(floor.world, 'available', 'talking');
    floor.world.engine.agents.hangup(id(1));
    await untilStates(floor.world, 'available', 'wrap_up');
    floor.world.engine.agents.dispose(id(1), 'acordo', null);
    await run(SECOND);
    expect(await results(floor.world)).toMatchObject([{ agentId: 'a002', outcome: 'sucesso' }]);
  });

  test('a colleague whose phone drops while he is asked leaves the caller with the agent', async () => {
    await called();
    await second();
    await floor.world.settled(floor.world.engine.talks.consult(id(0), id(1)));
    floor.world.network.dropAgentPhone(agent(floor.world, 1).endpoint);
    await run(SECOND);
    expect(talk(0)).toMatchObject({ state: 'talking', colleagueId: null });
    expect(callers()).toEqual(['talking']);
  });
});

describe('after a crash', () => {
  test('two who were left with each other talk on, and the one ends with the other', async () => {
    await dialled({}, LEAVES);
    await floor.world.settled(floor.world.engine.talks.dialOut(id(0), BANK, true));
    await untilStates(floor.world, 'wrap_up');
    await floor.world.crashAndRestart(1000);
    await run(500);
    expect(phases(floor.world)).toEqual(['outside', 'outside']);
    await untilPhases(floor.world);
    expect(await floor.world.rows()).toHaveLength(2);
  });

  test('who dialled for them is free for others, and a restart gives them one more hour, not for ever', async () => {
    await dialled({}, STAYS);
    await floor.world.settled(floor.world.engine.talks.dialOut(id(0), BANK, true));
    await untilStates(floor.world, 'wrap_up');
    floor.world.engine.agents.dispose(id(0), 'acordo', null);
    await floor.world.crashAndRestart(1000);
    await untilStates(floor.world, 'available');
    await run(59 * MINUTE);
    expect(phases(floor.world)).toEqual(['outside', 'outside']);
    await run(2 * MINUTE);
    expect(phases(floor.world)).toEqual([]);
    expect((await results(floor.world)).map(({ endedBy }) => endedBy)).toEqual(['system', 'system']);
  });

  test('all three of a conference end with the agent who hangs up', async () => {
    await dialled({}, STAYS);
    await floor.world.settled(floor.world.engine.talks.dialOut(id(0), BANK, false));
    await untilTalk(0, 'consulting');
    await floor.world.settled(floor.world.engine.talks.join(id(0)));
    await floor.world.crashAndRestart(1000);
    await untilStates(floor.world, 'talking');
    floor.world.engine.agents.hangup(id(0));
    floor.world.engine.agents.dispose(id(0), 'acordo', null);
    await run(MINUTE);
    expect(phases(floor.world)).toEqual([]);
    expect(agent(floor.world, 0).state).toBe('available');
    expect((await results(floor.world)).map(({ endedBy }) => endedBy)).toEqual(['agent', 'agent']);
  });
});
