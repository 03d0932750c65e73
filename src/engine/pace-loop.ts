import type { CampaignSettings, DialMode } from '../core/campaign/campaign.js';
import { SECOND } from '../core/kernel/time.js';
import type { Clock, Timer } from '../ports/clock.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { DayTally } from './day-tally.js';
import type { PacerStarter } from './engine-ports.js';
import type { EventBus } from './event-bus.js';
import type { Hopper } from './hopper.js';
import { PacingLane, paceByMode } from './pacing-lane.js';
import type { TrunkBook } from './trunk-book.js';

/** Decisions come no closer together than this, however many events ask for one. */
const PACE_GAP_MS = 100;
/** Without events a decision is made this often. */
const PACE_BEAT_MS = 1 * SECOND;
/** Modes that place calls for whoever is free. */
export const AUTOMATIC_MODES: readonly DialMode[] = ['predictive', 'power'];

export interface PacedCampaign {
  readonly settings: CampaignSettings;
  readonly tally: DayTally;
  readonly hopper: Hopper;
  readonly dialing: boolean;
  /** How many calls may leave now for whoever will be free, and for no agent of their own. */
  roomAhead(nowMs: number): number;
  /** Agents of the campaign by the mode they work in. */
  agentsByMode(): ReadonlyMap<DialMode, readonly AgentSupervisor[]>;
  /** Dials up to `wanted` contacts for the lane; with `owners`, each for one of them, who waits for it. */
  placeMany(wanted: number, mode: DialMode, owners?: readonly AgentSupervisor[]): void;
}

export interface PaceDeps {
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly trunks: TrunkBook;
  /** @default each mode's own strategy */
  readonly pacerOf?: PacerStarter;
}

/** Asks each lane of a campaign how many calls to place, soon after each event that changes the answer and on a beat. */
export class PaceLoop {
  readonly lanes = new Map<DialMode, PacingLane>();
  readonly #deps: PaceDeps;
  readonly #campaign: PacedCampaign;
  #timer: Timer | null = null;
  #dueMs = 0;
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
    const lane = new PacingLane(mode, this.#campaign.settings, this.#deps.pacerOf ?? paceByMode);
    this.lanes.set(mode, lane);
    return lane;
  }

  configure(settings: CampaignSettings): void {
    this.#cpsAgainMs = Number.NEGATIVE_INFINITY;
    for (const lane of this.lanes.values()) {
      lane.configure(settings);
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
    if (this.#closed) {
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
      this.#pace();
    });
  }

  #pace(): void {
    const nowMs = this.#deps.clock.now();
    const campaign = this.#campaign;
    this.#pacedAtMs = nowMs;
    campaign.tally.turn(nowMs);
    if (!campaign.dialing || this.#waitsForCps(nowMs)) {
      return;
    }
    void campaign.hopper.watchCallbacks();
    this.#decidedAtMs = nowMs;
    const byMode = campaign.agentsByMode();
    let live = byMode.size > 0;
    for (const mode of AUTOMATIC_MODES) {
      const agents = byMode.get(mode) ?? [];
      const calls = this.lanes.get(mode)?.calls.size ?? 0;
      live ||= calls > 0;
      if (agents.length > 0 || calls > 0) {
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

  #paceLane(mode: DialMode, agents: readonly AgentSupervisor[], nowMs: number): void {
    const { settings, tally, hopper } = this.#campaign;
    const { trunks, bus, clock } = this.#deps;
    const lane = this.lane(mode);
    const previous = lane.lastDecision;
    const room = {
      connectedToday: tally.connected,
      abandonedToday: tally.abandoned,
      freeChannels: trunks.freeChannels(settings),
      cpsRoom: trunks.cpsRoom(settings),
      contactsReady: hopper.size,
    };
    const { decision, ahead, owners } = lane.decide(agents, room, nowMs, this.#campaign.roomAhead(nowMs));
    if (previous === null || previous.limit !== decision.limit || previous.place !== decision.place) {
      const tickMs = clock.now() - nowMs;
      bus.emit('pacing:decided', { campaignId: settings.id, lane: mode, decision, tickMs, atMs: nowMs });
    }
    // A call that is wanted and may show nothing is put to the gate now and then, so that the ledger says why.
    const untold = decision.limit === 'channels' && decision.place === 0 && trunks.barred.untold(settings);
    this.#campaign.placeMany(untold ? 1 : ahead, mode);
    if (owners.length > 0) {
      this.#campaign.placeMany(owners.length, mode, owners);
    }
    if (decision.limit === 'cps') {
      this.#schedule(this.#cpsWaitMs());
    }
    if (decision.limit === 'contacts') {
      hopper.fill();
    }
  }
}
