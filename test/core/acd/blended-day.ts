import {
  type ArrivalRate,
  arrivalsPerHour,
  noArrivals,
  observeArrivals,
  promisedRate,
} from '../../../src/core/acd/arrival-rate.js';
import {
  type BlendingState,
  divideIdle,
  NO_BLENDING,
  observeService,
  stepBlending,
} from '../../../src/core/acd/blending.js';
import {
  type DistributorInput,
  type DistributorState,
  EMPTY_DISTRIBUTOR,
  stepDistributor,
} from '../../../src/core/acd/call-distributor.js';
import { guessedTime, meanTimeMs, observeTime, type TimeOnTest } from '../../../src/core/acd/time-on-test.js';
import { type AgentId, type AttemptId, parseAgentId, parseAttemptId } from '../../../src/core/kernel/ids.js';
import { makeSeededRng, type Rng } from '../../../src/core/kernel/rng.js';
import { HOUR, MINUTE, SECOND } from '../../../src/core/kernel/time.js';
import type { InboundGoal } from '../../../src/core/sizing/erlang-a.js';
import { freeAgent, SETTINGS, waiting } from './acd-samples.js';

/*
 * A day of a floor that takes inbound and outbound calls, in virtual time: the distributor, the estimates and the blending
 * of the product, and people who call, wait, lose patience and talk. `plain` lends every free agent to outbound, inbound
 * going first whenever somebody comes free: priorities alone.
 */

export interface BlendedDay {
  readonly seed: string;
  readonly policy: 'plain' | 'blended';
  readonly agents: number;
  /** Inbound calls an hour at that time of the day. */
  readonly callsPerHourAt: (atMs: number) => number;
  readonly handleMs: number;
  readonly patienceMs: number;
  readonly outboundTalkMs: number;
  readonly lastsMs: number;
  readonly goal: InboundGoal;
}

export interface BlendedResult {
  readonly received: number;
  readonly answered: number;
  /** Answered within the goal's time, of all received. */
  readonly serviceLevel: number;
  readonly worstHour: number;
  /** Part of the agents' time spent on outbound calls, by hour. */
  readonly outboundShare: readonly number[];
}

type Happening =
  | { readonly kind: 'arrives' }
  | { readonly kind: 'gone'; readonly callId: AttemptId }
  | { readonly kind: 'talked'; readonly agentId: AgentId; readonly startedMs: number }
  | { readonly kind: 'outbound'; readonly agentId: AgentId; readonly serial: number }
  | { readonly kind: 'outboundOver'; readonly agentId: AgentId; readonly startedMs: number }
  | { readonly kind: 'look' };

/** How often the need is looked at. */
const LOOK_MS = 10 * SECOND;
/** From the moment an agent is lent to a person who answered for him. */
const TO_ANSWER_MS = 15 * SECOND;

export function playBlendedDay(day: BlendedDay): BlendedResult {
  return new Floor(day).play();
}

class Floor {
  readonly #day: BlendedDay;
  readonly #rng: Rng;
  readonly #agenda: { atMs: number; what: Happening }[] = [];
  #distributor: DistributorState = EMPTY_DISTRIBUTOR;
  #blending: BlendingState = NO_BLENDING;
  #arrivals: ArrivalRate = noArrivals(0);
  #handling: TimeOnTest;
  #patience: TimeOnTest;
  readonly #inTalk = new Map<AgentId, number>();
  /** Lent, with the serial of his dial: an old one finds him elsewhere. */
  readonly #lent = new Map<AgentId, number>();
  #serial = 0;
  #needed = 0;
  #received = 0;
  #answered = 0;
  readonly #hours: { received: number; inTime: number; outboundMs: number }[] = [];

  constructor(day: BlendedDay) {
    this.#day = day;
    this.#rng = makeSeededRng(day.seed);
    this.#handling = guessedTime(day.handleMs);
    this.#patience = guessedTime(day.patienceMs);
  }

