import { describe, expect, test } from 'vitest';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import type { SimulatedCaller } from '../../src/adapters/simulator/simulated-caller.js';
import { INBOUND_MOVES } from '../../src/core/acd/inbound-phase.js';
import { verifyChain } from '../../src/core/call-log/verify-chain.js';
import { attemptOfLeg, parseE164, parseEngineId } from '../../src/core/kernel/ids.js';
import { makeSeededRng, type Rng, randomInteger } from '../../src/core/kernel/rng.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { handWorld } from '../support/hand-floor.js';
import { DEBTS, OUR_NUMBER, SALES, testPlan } from '../support/inbound-plan.js';
import { CAMPAIGN, SERVER, type World } from '../support/world.js';

const IN_CALL = new Set(['reserved', 'talking', 'wrap_up']);

interface Someone {
  readonly number: string;
  readonly person: SimulatedCaller;
}

/** What may happen on a floor at any moment, each in some share of the moments. */
function happen(world: World, rng: Rng, callers: Someone[]): void {
  const profile = world.profiles[randomInteger(rng, 0, world.profiles.length - 1)]!;
  const { agents, talks } = world.engine;
  const anybody = (name: string) => {
    const found = agents.views().filter(({ state }) => state === name);
    return found[randomInteger(rng, 0, Math.max(0, found.length - 1))]?.id ?? profile.id;
  };
  const [talker, other] = [anybody('talking'), anybody('available')];
  const quietly = (act: () => unknown): void => {
    try {
      const done = act();
      if (done instanceof Promise) {
        done.catch(() => undefined);
      }
    } catch {
      // A refusal is an answer: a double click is refused.
    }
  };
  const caller = callers[randomInteger(rng, 0, Math.max(0, callers.length - 1))];
  const things: readonly (() => void)[] = [
    () => {
      const inbound = { caller: `119${randomInteger(rng, 10_000_000, 99_999_999)}`, called: OUR_NUMBER };
      // Some give up before we can answer.
      const ringMs = rng.next() < 0.1 ? 1 : MINUTE;
      const waitMs = rng.next() < 0.3 ? randomInteger(rng, 1, 60) * SECOND : null;
      const talkMs = rng.next() < 0.7 ? randomInteger(rng, 1, 90) * SECOND : null;
      const keys = rng.next() < 0.5 ? [{ afterMs: randomInteger(rng, 1, 4000), digit: '2' }] : [];
      const one = world.network.switchOf(SERVER).callIn(inbound, { ringMs, waitMs, talkMs, keys });
      if (one !== null) {
        callers.push({ number: inbound.caller, person: one });
      }
    },
    () => caller?.person.hangUp(),
    () => caller?.person.press('1'),
    () => quietly(() => agents.ready(profile.id)),
    () => quietly(() => agents.ready(profile.id)),
    () => quietly(() => agents.pause(profile.id, 'banheiro')),
    () => quietly(() => agents.hangup(profile.id)),
    () => quietly(() => agents.dispose(profile.id, 'sem_acordo', null)),
    () => quietly(() => agents.dispose(profile.id, 'sem_acordo', null)),
    () => quietly(() => agents.logout(profile.id)),
    () => quietly(() => agents.login(profile.id, [CAMPAIGN])),
    () => quietly(() => talks.consult(talker, other)),
    () => quietly(() => talks.handOver(talker, other)),
    () => quietly(() => talks.handOver(talker, rng.next() < 0.5 ? other : null)),
    () => quietly(() => talks.toQueue(talker, rng.next() < 0.5 ? SALES : DEBTS)),
    () => {
      const phone = parseE164(`+5511333${randomInteger(rng, 10_000, 99_999)}`);
      quietly(() => talks.dialOut(talker, phone, rng.next() < 0.5));
    },
    () => quietly(() => talks.join(talker)),
    () => quietly(() => talks.callOff(talker)),
    () => void (rng.next() < 0.3 && world.network.dropAgentPhone(profile.endpoint)),
    () => {
      if (rng.next() < 0.1) {
        world.network.switchOf(SERVER).cutLink();
        world.clock.setTimer(randomInteger(rng, 1, 3000), () => world.network.switchOf(SERVER).restoreLink());
      }
    },
    () => {
      if (rng.next() < 0.02) {
        world.network.switchOf(SERVER).restart();
      }
    },
  ];
  things[randomInteger(rng, 0, things.length - 1)]?.();
}

