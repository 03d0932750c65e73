import { describe, expect, test } from 'vitest';
import type { FateModel } from '../../src/adapters/simulator/fate-model.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { MINUTE } from '../../src/core/kernel/time.js';
import { CHOICE, MOST_OVERTAKEN } from '../../src/engine/contact-shelf.js';
import { person, ringsOut } from '../support/fates.js';
import { CAMPAIGN, World } from '../support/world.js';

const EAGER = '11';
const SHY = '91';

/** People of one area code answer often, those of the other hardly; each number and attempt by a chance of its own. */
function unlike(eager: number, shy: number): () => FateModel {
  return () => ({
    fateOf: (number, attempt) => {
      const chance = makeSeededRng(`${number}/${attempt}`);
      const answers = chance.next() < (number.startsWith(`+55${EAGER}`) ? eager : shy);
      const afterMs = 4000 + 8000 * chance.next();
      const talkMs = 40_000 + 60_000 * chance.next();
      return answers ? person({ afterMs, talkMs, endsTalk: true }) : { ...ringsOut(), kind: 'no_answer' };
    },
  });
}

interface Day {
  /** Share of the agents' time in which they were talking or wrapping up. */
  readonly occupancy: number;
  readonly dropShare: number;
  readonly world: World;
}

const WARM_UP_MS = 15 * MINUTE;
const AGENTS = 10;

async function day(seed: string, choosesContacts: boolean, minutes = 45): Promise<Day> {
  const world = await World.create({
    seed,
    agents: AGENTS,
    contacts: 2500,
    phones: (index) => `+55${index % 2 === 0 ? EAGER : SHY}9${80_000_000 + index}`,
    fates: unlike(0.45, 0.05),
    campaign: { amd: false, keepsListOrder: !choosesContacts },
    crewPlansPauses: false,
  });
  let busyMs = 0;
  let sinceMs = Number.POSITIVE_INFINITY;
  const busySince = new Map<string, number>();
  world.engine.events.on('agent:moved', ({ agentId, to, atMs }) => {
    const from = busySince.get(agentId);
    busySince.delete(agentId);
    if (from !== undefined) {
      busyMs += Math.max(0, atMs - Math.max(from, sinceMs));
    }
    if (to === 'talking' || to === 'wrap_up') {
      busySince.set(agentId, atMs);
    }
  });
  await world.open();
  await world.clock.runFor(WARM_UP_MS);
  sinceMs = world.clock.now();
  await world.clock.runFor(minutes * MINUTE);
  const nowMs = world.clock.now();
  for (const from of busySince.values()) {
    busyMs += nowMs - Math.max(from, sinceMs);
  }
  const { connected, abandoned } = world.engine.campaigns.view(CAMPAIGN)?.today ?? {
    connected: 0,
    abandoned: 1,
  };
  expect(world.defects).toEqual([]);
  return {
    occupancy: busyMs / (AGENTS * (nowMs - sinceMs)),
    dropShare: abandoned / (connected + abandoned),
    world,
  };
}

/** For each contact, in the order of the list, how many that stood behind it were dialled before it. */
function overtaken(world: World): readonly number[] {
  const seen = new Set<number>();
  const order: number[] = [];
  const dialled = [...world.records].sort((a, b) => a.startedAtMs - b.startedAtMs);
  for (const { number } of dialled) {
    const index = Number(number.slice(-8)) - 80_000_000;
    if (!seen.has(index)) {
      seen.add(index);
      order.push(index);
    }
  }
  return order.map((index, at) => order.slice(0, at).filter((other) => other > index).length);
}

describe('contacts that are not alike', () => {
  test('keep the agents as busy at no higher drop when the engine chooses among them', async () => {
    const pairs: { readonly chosen: Day; readonly inOrder: Day }[] = [];
    for (const seed of ['a']) {
      pairs.push({ chosen: await day(seed, true), inOrder: await day(seed, false) });
    }
    const mean = (pick: (pair: (typeof pairs)[number]) => number) =>
      pairs.reduce((sum, pair) => sum + pick(pair), 0) / pairs.length;
    expect(mean(({ chosen }) => chosen.occupancy)).toBeGreaterThan(
      mean(({ inOrder }) => inOrder.occupancy) - 0.01,
    );
    expect(mean(({ chosen }) => chosen.dropShare)).toBeLessThanOrEqual(0.03);
    expect(mean(({ chosen }) => chosen.dropShare)).toBeLessThanOrEqual(
      mean(({ inOrder }) => inOrder.dropShare) + 0.005,
    );
  }, 200_000);

  test('are none of them put off for ever', async () => {
    const { world } = await day('fair', true, 40);
    const counts = overtaken(world);
    expect(Math.max(...counts)).toBeGreaterThan(10);
    // Whoever went back to the list meanwhile is overtaken by what was on the shelf until he comes again.
    expect(Math.max(...counts)).toBeLessThanOrEqual(MOST_OVERTAKEN + 2 * CHOICE);
  }, 200_000);
});

test('a list of contacts that are alike is dialled in its order', async () => {
  const world = await World.create({
    seed: 'alike',
    agents: AGENTS,
    contacts: 1500,
    phones: (index) => `+55${EAGER}9${80_000_000 + index}`,
    fates: unlike(0.25, 0.25),
    campaign: { amd: false },
    crewPlansPauses: false,
  });
  await world.open();
  await world.clock.runFor(20 * MINUTE);
  expect(Math.max(...overtaken(world))).toBeLessThanOrEqual(5);
}, 120_000);
