import {
  BRAZILIAN_COLLECTION,
  type PublicNetworkModel,
} from '../../src/adapters/simulator/public-network-model.js';
import { SeededFateModel } from '../../src/adapters/simulator/seeded-fate-model.js';
import { HALF_HOUR_MS } from '../../src/core/acd/day-shape.js';
import type { QueueId } from '../../src/core/kernel/ids.js';
import { makeSeededRng, type Rng } from '../../src/core/kernel/rng.js';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { InboundForecast } from '../../src/engine/inbound-forecast.js';
import type { InboundPlan } from '../../src/engine/inbound-plan.js';
import type { QueueArrivals } from '../../src/ports/inbound-store.js';
import { DEBTS, OUR_NUMBER, testPlan } from './inbound-plan.js';
import { SERVER, testTrunk, WORLD_START_MS, World } from './world.js';

/*
 * A shift of a floor that takes calls and makes them, as the whole engine lives it in virtual time: menu, queue, blending,
 * predictive dialling, gate, rows, planned pauses, on a simulated switch. `plain` is the same floor with a goal that asks
 * for nothing, so that nobody is kept: who comes free serves a caller who waits first, and is dialled for otherwise. `foreseen` knows besides
 * when callers came in the six weeks before, which the others do not.
 */

export interface BlendedFloor {
  readonly seed: string;
  readonly policy: 'plain' | 'blended' | 'foreseen';
  readonly mode: 'power' | 'predictive';
  readonly agents: number;
  /** Calls an hour at the busiest; the valleys have a quarter of it. */
  readonly peakPerHour: number;
  readonly lastsMs: number;
}

export interface FloorHour {
  received: number;
  inTime: number;
  outboundMs: number;
}

export interface FloorDay {
  /** Callers who came to wait, less those who hung up within two seconds. */
  readonly received: number;
  readonly inTime: number;
  /** Served within ten seconds, of all received. */
  readonly serviceLevel: number;
  readonly hours: readonly FloorHour[];
  /** Part of the agents' time in talks that we dialled. */
  readonly outboundShare: number;
  /** Of those who answered us, the share whom nobody spoke with. */
  readonly dropShare: number;
  readonly dialled: number;
  /** Planned pauses that were begun, and how late the latest began. */
  readonly pauses: number;
  readonly latestPauseMs: number;
  readonly defects: readonly string[];
}

const GOAL = { serviceLevel: 0.9, withinSeconds: 10, shortSeconds: 2 };
const NO_GOAL = { serviceLevel: 1e-6, withinSeconds: 3600, shortSeconds: 2 };
const HANDLE_MS = 4 * MINUTE;
const PATIENCE_MS = 2 * MINUTE;
/** 08:00 to 14:20 of Brasília: six hours and the meal. */
const SHIFT = { fromMs: 8 * HOUR, toMs: 14 * HOUR + 20 * MINUTE };
const START_MS = WORLD_START_MS - HOUR;
const PAUSE_LOOK_MS = 15 * SECOND;
/** A warm list: half of those called answer, and what they owe is talked of for long, so that outbound fills the floor. */
const WARM_LIST: PublicNetworkModel = {
  ...BRAZILIAN_COLLECTION,
  lines: { client: 92, third_party: 4, dead: 2, voicemail_only: 2, blocks_callers: 0, fax: 0 },
  pickUpShare: 0.5,
  pickUpByHour: Array.from({ length: 24 }, () => 1),
  pickUpPerAttempt: 1,
  clientShareAtOwnLine: 0.9,
  clientTalk: { kind: 'lognormal', medianMs: 330_000, sigma: 0.5, minMs: 20_000, maxMs: 1_500_000 },
};

export async function playBlendedFloor(day: BlendedFloor): Promise<FloorDay> {
  const floor = await Floor.open(day);
  return floor.play();
}

class Floor {
  readonly #day: BlendedFloor;
  readonly #world: World;
  readonly #rng: Rng;
  readonly #hours: FloorHour[];
  readonly #sent = new Set<string>();
  #received = 0;
  #latestPauseMs = 0;

