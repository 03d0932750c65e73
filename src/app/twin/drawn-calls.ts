import type { Fate } from '../../adapters/simulator/fate.js';
import { parseE164 } from '../../core/kernel/ids.js';
import { makeSeededRng } from '../../core/kernel/rng.js';
import { SECOND } from '../../core/kernel/time.js';
import type { KnownCall } from './recorded-call.js';
import type { Scenario } from './scenario.js';
import { ScenarioFates } from './scenario-fates.js';
import { drawSpanMs } from './span.js';

/** Outcomes for calls the record does not have, from the odds fitted to it. */
export class DrawnCalls {
  readonly #scenario: Scenario;
  readonly #fates: ScenarioFates;
  readonly #seed: number;
  drawn = 0;

  constructor(scenario: Scenario, seed: number) {
    this.#scenario = scenario;
    this.#seed = seed;
    this.#fates = new ScenarioFates(scenario, `replay/${seed}`);
  }

  get factorAt(): (nowMs: number) => number {
    return this.#fates.factorAt;
  }

  talk(): { readonly talkMs: number; readonly wrapMs: number } {
    const rng = makeSeededRng(`replay/${this.#seed}/talk/${this.drawn++}`);
    const { network, agents } = this.#scenario;
    return { talkMs: drawSpanMs(network.talk, rng), wrapMs: drawSpanMs(agents[0]?.wrap ?? 15, rng) };
  }

  next(atMs: number): KnownCall {
    const [campaign] = this.#scenario.campaigns;
    const number = parseE164(`+55119${80_000_000 + this.drawn++}`);
    return callOfFate(
      this.#fates.fateOf(number, 1, atMs),
      campaign?.amd ?? true,
      (campaign?.ring_timeout_seconds ?? 25) * SECOND,
    );
  }
}

function callOfFate(
  { kind, progress, refusal, answer }: Fate,
  amd: boolean,
  ringTimeoutMs: number,
): KnownCall {
  const ringMs = progress?.afterMs ?? null;
  const gaveUpMs = (ringMs ?? 0) + ringTimeoutMs;
  const answered = answer !== null && answer.afterMs < gaveUpMs ? answer : null;
  const amdMs = answered === null || !amd ? 0 : answered.amd.afterMs;
  return {
    ringMs,
    answerMs: answered?.afterMs ?? null,
    settledMs:
      answered === null ? Math.min(gaveUpMs, refusal?.afterMs ?? gaveUpMs) : answered.afterMs + amdMs,
    needsAgent: answered !== null && (!amd || answered.amd.verdict !== 'machine'),
    screened: amd && answered !== null,
    reason: kind,
    talkMs: null,
    wrapMs: null,
    recordedAtMs: null,
  };
}
