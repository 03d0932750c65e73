import { messageOf } from '../core/kernel/errors.js';
import { AbandonReader } from './abandon-reader.js';
import { AgentDuties } from './agent-duties.js';
import { AgentFloor } from './agent-floor.js';
import { AgentPools } from './agent-pools.js';
import { type AgentSide, makeAgentSide } from './agent-side.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import { AttemptJournal } from './attempt-journal.js';
import { CallbackDesk } from './callback-desk.js';
import type { CampaignDesk } from './campaign-desk.js';
import { CampaignRoster } from './campaign-roster.js';
import type { CampaignRunner } from './campaign-runner.js';
import { makeCampaignDesk } from './campaign-side.js';
import { CampaignTakeover } from './campaign-takeover.js';
import { Crew } from './crew.js';
import { DialingSwitch } from './dialing-switch.js';
import type { EngineView } from './engine-control.js';
import type { EnginePorts } from './engine-ports.js';
import { EstateKeeper } from './estate-keeper.js';
import { EventBus } from './event-bus.js';
import { FactBook } from './fact-book.js';
import { Fleet } from './fleet.js';
import { FloorWatch } from './floor-watch.js';
import { type InboundSide, makeInboundSide } from './inbound-side.js';
import { LeaseKeeper } from './lease-keeper.js';
import { keepLedgerNotes } from './ledger-notes.js';
import { LivePersons } from './live-persons.js';
import { makeTestDesk } from './make-test-desk.js';
import { PacingKeeper } from './pacing-keeper.js';
import { PreviewDesk } from './preview-desk.js';
import { QuartileKeeper } from './quartile-keeper.js';
import { Recovery } from './recovery.js';
import type { RouteDesk } from './route-desk.js';
import { makeRoutes } from './route-side.js';
import { shiftRulesBy } from './shift-rules.js';
import { SwitchDesk } from './switch-desk.js';
import type { TestCallDesk } from './test-call-desk.js';
import { TieDesk } from './tie-desk.js';
import { WorkTurns } from './work-turns.js';
import { YieldBook } from './yield-book.js';

type RunnerOf = (id: string) => CampaignRunner | null;

/** This life of the engine, to others of the installation. */
function holderOf({ engineId, clock }: EnginePorts): string {
  return `${engineId}:${clock.now().toString(36)}`;
}

/**
 * Every live object of an engine, put together on its ports and not yet begun: who knows whom is said here and nowhere
 * else. `Engine` owns it: it begins the parts and ends them.
 */
export class EngineParts {
  readonly bus = new EventBus();
  /** Where work that may wait a moment gives way to answered persons. */
  readonly turns: WorkTurns;
  readonly journal: AttemptJournal;
  readonly stopNotes: () => void;
  readonly fleet: Fleet;
  readonly floor: AgentFloor;
  readonly routes: RouteDesk;
  readonly ties: TieDesk;
  readonly switches: SwitchDesk;
  readonly dialing: DialingSwitch;
  readonly roster: CampaignRoster;
  readonly campaigns: CampaignDesk;
  readonly callbacks: CallbackDesk;
  readonly duties: AgentDuties;
  readonly crew: Crew;
  readonly agentSide: AgentSide;
  readonly side: InboundSide;
  readonly leases: LeaseKeeper;
  readonly keeper: PacingKeeper;
  readonly quartiles: QuartileKeeper;
  readonly abandonments: AbandonReader;
  readonly takeover: CampaignTakeover;
  readonly recovery: Recovery;
  readonly tests: TestCallDesk | null;
  /** What other engines left; null where nobody knows them. */
  readonly estates: EstateKeeper | null;
  readonly #ports: EnginePorts;
  readonly #persons = new LivePersons();
  readonly #facts: FactBook;
  readonly #preview: PreviewDesk;
  readonly #pools = new AgentPools({ loopOf: (id) => this.roster.get(id)?.pace ?? null });

