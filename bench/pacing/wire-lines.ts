import type { Scenario } from './scenarios.js';
import type { WorldEvent, WorldQuestion } from './world.js';

/** The `start` line of a scenario's day. */
export function startLine(scenario: Scenario, cap: number): unknown {
  return {
    type: 'start',
    protocol: 2,
    scenario: scenario.name,
    agents: scenario.agents,
    tick: 1,
    dropSec: 2,
    cap,
    duration: 3600 * scenario.hours,
    ringTimeout: scenario.ringTimeout,
    trunks: Number.isFinite(scenario.trunks) ? scenario.trunks : null,
    cps: null,
    amd: scenario.amd,
  };
}

/** The `tick` line of a question of the world, with the events that got through. */
export function tickLine({ snapshot, t, placedLast }: WorldQuestion, events: readonly WorldEvent[]): unknown {
  const { busyAgents, calls, freeChannels } = snapshot;
  const talk = busyAgents.filter(({ phase }) => phase === 'talking').length;
  return {
    type: 'tick',
    t,
    tick: 1,
    idle: snapshot.idleAgents,
    talk,
    wrap: busyAgents.length - talk,
    paused: 0,
    inFlight: calls.length,
    waiting: calls.filter(({ waiting }) => waiting).length,
    lines: calls.length + talk,
    trunksFree: Number.isFinite(freeChannels) ? freeChannels : null,
    cps: snapshot.cpsRoom,
    answeredToday: snapshot.connectedToday,
    abandonedToday: snapshot.abandonedToday,
    placedLast,
    ...(snapshot.nextEstimates === undefined ? {} : { nextContacts: snapshot.nextEstimates }),
    events,
  };
}