  private constructor(day: BlendedFloor, world: World) {
    this.#day = day;
    this.#world = world;
    this.#rng = makeSeededRng(`${day.seed}-callers`);
    this.#hours = Array.from({ length: Math.ceil(day.lastsMs / HOUR) }, () => ({
      received: 0,
      inTime: 0,
      outboundMs: 0,
    }));
  }

  static async open(day: BlendedFloor): Promise<Floor> {
    const goal = day.policy === 'plain' ? NO_GOAL : GOAL;
    let read: () => Promise<unknown> = async () => {};
    const world = await World.create({
      seed: day.seed,
      agents: day.agents,
      contacts: day.agents * 150,
      crewPlansPauses: false,
      startMs: START_MS,
      campaign: { mode: day.mode },
      fates: () => new SeededFateModel(day.seed, WARM_LIST),
      trunks: [testTrunk('t1', 'oper', { channels: 300, cps: 10 })],
      inbound: ({ clock }) => {
        const plan: InboundPlan = testPlan({
          debts: { goal, handleGuessMs: HANDLE_MS, patienceGuessMs: PATIENCE_MS },
          duties: () => ({ queues: new Map([[DEBTS, 1]]), shift: SHIFT }),
          forecastPerHour: (queueId, atMs) => forecast.perHour(queueId, atMs),
          arrived: (queueId, atMs) => forecast.arrived(queueId, atMs),
        });
        const arrivals = async () => (day.policy === 'foreseen' ? weeksBefore(day) : []);
        const queueOf = (id: QueueId) => plan.queues.get(id);
        const forecast = new InboundForecast({
          store: { arrivals },
          clock,
          calendar: () => plan.calendar,
          queueOf,
        });
        read = () => forecast.refresh();
        return plan;
      },
    });
    await read();
    return new Floor(day, world);
  }

  async play(): Promise<FloorDay> {
    const { clock, engine } = this.#world;
    await this.#world.open();
    engine.events.on('inbound:moved', ({ from, to, waitedMs, atMs }) =>
      this.#counted(from, to, waitedMs, atMs),
    );
    engine.events.on('agent:moved', ({ agentId, to, reason }) => {
      const planned = to === 'paused' ? this.#planOf(agentId, reason) : undefined;
      if (planned !== undefined) {
        this.#latestPauseMs = Math.max(this.#latestPauseMs, clock.now() - planned.startMs);
        clock.setTimer(planned.endMs - planned.startMs, () => this.#world.crew.ready(agentId));
      }
    });
    this.#look();
    this.#nextCall(START_MS);
    await clock.runUntil(START_MS + this.#day.lastsMs);
    return this.#told();
  }

  /** What a caller's move says of the service. */
  #counted(from: string, to: string, waitedMs: number, atMs: number): void {
    const served = to === 'talking';
    const gaveUp = from === 'waiting' && to === 'ended' && waitedMs > GOAL.shortSeconds * SECOND;
    if (served || gaveUp) {
      const hour = this.#hourOf(atMs - waitedMs);
      hour.received += 1;
      hour.inTime += Number(served && waitedMs <= GOAL.withinSeconds * SECOND);
      this.#received += 1;
    }
  }

  #hourOf(atMs: number): FloorHour {
    const at = Math.min(this.#hours.length - 1, Math.max(0, Math.floor((atMs - START_MS) / HOUR)));
    return this.#hours[at] as FloorHour;
  }

  /** Sends each agent on his pause when its time has come, as he would go by himself. */
  #look(): void {
    const { clock, engine, crew } = this.#world;
    for (const { agentId, pauses } of engine.pausePlans()) {
      for (const { code, standing } of pauses) {
        if (standing === 'due' && !this.#sent.has(`${agentId} ${code}`)) {
          this.#sent.add(`${agentId} ${code}`);
          crew.pause(agentId, code);
        }
      }
    }
    clock.setTimer(PAUSE_LOOK_MS, () => this.#look());
  }

  #planOf(agentId: string, reason: string) {
    const plan = this.#world.engine.pausePlans().find((one) => one.agentId === agentId);
    return plan?.pauses.find(({ code }) => code === reason);
  }

  /** Thinned from the highest rate, so that the rate may change at any moment (Lewis and Shedler 1979). */
  #nextCall(fromMs: number): void {
    const { clock, network } = this.#world;
    const { peakPerHour } = this.#day;
    let atMs = fromMs;
    do {
      atMs += this.#exponential(HOUR / peakPerHour);
    } while (this.#rng.next() > callsShare(atMs - START_MS));
    clock.setTimer(atMs - clock.now(), () => {
      const caller = `119${80_000_000 + this.#sent.size * 1000 + Math.floor(this.#rng.next() * 1_000_000)}`;
      network.switchOf(SERVER).callIn(
        { caller, called: OUR_NUMBER },
        {
          ringMs: null,
          waitMs: this.#exponential(PATIENCE_MS),
          talkMs: this.#exponential(HANDLE_MS),
          keys: [{ afterMs: 500, digit: '1' }],
        },
      );
      this.#nextCall(atMs);
    });
  }

  #exponential(meanMs: number): number {
    return Math.max(1, Math.round(-Math.log(1 - this.#rng.next()) * meanMs));
  }

  async #told(): Promise<FloorDay> {
    const { world, day } = { world: this.#world, day: this.#day };
    const outbound = (await world.rows()).filter(({ opening }) => opening.mode !== 'inbound');
    for (const { result } of outbound) {
      if (result.tAgentMs !== null) {
        this.#hourOf(result.tAgentMs).outboundMs += (result.tEndMs ?? result.tAgentMs) - result.tAgentMs;
      }
    }
    const abandoned = outbound.filter(({ result }) => result.abandoned).length;
    const served = outbound.filter(({ result }) => result.tAgentMs !== null).length;
    const inTime = this.#hours.reduce((sum, hour) => sum + hour.inTime, 0);
    const outboundMs = this.#hours.reduce((sum, hour) => sum + hour.outboundMs, 0);
    world.crew.close();
    return {
      received: this.#received,
      inTime,
      serviceLevel: inTime / Math.max(1, this.#received),
      hours: this.#hours,
      outboundShare: outboundMs / (day.agents * day.lastsMs),
      dropShare: abandoned / Math.max(1, abandoned + served),
      dialled: outbound.length,
      pauses: this.#sent.size,
      latestPauseMs: this.#latestPauseMs,
      defects: world.defects,
    };
  }
}

/** Callers of the same day of six weeks, as many as chance would have it. */
function weeksBefore({ seed, peakPerHour, lastsMs }: BlendedFloor): readonly QueueArrivals[] {
  const rng = makeSeededRng(`${seed}-weeks`);
  const counts: QueueArrivals[] = [];
  for (let week = 1; week <= 6; week++) {
    for (let sinceMs = 0; sinceMs < lastsMs; sinceMs += HALF_HOUR_MS) {
      const tries = Math.round(peakPerHour * 2);
      const share = callsShare(sinceMs + HALF_HOUR_MS / 2) / 4;
      const calls = Array.from({ length: tries }, () => Number(rng.next() < share));
      const fromMs = START_MS + sinceMs - week * 7 * DAY;
      counts.push({ queueId: DEBTS, fromMs, calls: calls.reduce((sum, call) => sum + call, 0) });
    }
  }
  return counts;
}

/** Two peaks with a valley between, in the shift's hours: the share of the peak's rate. */
function callsShare(sinceMs: number): number {
  const hour = sinceMs / HOUR;
  const peak = (at: number): number => Math.exp(-(((hour - at) / 0.8) ** 2));
  return 0.25 + 0.75 * Math.max(peak(2), 0.85 * peak(4.8));
}