function expectSound(world: World): void {
  const calls = world.engine.inbound!.calls();
  const served = calls.flatMap(({ phase, agentId }) =>
    (phase === 'talking' || phase === 'connecting') && agentId !== null ? [agentId] : [],
  );
  expect(new Set(served).size, 'an agent has two callers').toBe(served.length);
}

/** The process dies and starts anew: its callers are still on the line. */
async function crash(world: World): Promise<void> {
  await world.crashAndRestart(2000);
  world.crew.close();
}

describe('a floor on which anything happens at any moment', () => {
  /** Moves of calls, over all storms. */
  const met = new Map<string, number>();

  for (const seed of ['a', 'b', 'c', 'd']) {
    test(`never gives an agent two callers, and in the end nobody is stuck (${seed})`, async () => {
      const world = await handWorld({ seed, agents: 6, contacts: 60, inbound: testPlan() });
      const rng = makeSeededRng(`storm-${seed}`);
      const callers: Someone[] = [];
      const watch = () =>
        world.engine.events.on('inbound:moved', ({ callId, from, to }) => {
          // The narrowest moment: the caller, or the agent's phone, goes while the two are being joined.
          const joined = world.engine.inbound!.calls().find(({ id }) => id === callId);
          if (to === 'connecting' && joined !== undefined && rng.next() < 0.2) {
            const profile = world.profiles.find(({ id }) => id === joined.agentId);
            if (rng.next() < 0.5) {
              callers.find((one) => one.number === joined.inbound.caller)?.person.hangUp();
            } else if (profile !== undefined) {
              world.network.dropAgentPhone(profile.endpoint);
            }
          }
          met.set(`${from} ${to}`, (met.get(`${from} ${to}`) ?? 0) + 1);
        });
      watch();
      for (let i = 0; i < 1500; i++) {
        if (i % 400 === 300) {
          await crash(world);
          watch();
        }
        happen(world, rng, callers);
        await world.clock.runFor(randomInteger(rng, 0, 1500));
        expectSound(world);
      }
      for (const { person } of callers) {
        person.hangUp();
      }
      // Longer than any wrap-up, any back-off of a phone and any ringing.
      await world.clock.runFor(3 * MINUTE);
      await world.settled(world.engine.stopAll('the end'));
      // Whom we called stays on the line until his agent ends it.
      for (const { id, state } of world.engine.agents.views()) {
        if (state === 'talking') {
          world.engine.agents.hangup(id);
        }
      }
      // Nor do two of them who were left with each other.
      for (const { legId } of world.network.switchOf(SERVER).list()) {
        if (attemptOfLeg(legId) !== null) {
          world.network.switchOf(SERVER).hangup(legId, 'normal');
        }
      }
      await world.clock.runFor(8 * MINUTE);
      expect(world.engine.inbound!.calls().map(({ phase }) => phase)).toEqual([]);
      const stuck = world.engine.agents.views().filter(({ state }) => IN_CALL.has(state));
      expect(stuck.map(({ id, state }) => `${id} ${state}`)).toEqual([]);
      const alive = world.network.switchOf(SERVER).list();
      expect(alive.filter(({ inbound }) => inbound !== undefined)).toEqual([]);
      expect(world.defects).toEqual([]);
      // Each call has its row: closed once, none left open.
      const rows = (await world.rows()).filter(({ opening }) => opening.mode === 'inbound');
      expect(new Set(rows.map(({ opening }) => opening.attemptGroup)).size).toBe(rows.length);
      expect(rows.length).toBeGreaterThan(callers.length / 2);
      expect(await world.stores.attempts.listOpen(parseEngineId('e1'))).toEqual([]);
      expect(verifyChain(await world.rows(), nodeDigest)).toMatchObject([{ broken: null }]);
    }, 60_000);
  }

  test('is no calm: calls went by every move of their table, and hundreds were talked', () => {
    for (const [from, moves] of Object.entries(INBOUND_MOVES)) {
      for (const to of moves) {
        expect(met.get(`${from} ${to}`) ?? 0, `${from} → ${to}`).toBeGreaterThan(0);
      }
    }
    expect(met.get('connecting talking')).toBeGreaterThan(200);
  });
});
