import { VirtualClock } from '../../src/adapters/clock/virtual-clock.js';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { MemoryCoordination } from '../../src/adapters/memory/memory-coordination.js';
import type { MemoryFaults } from '../../src/adapters/memory/memory-faults.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import type { FateModel } from '../../src/adapters/simulator/fate-model.js';
import { BRAZILIAN_COLLECTION } from '../../src/adapters/simulator/public-network-model.js';
import { SeededFateModel } from '../../src/adapters/simulator/seeded-fate-model.js';
import {
  type AgentPhoneModel,
  type SimulatedCallRecord,
  SimulatedNetwork,
} from '../../src/adapters/simulator/simulated-network.js';
import type { RecordedTalk } from '../../src/adapters/simulator/simulated-recording.js';
import {
  SimulatorMediaServer,
  type SimulatorMediaServerOptions,
} from '../../src/adapters/simulator/simulator-media-server.js';
import { DemoAgents } from '../../src/app/demo/demo-agents.js';
import {
  CAMPAIGN_DEFAULTS,
  type CampaignSettings,
  LINE_DEFAULTS,
  type Line,
  TRUNK_DEFAULTS,
  type Trunk,
} from '../../src/core/campaign/campaign.js';
import type { PersonFact } from '../../src/core/compliance/facts/person-fact.js';
import type { TrafficLimits } from '../../src/core/compliance/limits/traffic-limits.js';
import type { Policy } from '../../src/core/compliance/policy.js';
import type { TieSetting } from '../../src/core/fleet/tie.js';
import {
  type AgentId,
  type E164,
  type MediaServerId,
  parseAgentId,
  parseCampaignId,
  parseCarrierId,
  parseE164,
  parseEngineId,
  parseGroupId,
  parseMailingId,
  parseMediaServerId,
  parseTrunkId,
} from '../../src/core/kernel/ids.js';
import { makeSeededRng, type Rng } from '../../src/core/kernel/rng.js';
import type { ConsumptionCell } from '../../src/core/retry/consumption-curve.js';
import { DEFAULT_RETRY } from '../../src/core/retry/retry-presets.js';
import { Engine } from '../../src/engine/engine.js';
import type { InboundPlan } from '../../src/engine/inbound-plan.js';
import type { LineWatchSettings } from '../../src/engine/line-watch.js';
import { PolicyBook } from '../../src/engine/policy-book.js';
import type { AgentProfile } from '../../src/ports/agent-store.js';
import type { CadenceStore } from '../../src/ports/cadence-store.js';
import type { Clock } from '../../src/ports/clock.js';
import type { SipWatch } from '../../src/ports/sip-watch.js';
import { metOnNetwork } from './met-on-network.js';
import { mortal, mortalClock } from './mortal.js';
import { declareLists } from './quick-people.js';

/** Tuesday 13 January 2026, 09:00 in Brasília. */
export const WORLD_START_MS = Date.UTC(2026, 0, 13, 12, 0, 0);
export const CAMPAIGN = parseCampaignId('cobranca');
export const SERVER = parseMediaServerId('sim');

export interface WorldOptions {
  readonly seed?: string;
  readonly agents?: number;
  readonly contacts?: number;
  readonly phones?: (index: number) => string;
  readonly fates?: (rng: Rng) => FateModel;
  readonly campaign?: Partial<CampaignSettings>;
  readonly trunks?: readonly Trunk[];
  /** Trunks that the network has; calls by others are refused before they leave. @default all */
  readonly networkTrunks?: readonly Trunk[];
  readonly lines?: readonly Line[];
  /** Media servers beside the first. @default none */
  readonly otherServers?: readonly MediaServerId[];
  /** Which of the servers call each other. @default none */
  readonly ties?: readonly TieSetting[];
  /** What each server has. @default every trunk and phone */
  readonly serves?: (id: MediaServerId) => Pick<SimulatorMediaServerOptions, 'carries' | 'phones'>;
  /** Sees SIP between switch and carriers. @default nobody does */
  readonly sip?: SipWatch;
  readonly faults?: MemoryFaults;
  /** Agents plan the pauses they are owed by themselves. @default true */
  readonly crewPlansPauses?: boolean;
  /** On file before the first dial. */
  readonly facts?: readonly PersonFact[];
  /** What lines and companies may do. @default that of the campaign's policy */
  readonly limits?: TrafficLimits;
  /** The installation's own, beside the presets. */
  readonly policies?: readonly Policy[];
  /** What bases yield. @default nothing is told */
  readonly yields?: readonly ConsumptionCell[];
  readonly startMs?: number;
  /** @default LINE_WATCH_DEFAULTS */
  readonly lineWatch?: LineWatchSettings;
  /** It is a demo's shifted clock. @default false */
  readonly shiftedClock?: boolean;
  /** The clock the engine reads, made from the world's. @default the world's own */
  readonly engineClock?: (clock: VirtualClock) => Clock;
  /** Calls that come in. @default none are taken */
  readonly inbound?: InboundPlan | ((world: World) => InboundPlan);
  /** @default phones that hold */
  readonly agentPhone?: AgentPhoneModel;
}

