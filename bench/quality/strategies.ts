import type { KnownWorld } from '../../src/core/pacing/baselines/strategy-choice.js';
import { benchPacer, knownWorldOf } from '../pacing/baseline-pacers.js';
import type { Chance } from '../pacing/chance.js';
import type { Scenario } from '../pacing/scenarios.js';
import type { BenchPacer } from '../pacing/world.js';

/** The product's strategy, told when the day ends; and not told, as in an engine whose campaigns have no closing hour. */
export const OURS = 'cadencia';
export const OURS_OPEN_END = 'cadencia-open-end';
/** With leave to give up phones that rang for 15 s. */
export const OURS_CANCELLING = 'cadencia-cancelling';
/** Two campaigns like this one, each with its own cap, and both their teams for either. */
export const OURS_POOLED = 'cadencia-pooled';
export const PROGRESSIVE = 'ratio:1';
/** As a supervisor with foresight would try them. */
export const RATIOS: readonly string[] = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 13, 17, 22, 28, 36].map(
  (ratio) => `ratio:${ratio}`,
);
/** As they come, and as published; shown beside, no part of a target. */
export const AS_SHIPPED: readonly string[] = ['vicidial-average', 'vicidial-tapered', 'omnileads', 'webitel'];

/** Thresholds of the yardstick that knows the distributions; its frontier is read at the cap. */
export function optimumGrid(cap: number): readonly string[] {
  const thresholds =
    cap >= 0.02 ? [0.02, 0.05, 0.09, 0.15, 0.24, 0.38] : [0.006, 0.015, 0.03, 0.06, 0.11, 0.2];
  return thresholds.map((threshold) => `optimum:${threshold}`);
}

export function isOurs(strategy: string): boolean {
  return strategy.startsWith(OURS);
}

/** Strategies that need more of the world than its plain day. */
export function isInformed(strategy: string): strategy is typeof OURS_CANCELLING | typeof OURS_POOLED {
  return strategy === OURS_CANCELLING || strategy === OURS_POOLED;
}

/** What who knows the distributions knows: the mix of talks where agents differ, and the storms. */
function knownAs(scenario: Scenario): Scenario {
  const { pace, amdErrors, storm, live, machine, agents } = scenario;
  const persons = live * (1 - (amdErrors?.missed ?? 0));
  const machines = (1 - live) * machine * (amdErrors?.passed ?? 0);
  const talk = (chance: Chance): number => {
    if (chance.uniform() < machines / (persons + machines)) {
      return chance.between(3, 8);
    }
    return scenario.talk(chance) * (pace?.(Math.floor(chance.uniform() * agents)) ?? 1);
  };
  return {
    ...scenario,
    ...(pace === undefined && amdErrors === undefined ? {} : { talk }),
    liveFactor: (t) => scenario.liveFactor(t) * (1 - (storm?.(t).refused ?? 0)),
  };
}

const worlds = new Map<string, KnownWorld>();

function worldOf(scenario: Scenario): KnownWorld {
  const known = worlds.get(scenario.name) ?? knownWorldOf(knownAs(scenario));
  worlds.set(scenario.name, known);
  return known;
}

/** A strategy by its name, new, for one day. */
export function pacerOf(strategy: string, scenario: Scenario, cap: number): BenchPacer {
  if (strategy !== OURS_OPEN_END) {
    return benchPacer(strategy, scenario, cap, () => worldOf(scenario));
  }
  const told = benchPacer(OURS, scenario, cap);
  return {
    step: (snapshot, seen, nowMs, liveFactor) =>
      told.step({ ...snapshot, msLeftToday: null }, seen, nowMs, liveFactor),
  };
}
