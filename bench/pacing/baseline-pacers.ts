import { HOUR } from '../../src/core/kernel/time.js';
import { knownTruthOf } from '../../src/core/pacing/baselines/known-truth.js';
import { chooseStrategy, type KnownWorld } from '../../src/core/pacing/baselines/strategy-choice.js';
import { chanceOf } from './chance.js';
import type { Scenario } from './scenarios.js';
import { drawFate } from './scenarios.js';
import type { BenchPacer } from './world.js';

const DRAWS = 40_000;
/** The bench's seconds begin at nought; strategies that read the clock see a Tuesday in Brasília that closes at 21:00. */
const CLOSES_MS = Date.UTC(2026, 0, 14, 0, 0, 0);

/** The world's own truth of a scenario: its draws at the plain answer rate. */
export function knownWorldOf(scenario: Scenario): KnownWorld {
  const still = { ...scenario, liveFactor: () => 1 };
  const chance = chanceOf(987_654);
  const opensMs = CLOSES_MS - scenario.hours * HOUR;
  const draws = Array.from({ length: DRAWS }, () => {
    const fate = drawFate(still, chance, 0);
    return {
      ring: fate.ring,
      answer: fate.answer,
      end: fate.end,
      needsAgent: fate.kind === 'person' || (fate.kind === 'machine' && !scenario.amd),
      talk: scenario.talk(chance),
      wrap: scenario.wrap(chance),
    };
  });
  return {
    truth: knownTruthOf(draws, scenario.amd),
    factorAt: (nowMs) => scenario.liveFactor((nowMs - opensMs) / 1000),
  };
}

/** A strategy of the product or of its baselines, by name, in the bench's world. */
export function benchPacer(
  strategy: string,
  scenario: Scenario,
  cap: number,
  world: (() => KnownWorld) | null = null,
): BenchPacer {
  const opensMs = CLOSES_MS - scenario.hours * HOUR;
  const settings = {
    ratio: 1,
    abandonCap: cap,
    connectDeadlineMs: 2000,
    ringTimeoutMs: 25_000,
    amd: scenario.amd,
  };
  let pacer = chooseStrategy(strategy)(settings, world);
  return {
    step: (snapshot, seen, nowMs) => {
      const next = pacer.step(snapshot, seen, opensMs + nowMs);
      pacer = next.pacer;
      return next.decision.picks ?? next.decision.place;
    },
  };
}