  constructor(ports: EnginePorts) {
    const { clock, rng, engineId, digest, attempts } = ports;
    const bus = this.bus;
    this.#ports = ports;
    this.turns = new WorkTurns(clock);
    this.journal = new AttemptJournal({
      store: attempts,
      clock,
      digest,
      bus,
      chainId: engineId,
      onReplaced: () => this.leases.presence.replace(),
    });
    this.stopNotes = keepLedgerNotes({ events: bus, rng, journal: this.journal, engineId });
    this.leases = new LeaseKeeper({
      ...ports,
      names: ports.names ?? ports.coordination,
      bus,
      host: () => this.takeover,
    });
    const { presence } = this.leases;
    presence.onReplaced(() => this.journal.replace());
    this.fleet = new Fleet({ servers: ports.media, clock, bus, presence });
    this.routes = this.#makeRoutes();
    this.#preview = new PreviewDesk(clock);
    this.#facts = new FactBook({ ...ports, lookBackMs: () => ports.policies.lookBackMs });
    const { journal, fleet } = this;
    this.floor = new AgentFloor({ store: ports.agents, journal, fleet, clock, rng, bus, engineId });
    this.quartiles = new QuartileKeeper({ ...ports, bus, campaigns: () => this.roster.values() });
    this.ties = this.#makeTies();
    this.roster = this.#makeRoster();
    const { roster, floor } = this;
    this.dialing = new DialingSwitch({
      store: ports.campaigns,
      journal,
      clock,
      bus,
      fleet,
      campaigns: roster,
    });
    this.switches = this.#makeSwitches();
    this.duties = this.#makeDuties();
    this.keeper = new PacingKeeper({ ...ports, bus, campaigns: roster, owns: (id) => this.leases.owns(id) });
    this.side = this.#makeSide();
    this.crew = this.#makeCrew();
    const dialled = () => [...roster.values()].filter(({ id }) => this.leases.owns(id));
    this.abandonments = new AbandonReader({ clock, bus, attempts, dialled });
    this.takeover = this.#makeTakeover();
    this.agentSide = this.#makeAgentSide();
    floor.listen(this.#makeWatch());
    const runnerOf: RunnerOf = (id) => roster.get(id);
    this.callbacks = new CallbackDesk({ ...ports, runnerOf });
    this.campaigns = this.#makeCampaigns();
    this.tests = this.#makeTests();
    this.recovery = this.#makeRecovery(runnerOf);
    this.estates = this.#makeEstates(runnerOf);
  }

  view(): EngineView {
    return {
      nowMs: this.#ports.clock.now(),
      shiftedClock: this.#ports.shiftedClock === true,
      dialing: this.dialing.state,
      media: this.fleet.servers(),
      trunks: this.routes.trunks.views(),
      openAttempts: this.roster.openCalls,
      unwritten: this.journal.unwritten,
      storeSlow: this.journal.slow,
    };
  }

  #makeRoutes(): RouteDesk {
    return makeRoutes(this.#ports, {
      bus: this.bus,
      holder: holderOf(this.#ports),
      onUnits: () => this.roster.paceSoon(),
      onChange: () => this.roster.wake(),
    });
  }

  #makeDuties(): AgentDuties {
    const { clock, agents, callLog } = this.#ports;
    const rulesOf = shiftRulesBy(this.#ports, this.roster);
    const { bus, floor, turns } = this;
    return new AgentDuties({ clock, bus, floor, turns, store: agents, log: callLog, rulesOf });
  }

  #makeCrew(): Crew {
    const { bus, floor, duties } = this;
    const runnersOf = (agent: AgentSupervisor): CampaignRunner[] => this.roster.of(agent);
    return new Crew({ clock: this.#ports.clock, bus, floor, duties, runnersOf, inbound: this.side.desk });
  }

  #makeTakeover(): CampaignTakeover {
    const { keeper, leases, floor, bus, abandonments, roster } = this;
    const learned = { keeper, leases, floor, bus, abandonments, store: this.#ports.campaigns };
    return new CampaignTakeover({ ...this.#ports, ...learned, campaigns: roster });
  }

  #makeWatch(): FloorWatch {
    const { desk, talks, monitors } = this.agentSide;
    const { crew, roster, side } = this;
    return new FloorWatch({
      crew,
      preview: this.#preview,
      campaigns: roster,
      inbound: side.desk,
      talks,
      monitors,
      desk,
    });
  }

  #makeCampaigns(): CampaignDesk {
    return makeCampaignDesk(this.#ports, {
      routes: this.routes,
      floor: this.floor,
      quartiles: this.quartiles,
      runners: this.roster,
      engine: () => this.view(),
      owns: (id) => this.leases.owns(id),
      adopt: (stored) => this.takeover.adopt(stored),
    });
  }

