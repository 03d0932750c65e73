import type { CampaignSettings, DialMode } from '../core/campaign/campaign.js';
import type { Contact } from '../core/contact/contact.js';
import type { CampaignId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { MemoryAge, PacingDecision } from '../core/pacing/pacing-strategy.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { AttemptJournal } from './attempt-journal.js';
import type { TieRoom } from './call-places.js';
import { CONTACTS_PART, type ContactChooser } from './contact-chooser.js';
import type { DayTally } from './day-tally.js';
import { DecisionLog } from './decision-log.js';
import type { PacerStarter } from './engine-ports.js';
import type { EventBus } from './event-bus.js';
import { heldToTies } from './held-to-ties.js';
import type { Hopper } from './hopper.js';
import { freeFor, type LaneAnswer, type LanePlan, PacingLane, paceByMode } from './pacing-lane.js';
import type { TrunkBook } from './trunk-book.js';
import type { WorkTurns } from './work-turns.js';

/** Decisions come no closer together than this, however many events ask for one. */
export const PACE_GAP_MS = 100;
/** Without events a decision is made this often. */
const PACE_BEAT_MS = 1 * SECOND;
/** Modes that place calls for whoever is free. */
export const AUTOMATIC_MODES: readonly DialMode[] = ['predictive', 'power'];

/** Carries out what a lane decided. */
export interface CallPlacer {
  /** Calls of the last decision have not been placed yet. */
  readonly busy: boolean;
  /** Dials the next contacts in their order; with `owners`, each for one of them, who waits for it. */
  next(wanted: number, mode: DialMode, owners?: readonly AgentSupervisor[]): void;
  /** Dials these contacts and no others. */
  chosen(contacts: readonly Contact[], mode: DialMode, owners?: readonly AgentSupervisor[]): void;
}

export interface PacedCampaign {
  readonly settings: CampaignSettings;
  readonly tally: DayTally;
  readonly hopper: Hopper;
  readonly dialing: boolean;
  /** How many calls may leave now for whoever will be free, and for no agent of their own, while `free` agents wait. */
  roomAhead(free: number, nowMs: number): number;
  /** What the ties between switches leave; null where no agent needs one. */
  tieRoom(): TieRoom | null;
  /** How many more people may meet no agent before R27 or R28 stops dialling ahead. */
  spareDrops(nowMs: number): number;
  /** Until the campaign's day is over, or null when it is not known. */
  msLeftToday(nowMs: number): number | null;
  /** Agents of the campaign by the mode they work in. */
  agentsByMode(): ReadonlyMap<DialMode, readonly AgentSupervisor[]>;
  modeOf(agent: AgentSupervisor): DialMode;
  /** What is known of who answers. */
  readonly chooser: ContactChooser;
  readonly placer: CallPlacer;
}

/** Campaigns that share agents, paced as one. */
export interface SharedAgents {
  /** The campaigns that share agents with this one, itself among them; itself alone when none does. */
  groupOf(loop: PaceLoop): readonly PaceLoop[];
  /** Paces them all; how long to wait where they were just paced. */
  pace(group: readonly PaceLoop[], nowMs: number): number;
}

export interface PaceDeps {
  readonly pools: SharedAgents;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly trunks: TrunkBook;
  /** How many calls more the store takes in time. */
  readonly journal: AttemptJournal;
  /** Where campaigns are paced one after the other, each in its turn. */
  readonly turns: WorkTurns;
  /** @default each mode's own strategy */
  readonly pacerOf?: PacerStarter;
}

/** Asks each lane of a campaign how many calls to place, soon after each event that changes the answer and on a beat. */
export class PaceLoop {
  readonly lanes = new Map<DialMode, PacingLane>();
  readonly log = new DecisionLog();
  readonly #deps: PaceDeps;
  readonly #campaign: PacedCampaign;
  #timer: Timer | null = null;
  #dueMs = 0;
  /** It is due, and its turn will come. */
  #queued = false;
  #pacedAtMs = Number.NEGATIVE_INFINITY;
  /** When the lanes were last asked, and until when no carrier lets a call through. */
  #decidedAtMs = Number.NEGATIVE_INFINITY;
  #cpsAgainMs = Number.NEGATIVE_INFINITY;
  #closed = false;

  constructor(deps: PaceDeps, campaign: PacedCampaign) {
    this.#deps = deps;
    this.#campaign = campaign;
  }

  /** The lane of a mode, made at its first use. */
  lane(mode: DialMode): PacingLane {
    const known = this.lanes.get(mode);
    if (known !== undefined) {
      return known;
    }
    const { settings, chooser } = this.#campaign;
    const lane = new PacingLane(mode, settings, chooser, this.#deps.pacerOf ?? paceByMode);
    this.lanes.set(mode, lane);
    return lane;
  }

  configure(settings: CampaignSettings): void {
    this.#cpsAgainMs = Number.NEGATIVE_INFINITY;
    for (const lane of this.lanes.values()) {
      lane.configure(settings);
    }
  }

  /** What the lanes have learned, by their mode. */
  memories(): readonly { readonly part: string; readonly memory: unknown }[] {
    const parts: { part: string; memory: unknown }[] = [...this.lanes].map(([part, lane]) => ({
      part,
      memory: lane.memory(),
    }));
    parts.push({ part: CONTACTS_PART, memory: this.#campaign.chooser.memory() });
    return parts.filter(({ memory }) => memory !== null);
  }

  recall(part: string, memory: unknown, age: MemoryAge): void {
    if (part === CONTACTS_PART) {
      this.#campaign.chooser.recall(memory, age);
    }
    const mode = AUTOMATIC_MODES.find((name) => name === part);
    if (mode !== undefined) {
      this.lane(mode).recall(memory, age);
    }
  }

  /** Asks for a decision as soon as the gap and the carriers' limits of calls a second allow. */
  soon(): void {
    const dueMs = Math.max(this.#pacedAtMs + PACE_GAP_MS, this.#cpsAgainMs);
    this.#schedule(Math.max(0, dueMs - this.#deps.clock.now()));
  }

  close(): void {
    this.#closed = true;
    if (this.#timer !== null) {
      this.#deps.clock.clearTimer(this.#timer);
      this.#timer = null;
    }
  }

  #schedule(delayMs: number): void {
    if (this.#closed || this.#queued) {
      return;
    }
    const dueMs = this.#deps.clock.now() + delayMs;
    if (this.#timer !== null) {
      if (this.#dueMs <= dueMs) {
        return;
      }
      this.#deps.clock.clearTimer(this.#timer);
    }
    this.#dueMs = dueMs;
    this.#timer = this.#deps.clock.setTimer(delayMs, () => {
      this.#timer = null;
      this.#queued = true;
      this.#deps.turns.run(() => {
        this.#queued = false;
        if (!this.#closed) {
          this.#pace();
        }
      });
    });
  }

  #pace(): void {
    const nowMs = this.#deps.clock.now();
    const campaign = this.#campaign;
    this.#pacedAtMs = nowMs;
    campaign.tally.turn(nowMs);
    if (campaign.placer.busy) {
      // What was decided is placed first: the strategy counts the calls that have left.
      this.#schedule(PACE_GAP_MS);
      return;
    }
    if (!campaign.dialing || this.#waitsForCps(nowMs)) {
      return;
    }
    void campaign.hopper.watchCallbacks();
    this.#decidedAtMs = nowMs;
    const byMode = campaign.agentsByMode();
    const tied = (campaign.tieRoom()?.left ?? 0) > 0;
    let live = byMode.size > 0 || tied;
    for (const mode of AUTOMATIC_MODES) {
      const agents = byMode.get(mode) ?? [];
      const calls = this.lanes.get(mode)?.calls.size ?? 0;
      live ||= calls > 0;
      // Agents whom no line reaches are not counted, and somebody will ask why nothing leaves.
      if (agents.length > 0 || calls > 0 || (tied && mode === campaign.settings.mode)) {
        this.#paceLane(mode, agents, nowMs);
      }
    }
    if (live) {
      this.#schedule(PACE_BEAT_MS);
    }
  }

  /** Where the carriers let nothing through the strategy need not be asked; on the beat it is, to go on learning. */
  #waitsForCps(nowMs: number): boolean {
    const { trunks } = this.#deps;
    if (nowMs - this.#decidedAtMs >= PACE_BEAT_MS || trunks.cpsRoom(this.#campaign.settings) >= 1) {
      return false;
    }
    const waitMs = Math.min(this.#cpsWaitMs(), this.#decidedAtMs + PACE_BEAT_MS - nowMs);
    this.#cpsAgainMs = nowMs + waitMs;
    this.#schedule(waitMs);
    return true;
  }

  #cpsWaitMs(): number {
    return Math.max(PACE_GAP_MS, this.#deps.trunks.cpsWaitMs(this.#campaign.settings));
  }

  #carryOut({ ahead, owners, picks }: LanePlan, mode: DialMode): void {
    const { placer, hopper } = this.#campaign;
    if (picks === null) {
      placer.next(ahead, mode);
      placer.next(owners.length, mode, owners);
      return;
    }
    const contacts = hopper.pick([...picks.ahead, ...picks.owned]);
    placer.chosen(contacts.slice(0, picks.ahead.length), mode);
    placer.chosen(contacts.slice(picks.ahead.length), mode, owners);
  }

  #paceLane(mode: DialMode, agents: readonly AgentSupervisor[], nowMs: number): void {
    const group = mode === 'predictive' ? this.#deps.pools.groupOf(this) : [];
    if (group.length > 1) {
      const waitMs = this.#deps.pools.pace(group, nowMs);
      if (waitMs > 0) {
        this.#schedule(waitMs);
      }
      return;
    }
    const { decision, calls } = this.ask(mode, agents, nowMs);
    this.settle(mode, decision, agents, calls.length, nowMs);
  }

  // What a pool of campaigns that share agents asks of each.

  get campaignId(): CampaignId {
    return this.#campaign.settings.id;
  }

  get settings(): CampaignSettings {
    return this.#campaign.settings;
  }

  get dialing(): boolean {
    return this.#campaign.dialing;
  }

  spareDrops(nowMs: number): number {
    return this.#campaign.spareDrops(nowMs);
  }

  get peopleToday(): { readonly connected: number; readonly abandoned: number } {
    return this.#campaign.tally;
  }

  msLeftToday(nowMs: number): number | null {
    return this.#campaign.msLeftToday(nowMs);
  }

  modeOf(agent: AgentSupervisor): DialMode {
    return this.#campaign.modeOf(agent);
  }

  agentsIn(mode: DialMode): readonly AgentSupervisor[] {
    return this.#campaign.agentsByMode().get(mode) ?? [];
  }

  /** What a lane's strategy would do by itself. */
  ask(mode: DialMode, agents: readonly AgentSupervisor[], nowMs: number): LaneAnswer {
    const { settings, tally, hopper, chooser } = this.#campaign;
    const { trunks, journal } = this.#deps;
    const nextEstimates = mode === 'predictive' ? chooser.estimates(hopper.choice(), nowMs) : null;
    const room = {
      connectedToday: tally.connected,
      abandonedToday: tally.abandoned,
      msLeftToday: this.#campaign.msLeftToday(nowMs),
      freeChannels: trunks.freeChannels(settings),
      cpsRoom: Math.min(trunks.cpsRoom(settings), journal.room),
      contactsReady: hopper.size,
      spareDrops: this.#campaign.spareDrops(nowMs),
      ...(nextEstimates === null ? {} : { nextEstimates }),
    };
    return this.lane(mode).ask(agents, room, nowMs);
  }

  /** Tells of a decision and carries it out; `inFlight` calls may take the agents. */
  settle(
    mode: DialMode,
    wanted: PacingDecision,
    agents: readonly AgentSupervisor[],
    inFlight: number,
    nowMs: number,
  ): void {
    const { settings, hopper } = this.#campaign;
    const { trunks, bus, clock } = this.#deps;
    const lane = this.lane(mode);
    const previous = lane.lastDecision;
    const tied = heldToTies(wanted, this.#campaign.tieRoom());
    const plan = lane.hold(tied, agents, inFlight, this.#campaign.roomAhead(freeFor(agents), nowMs));
    const { decision } = plan;
    this.log.note(mode, decision, nowMs);
    if (previous === null || previous.limit !== decision.limit || previous.place !== decision.place) {
      const tickMs = clock.now() - nowMs;
      bus.emit('pacing:decided', { campaignId: settings.id, lane: mode, decision, tickMs, atMs: nowMs });
    }
    // A call that is wanted and may show nothing is put to the gate now and then, so that the ledger says why.
    const untold = decision.limit === 'channels' && decision.place === 0 && trunks.barred.untold(settings);
    this.#carryOut(untold ? { ...plan, ahead: 1 } : plan, mode);
    lane.giveUp(decision.cancel ?? 0);
    if (decision.limit === 'cps') {
      this.#schedule(this.#cpsWaitMs());
    }
    if (decision.limit === 'contacts') {
      hopper.fill();
    }
  }
}