export function testTrunk(id: string, carrier = 'oper', change: Partial<Trunk> = {}): Trunk {
  return {
    id: parseTrunkId(id),
    carrierId: parseCarrierId(carrier),
    kind: 'sip',
    host: '127.0.0.1',
    port: 5060,
    channels: 500,
    cps: 50,
    weight: 1,
    ...TRUNK_DEFAULTS,
    ...change,
  };
}

function networkTrunksOf({ networkTrunks }: WorldOptions) {
  if (networkTrunks === undefined) {
    return {};
  }
  const limits = networkTrunks.map(
    ({ id, channels, cps }) => [id, { channels, callsPerSecond: cps }] as const,
  );
  return { trunks: new Map(limits), otherTrunks: null };
}

/** The company of the tests' campaigns and lines. */
export const CALLER_CNPJ = '11444777000161';

export function testLine(
  number: string,
  carrier = 'oper',
  ownerCnpj = CALLER_CNPJ,
  change: Partial<Line> = {},
): Line {
  const carrierId = parseCarrierId(carrier);
  return { ...LINE_DEFAULTS, number: parseE164(number), ownerCnpj, carrierId, ...change };
}

export function testCampaign(change: Partial<CampaignSettings> = {}): CampaignSettings {
  return {
    ...CAMPAIGN_DEFAULTS,
    id: CAMPAIGN,
    name: 'Cobrança de teste',
    callerCnpj: CALLER_CNPJ,
    creditorCnpj: '55666777000181',
    dispositions: [],
    retry: DEFAULT_RETRY,
    ...change,
  };
}

export function agentProfile(index: number, group = 'g1'): AgentProfile {
  const name = `a${String(index).padStart(3, '0')}`;
  return {
    id: parseAgentId(name),
    name,
    groupId: parseGroupId(group),
    endpoint: `PJSIP/${name}`,
    demo: true,
    active: true,
  };
}

/** The whole engine on memory stores and the simulator, in virtual time: restartable, seeded, twice the same. */
export class World {
  readonly clock: VirtualClock;
  readonly rng: Rng;
  readonly stores: MemoryStores;
  readonly coordination = new MemoryCoordination();
  readonly network: SimulatedNetwork;
  readonly records: SimulatedCallRecord[] = [];
  /** What the network has recorded, once it has ended. */
  readonly recordings: RecordedTalk[] = [];
  readonly troubles: string[] = [];
  /** What the engine itself called a defect; a test that does not expect any asks for none. */
  readonly defects: string[] = [];
  /** Told of every call that reaches the network, at that moment. */
  onNetworkCall: (number: E164) => void = () => {};
  onNetworkRecord: (record: SimulatedCallRecord) => void = () => {};
  readonly profiles: AgentProfile[];
  readonly options: WorldOptions;
  server: SimulatorMediaServer;
  others: readonly SimulatorMediaServer[];
  engine: Engine;
  crew: DemoAgents;
  /** Of the process: what is dead sets no timer off and writes nothing. */
  #life = { alive: true };

