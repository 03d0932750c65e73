import { parseE164 } from '../../core/kernel/ids.js';
import { makeSeededRng } from '../../core/kernel/rng.js';
import { type DrawnAttempt, knownTruthOf } from '../../core/pacing/baselines/known-truth.js';
import type { KnownWorld } from '../../core/pacing/baselines/strategy-choice.js';
import type { Scenario } from './scenario.js';
import { ScenarioFates } from './scenario-fates.js';
import { drawSpanMs } from './span.js';

const DRAWS = 30_000;

/** The same scenario with an answer rate that stands still: its tables are those of factor 1. */
function stilled(scenario: Scenario): Scenario {
  const { answer } = scenario.network;
  const still = {
    ...answer,
    by_hour: {},
    changes: [],
    decay_per_hour: 1,
    per_attempt: 1,
    cycle: undefined,
    bursts: undefined,
  };
  return { ...scenario, network: { ...scenario.network, answer: still } };
}

function* draws(scenario: Scenario): Generator<DrawnAttempt> {
  const fates = new ScenarioFates(stilled(scenario), 'truth');
  const rng = makeSeededRng('truth/wrap');
  const [campaign] = scenario.campaigns;
  const [group] = scenario.agents;
  const amd = campaign?.amd ?? true;
  const longestRingMs = 1000 * (campaign?.ring_timeout_seconds ?? 25);
  for (let i = 0; i < DRAWS; i++) {
    const fate = fates.fateOf(parseE164(`+55119${80_000_000 + i}`), 1, 0);
    const { answer, refusal, progress } = fate;
    const gaveUpMs = (progress?.afterMs ?? 0) + longestRingMs;
    const answered = answer !== null && answer.afterMs < gaveUpMs;
    const asPerson = answered && (!amd || answer.amd.verdict !== 'machine');
    const endMs = answered
      ? answer.afterMs + (amd ? answer.amd.afterMs : 0)
      : Math.min(gaveUpMs, refusal?.afterMs ?? gaveUpMs);
    yield {
      ring: progress === null ? null : progress.afterMs / 1000,
      answer: answered ? answer.afterMs / 1000 : null,
      end: endMs / 1000,
      needsAgent: asPerson,
      // Where nobody answered a talk is drawn all the same, so that the table of talks is a full one.
      talk: (answer?.who != null ? (answer.talkMs ?? 0) : drawSpanMs(scenario.network.talk, rng)) / 1000,
      wrap: group === undefined ? 0 : drawSpanMs(group.wrap, rng) / 1000,
    };
  }
}

/** What the optimum may know of the first campaign's world, reckoned when first asked for. */
export function knownWorldOf(scenario: Scenario, factorAt: (nowMs: number) => number): () => KnownWorld {
  let known: KnownWorld | null = null;
  return () => {
    known ??= { truth: knownTruthOf(draws(scenario), scenario.campaigns[0]?.amd ?? true), factorAt };
    return known;
  };
}