  #makeRecovery(runnerOf: RunnerOf): Recovery {
    return new Recovery({
      ...this.#ports,
      bus: this.bus,
      fleet: this.fleet,
      floor: this.floor,
      trunks: this.routes.trunks,
      persons: this.#persons,
      runnerOf,
      inbound: this.side.records,
      tests: this.tests,
    });
  }

  #makeTests(): TestCallDesk | null {
    return makeTestDesk(this.#ports, {
      bus: this.bus,
      fleet: this.fleet,
      journal: this.journal,
      facts: this.#facts,
      trunks: this.routes.trunks,
      persons: this.#persons,
      roster: this.roster,
      dialing: () => this.dialing.state,
    });
  }

  #makeEstates(runnerOf: RunnerOf): EstateKeeper | null {
    const { estates: store } = this.#ports;
    const { bus, fleet } = this;
    return store === undefined
      ? null
      : new EstateKeeper({
          ...this.#ports,
          store,
          bus,
          fleet,
          presence: this.leases.presence,
          recovery: () => this.#makeRecovery(runnerOf),
          lookNow: () => this.takeover.lookNow(),
        });
  }

  #makeTies(): TieDesk {
    const { bus, fleet, floor } = this;
    return new TieDesk({
      ...this.#ports,
      settings: this.#ports.ties ?? [],
      bus,
      fleet,
      floor,
      onReady: () => this.roster.tieReady(),
      onChange: () => this.roster.wake(),
    });
  }

  #makeSwitches(): SwitchDesk {
    return new SwitchDesk({
      ...this.#ports,
      store: this.#ports.switches ?? null,
      holder: holderOf(this.#ports),
      bus: this.bus,
      fleet: this.fleet,
      floor: this.floor,
      onChange: () => this.roster.wake(),
    });
  }

  #makeSide(): InboundSide {
    return makeInboundSide(this.#ports, {
      bus: this.bus,
      fleet: this.fleet,
      floor: this.floor,
      journal: this.journal,
      facts: this.#facts,
      roster: this.roster,
      lines: () => this.routes.trunks.lines,
      callbacks: () => this.callbacks,
      goesSoon: (agent) => this.agentSide.pauses.goesSoon(agent),
    });
  }

  #makeAgentSide(): AgentSide {
    return makeAgentSide(this.#ports, {
      bus: this.bus,
      fleet: this.fleet,
      floor: this.floor,
      roster: this.roster,
      duties: this.duties,
      preview: this.#preview,
      leases: this.leases,
      dialing: () => this.dialing.state,
      inbound: this.side.desk,
    });
  }

  #makeRoster(): CampaignRoster {
    const { cadence, clock } = this.#ports;
    const bus = this.bus;
    return new CampaignRoster({
      ...this.#ports,
      bus,
      fleet: this.fleet,
      floor: this.floor,
      ties: this.ties,
      journal: this.journal,
      trunks: this.routes.trunks,
      persons: this.#persons,
      turns: this.turns,
      facts: this.#facts,
      yields: cadence === undefined ? null : new YieldBook({ store: cadence, clock, bus }),
      pools: this.#pools,
      quartileOf: (id, agentId) => this.quartiles.of(id, agentId),
      fenceOf: (id) => this.leases.fenceOf(id),
      mayDial: (id) => this.dialing.state === 'on' && this.leases.owns(id),
      previewFree: (runner, agent) => this.#preview.offer(runner, agent),
      drained: (runner) => this.#campaignDrained(runner),
      callClosed: () => this.dialing.callClosed(),
      hoursLeftMs: (agent) => this.duties.hoursLeftMs(agent),
      inbound: {
        keeps: (agent) => this.side.desk?.keeps(agent) === true,
        only: (agent) => this.side.desk?.only(agent) === true,
        seek: (call, queueId) => this.side.desk?.guests.seek(call, queueId) === true,
        leave: (call) => this.side.desk?.guests.leave(call),
      },
    });
  }

  #campaignDrained(runner: CampaignRunner): void {
    this.campaigns.ended(runner.id).catch((error: unknown) => {
      const atMs = this.#ports.clock.now();
      this.bus.emit('engine:defect', { where: 'end of a campaign', message: messageOf(error), atMs });
    });
  }
}