  private constructor(options: WorldOptions) {
    this.options = options;
    this.clock = new VirtualClock(options.startMs ?? WORLD_START_MS);
    this.rng = makeSeededRng(options.seed ?? 'world');
    this.stores = new MemoryStores(options.faults);
    const fateRng = makeSeededRng(`${options.seed ?? 'world'}-network`);
    this.network = new SimulatedNetwork({
      clock: this.clock,
      rng: fateRng,
      fates: this.#watchedFates(
        options.fates?.(fateRng) ?? new SeededFateModel(options.seed ?? 'world', BRAZILIAN_COLLECTION),
      ),
      onCallRecord: (record) => {
        this.records.push(record);
        this.onNetworkRecord(record);
      },
      onRecorded: (talk) => this.recordings.push(talk),
      ...(options.agentPhone === undefined ? {} : { agentPhone: options.agentPhone }),
      ...networkTrunksOf(options),
    });
    this.profiles = Array.from({ length: options.agents ?? 5 }, (_, index) => agentProfile(index + 1));
    this.server = this.#newServer(SERVER);
    this.others = this.#newOthers();
    this.engine = this.#newEngine();
    this.crew = this.#newCrew();
  }

  static async create(options: WorldOptions = {}): Promise<World> {
    const world = new World(options);
    await world.#fill();
    return world;
  }

  get control(): Engine {
    return this.engine;
  }

  /** Starts the engine and the campaign, and logs the agents in. */
  async open(crew = this.profiles): Promise<void> {
    await this.#settled(this.engine.start());
    await this.#settled(this.engine.campaigns.start(CAMPAIGN));
    await this.clock.runUntilTrue(() => this.server.isUp(), this.clock.now() + 1000);
    for (const profile of crew) {
      this.crew.enter(profile.id, [CAMPAIGN]);
    }
  }

  /** The process dies: nothing is closed, nothing more is heard. Then a new one starts on the same stores. */
  async crashAndRestart(downMs: number): Promise<void> {
    this.crew.close();
    this.#life.alive = false;
    this.engine.events.on('call:closed', ({ attemptId }) => {
      this.defects.push(`a dead engine closed ${attemptId}`);
    });
    await Promise.all([this.server, ...this.others].map((server) => server.close()));
    await this.clock.runFor(downMs);
    this.#life = { alive: true };
    this.server = this.#newServer(SERVER);
    this.others = this.#newOthers();
    this.engine = this.#newEngine();
    this.crew = this.#newCrew();
    await this.#settled(this.engine.start());
    await this.clock.runUntilTrue(() => this.server.isUp(), this.clock.now() + 1000);
    for (const profile of this.profiles) {
      this.crew.enter(profile.id, [CAMPAIGN]);
    }
  }

  /** Runs virtual time until the promise is settled. */
  async #settled<Value>(promise: Promise<Value>): Promise<Value> {
    let done = false;
    promise.then(
      () => {
        done = true;
      },
      () => {
        done = true;
      },
    );
    await this.clock.runUntilTrue(() => done, this.clock.now() + 120_000);
    return promise;
  }

  settled<Value>(promise: Promise<Value>): Promise<Value> {
    return this.#settled(promise);
  }

  async rows() {
    const rows = [];
    for await (const row of this.stores.callLog.read({})) {
      rows.push(row);
    }
    return rows;
  }

  #watchedFates(fates: FateModel): FateModel {
    return {
      fateOf: (number, attempt, nowMs, shown) => {
        this.onNetworkCall(number);
        return fates.fateOf(number, attempt, nowMs, shown);
      },
    };
  }

  #newServer(id: MediaServerId): SimulatorMediaServer {
    return new SimulatorMediaServer({ network: this.network, id, ...this.options.serves?.(id) });
  }

  #newOthers(): readonly SimulatorMediaServer[] {
    return (this.options.otherServers ?? []).map((id) => this.#newServer(id));
  }

  #newEngine(): Engine {
    const life = this.#life;
    const { stores } = this;
    const engine = new Engine({
      engineId: parseEngineId('e1'),
      clock: mortalClock(this.options.engineClock?.(this.clock) ?? this.clock, life),
      rng: this.rng,
      digest: nodeDigest,
      attempts: mortal(stores.attempts, life),
      contacts: mortal(stores.contacts, life),
      mailings: mortal(stores.mailings, life),
      campaigns: mortal(stores.campaigns, life),
      agents: mortal(stores.agents, life),
      facts: mortal(stores.facts, life),
      lists: mortal(stores.lists, life),
      policies: new PolicyBook({ policies: this.options.policies ?? [], holidays: [] }),
      callLog: mortal(stores.callLog, life),
      coordination: mortal(this.coordination, life),
      usage: mortal(stores.usage, life),
      pacing: mortal(stores.pacing, life),
      personalCallbacks: mortal(stores.personalCallbacks, life),
      quartiles: mortal(stores.quartiles, life),
      lineWatchStore: mortal(stores.lineWatchStore, life),
      ...(this.options.lineWatch === undefined ? {} : { lineWatch: this.options.lineWatch }),
      switches: mortal(stores.switches, life),
      testCalls: mortal(stores.testCalls, life),
      ...(this.options.yields === undefined ? {} : { cadence: this.#cadence(this.options.yields) }),
      ...(this.options.limits === undefined ? {} : { limitsOf: () => this.options.limits as TrafficLimits }),
      media: [this.server, ...this.others],
      ties: this.options.ties ?? [],
      ...(this.options.sip === undefined ? {} : { sip: this.options.sip }),
      ...this.#inbound(),
      inboundStore: mortal(stores.inboundStore, life),
      shiftedClock: this.options.shiftedClock ?? false,
    });
    engine.events.on('engine:defect', ({ where, message }) => this.defects.push(`${where}: ${message}`));
    return engine;
  }

  #inbound(): { readonly inbound?: InboundPlan } {
    const { inbound } = this.options;
    return inbound === undefined ? {} : { inbound: typeof inbound === 'function' ? inbound(this) : inbound };
  }

  /** The stores' cadence, with a log of its own choice. */
  #cadence(cells: readonly ConsumptionCell[]): CadenceStore {
    const { cadence } = this.stores;
    return {
      recycle: (request) => cadence.recycle(request),
      recyclings: (id) => cadence.recyclings(id),
      resting: (id, nowMs) => cadence.resting(id, nowMs),
      consumption: async () => cells,
    };
  }

  #newCrew(): DemoAgents {
    const { clock, rng } = this;
    return new DemoAgents({
      clock,
      rng,
      plansPauses: this.options.crewPlansPauses ?? true,
      control: this.engine,
      events: this.engine.events,
      whoIsOn: (leg) => metOnNetwork(this.network, leg),
      onTrouble: (agentId: AgentId, error: unknown) => this.troubles.push(`${agentId}: ${String(error)}`),
    });
  }

  async #fill(): Promise<void> {
    const { stores, options } = this;
    const campaign = testCampaign(options.campaign);
    await stores.campaigns.save(campaign, 'draft', 0);
    for (const trunk of options.trunks ?? [testTrunk('t1')]) {
      await stores.campaigns.saveTrunk(trunk);
    }
    for (const line of options.lines ?? [testLine('+551140001000')]) {
      await stores.campaigns.saveLine(line);
    }
    for (const profile of this.profiles) {
      await stores.agents.save(profile);
    }
    await stores.facts.register(options.facts ?? []);
    await declareLists(stores.lists, this.clock.now());
    await this.addContacts(options.contacts ?? 100, options.phones ?? defaultPhone);
  }

  /** `person` says whose CPF stands behind a row: the same words in two mailings are the same person. */
  async addContacts(
    count: number,
    phones: (index: number) => string,
    mailing = 'm1',
    campaignId = CAMPAIGN,
    person: (index: number) => string = (index) => `${mailing}-cpf-${index}`,
  ): Promise<void> {
    const mailingId = parseMailingId(mailing);
    await this.stores.mailings.create(mailingId, campaignId, mailing, this.clock.now());
    const rows = mailingRows(mailing, count, phones, person);
    await this.stores.mailings.addRows(mailingId, campaignId, rows, this.clock.now());
  }
}

/** Rows of a mailing; `person` says whose CPF stands behind each. */
export function mailingRows(
  mailing: string,
  count: number,
  phones: (index: number) => string,
  person: (index: number) => string,
) {
  return Array.from({ length: count }, (_, index) => ({
    key: `${mailing}-${index}`,
    line: index + 2,
    name: `Contato ${index}`,
    cpfHash: person(index),
    debtId: `d${index}`,
    segment: '',
    municipality: '',
    addressUf: '',
    phones: [parseE164(phones(index))],
    fields: {},
    priority: 0,
    salt: index.toString(16).padStart(32, '0'),
  }));
}

const DDDS = ['11', '21', '31', '41', '51', '61', '71', '81', '85', '92'];

/** A mobile number for each index, spread over the country. */
export function defaultPhone(index: number): string {
  return `+55${DDDS[index % DDDS.length]}9${String(80_000_000 + index).padStart(8, '0')}`;
}
