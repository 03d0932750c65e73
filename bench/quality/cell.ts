import { HELD_OUT_SCENARIOS } from '../pacing/held-out-scenarios.js';
import { SCENARIOS, type Scenario } from '../pacing/scenarios.js';
import { UNSEEN_SCENARIOS } from '../pacing/unseen-scenarios.js';
import { type DayResult, World } from '../pacing/world.js';
import { informedDay } from './informed-day.js';
import { isInformed, isOurs, pacerOf } from './strategies.js';

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

/** The project's own days; days that nothing is tuned on; days written after the strategy was frozen. */
export const SCENARIO_SETS = {
  own: SCENARIOS,
  'held-out': HELD_OUT_SCENARIOS,
  unseen: UNSEEN_SCENARIOS,
} as const satisfies Readonly<Record<string, readonly Scenario[]>>;
export type ScenarioSet = keyof typeof SCENARIO_SETS;

export const ALL_SCENARIOS: readonly Scenario[] = Object.values(SCENARIO_SETS).flat();

const SET_OF = new Map<Scenario, ScenarioSet>(
  (Object.keys(SCENARIO_SETS) as ScenarioSet[]).flatMap((set) =>
    SCENARIO_SETS[set].map((scenario) => [scenario, set] as const),
  ),
);

export function setOf(scenario: Scenario): ScenarioSet {
  return SET_OF.get(scenario) ?? 'own';
}

const BY_NAME: ReadonlyMap<string, Scenario> = new Map(
  ALL_SCENARIOS.map((scenario) => [scenario.name, scenario]),
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
  const {
    occupancyBy10: _,
    minutes,
    ...day
  } = isInformed(strategy)
    ? informedDay(strategy, scenario, cap, seed)
    : new World(scenario, seed, cap, ASKED_ON_EVENTS).run(pacerOf(strategy, scenario, cap));
  return isOurs(strategy)
    ? { ...day, minutes: { ...minutes, talk: tenths(minutes.talk), idle: tenths(minutes.idle) } }
    : day;
}
