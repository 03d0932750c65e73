import { HELD_OUT_SCENARIOS } from '../pacing/held-out-scenarios.js';
import { SCENARIOS, type Scenario } from '../pacing/scenarios.js';
import { type DayResult, World } from '../pacing/world.js';
import { isOurs, pacerOf } from './strategies.js';

/** One day of the table. */
export interface Cell {
  readonly scenario: string;
  readonly cap: number;
  readonly strategy: string;
  readonly seed: number;
}

/** What is kept of a day; its minutes only where a target asks for them. */
export type CellDay = Omit<DayResult, 'occupancyBy10' | 'minutes'> & Partial<Pick<DayResult, 'minutes'>>;

/** The pacer is asked each second, as in the pace protocol, and not at each event as well: days cost a third. */
const ASKED_ON_EVENTS = false;

const BY_NAME: ReadonlyMap<string, Scenario> = new Map(
  [...SCENARIOS, ...HELD_OUT_SCENARIOS].map((scenario) => [scenario.name, scenario]),
);

export function scenarioNamed(name: string): Scenario {
  const scenario = BY_NAME.get(name);
  if (scenario === undefined) {
    throw new Error(`no scenario is called '${name}'; there are ${[...BY_NAME.keys()].join(', ')}`);
  }
  return scenario;
}

const tenths = (list: readonly number[]): number[] => list.map((value) => Math.round(10 * value) / 10);

/** Runs the day. */
export function runCell({ scenario: name, cap, strategy, seed }: Cell): CellDay {
  const scenario = scenarioNamed(name);
  const world = new World(scenario, seed, cap, ASKED_ON_EVENTS);
  const { occupancyBy10: _, minutes, ...day } = world.run(pacerOf(strategy, scenario, cap));
  return isOurs(strategy)
    ? { ...day, minutes: { ...minutes, talk: tenths(minutes.talk), idle: tenths(minutes.idle) } }
    : day;
}
