import type { AgentId } from '../../src/core/kernel/ids.js';
import { SECOND } from '../../src/core/kernel/time.js';
import type { AgentView } from '../../src/engine/engine-control.js';
import { CAMPAIGN, World, type WorldOptions } from './world.js';

/** A world whose agents do only what the test has them do. */
export async function handWorld(options: WorldOptions & { readonly ready?: number }): Promise<World> {
  const { campaign, ...rest } = options;
  const world = await World.create({
    agents: 2,
    contacts: 1,
    ...rest,
    campaign: { amd: false, mode: 'power', ...campaign },
  });
  await world.open([]);
  for (const { id } of world.profiles.slice(0, options.ready ?? world.profiles.length)) {
    await enter(world, id);
  }
  return world;
}

/** Logs in and becomes ready. */
export async function enter(world: World, id: AgentId): Promise<void> {
  await world.settled(world.engine.agents.login(id, [CAMPAIGN]));
  world.engine.agents.ready(id);
}

/** The n-th agent, from 0, as he is now. */
export function agent(world: World, index: number): AgentView {
  const id = world.profiles[index]?.id;
  const view = id === undefined ? null : world.engine.agents.view(id);
  if (view === null) {
    throw new Error(`The world has no agent ${index}`);
  }
  return view;
}

/** Runs until the agents' states are these; fails, saying what they were, after a minute. */
export async function untilStates(world: World, ...states: readonly string[]): Promise<void> {
  const now = (): string[] => states.map((_, index) => agent(world, index).state);
  const reached = await world.clock.runUntilTrue(
    () => now().join() === states.join(),
    world.clock.now() + 60 * SECOND,
  );
  if (!reached) {
    throw new Error(`Agents are ${now().join()}, not ${states.join()}`);
  }
}

/** Phases of the calls that are live now, sorted. */
export function phases(world: World): string[] {
  const calls = world.engine.campaigns.view(CAMPAIGN)?.calls ?? {};
  return Object.entries(calls)
    .flatMap(([phase, count]) => Array.from({ length: count }, () => phase))
    .sort();
}

export async function untilPhases(world: World, ...expected: readonly string[]): Promise<void> {
  const reached = await world.clock.runUntilTrue(
    () => phases(world).join() === [...expected].sort().join(),
    world.clock.now() + 60 * SECOND,
  );
  if (!reached) {
    throw new Error(`Calls are ${phases(world).join()}, not ${expected.join()}`);
  }
}

/** Results of the closed rows in order. */
export async function results(world: World) {
  return (await world.rows()).map((row) => row.result);
}
