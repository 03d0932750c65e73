import { type Fate, recordingAnswer, refused } from '../../adapters/simulator/fate.js';
import type { FateModel } from '../../adapters/simulator/fate-model.js';
import type { E164 } from '../../core/kernel/ids.js';
import { makeSeededRng, type Rng } from '../../core/kernel/rng.js';
import { SECOND } from '../../core/kernel/time.js';
import { answerCurve } from './answer-curve.js';
import type { Scenario } from './scenario.js';
import { drawSpanMs } from './span.js';

const HIGHEST_SHARE = 0.95;
const RECORDING_MS = 30 * SECOND;

function scaledPhones(scenario: Scenario): readonly { readonly weight: number; readonly factor: number }[] {
  const { phones } = scenario.network.answer;
  const total = phones.reduce((sum, { weight }) => sum + weight, 0);
  const mean = phones.reduce((sum, { weight, factor }) => sum + weight * factor, 0) / total;
  return phones.map(({ weight, factor }) => ({ weight: weight / total, factor: factor / (mean || 1) }));
}

/**
 * The people and machines of a scenario. Each number and each attempt has a stream of chance of its own, so that what
 * becomes of a call depends on the number, the attempt and the hour, and not on the order of dialling: two settings of
 * one seed meet the same public.
 */
export class ScenarioFates implements FateModel {
  readonly factorAt: (nowMs: number) => number;
  readonly #scenario: Scenario;
  readonly #seed: string;
  readonly #phones: ReturnType<typeof scaledPhones>;

  constructor(scenario: Scenario, seed: string) {
    this.#scenario = scenario;
    this.#seed = seed;
    this.#phones = scaledPhones(scenario);
    this.factorAt = answerCurve(scenario, seed);
  }

  fateOf(number: E164, attempt: number, nowMs: number): Fate {
    const { network } = this.#scenario;
    const own = makeSeededRng(`${this.#seed}/${number}`);
    const isDead = own.next() < network.dead;
    const rng = makeSeededRng(`${this.#seed}/${number}/${attempt}`);
    const dialledMs = drawSpanMs(network.post_dial_delay, rng);
    if (isDead) {
      return refused('invalid', null, dialledMs, 404, 1);
    }
    const odds = this.#oddsOf(number, attempt, own) * this.factorAt(nowMs);
    return rng.next() < Math.min(HIGHEST_SHARE, odds)
      ? this.#person(dialledMs, rng)
      : this.#miss(dialledMs, rng);
  }

  /** The chance of a person at factor 1 of the hour. */
  #oddsOf(number: E164, attempt: number, own: Rng): number {
    const { answer, dead } = this.#scenario.network;
    let rest = own.next();
    const kind = this.#phones.find(({ weight }) => {
      rest -= weight;
      return rest < 0;
    });
    const byDdd = answer.by_ddd[number.slice(3, 5)] ?? 1;
    return (answer.share / (1 - dead)) * (kind?.factor ?? 1) * byDdd * answer.per_attempt ** (attempt - 1);
  }

  #person(dialledMs: number, rng: Rng): Fate {
    const { network } = this.#scenario;
    const afterMs = dialledMs + drawSpanMs(network.ring, rng);
    return {
      kind: 'person',
      progress: { afterMs: dialledMs, code: 180 },
      refusal: null,
      answer: {
        afterMs,
        who: rng.next() < network.client_share ? 'client' : 'third_party',
        amd: this.#verdict('human', network.amd.human_as_machine, rng),
        hangsUpAfterMs: null,
        patience: { silenceMs: drawSpanMs(network.patience, rng), musicMs: null, messageMs: 8 * SECOND },
        talkMs: drawSpanMs(network.talk, rng),
        endsTalk: false,
        pressesDuringMessage: null,
      },
    };
  }

  #verdict(truth: 'human' | 'machine', wrongShare: number, rng: Rng) {
    const { amd } = this.#scenario.network;
    const drawn = rng.next();
    const unknownMs = drawSpanMs(amd.unknown, rng);
    const humanMs = drawSpanMs(amd.human, rng);
    const machineMs = drawSpanMs(amd.machine, rng);
    if (drawn < amd.unknown_share) {
      return { verdict: 'unknown', afterMs: unknownMs, cause: 'TOOLONG' } as const;
    }
    const asHuman = (truth === 'human') !== drawn < amd.unknown_share + wrongShare;
    return asHuman
      ? ({ verdict: 'human', afterMs: humanMs, cause: 'HUMAN' } as const)
      : ({ verdict: 'machine', afterMs: machineMs, cause: 'LONGGREETING' } as const);
  }

  #miss(dialledMs: number, rng: Rng): Fate {
    const { misses } = this.#scenario.network;
    const words = Object.entries(misses);
    let rest = rng.next() * words.reduce((sum, [, weight]) => sum + weight, 0);
    const kind = words.find(([, weight]) => {
      rest -= weight;
      return rest < 0;
    })?.[0];
    switch (kind) {
      case 'machine':
        return this.#machine(dialledMs, rng);
      case 'busy':
        return refused('busy', null, dialledMs, 486, 17);
      case 'rejected':
        return refused('rejected', dialledMs, dialledMs + 4 * SECOND, 603, 21);
      case 'unreachable':
        return refused('unreachable', null, dialledMs, 480, 20);
      case 'congestion':
        return refused('congestion', null, Math.round(dialledMs / 4), 503, 34);
      default:
        // Rings on until whoever called gives up.
        return {
          kind: 'no_answer',
          progress: { afterMs: dialledMs, code: 180 },
          refusal: null,
          answer: null,
        };
    }
  }

  #machine(dialledMs: number, rng: Rng): Fate {
    const { network } = this.#scenario;
    const atOnce = rng.next() < network.machine_at_once;
    const rangMs = atOnce ? Math.round(100 + 1400 * rng.next()) : drawSpanMs(network.machine_ring, rng);
    const amd = this.#verdict('machine', network.amd.machine_as_human, rng);
    return {
      kind: 'machine',
      progress: { afterMs: dialledMs, code: 180 },
      refusal: null,
      answer: {
        ...recordingAnswer(dialledMs + rangMs, RECORDING_MS, amd),
        talkMs: drawSpanMs(network.machine_talk, rng),
      },
    };
  }
}
