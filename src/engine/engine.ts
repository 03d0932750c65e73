import type { AbandonedCaller } from '../core/acd/abandoned-callers.js';
import type { Line, Trunk } from '../core/campaign/campaign.js';
import type { ShiftRules } from '../core/compliance/nr17.js';
import { messageOf } from '../core/kernel/errors.js';
import type { CampaignId, TrunkId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { Timer } from '../ports/clock.js';
import type { EngineEvents } from '../ports/engine-events.js';
import type { BaseVersion } from '../ports/versioned.js';
import { AbandonReader } from './abandon-reader.js';
import type { AgentDesk } from './agent-desk.js';
import { AgentDuties, shiftRulesOf } from './agent-duties.js';
import { AgentFloor } from './agent-floor.js';
import type { AgentPausePlan } from './agent-pause-plan.js';
import { AgentPools } from './agent-pools.js';
import { type AgentSide, makeAgentSide } from './agent-side.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import { AttemptJournal } from './attempt-journal.js';
import { CallbackDesk } from './callback-desk.js';
import { CampaignDesk } from './campaign-desk.js';
import { CampaignRoster } from './campaign-roster.js';
import type { CampaignRunner } from './campaign-runner.js';
import { CampaignTakeover } from './campaign-takeover.js';
import { Crew } from './crew.js';
import { DialingSwitch } from './dialing-switch.js';
import type { EngineControl, EngineView, PageControl } from './engine-control.js';
import type { EnginePorts } from './engine-ports.js';
import { EventBus } from './event-bus.js';
import { FactBook } from './fact-book.js';
import { Fleet } from './fleet.js';
import { FloorWatch } from './floor-watch.js';
import type { HelpDesk } from './help-desk.js';
import type { InboundDesk } from './inbound-desk.js';
import { type InboundSide, makeInboundSide } from './inbound-side.js';
import { LeaseKeeper } from './lease-keeper.js';
import { keepLedgerNotes } from './ledger-notes.js';
import type { LimitView } from './limit-view.js';
import type { LineControl } from './line-watch.js';
import { LivePersons } from './live-persons.js';
import type { MonitorDesk } from './monitor-desk.js';
import { PacingKeeper } from './pacing-keeper.js';
import type { PersonalCallbacks } from './personal-callbacks.js';
import { PolicyLimits } from './policy-limits.js';
import { PreviewDesk } from './preview-desk.js';
import { QuartileKeeper } from './quartile-keeper.js';
import type { QueueOutlook } from './queue-outlook.js';
import type { QueueView } from './queue-view.js';
import { ReadinessDesk } from './readiness-desk.js';
import { Recovery } from './recovery.js';
import { RouteDesk } from './route-desk.js';
import { SwitchDesk } from './switch-desk.js';
import type { TalkDesk } from './talk-desk.js';
import { YieldBook } from './yield-book.js';

type RunnerOf = (id: string) => CampaignRunner | null;

/** How long a start waits for media servers before it closes what was open on them. */
const RECOVERY_PATIENCE_MS = 60 * SECOND;

/** This life of the engine, to others of the installation. */
function holderOf({ engineId, clock }: EnginePorts): string {
  return `${engineId}:${clock.now().toString(36)}`;
}

/**
 * The whole engine on its ports: the same code in production, in the twin and in the tests. It owns every live
 * object: journal, fleet, floor, runners, desks; `close` ends them in reverse order of their start.
 */
export class Engine implements EngineControl {
  readonly agents: AgentDesk;
  readonly talks: TalkDesk;
  readonly help: HelpDesk;
  readonly pages: PageControl;
  readonly campaigns: CampaignDesk;
  readonly callbacks: CallbackDesk;
  readonly personal: PersonalCallbacks | null;
  readonly monitors: MonitorDesk;
  readonly switches: SwitchDesk;
  readonly #ports: EnginePorts;
  readonly #bus = new EventBus();
  readonly #journal: AttemptJournal;
  readonly #stopNotes: () => void;
  readonly #fleet: Fleet;
  readonly #floor: AgentFloor;
  readonly #routes: RouteDesk;
  readonly #persons = new LivePersons();
  readonly #facts: FactBook;
  readonly #side: InboundSide;
  readonly #preview: PreviewDesk;
  readonly #duties: AgentDuties;
  readonly #crew: Crew;
  readonly #abandonments: AbandonReader;
  readonly #leases: LeaseKeeper;
  readonly #recovery: Recovery;
  readonly #keeper: PacingKeeper;
  readonly #quartiles: QuartileKeeper;
  readonly #pools = new AgentPools({ loopOf: (id) => this.#roster.get(id)?.pace ?? null });
  readonly #roster: CampaignRoster;
  readonly #switch: DialingSwitch;
  readonly #takeover: CampaignTakeover;
  readonly #agentSide: AgentSide;
  #patience: Timer | null = null;
  /** Calls that come in; null where none are taken. */
  readonly inbound: InboundDesk | null;

  constructor(ports: EnginePorts) {
    const { clock, rng, engineId, digest, attempts: store } = ports;
    const bus = this.#bus;
    this.#ports = ports;
    this.#journal = new AttemptJournal({ store, clock, digest, bus, chainId: engineId });
    this.#stopNotes = keepLedgerNotes({ events: bus, rng, journal: this.#journal, engineId });
    this.#fleet = new Fleet({ servers: ports.media, clock, bus });
    this.#routes = this.#makeRoutes(ports);
    this.#preview = new PreviewDesk(clock);
    this.#facts = new FactBook({ ...ports, lookBackMs: () => ports.policies.lookBackMs });
    const [journal, fleet] = [this.#journal, this.#fleet];
    this.#floor = new AgentFloor({ store: ports.agents, journal, fleet, clock, rng, bus, engineId });
    this.#quartiles = new QuartileKeeper({ ...ports, bus, campaigns: () => this.#roster.values() });
    this.#roster = this.#makeRoster(ports);
    const roster = this.#roster;
    const kept = { store: ports.campaigns, journal };
    this.#switch = new DialingSwitch({ ...kept, clock, bus, fleet, campaigns: roster });
    this.switches = this.#makeSwitches(ports);
    const runnerOf: RunnerOf = (id) => roster.get(id);
    this.#duties = new AgentDuties({
      clock,
      bus,
      floor: this.#floor,
      store: ports.agents,
      log: ports.callLog,
      rulesOf: (agent) => this.#shiftRulesOf(agent),
    });
    this.#leases = new LeaseKeeper({ ...ports, bus, host: () => this.#takeover });
    const owns = (id: CampaignId): boolean => this.#leases.owns(id);
    this.#keeper = new PacingKeeper({ ...ports, bus, campaigns: roster, owns });
    const runnersOf = (agent: AgentSupervisor): CampaignRunner[] => roster.of(agent);
    this.#side = this.#makeSide(ports);
    const { desk: inbound, records } = this.#side;
    this.inbound = inbound;
    this.#crew = new Crew({ clock, bus, floor: this.#floor, duties: this.#duties, runnersOf, inbound });
    const dialled = () => [...roster.values()].filter(({ id }) => owns(id));
    this.#abandonments = new AbandonReader({ clock, bus, attempts: ports.attempts, dialled });
    const [keeper, leases, floor] = [this.#keeper, this.#leases, this.#floor];
    const learned = { keeper, leases, floor, bus, abandonments: this.#abandonments, store: ports.campaigns };
    this.#takeover = new CampaignTakeover({ ...ports, ...learned, campaigns: roster });
    const agentSide = this.#makeAgentSide(ports);
    this.#agentSide = agentSide;
    this.help = agentSide.help;
    this.agents = agentSide.desk;
    this.monitors = agentSide.monitors;
    this.talks = agentSide.talks;
    this.personal = agentSide.personal;
    this.pages = this.#floor;
    const { agents: desk, talks, monitors } = this;
    const watched = { crew: this.#crew, preview: this.#preview, campaigns: roster, inbound, talks };
    this.#floor.listen(new FloorWatch({ ...watched, monitors, desk }));
    this.callbacks = new CallbackDesk({ ...ports, runnerOf });
    this.campaigns = this.#makeCampaigns(ports);
    this.#recovery = new Recovery({
      ...ports,
      bus,
      fleet,
      floor: this.#floor,
      trunks: this.#routes.trunks,
      persons: this.#persons,
      runnerOf,
      inbound: records,
    });
  }

  #makeSwitches(ports: EnginePorts): SwitchDesk {
    return new SwitchDesk({
      ...ports,
      store: ports.switches ?? null,
      holder: holderOf(ports),
      bus: this.#bus,
      fleet: this.#fleet,
      floor: this.#floor,
      onChange: () => this.#roster.wake(),
    });
  }

  #makeSide(ports: EnginePorts): InboundSide {
    return makeInboundSide(ports, {
      bus: this.#bus,
      fleet: this.#fleet,
      floor: this.#floor,
      journal: this.#journal,
      facts: this.#facts,
      roster: this.#roster,
      lines: () => this.#routes.trunks.lines,
      callbacks: () => this.callbacks,
      goesSoon: (agent) => this.#agentSide.pauses.goesSoon(agent),
    });
  }

  #makeAgentSide(ports: EnginePorts): AgentSide {
    return makeAgentSide(ports, {
      bus: this.#bus,
      fleet: this.#fleet,
      floor: this.#floor,
      roster: this.#roster,
      duties: this.#duties,
      preview: this.#preview,
      leases: this.#leases,
      dialing: () => this.#switch.state,
      inbound: this.inbound,
    });
  }

  #makeRoster(ports: EnginePorts): CampaignRoster {
    const { cadence, clock } = ports;
    const bus = this.#bus;
    return new CampaignRoster({
      ...ports,
      bus,
      fleet: this.#fleet,
      floor: this.#floor,
      journal: this.#journal,
      trunks: this.#routes.trunks,
      persons: this.#persons,
      facts: this.#facts,
      yields: cadence === undefined ? null : new YieldBook({ store: cadence, clock, bus }),
      pools: this.#pools,
      quartileOf: (id, agentId) => this.#quartiles.of(id, agentId),
      fenceOf: (id) => this.#leases.fenceOf(id),
      mayDial: (id) => this.#switch.state === 'on' && this.#leases.owns(id),
      previewFree: (runner, agent) => this.#preview.offer(runner, agent),
      drained: (runner) => this.#campaignDrained(runner),
      callClosed: () => this.#switch.callClosed(),
      hoursLeftMs: (agent) => this.#duties.hoursLeftMs(agent),
      inbound: {
        keeps: (agent) => this.inbound?.keeps(agent) === true,
        only: (agent) => this.inbound?.only(agent) === true,
        seek: (call, queueId) => this.inbound?.guests.seek(call, queueId) === true,
        leave: (call) => this.inbound?.guests.leave(call),
      },
    });
  }

  #makeCampaigns(ports: EnginePorts): CampaignDesk {
    return new CampaignDesk({
      store: ports.campaigns,
      contacts: ports.contacts,
      pacing: ports.pacing,
      clock: ports.clock,
      floor: this.#floor,
      quartiles: this.#quartiles,
      readiness: new ReadinessDesk({
        ...ports,
        routes: this.#routes,
        floor: this.#floor,
        engine: () => this.view(),
        owns: (id) => this.#leases.owns(id),
      }),
      runners: this.#roster,
      adopt: (stored) => this.#takeover.adopt(stored),
    });
  }

  #makeRoutes(ports: EnginePorts): RouteDesk {
    const policyLimits = new PolicyLimits(ports.policies);
    return new RouteDesk({
      store: ports.campaigns,
      usage: ports.usage,
      engineId: ports.engineId,
      rng: ports.rng,
      lineWatchStore: ports.lineWatchStore,
      ladders: ports.ladders,
      lineWatch: ports.lineWatch,
      coordination: ports.coordination,
      clock: ports.clock,
      bus: this.#bus,
      sip: ports.sip ?? null,
      holder: holderOf(ports),
      shiftedClock: ports.shiftedClock === true,
      limitsOf: ports.limitsOf ?? policyLimits.of.bind(policyLimits),
      onUnits: () => this.#roster.paceSoon(),
      onChange: () => this.#roster.wake(),
    });
  }

  get events(): EngineEvents {
    return this.#bus;
  }

  /** Reads everything, settles what a crash left, connects the media servers and begins to dial. */
  async start(): Promise<void> {
    const { campaigns, agents, clock } = this.#ports;
    this.#bus.on('store:recovered', () => this.#roster.wake());
    await this.#journal.start();
    await this.#leases.presence.start();
    await this.#switch.recall();
    await this.#routes.load();
    await this.switches.load();
    for (const profile of await agents.list()) {
      this.#floor.know(profile);
    }
    await this.#duties.start();
    // Before any campaign leases contacts: what a crash left leased goes back, and nothing else.
    await this.#recovery.prepare();
    await this.#side.returns?.load();
    for (const stored of await campaigns.list()) {
      await this.#takeover.adopt(stored);
    }
    this.#takeover.begin();
    await this.#routes.loadUsage();
    await this.#routes.start();
    await this.switches.start();
    this.#keeper.start();
    void this.#quartiles.start();
    this.#abandonments.start();
    this.personal?.start();
    await this.#fleet.start(
      (serverId, legs) => this.#recovery.onListing(serverId, legs),
      () => this.#mediaUp(),
      () => this.#roster.wake(),
    );
    if (this.#recovery.waiting) {
      this.#patience = clock.setTimer(RECOVERY_PATIENCE_MS, () => this.#recovery.giveUpWaiting());
    }
  }

  /** No new call, campaigns go to other engines; resolves when no call is left or after `limitMs`. None is cut short. */
  async drain(limitMs: number): Promise<void> {
    void this.#leases.retire();
    await this.#switch.drain(limitMs);
  }

  /** Ends the engine in order; legs still alive stay so, for the next start to adopt. */
  async close(): Promise<void> {
    this.#switch.close();
    if (this.#patience !== null) {
      this.#ports.clock.clearTimer(this.#patience);
    }
    await this.#roster.close();
    this.#crew.close();
    this.#agentSide.close();
    this.inbound?.close();
    this.#side.returns?.close();
    this.#abandonments.close();
    this.#quartiles.close();
    this.#duties.close();
    this.#floor.close();
    this.#stopNotes();
    await this.#journal.drained();
    await this.#keeper.close();
    await this.switches.close();
    await this.#fleet.close();
    await this.#routes.close();
    await this.#leases.close();
  }

  view(): EngineView {
    return {
      nowMs: this.#ports.clock.now(),
      shiftedClock: this.#ports.shiftedClock === true,
      dialing: this.#switch.state,
      media: this.#fleet.servers(),
      trunks: this.#routes.trunks.views(),
      openAttempts: this.#roster.openCalls,
      unwritten: this.#journal.unwritten,
    };
  }

  get lineWatch(): LineControl {
    return this.#routes.lines;
  }

  limits(): readonly LimitView[] {
    return this.#routes.limits();
  }

  pausePlans(): readonly AgentPausePlan[] {
    return this.#agentSide.pauses.today();
  }

  replanPauses(): readonly AgentPausePlan[] {
    return this.#agentSide.pauses.replan();
  }

  callers(): readonly AbandonedCaller[] {
    return [...(this.#side.returns?.callers.values() ?? [])];
  }

  queues(): readonly QueueView[] {
    return this.inbound?.queues() ?? [];
  }

  foreseen(): readonly QueueOutlook[] {
    return this.inbound?.foreseen() ?? [];
  }

  saveTrunk(trunk: Trunk, base?: BaseVersion): Promise<number> {
    return this.#routes.saveTrunk(trunk, base);
  }

  trunks(): readonly Trunk[] {
    return this.#routes.trunks.loads().map(({ trunk }) => trunk);
  }

  trunk(id: TrunkId): Trunk | null {
    return this.#routes.trunks.trunkOf(id);
  }

  saveLine(line: Line, base?: BaseVersion): Promise<number> {
    return this.#routes.saveLine(line, base);
  }

  stopAll(why: string): Promise<{ readonly cancelled: number }> {
    return this.#switch.stop(why);
  }

  resumeAll(): Promise<void> {
    return this.#switch.resume();
  }

  /** An agent of several campaigns is held to the rules of the first. */
  #shiftRulesOf(agent: AgentSupervisor): ShiftRules | null {
    const [runner] = this.#roster.of(agent);
    const nowMs = this.#ports.clock.now();
    const policy = runner === undefined ? null : this.#ports.policies.find(runner.settings.policyId, nowMs);
    return policy === null ? null : shiftRulesOf(policy.policy);
  }

  #mediaUp(): void {
    this.#floor.mediaUp();
    this.inbound?.seeAll();
    this.#agentSide.outside.seeAll();
    this.#roster.wake();
  }

  #campaignDrained(runner: CampaignRunner): void {
    this.campaigns.ended(runner.id).catch((error: unknown) => {
      const atMs = this.#ports.clock.now();
      this.#bus.emit('engine:defect', { where: 'end of a campaign', message: messageOf(error), atMs });
    });
  }
}