  play(): BlendedResult {
    const { agents, lastsMs } = this.#day;
    for (let i = 0; i < agents; i++) {
      this.#becomesFree(parseAgentId(`a${i}`), 0);
    }
    this.#plan(0, { kind: 'look' });
    this.#planArrival(0);
    for (let next = this.#next(); next !== undefined && next.atMs < lastsMs; next = this.#next()) {
      this.#happen(next.what, next.atMs);
      this.#lend(next.atMs);
    }
    const inTime = this.#hours.reduce((sum, hour) => sum + hour.inTime, 0);
    return {
      received: this.#received,
      answered: this.#answered,
      serviceLevel: inTime / this.#received,
      worstHour: Math.min(...this.#hours.map((hour) => hour.inTime / Math.max(1, hour.received))),
      outboundShare: this.#hours.map(({ outboundMs }) => outboundMs / (agents * HOUR)),
    };
  }

  #happen(what: Happening, nowMs: number): void {
    switch (what.kind) {
      case 'arrives': {
        this.#received += 1;
        this.#hour(nowMs).received += 1;
        this.#arrivals = observeArrivals(this.#arrivals, 1, nowMs);
        const callId = parseAttemptId(`c${this.#received}`);
        this.#plan(nowMs + this.#exponential(this.#day.patienceMs), { kind: 'gone', callId });
        this.#planArrival(nowMs);
        this.#step({ kind: 'waits', call: waiting(callId, { sinceMs: nowMs }) }, nowMs);
        break;
      }
      case 'gone': {
        const call = this.#distributor.line.find(({ callId }) => callId === what.callId);
        if (call !== undefined) {
          this.#patience = observeTime(this.#patience, nowMs - call.sinceMs, true);
          this.#blending = observeService(this.#blending, this.#day.goal, false);
          this.#step({ kind: 'left', callId: what.callId }, nowMs);
        }
        break;
      }
      case 'talked': {
        this.#inTalk.delete(what.agentId);
        this.#handling = observeTime(this.#handling, nowMs - what.startedMs, true);
        this.#becomesFree(what.agentId, nowMs);
        break;
      }
      case 'outbound': {
        if (this.#lent.get(what.agentId) === what.serial) {
          this.#lent.delete(what.agentId);
          this.#step({ kind: 'agentGone', agentId: what.agentId }, nowMs);
          const over = { kind: 'outboundOver', agentId: what.agentId, startedMs: nowMs } as const;
          this.#plan(nowMs + this.#exponential(this.#day.outboundTalkMs), over);
        }
        break;
      }
      case 'outboundOver': {
        this.#countOutbound(what.startedMs, nowMs);
        this.#becomesFree(what.agentId, nowMs);
        break;
      }
      case 'look': {
        this.#plan(nowMs + LOOK_MS, { kind: 'look' });
        this.#look(nowMs);
        break;
      }
    }
  }

