import type { AbandonedCaller } from '../core/acd/abandoned-callers.js';
import type { Line, Trunk } from '../core/campaign/campaign.js';
import type { EngineId, TrunkId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { Timer } from '../ports/clock.js';
import type { EngineEvents } from '../ports/engine-events.js';
import type { BaseVersion } from '../ports/versioned.js';
import type { AgentDesk } from './agent-desk.js';
import type { AgentPausePlan } from './agent-pause-plan.js';
import type { CallbackDesk } from './callback-desk.js';
import type { CampaignDesk } from './campaign-desk.js';
import type { EngineControl, EngineView, PageControl } from './engine-control.js';
import { EngineParts } from './engine-parts.js';
import type { EnginePorts } from './engine-ports.js';
import type { HelpDesk } from './help-desk.js';
import type { InboundDesk } from './inbound-desk.js';
import type { LimitView } from './limit-view.js';
import type { LineControl } from './line-watch.js';
import type { MonitorDesk } from './monitor-desk.js';
import type { PersonalCallbacks } from './personal-callbacks.js';
import type { QueueOutlook } from './queue-outlook.js';
import type { QueueView } from './queue-view.js';
import type { SwitchDesk } from './switch-desk.js';
import type { TalkDesk } from './talk-desk.js';
import type { TestCallDesk } from './test-call-desk.js';

/** How long a start waits for media servers before it closes what was open on them. */
const RECOVERY_PATIENCE_MS = 60 * SECOND;

/**
 * The whole engine on its ports: the same code in production, in the twin and in the tests. It owns every live
 * object (`EngineParts`): journal, fleet, floor, runners, desks; `close` ends them in reverse order of their start.
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
  readonly tests: TestCallDesk | null;
  /** Calls that come in; null where none are taken. */
  readonly inbound: InboundDesk | null;
  readonly #ports: EnginePorts;
  readonly #parts: EngineParts;
  #patience: Timer | null = null;

  constructor(ports: EnginePorts) {
    const parts = new EngineParts(ports);
    this.#ports = ports;
    this.#parts = parts;
    this.agents = parts.agentSide.desk;
    this.talks = parts.agentSide.talks;
    this.help = parts.agentSide.help;
    this.personal = parts.agentSide.personal;
    this.monitors = parts.agentSide.monitors;
    this.pages = parts.floor;
    this.campaigns = parts.campaigns;
    this.callbacks = parts.callbacks;
    this.switches = parts.switches;
    this.tests = parts.tests;
    this.inbound = parts.side.desk;
  }

  /** True while that engine of the installation renews its name. DLR_COORDINATION_DOWN. */
  isThere(engineId: EngineId): Promise<boolean> {
    return this.#parts.leases.presence.isThere(engineId);
  }

  get events(): EngineEvents {
    return this.#parts.bus;
  }

  /** Reads everything, settles what a crash left, connects the media servers and begins to dial. */
  async start(): Promise<void> {
    const { campaigns, agents, clock } = this.#ports;
    this.#parts.bus.on('store:recovered', () => this.#parts.roster.wake());
    await this.#parts.journal.start();
    await this.#parts.leases.presence.start();
    await this.#parts.dialing.recall();
    await this.#parts.routes.load();
    await this.switches.load();
    for (const profile of await agents.list()) {
      this.#parts.floor.know(profile);
    }
    await this.#parts.duties.start();
    // Before any campaign leases contacts: what a crash left leased goes back, and nothing else.
    await this.#parts.recovery.prepare();
    await this.#parts.side.returns?.load();
    for (const stored of await campaigns.list()) {
      await this.#parts.takeover.adopt(stored);
    }
    this.#parts.takeover.begin();
    await this.#parts.routes.loadUsage();
    await this.#parts.routes.start();
    await this.switches.start();
    this.#parts.keeper.start();
    void this.#parts.quartiles.start();
    this.#parts.abandonments.start();
    this.personal?.start();
    await this.#parts.fleet.start(
      (serverId, legs) => this.#parts.recovery.onListing(serverId, legs),
      () => this.#mediaUp(),
      () => this.#parts.roster.wake(),
    );
    await this.#parts.estates?.start();
    if (this.#parts.recovery.waiting) {
      this.#patience = clock.setTimer(RECOVERY_PATIENCE_MS, () => this.#parts.recovery.giveUpWaiting());
    }
  }

  /**
   * No new call, campaigns go to other engines; resolves when no call is left, or when those left talk and
   * another engine is there to take them over, or after `limitMs`. None is cut short.
   */
  async drain(limitMs: number): Promise<void> {
    void this.#parts.leases.retire();
    const { estates, dialing } = this.#parts;
    estates?.close();
    await dialing.drain(limitMs, await (estates?.hasHeir().catch(() => false) ?? false));
  }

  /** Ends the engine in order; legs still alive stay so, for the next start to adopt. */
  async close(): Promise<void> {
    this.#parts.dialing.close();
    if (this.#patience !== null) {
      this.#ports.clock.clearTimer(this.#patience);
    }
    this.#parts.estates?.close();
    await this.#parts.roster.close();
    this.#parts.ties.close();
    this.#parts.crew.close();
    this.#parts.agentSide.close();
    this.inbound?.close();
    this.tests?.close();
    this.#parts.side.returns?.close();
    this.#parts.abandonments.close();
    this.#parts.quartiles.close();
    this.#parts.duties.close();
    this.#parts.turns.close();
    this.#parts.floor.close();
    this.#parts.stopNotes();
    await this.#parts.journal.drained();
    await this.#parts.keeper.close();
    await this.switches.close();
    await this.#parts.fleet.close();
    await this.#parts.routes.close();
    await this.#parts.leases.close();
  }

  view(): EngineView {
    return this.#parts.view();
  }

  get lineWatch(): LineControl {
    return this.#parts.routes.lines;
  }

  limits(): readonly LimitView[] {
    return this.#parts.routes.limits();
  }

  pausePlans(): readonly AgentPausePlan[] {
    return this.#parts.agentSide.pauses.today();
  }

  replanPauses(): readonly AgentPausePlan[] {
    return this.#parts.agentSide.pauses.replan();
  }

  callers(): readonly AbandonedCaller[] {
    return [...(this.#parts.side.returns?.callers.values() ?? [])];
  }

  queues(): readonly QueueView[] {
    return this.inbound?.queues() ?? [];
  }

  foreseen(): readonly QueueOutlook[] {
    return this.inbound?.foreseen() ?? [];
  }

  saveTrunk(trunk: Trunk, base?: BaseVersion): Promise<number> {
    return this.#parts.routes.saveTrunk(trunk, base);
  }

  trunks(): readonly Trunk[] {
    return this.#parts.routes.trunks.loads().map(({ trunk }) => trunk);
  }

  trunk(id: TrunkId): Trunk | null {
    return this.#parts.routes.trunks.trunkOf(id);
  }

  saveLine(line: Line, base?: BaseVersion): Promise<number> {
    return this.#parts.routes.saveLine(line, base);
  }

  stopAll(why: string): Promise<{ readonly cancelled: number }> {
    this.tests?.cancelAll();
    return this.#parts.dialing.stop(why);
  }

  resumeAll(): Promise<void> {
    return this.#parts.dialing.resume();
  }

  #mediaUp(): void {
    this.#parts.floor.mediaUp();
    this.inbound?.seeAll();
    this.#parts.agentSide.outside.seeAll();
    this.#parts.roster.wake();
  }
}
