import { VirtualClock } from '../../adapters/clock/virtual-clock.js';
import { nodeDigest } from '../../adapters/digest/node-digest.js';
import { MemoryCoordination } from '../../adapters/memory/memory-coordination.js';
import type { MemoryStores } from '../../adapters/memory/memory-stores.js';
import { SimulatedNetwork } from '../../adapters/simulator/simulated-network.js';
import { SimulatorMediaServer } from '../../adapters/simulator/simulator-media-server.js';
import type { DialMode } from '../../core/campaign/campaign.js';
import {
  type CampaignId,
  parseCampaignId,
  parseEngineId,
  parseMediaServerId,
  parseTrunkId,
} from '../../core/kernel/ids.js';
import { makeSeededRng } from '../../core/kernel/rng.js';
import { HOUR, MINUTE, SECOND } from '../../core/kernel/time.js';
import { chooseStrategy } from '../../core/pacing/baselines/strategy-choice.js';
import type { LanePacer } from '../../core/pacing/pacing-strategies.js';
import { startLanePacer } from '../../core/pacing/pacing-strategies.js';
import type { PacingDecision, PacingObservation, PacingSnapshot } from '../../core/pacing/pacing-strategy.js';
import { Engine } from '../../engine/engine.js';
import type { EnginePorts, PacerStarter } from '../../engine/engine-ports.js';
import { PolicyBook } from '../../engine/policy-book.js';
import { instantOf } from './answer-curve.js';
import { knownWorldOf } from './known-world.js';
import type { Scenario } from './scenario.js';
import { ScenarioFates } from './scenario-fates.js';
import { type TwinAgent, TwinCrew, twinAgents } from './twin-crew.js';
import type { TwinFigures, TwinStretch } from './twin-figures.js';
import { TwinMeasures } from './twin-measures.js';
import { fillStores, trunksOf } from './twin-stores.js';

/** Time of the machine that a run took: no part of its result, which is the same every time. */
export interface TwinCost {
  readonly cpuMs: number;
  readonly decisions: number;
  readonly decisionMeanMs: number;
  readonly decisionP99Ms: number;
}

export interface TwinRun {
  readonly figures: TwinFigures;
  readonly stretches: readonly TwinStretch[];
  readonly reasons: Readonly<Record<string, number>>;
  readonly blockedBy: Readonly<Record<string, number>>;
  /** Decisions by what bound them. */
  readonly limits: Readonly<Record<string, number>>;
  /** What the engine itself called a defect, and commands of agents that failed: none in a sound run. */
  readonly defects: readonly string[];
  readonly stores: MemoryStores;
  readonly cost: TwinCost;
}

/** Told of every question to a lane's strategy and of its answer. */
export type DecisionWatch = (
  campaignId: string,
  snapshot: PacingSnapshot,
  seen: readonly PacingObservation[],
  decision: PacingDecision,
  nowMs: number,
) => void;

const LEFTOVER_LIMIT_MS = 1 * HOUR;
/** Agents stay for whoever still answers when the last calls were placed. */
const AFTER_CLOSE_MS = 2 * MINUTE;

class TwinWorld {
  readonly clock: VirtualClock;
  readonly network: SimulatedNetwork;
  readonly engine: Engine;
  readonly crew: TwinCrew;
  readonly measures: TwinMeasures;
  readonly stores: MemoryStores;
  readonly defects: string[] = [];
  readonly limits = new Map<string, number>();
  readonly decisionMs: number[] = [];
  readonly #scenario: Scenario;
  readonly #server: SimulatorMediaServer;