  /** Hands free agents to outbound, and takes back those whom inbound needs by now. */
  #lend(nowMs: number): void {
    const idle = [...this.#distributor.free.values()].map(({ agentId, freeSinceMs }) => ({
      agentId,
      role: 'both' as const,
      freeSinceMs,
      inboundScore: 0,
    }));
    const waits = this.#distributor.line.length;
    const lent = new Set(
      this.#day.policy === 'plain'
        ? idle.map(({ agentId }) => agentId)
        : divideIdle(idle, this.#needed, this.#inTalk.size, waits).lent,
    );
    for (const agentId of this.#lent.keys()) {
      if (!lent.has(agentId)) {
        this.#lent.delete(agentId);
      }
    }
    for (const agentId of lent) {
      if (!this.#lent.has(agentId)) {
        this.#serial += 1;
        this.#lent.set(agentId, this.#serial);
        const outbound = { kind: 'outbound', agentId, serial: this.#serial } as const;
        this.#plan(nowMs + this.#exponential(TO_ANSWER_MS), outbound);
      }
    }
  }

  #look(nowMs: number): void {
    const step = stepBlending(
      this.#blending,
      {
        goal: this.#day.goal,
        arrivals: arrivalsPerHour(this.#arrivals, promisedRate(this.#day.callsPerHourAt, nowMs), nowMs),
        handleMs: meanTimeMs(
          this.#handling,
          [...this.#inTalk.values()].map((startedMs) => nowMs - startedMs),
        ),
        patienceMs: meanTimeMs(this.#patience),
        agents: this.#day.agents,
      },
      nowMs,
    );
    this.#blending = step.state;
    this.#needed = step.needed;
  }

  #becomesFree(agentId: AgentId, nowMs: number): void {
    this.#step({ kind: 'agentFree', agent: freeAgent(agentId, { freeSinceMs: nowMs }) }, nowMs);
  }

  /** Offers are accepted at once: the phones are bound and answer by themselves. */
  #step(input: DistributorInput, nowMs: number): void {
    const { state, effects } = stepDistributor(this.#distributor, input, SETTINGS, nowMs);
    this.#distributor = state;
    for (const { kind, reservation } of effects) {
      if (kind === 'offer') {
        const call = state.line.find(({ callId }) => callId === reservation.callId);
        const waitedMs = nowMs - (call?.sinceMs ?? nowMs);
        this.#answered += 1;
        const inTime = waitedMs <= this.#day.goal.withinSeconds * SECOND;
        this.#hour(nowMs - waitedMs).inTime += Number(inTime);
        this.#blending = observeService(this.#blending, this.#day.goal, inTime);
        this.#patience = observeTime(this.#patience, waitedMs, false);
        this.#lent.delete(reservation.agentId);
        this.#inTalk.set(reservation.agentId, nowMs);
        const talked = { kind: 'talked', agentId: reservation.agentId, startedMs: nowMs } as const;
        this.#plan(nowMs + this.#exponential(this.#day.handleMs), talked);
        this.#step({ kind: 'accepted', reservationId: reservation.id }, nowMs);
      }
    }
  }

  #countOutbound(fromMs: number, toMs: number): void {
    for (let atMs = fromMs; atMs < toMs; ) {
      const endMs = Math.min(toMs, (Math.floor(atMs / HOUR) + 1) * HOUR);
      this.#hour(atMs).outboundMs += endMs - atMs;
      atMs = endMs;
    }
  }

  #hour(atMs: number): { received: number; inTime: number; outboundMs: number } {
    const index = Math.floor(atMs / HOUR);
    const hour = this.#hours[index] ?? { received: 0, inTime: 0, outboundMs: 0 };
    this.#hours[index] = hour;
    return hour;
  }

  /** Thinned from the highest rate, so that the rate may change at any moment (Lewis and Shedler 1979). */
  #planArrival(fromMs: number): void {
    const highest = 1000;
    let atMs = fromMs;
    do {
      atMs += this.#exponential(HOUR / highest);
    } while (this.#rng.next() * highest > this.#day.callsPerHourAt(atMs) && atMs < this.#day.lastsMs);
    this.#plan(atMs, { kind: 'arrives' });
  }

  #exponential(meanMs: number): number {
    return -Math.log(1 - this.#rng.next()) * meanMs;
  }

  #plan(atMs: number, what: Happening): void {
    let [low, high] = [0, this.#agenda.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      [low, high] = (this.#agenda[middle]?.atMs ?? 0) > atMs ? [middle + 1, high] : [low, middle];
    }
    this.#agenda.splice(low, 0, { atMs, what });
  }

  #next(): { readonly atMs: number; readonly what: Happening } | undefined {
    return this.#agenda.pop();
  }
}

/** Two peaks, a valley at noon and a quiet evening: from 40 to 220 calls an hour within ten hours. */
export function twoPeaks(atMs: number): number {
  const hour = atMs / HOUR;
  const peak = (at: number): number => Math.exp(-(((hour - at) / 1.2) ** 2));
  return 40 + 180 * Math.max(peak(2.5), 0.8 * peak(6.5));
}

export const TEN_HOURS_MS = 10 * HOUR;
export const FOUR_MINUTES_MS = 4 * MINUTE;
