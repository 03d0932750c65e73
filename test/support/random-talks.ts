import type { PublicNetworkModel } from '../../src/adapters/simulator/public-network-model.js';
import { SeededFateModel } from '../../src/adapters/simulator/seeded-fate-model.js';
import { OUTSIDE_LIMIT_MS } from '../../src/core/call/step-outside-call.js';
import { type AgentId, agentOfLeg, parseE164, parseEngineId } from '../../src/core/kernel/ids.js';
import { makeSeededRng, type Rng, randomInteger } from '../../src/core/kernel/rng.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { pick } from './debtors.js';
import { QUICK_PEOPLE } from './engine-days.js';
import { OUR_NUMBER, SALES, testPlan } from './inbound-plan.js';
import { CAMPAIGN, SERVER, World } from './world.js';

/** Most people answer, so that talks are what a run is made of. */
const TALKERS: PublicNetworkModel = { ...QUICK_PEOPLE, pickUpShare: 0.8 };
/** Longest ring, talk, wrap-up and look of the media server's audit, one after the other; then whom nobody of ours hears. */
const LONGEST_MS = 8 * MINUTE;
const BANK = parseE164('+551133334444');

export interface TalksReport {
  readonly attempts: number;
  readonly acts: number;
  /** Calls, rows, channels, legs and agents that were not let go. */
  readonly faults: readonly string[];
}

type Act = (world: World, id: AgentId, other: AgentId) => Promise<unknown>;

/** What agents do with the people on their lines, and how their phones fare. */
const ACTS: readonly Act[] = [
  ({ engine }, id) => engine.talks.hold(id),
  ({ engine }, id) => engine.talks.resume(id),
  ({ engine }, id, other) => engine.talks.consult(id, other),
  ({ engine }, id) => engine.talks.join(id),
  ({ engine }, id) => engine.talks.callOff(id),
  ({ engine }, id, other) => engine.talks.handOver(id, other),
  ({ engine }, id) => engine.talks.handOver(id, null),
  ({ engine }, id) => engine.talks.dialOut(id, BANK, false),
  ({ engine }, id) => engine.talks.dialOut(id, BANK, true),
  ({ engine }, id) => engine.talks.toQueue(id, SALES),
  async ({ network, profiles }, id) =>
    network.dropAgentPhone(profiles.find((profile) => profile.id === id)?.endpoint ?? ''),
];

/** A floor whose agents do all that a talk allows while the engine is killed; then everything is stopped. */
export async function randomTalks(seed: string): Promise<TalksReport> {
  const rng = makeSeededRng(`talks-${seed}`);
  const world = await World.create({
    seed,
    agents: 6,
    contacts: 60,
    fates: () => new SeededFateModel(seed, TALKERS),
    campaign: { mode: 'power', powerRatio: 1.2, amd: false },
    inbound: testPlan(),
  });
  await world.open();
  let acts = 0;
  for (let step = 0; step < 60; step += 1) {
    await world.clock.runFor(randomInteger(rng, 500, 6000));
    acts += actSomewhere(world, rng);
    if (rng.next() < 0.1) {
      callIn(world, rng);
    }
    if (rng.next() < 0.05) {
      await world.crashAndRestart(randomInteger(rng, 0, 20 * SECOND));
    }
  }
  await world.crashAndRestart(randomInteger(rng, 0, 5 * SECOND));
  await world.settled(world.engine.stopAll('the run ends'));
  const stoppedMs = world.clock.now();
  const left = (): string[] => liveCalls(world).filter((phase) => phase !== 'outside');
  await world.clock.runUntilTrue(() => left().length === 0, stoppedMs + LONGEST_MS);
  const faults = left().map((phase) => `still ${phase}`);
  await world.clock.runUntilTrue(
    () => liveCalls(world).length === 0,
    stoppedMs + LONGEST_MS + OUTSIDE_LIMIT_MS,
  );
  await world.clock.runFor(MINUTE);
  return { attempts: world.records.length, acts, faults: [...faults, ...(await faultsOf(world))] };
}

function actSomewhere(world: World, rng: Rng): number {
  const talking = world.profiles.filter(({ id }) => world.engine.talks.view(id) !== null);
  if (talking.length === 0) {
    return 0;
  }
  const { id } = pick(rng, talking);
  const other = pick(rng, world.profiles).id;
  // Many a wish cannot be: then it is refused, and the talk goes on.
  pick(rng, ACTS)(world, id, other).catch(() => undefined);
  return 1;
}

function callIn(world: World, rng: Rng): void {
  const keys = [{ afterMs: 1000, digit: pick(rng, ['1', '2']) }];
  const talkMs = randomInteger(rng, 5, 120) * SECOND;
  const model = { ringMs: null, waitMs: MINUTE, talkMs, keys };
  const caller = `119${String(randomInteger(rng, 70_000_000, 79_999_999))}`;
  world.network.switchOf(SERVER).callIn({ caller, called: OUR_NUMBER }, model);
}

/** Phases of all calls that are live, dialled and come in. */
function liveCalls({ engine }: World): string[] {
  const dialled = Object.entries(engine.campaigns.view(CAMPAIGN)?.calls ?? {});
  const phases = dialled.flatMap(([phase, count]) => Array.from({ length: count }, () => phase));
  return [...phases, ...(engine.inbound?.calls() ?? []).map(({ phase }) => phase)];
}

async function faultsOf(world: World): Promise<string[]> {
  const faults = [...world.defects];
  for (const { opening } of await world.stores.attempts.listOpen(parseEngineId('e1'))) {
    faults.push(`${opening.mode} attempt ${opening.attemptId} was never closed`);
  }
  faults.push(...liveCalls(world).map((phase) => `a call is ${phase}`));
  for (const { id, inUse } of world.engine.view().trunks.filter((trunk) => trunk.inUse > 0)) {
    faults.push(`${inUse} channels of ${id} are held`);
  }
  for (const { legId } of world.network.switchOf(SERVER).list()) {
    if (agentOfLeg(legId) === null) {
      faults.push(`${legId} lives`);
    }
  }
  for (const { id, state, card } of world.engine.agents.views()) {
    if (state !== 'available') {
      faults.push(`agent ${id} is ${state} with ${card?.attemptId ?? 'no call'}`);
    }
  }
  return faults;
}
