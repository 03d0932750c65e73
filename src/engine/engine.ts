import type { AgentState } from '../core/agent/agent-state.js';
import type { Line, Trunk } from '../core/campaign/campaign.js';
import type { ShiftRules } from '../core/compliance/nr17.js';
import { messageOf } from '../core/kernel/errors.js';
import type { CampaignId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { StoredCampaign } from '../ports/campaign-store.js';
import type { Timer } from '../ports/clock.js';
import type { EngineEvents } from '../ports/engine-events.js';
import { AbandonReader } from './abandon-reader.js';
import { AgentDesk } from './agent-desk.js';
import { AgentDuties, shiftRulesOf } from './agent-duties.js';
import { AgentFloor, type FloorListener } from './agent-floor.js';
import { AgentPools } from './agent-pools.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import { AttemptJournal } from './attempt-journal.js';
import { CallbackDesk } from './callback-desk.js';
import { CampaignDesk } from './campaign-desk.js';
import { CampaignRunner } from './campaign-runner.js';
import { Crew } from './crew.js';
import { DayTally } from './day-tally.js';
import type { EngineControl, EngineView } from './engine-control.js';
import type { EnginePorts } from './engine-ports.js';
import { EventBus } from './event-bus.js';
import { FactBook } from './fact-book.js';
import { Fleet } from './fleet.js';
import { LeaseKeeper } from './lease-keeper.js';
import { keepLedgerNotes } from './ledger-notes.js';
import type { LimitView } from './limit-view.js';
import { LivePersons } from './live-persons.js';
import { ManualDesk } from './manual-desk.js';
import { PacingKeeper } from './pacing-keeper.js';
import { PolicyLimits } from './policy-limits.js';
import { PreviewDesk } from './preview-desk.js';
import { ReadinessDesk } from './readiness-desk.js';
import { Recovery } from './recovery.js';
import { RouteDesk } from './route-desk.js';
import { YieldBook } from './yield-book.js';

type RunnerOf = (id: string) => CampaignRunner | null;

/** How long a start waits for media servers before it closes what was open on them. */
const RECOVERY_PATIENCE_MS = 60 * SECOND;

/**
 * The whole engine on its ports: the same code in production, in the twin and in the tests. It owns every live
 * object: journal, fleet, floor, runners, desks; `close` ends them in reverse order of their start.
 */
export class Engine implements EngineControl, FloorListener {
  readonly agents: AgentDesk;
  readonly campaigns: CampaignDesk;
  readonly callbacks: CallbackDesk;
  readonly #ports: EnginePorts;
  readonly #bus = new EventBus();
  readonly #journal: AttemptJournal;
  readonly #stopNotes: () => void;
  readonly #fleet: Fleet;
  readonly #floor: AgentFloor;
  readonly #routes: RouteDesk;
  readonly #persons = new LivePersons();
  readonly #facts: FactBook;
  readonly #yields: YieldBook | null;
  readonly #preview: PreviewDesk;
  readonly #duties: AgentDuties;
  readonly #crew: Crew;
  readonly #abandonments: AbandonReader;
  readonly #leases: LeaseKeeper;
  readonly #recovery: Recovery;
  readonly #keeper: PacingKeeper;
  readonly #pools = new AgentPools({ loopOf: (id) => this.#runners.get(id)?.pace ?? null });
  readonly #runners = new Map<CampaignId, CampaignRunner>();
  #mode: 'on' | 'stopped' | 'draining' = 'on';
  #patience: Timer | null = null;
  #drainWaiters: (() => void)[] = [];

  constructor(ports: EnginePorts) {
    const { clock, rng, engineId, digest, attempts: store } = ports;
    const bus = this.#bus;
    this.#ports = ports;
    this.#journal = new AttemptJournal({ store, clock, digest, bus, chainId: engineId });
    this.#stopNotes = keepLedgerNotes({ events: bus, rng, journal: this.#journal, engineId });
    this.#fleet = new Fleet({ servers: ports.media, clock, bus });
    this.#routes = this.#makeRoutes(ports);
    const { facts, lists } = ports;
    this.#facts = new FactBook({ facts, lists, clock, lookBackMs: () => ports.policies.lookBackMs });
    this.#preview = new PreviewDesk(clock);
    this.#yields = ports.cadence === undefined ? null : new YieldBook({ store: ports.cadence, clock, bus });
    const [journal, fleet] = [this.#journal, this.#fleet];
    this.#floor = new AgentFloor({ store: ports.agents, journal, fleet, clock, rng, bus, engineId });
    this.#floor.listen(this);
    bus.on('store:recovered', () => this.#paceAll());
    const runnerOf: RunnerOf = (id) => this.#runners.get(id as CampaignId) ?? null;
    this.#duties = new AgentDuties({
      clock,
      bus,
      floor: this.#floor,
      store: ports.agents,
      log: ports.callLog,
      rulesOf: (agent) => this.#shiftRulesOf(agent),
    });
    this.#leases = new LeaseKeeper({ ...ports, bus, onGained: (id) => this.#gained(id) });
    const [campaigns, owns] = [this.#runners, (id: CampaignId) => this.#leases.owns(id)];
    this.#keeper = new PacingKeeper({ ...ports, bus, campaigns, owns });
    const runnersOf = (agent: AgentSupervisor): CampaignRunner[] => this.#runnersOf(agent);
    this.#crew = new Crew({ clock, bus, floor: this.#floor, duties: this.#duties, runnersOf });
    const dialled = () => [...this.#runners.values()].filter(({ id }) => this.#leases.owns(id));
    this.#abandonments = new AbandonReader({ clock, bus, attempts: ports.attempts, dialled });
    this.agents = this.#makeAgentDesk(ports, runnerOf);
    this.callbacks = new CallbackDesk({ ...ports, runnerOf });
    this.campaigns = this.#makeCampaigns(ports);
    this.#recovery = new Recovery({
      engineId,
      attempts: ports.attempts,
      contacts: ports.contacts,
      agents: ports.agents,
      clock,
      bus,
      fleet: this.#fleet,
      floor: this.#floor,
      trunks: this.#routes.trunks,
      persons: this.#persons,
      policies: ports.policies,
      runnerOf,
    });
  }

  #makeCampaigns(ports: EnginePorts): CampaignDesk {
    return new CampaignDesk({
      store: ports.campaigns,
      contacts: ports.contacts,
      pacing: ports.pacing,
      clock: ports.clock,
      floor: this.#floor,
      readiness: new ReadinessDesk({
        ...ports,
        routes: this.#routes,
        floor: this.#floor,
        engine: () => this.view(),
        owns: (id) => this.#leases.owns(id),
      }),
      runners: this.#runners,
      adopt: (stored) => this.#adopt(stored),
    });
  }

  #makeAgentDesk(ports: EnginePorts, runnerOf: RunnerOf): AgentDesk {
    const parts = { floor: this.#floor, duties: this.#duties, runnerOf };
    const manual = new ManualDesk({
      ...ports,
      ...parts,
      bus: this.#bus,
      owns: (id) => this.#leases.owns(id),
      dialing: () => this.#dialing(),
    });
    const own = { store: ports.agents, preview: this.#preview, presence: this.#leases.presence };
    return new AgentDesk({ ...ports, ...parts, ...own, manual });
  }

  #makeRoutes(ports: EnginePorts): RouteDesk {
    const policyLimits = new PolicyLimits(ports.policies);
    return new RouteDesk({
      store: ports.campaigns,
      usage: ports.usage,
      coordination: ports.coordination,
      clock: ports.clock,
      bus: this.#bus,
      holder: `${ports.engineId}:${ports.clock.now().toString(36)}`,
      shiftedClock: ports.shiftedClock === true,
      limitsOf: ports.limitsOf ?? policyLimits.of.bind(policyLimits),
      onUnits: () => [...this.#runners.values()].map((runner) => runner.paceSoon()),
      onChange: () => this.#paceAll(),
    });
  }

  get events(): EngineEvents {
    return this.#bus;
  }

  /** Reads everything, settles what a crash left, connects the media servers and begins to dial. */
  async start(): Promise<void> {
    const { campaigns, agents, clock } = this.#ports;
    await this.#journal.start();
    await this.#leases.presence.start();
    if (await campaigns.dialingStopped()) {
      this.#mode = 'stopped';
    }
    await this.#routes.load();
    for (const profile of await agents.list()) {
      this.#floor.know(profile);
    }
    await this.#duties.start();
    // Before any campaign leases contacts: what a crash left leased goes back, and nothing else.
    await this.#recovery.prepare();
    for (const stored of await campaigns.list()) {
      await this.#adopt(stored);
    }
    await this.#routes.loadUsage();
    this.#routes.start();
    this.#keeper.start();
    this.#abandonments.start();
    await this.#fleet.start(
      (serverId, legs) => this.#recovery.onListing(serverId, legs),
      () => this.#mediaUp(),
    );
    if (this.#recovery.waiting) {
      this.#patience = clock.setTimer(RECOVERY_PATIENCE_MS, () => this.#recovery.giveUpWaiting());
    }
  }

  /** No new call; resolves when no call is left or after `limitMs`. Ringing calls ring out: none is cut short. */
  drain(limitMs: number): Promise<void> {
    const { clock } = this.#ports;
    this.#mode = 'draining';
    if (this.#openCalls() === 0) {
      return Promise.resolve();
    }
    return new Promise((resolve) => {
      const giveUp = clock.setTimer(limitMs, resolve);
      this.#drainWaiters.push(() => {
        clock.clearTimer(giveUp);
        resolve();
      });
    });
  }

  #endDrains(): void {
    for (const waiter of this.#drainWaiters.splice(0)) {
      waiter();
    }
  }

  /** Ends the engine in order; legs still alive stay so, for the next start to adopt. */
  async close(): Promise<void> {
    this.#mode = 'draining';
    this.#endDrains();
    if (this.#patience !== null) {
      this.#ports.clock.clearTimer(this.#patience);
    }
    for (const runner of this.#runners.values()) {
      await runner.close();
    }
    this.#crew.close();
    this.#abandonments.close();
    this.#duties.close();
    this.#floor.close();
    this.#stopNotes();
    await this.#journal.drained();
    await this.#keeper.close();
    await this.#fleet.close();
    await this.#routes.close();
    await this.#leases.close();
  }

  view(): EngineView {
    return {
      nowMs: this.#ports.clock.now(),
      shiftedClock: this.#ports.shiftedClock === true,
      dialing: this.#dialing(),
      media: this.#fleet.servers(),
      trunks: this.#routes.trunks.loads().map(({ trunk, inUse }) => ({
        id: trunk.id,
        kind: trunk.kind,
        channels: trunk.channels,
        inUse,
        cps: trunk.cps,
      })),
      openAttempts: this.#openCalls(),
      unwritten: this.#journal.unwritten,
    };
  }

  limits(): readonly LimitView[] {
    return this.#routes.limits();
  }

  saveTrunk(trunk: Trunk): Promise<void> {
    return this.#routes.saveTrunk(trunk);
  }

  saveLine(line: Line): Promise<void> {
    return this.#routes.saveLine(line);
  }

  async stopAll(why: string): Promise<{ readonly cancelled: number }> {
    // R32: the first stop lets what rings have its 15 s; whoever stops again means at once.
    const exemption = this.#mode === 'stopped' ? 'second_stop' : null;
    this.#mode = this.#mode === 'draining' ? 'draining' : 'stopped';
    const runners = [...this.#runners.values()];
    const cancelled = runners.reduce((sum, runner) => sum + runner.cancelUnanswered(exemption), 0);
    if (exemption !== null && cancelled > 0) {
      this.#bus.emit('ring:cut', { calls: cancelled, exemption, atMs: this.#ports.clock.now() });
    }
    // Kept too, so that a restart does not dial again by itself.
    await this.#ports.campaigns.keepDialingStop({ why, sinceMs: this.#ports.clock.now() });
    return { cancelled };
  }

  async resumeAll(): Promise<void> {
    await this.#ports.campaigns.keepDialingStop(null);
    this.#mode = this.#mode === 'draining' ? 'draining' : 'on';
    this.#paceAll();
  }

  // What the floor tells.

  agentMoved(agent: AgentSupervisor, _from: AgentState): void {
    this.agents.moved(agent);
    this.#crew.moved(agent);
  }

  agentFree(agent: AgentSupervisor): void {
    this.#crew.free(agent);
  }

  owesCalls(agent: AgentSupervisor, askedMs: number): boolean {
    return this.#crew.owes(agent, askedMs);
  }

  agentLegLost(agent: AgentSupervisor): void {
    const attemptId = agent.state.attemptId;
    if (attemptId !== null) {
      for (const runner of this.#runnersOf(agent)) {
        runner.calls.get(attemptId)?.input({ kind: 'agentLost' });
      }
    }
  }

  previewGone(agent: AgentSupervisor): void {
    this.#preview.gone(agent);
  }

  /** An agent of several campaigns is held to the rules of the first. */
  #shiftRulesOf(agent: AgentSupervisor): ShiftRules | null {
    const [runner] = this.#runnersOf(agent);
    const nowMs = this.#ports.clock.now();
    const policy = runner === undefined ? null : this.#ports.policies.find(runner.settings.policyId, nowMs);
    return policy === null ? null : shiftRulesOf(policy.policy);
  }

  #runnersOf(agent: AgentSupervisor): CampaignRunner[] {
    return agent.campaignIds.flatMap((id) => this.#runners.get(id) ?? []);
  }

  async #adopt(stored: StoredCampaign): Promise<void> {
    const { settings, version, problem } = stored;
    const state = problem === undefined || stored.state !== 'running' ? stored.state : 'paused';
    const runner = new CampaignRunner(
      {
        clock: this.#ports.clock,
        rng: this.#ports.rng,
        bus: this.#bus,
        fleet: this.#fleet,
        floor: this.#floor,
        journal: this.#journal,
        contacts: this.#ports.contacts,
        trunks: this.#routes.trunks,
        persons: this.#persons,
        facts: this.#facts,
        policies: this.#ports.policies,
        engineId: this.#ports.engineId,
        yields: this.#yields,
        ...(this.#ports.pacerOf === undefined ? {} : { pacerOf: this.#ports.pacerOf }),
        mayDial: () => this.#dialing() === 'on' && this.#leases.owns(settings.id),
        previewFree: (mine, agent) => this.#preview.offer(mine, agent),
        drained: (mine) => this.#campaignDrained(mine),
        callClosed: () => this.#callClosed(),
        pools: this.#pools,
        hoursLeftMs: (agent) => this.#duties.hoursLeftMs(agent),
      },
      settings,
      state,
      version,
    );
    this.#runners.set(settings.id, runner);
    if (problem !== undefined) {
      runner.problem = problem;
      const atMs = this.#ports.clock.now();
      this.#bus.emit('engine:defect', { where: `campaign ${settings.id}`, message: problem, atMs });
    }
    const sinceMs = DayTally.dayStart(this.#ports.clock.now());
    const { attempts } = this.#ports;
    runner.tally.load(await attempts.countsSince(settings.id, sinceMs));
    await this.#abandonments.read(runner);
    await this.#keeper.recall(settings.id);
    await this.#leases.watch(settings.id);
  }

  /** Ours may have been dialled by another engine meanwhile, which learned. */
  #gained(id: CampaignId): void {
    void this.#keeper.recall(id);
    const runner = this.#runners.get(id);
    if (runner === undefined) {
      return;
    }
    runner.abandonment.markStale();
    void this.#abandonments.read(runner).then(() => runner.paceSoon());
    if (runner.state === 'running') {
      runner.hopper.poke();
      runner.paceSoon();
    }
  }

  #mediaUp(): void {
    this.#floor.mediaUp();
    this.#paceAll();
  }

  #paceAll(): void {
    for (const runner of this.#runners.values()) {
      if (runner.state === 'running') {
        runner.hopper.poke();
        runner.wakeAgents();
      }
      runner.paceSoon();
    }
  }

  #dialing(): EngineView['dialing'] {
    if (this.#mode !== 'on') {
      return this.#mode;
    }
    if (!this.#journal.healthy) {
      return 'store_down';
    }
    return this.#fleet.anyUp ? 'on' : 'media_down';
  }

  #openCalls(): number {
    return [...this.#runners.values()].reduce((sum, { calls }) => sum + calls.size, 0);
  }

  #callClosed(): void {
    if (this.#drainWaiters.length > 0 && this.#openCalls() === 0) {
      this.#endDrains();
    }
  }

  #campaignDrained(runner: CampaignRunner): void {
    this.campaigns.ended(runner.id).catch((error: unknown) => {
      const atMs = this.#ports.clock.now();
      this.#bus.emit('engine:defect', { where: 'end of a campaign', message: messageOf(error), atMs });
    });
  }
}
