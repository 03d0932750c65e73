import type { AcdQueue } from '../core/acd/acd-queue.js';
import {
  type ArrivalRate,
  arrivalsPerHour,
  noArrivals,
  observeArrivals,
  promisedRate,
  type RateEstimate,
} from '../core/acd/arrival-rate.js';
import { type BlendingState, NO_BLENDING, observeService, stepBlending } from '../core/acd/blending.js';
import { type ExpectedWait, expectedWait } from '../core/acd/expected-wait.js';
import { guessedTime, meanTimeMs, observeTime, type TimeOnTest } from '../core/acd/time-on-test.js';
import { SECOND } from '../core/kernel/time.js';
import type { InboundLoad } from '../core/sizing/erlang-a.js';
import type { QueueNeed } from './queue-outlook.js';

/** What is to be known of a queue's floor for a forecast. */
export interface QueueFloor {
  readonly agents: number;
  readonly freeAgents: number;
  readonly ahead: number;
  /** How long each of its talks has lasted. */
  readonly runningMs: readonly number[];
}

/** What one queue has learned: arrivals, handling time, patience, and how many agents it needs. */
export class InboundOutlook {
  #queue: AcdQueue;
  readonly #forecastPerHour: (atMs: number) => number | null;
  #arrivals: ArrivalRate;
  #handling: TimeOnTest;
  #patience: TimeOnTest;
  #blending: BlendingState = NO_BLENDING;
  #need: QueueNeed | null = null;

  constructor(queue: AcdQueue, forecastPerHour: (atMs: number) => number | null, nowMs: number) {
    this.#queue = queue;
    this.#forecastPerHour = forecastPerHour;
    this.#arrivals = noArrivals(nowMs);
    this.#handling = guessedTime(queue.handleGuessMs);
    this.#patience = guessedTime(queue.patienceGuessMs);
  }

  /** By what it last reckoned its need. */
  get need(): QueueNeed | null {
    return this.#need;
  }

  /** The queue as it is set from now on; what was learned stays. */
  use(queue: AcdQueue): void {
    this.#queue = queue;
  }

  arrived(nowMs: number): void {
    this.#arrivals = observeArrivals(this.#arrivals, 1, nowMs);
  }

  answered(waitedMs: number): void {
    this.#patience = observeTime(this.#patience, waitedMs, false);
    const inTime = waitedMs <= this.#queue.goal.withinSeconds * SECOND;
    this.#blending = observeService(this.#blending, this.#queue.goal, inTime);
  }

  /** Who hung up sooner than contracts count changed his mind: he says nothing of the service. */
  abandoned(waitedMs: number): void {
    if (waitedMs > (this.#queue.goal.shortSeconds ?? 0) * SECOND) {
      this.#patience = observeTime(this.#patience, waitedMs, true);
      this.#blending = observeService(this.#blending, this.#queue.goal, false);
    }
  }

  /** What comes in now, as it was learned. */
  load(nowMs: number): InboundLoad {
    return {
      callsPerHour: this.#rate(nowMs).perHour,
      handleSeconds: meanTimeMs(this.#handling) / SECOND,
      patienceSeconds: meanTimeMs(this.#patience) / SECOND,
    };
  }

  handled(lastedMs: number): void {
    this.#handling = observeTime(this.#handling, lastedMs, true);
  }

  expected({ agents, freeAgents, ahead, runningMs }: QueueFloor): ExpectedWait | null {
    const handleMs = meanTimeMs(this.#handling, runningMs);
    return expectedWait({ agents, freeAgents, ahead, handleMs, patienceMs: meanTimeMs(this.#patience) });
  }

  /** Agents the queue has to have now, talks included. */
  needed(agents: number, runningMs: readonly number[], nowMs: number): number {
    const [arrivals, handleMs, patienceMs] = [
      this.#rate(nowMs),
      meanTimeMs(this.#handling, runningMs),
      meanTimeMs(this.#patience),
    ];
    const { caution } = this.#blending;
    const step = stepBlending(
      this.#blending,
      { goal: this.#queue.goal, arrivals, handleMs, patienceMs, agents },
      nowMs,
    );
    this.#blending = step.state;
    const { needed, serviceLevel, holds } = step;
    const callsPerHour = arrivals.perHour;
    const cautiousPerHour = Math.max(0, callsPerHour + caution * arrivals.errorPerHour);
    this.#need = {
      ...{ needed, serviceLevel, holds, callsPerHour, cautiousPerHour, handleMs, patienceMs },
      atMs: nowMs,
    };
    return needed;
  }

  #rate(nowMs: number): RateEstimate {
    return arrivalsPerHour(this.#arrivals, promisedRate(this.#forecastPerHour, nowMs), nowMs);
  }
}