  constructor(
    scenario: Scenario,
    seed: string,
    agents: readonly TwinAgent[],
    stores: MemoryStores,
    watch: DecisionWatch,
  ) {
    const opensMs = instantOf(scenario, scenario.from);
    this.#scenario = scenario;
    this.stores = stores;
    this.clock = new VirtualClock(opensMs - 5 * SECOND);
    const fates = new ScenarioFates(scenario, seed);
    this.network = new SimulatedNetwork({
      clock: this.clock,
      rng: makeSeededRng(`${seed}/network`),
      fates,
      trunks: new Map(
        scenario.trunks.map((trunk, i) => [
          parseTrunkId(trunk.id ?? `t${i + 1}`),
          { channels: trunk.carrier_channels ?? trunk.channels, callsPerSecond: Number.POSITIVE_INFINITY },
        ]),
      ),
      soundsMs: {},
    });
    this.#server = new SimulatorMediaServer({ network: this.network, id: parseMediaServerId('twin') });
    const rng = makeSeededRng(`${seed}/engine`);
    this.engine = new Engine(this.#ports(rng, this.#starter(fates, watch)));
    this.engine.events.on('engine:defect', ({ where, message }) => this.defects.push(`${where}: ${message}`));
    this.measures = new TwinMeasures(scenario, this.engine.events);
    this.crew = new TwinCrew({
      scenario,
      agents,
      clock: this.clock,
      rng: makeSeededRng(`${seed}/crew`),
      engine: this.engine,
      network: this.network,
      onTrouble: (what) => this.defects.push(what),
    });
  }

  /** Runs virtual time until the promise is settled. */
  async settled<Value>(promise: Promise<Value>): Promise<Value> {
    let done = false;
    const end = (): void => {
      done = true;
    };
    promise.then(end, end);
    await this.clock.runUntilTrue(() => done, this.clock.now() + 2 * MINUTE);
    return promise;
  }

  async day(day: number): Promise<void> {
    const { clock, engine, crew } = this;
    const opensMs = instantOf(this.#scenario, this.#scenario.from, day);
    const closesMs = instantOf(this.#scenario, this.#scenario.to, day);
    await clock.runUntil(opensMs - 1 * SECOND);
    for (const { id } of this.#scenario.campaigns) {
      await this.settled(engine.campaigns.start(parseCampaignId(id)));
    }
    crew.plan(day);
    this.#planStorms(day);
    await clock.runUntil(closesMs);
    for (const { id } of this.#scenario.campaigns) {
      await this.settled(engine.campaigns.drain(parseCampaignId(id)));
    }
    const quiet = (): boolean => engine.view().openAttempts === 0;
    await clock.runUntilTrue(quiet, closesMs + AFTER_CLOSE_MS);
    crew.goHome();
    const gone = (): boolean => quiet() && engine.agents.views().every(({ state }) => state === 'offline');
    await clock.runUntilTrue(gone, closesMs + LEFTOVER_LIMIT_MS);
  }

  async close(): Promise<void> {
    this.crew.close();
    await this.settled(this.engine.close());
    await this.#server.close();
  }

  #ports(rng: EnginePorts['rng'], pacerOf: PacerStarter): EnginePorts {
    const { stores } = this;
    return {
      engineId: parseEngineId('twin'),
      clock: this.clock,
      rng,
      digest: nodeDigest,
      attempts: stores.attempts,
      contacts: stores.contacts,
      mailings: stores.mailings,
      campaigns: stores.campaigns,
      agents: stores.agents,
      facts: stores.facts,
      lists: stores.lists,
      policies: new PolicyBook(),
      callLog: stores.callLog,
      coordination: new MemoryCoordination(),
      usage: stores.usage,
      media: [this.#server],
      pacerOf,
    };
  }

  /** The campaign's strategy for its predictive lane, watched; other lanes are paced by their mode. */
  #starter(fates: ScenarioFates, watch: DecisionWatch): PacerStarter {
    const world = knownWorldOf(this.#scenario, fates.factorAt);
    const strategies = new Map(
      this.#scenario.campaigns.map(({ id, strategy }) => [id, chooseStrategy(strategy)]),
    );
    return (campaign, mode, settings) => {
      const strategy = mode === 'predictive' ? strategies.get(campaign.id) : undefined;
      const pacer = strategy === undefined ? startLanePacer(mode, settings) : strategy(settings, world);
      return this.#watched(campaign.id, mode, pacer, watch);
    };
  }

  #watched(campaignId: CampaignId, mode: DialMode, pacer: LanePacer, watch: DecisionWatch): LanePacer {
    const again = (next: LanePacer): LanePacer => this.#watched(campaignId, mode, next, watch);
    return {
      name: pacer.name,
      step: (snapshot, seen, nowMs) => {
        const began = performance.now();
        const next = pacer.step(snapshot, seen, nowMs);
        this.decisionMs.push(performance.now() - began);
        const { limit } = next.decision;
        this.limits.set(limit, (this.limits.get(limit) ?? 0) + 1);
        this.measures.strategyAsked(campaignId, mode, next.decision.place);
        watch(campaignId, snapshot, seen, next.decision, nowMs);
        return { pacer: again(next.pacer), decision: next.decision };
      },
      retune: (settings) => again(pacer.retune(settings)),
      memory: () => pacer.memory(),
      recall: (kept, age) => again(pacer.recall(kept, age)),
    };
  }

  #planStorms(day: number): void {
    const { clock, network } = this;
    for (const storm of this.#scenario.storms) {
      const fromMs = instantOf(this.#scenario, storm.at, day);
      const hit = trunksOf(this.#scenario).filter(
        ({ id }) => storm.trunk === undefined || storm.trunk === id,
      );
      const set = (fault: Parameters<typeof network.faults.setTrunkFault>[1]) => (): void => {
        for (const { id } of hit) {
          network.faults.setTrunkFault(id, fault);
        }
      };
      const fault = {
        refusedShare: storm.refused,
        sipCode: storm.sip,
        q850: storm.q850,
        extraDelayMs: storm.extra_delay_seconds * SECOND,
      };
      clock.setTimer(Math.max(0, fromMs - clock.now()), set(fault));
      clock.setTimer(Math.max(0, fromMs + storm.minutes * MINUTE - clock.now()), set(null));
    }
  }
}

function costOf(before: NodeJS.CpuUsage, decisionMs: readonly number[]): TwinCost {
  const { user, system } = process.cpuUsage(before);
  const sorted = [...decisionMs].sort((a, b) => a - b);
  return {
    cpuMs: (user + system) / 1000,
    decisions: sorted.length,
    decisionMeanMs: sorted.reduce((sum, ms) => sum + ms, 0) / Math.max(1, sorted.length),
    decisionP99Ms: sorted[Math.floor(0.99 * sorted.length)] ?? 0,
  };
}

/**
 * Runs a scenario once: the engine of production on the simulator and on stores in memory, in virtual time. Gate,
 * ledger, limits and journal are the real ones. The same scenario and seed give the same run to the bit.
 */
export async function runTwin(
  scenario: Scenario,
  seed: string,
  watch: DecisionWatch = () => {},
): Promise<TwinRun> {
  const before = process.cpuUsage();
  const agents = twinAgents(scenario, seed);
  const stores = await fillStores(scenario, agents, seed, instantOf(scenario, scenario.from) - MINUTE);
  const world = new TwinWorld(scenario, seed, agents, stores, watch);
  await world.settled(world.engine.start());
  for (let day = 0; day < scenario.days; day++) {
    await world.day(day);
  }
  const figures = world.measures.figures(world.clock.now());
  await world.close();
  const { reasons, blocked_by: blockedBy } = world.measures.counts;
  return {
    figures,
    stretches: world.measures.stretches(),
    reasons,
    blockedBy,
    limits: Object.fromEntries([...world.limits].sort()),
    defects: world.defects,
    stores,
    cost: costOf(before, world.decisionMs),
  };
}
