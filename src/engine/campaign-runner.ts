import { IN_FLIGHT_PHASES } from '../core/call/call-phase.js';
import type { CallState } from '../core/call/call-state.js';
import {
  CAMPAIGN_DEFAULTS,
  type CampaignSettings,
  type CampaignState,
  type DialMode,
} from '../core/campaign/campaign.js';
import type { Quartile } from '../core/campaign/quartile-modes.js';
import type { CompiledPolicy } from '../core/compliance/gate/compiled-policy.js';
import type { Contact } from '../core/contact/contact.js';
import type { AgentId, CampaignId } from '../core/kernel/ids.js';
import type { AttemptMark } from '../ports/attempt-store.js';
import type { ContactStore } from '../ports/contact-store.js';
import { AbandonWatch } from './abandon-watch.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import { CallPlaces, type TieRoom } from './call-places.js';
import { CallSettlement } from './call-settlement.js';
import type { CallSupervisor } from './call-supervisor.js';
import { CampaignAgents, type InboundShare } from './campaign-agents.js';
import { type CadenceDeps, CampaignCadence } from './campaign-cadence.js';
import { CampaignCalls } from './campaign-calls.js';
import { CampaignHours } from './campaign-hours.js';
import { ContactChooser } from './contact-chooser.js';
import { DayRest } from './day-rest.js';
import { DayTally } from './day-tally.js';
import type { Asked, DialResult } from './dial-result.js';
import type { BesideTalk } from './dial-turn.js';
import { Dialer } from './dialer.js';
import type { DialerDeps } from './dialing-campaign.js';
import { type FailingOver, Failover } from './failover.js';
import { Hopper } from './hopper.js';
import { LaneObserver } from './lane-observer.js';
import { type PaceDeps, type PacedCampaign, PaceLoop } from './pace-loop.js';
import type { PacingLane } from './pacing-lane.js';
import { Placer } from './placer.js';
import { type PreviewCampaign, PreviewTurns } from './preview-turns.js';
import { WaitingRoom } from './waiting-room.js';

export interface RunnerDeps extends DialerDeps, CadenceDeps, PaceDeps {
  readonly contacts: ContactStore;
  /** True while the engine lets calls out at all. */
  readonly mayDial: () => boolean;
  /** The fence under which this engine owns the campaign; null while it does not. */
  readonly fence: () => number | null;
  /** A preview agent is free: the preview desk takes it from here. */
  readonly previewFree: (runner: CampaignRunner, agent: AgentSupervisor) => void;
  /** The last call of a draining campaign has ended. */
  readonly drained: (runner: CampaignRunner) => void;
  readonly callClosed: () => void;
  /** How long an agent may still work today. */
  readonly hoursLeftMs: (agent: AgentSupervisor) => number;
  readonly inbound: InboundShare;
  readonly quartileOf: (campaignId: CampaignId, agentId: AgentId) => Quartile | null;
}

/**
 * One running campaign: hopper, lanes, live calls and people who wait. One engine owns a campaign at a time; `close` ends
 * what lives in it.
 */
export class CampaignRunner implements FailingOver, PacedCampaign, PreviewCampaign {
  settings: CampaignSettings;
  state: CampaignState;
  version: number;
  /** Why it must not dial: stored settings that cannot be read, until new ones are saved. */
  problem: string | null = null;
  readonly tally: DayTally;
  readonly chooser: ContactChooser;
  readonly placer: Placer;
  readonly hopper: Hopper;
  readonly abandonment: AbandonWatch;
  readonly cadence: CampaignCadence;
  readonly agents: CampaignAgents;
  readonly places: CallPlaces;
  readonly calls = new CampaignCalls();
  readonly #deps: RunnerDeps;
  readonly #observer: LaneObserver;
  readonly #room: WaitingRoom;
  readonly pace: PaceLoop;
  readonly #dialer: Dialer;
  readonly #failover: Failover;
  readonly #settlement: CallSettlement;
  readonly #turns: PreviewTurns;
  readonly #hours: CampaignHours;
  readonly #rest: DayRest;
  #closed = false;

  constructor(deps: RunnerDeps, settings: CampaignSettings, state: CampaignState, version: number) {
    this.#deps = deps;
    this.settings = settings;
    this.state = state;
    this.version = version;
    this.tally = new DayTally(deps.clock.now());
    this.abandonment = new AbandonWatch(
      deps.bus,
      settings.id,
      () => this.#abandonPolicy(deps.clock.now()).policy.rules,
    );
    this.chooser = new ContactChooser(() => this.settings);
    this.placer = new Placer(this, deps.turns);
    this.#observer = new LaneObserver(deps.bus, this.tally, this.chooser, this.abandonment);
    this.places = new CallPlaces(deps, this);
    this.agents = new CampaignAgents(deps, settings.id, () => this.settings, this.places);
    this.#room = new WaitingRoom(deps.floor, this.agents, (call) => this.places.expect(call));
    this.#turns = new PreviewTurns(this);
    this.pace = new PaceLoop(deps, this);
    this.#dialer = new Dialer(deps, this);
    this.#failover = new Failover(deps, this, this.#dialer);
    this.#settlement = new CallSettlement(deps, this, this.#failover);
    this.#hours = new CampaignHours({ ...deps, onOpen: () => void this.#opened() }, () => this.settings);
    this.#rest = new DayRest({
      closingMs: (nowMs) => this.#hours.closingMs(this.hopper.areas(), nowMs),
      shiftsLeftMs: () => [...this.agents.members()].map((agent) => deps.hoursLeftMs(agent)),
    });
    this.cadence = new CampaignCadence(deps, () => this.settings);
    this.hopper = new Hopper({
      campaignId: settings.id,
      owner: deps.engineId,
      store: deps.contacts,
      clock: deps.clock,
      bus: deps.bus,
      prepare: (contacts) => deps.facts.load(contacts),
      restOf: (contact) => this.cadence.restOf(contact),
      owned: () => deps.fence() !== null,
      choosing: () => this.chooser.tells,
      mix: () => this.settings.listMix,
      onFilled: () => this.contactsArrived(),
    });
  }

  get id(): CampaignId {
    return this.settings.id;
  }

  /** A campaign whose policy cannot be had dials nothing; its abandonment is watched by the default policy meanwhile. */
  #abandonPolicy(nowMs: number): CompiledPolicy {
    const { policies } = this.#deps;
    return policies.find(this.settings.policyId, nowMs) ?? policies.of(CAMPAIGN_DEFAULTS.policyId, nowMs);
  }

  configure(settings: CampaignSettings, version: number): void {
    const mixed = JSON.stringify(settings.listMix) !== JSON.stringify(this.settings.listMix);
    this.settings = settings;
    this.version = version;
    this.problem = null;
    this.pace.configure(settings);
    this.#hours.forget();
    this.#rest.forget();
    if (mixed) {
      void this.hopper.redraw();
    }
    this.paceSoon();
  }

  /** Moves to a state that was kept already. */
  moveTo(state: CampaignState, version: number): void {
    const from = this.state;
    this.state = state;
    this.version = version;
    this.#deps.bus.emit('campaign:moved', {
      campaignId: this.id,
      from,
      to: state,
      atMs: this.#deps.clock.now(),
    });
    if (state === 'running') {
      this.hopper.poke();
      this.wakeAgents();
    } else {
      void this.hopper.giveAllBack();
    }
    this.paceSoon();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.pace.close();
    this.placer.stop();
    this.#hours.close();
    this.calls.close();
    await this.hopper.close();
  }

  modeOf(agent: AgentSupervisor): DialMode {
    return this.agents.modeOf(agent);
  }

  get fence(): number | null {
    return this.#deps.fence();
  }

  get dialing(): boolean {
    return this.state === 'running' && !this.#closed && this.#deps.mayDial() && this.#hours.open;
  }

  /** False at an hour at which nobody in the country may be called for it. */
  get open(): boolean {
    return this.#hours.open;
  }

  msLeftToday(nowMs: number): number | null {
    return this.#rest.leftMs(nowMs);
  }

  roomAhead(free: number, nowMs: number): number {
    const most = this.abandonment.callsAhead(this.tally.peopleShare, free, nowMs);
    return Math.max(0, most - this.calls.ahead);
  }

  spareDrops(nowMs: number): number {
    return this.abandonment.spareDrops(nowMs);
  }

  /** What the ties between switches leave; null where nobody of its agents needs one. */
  tieRoom(): TieRoom | null {
    return this.places.tieRoom(this.agents.members());
  }

  /** A line between two switches stands ready. */
  tieReady(): void {
    this.#room.lookAgain();
  }

  /** An agent of this campaign is free: a person who waits comes first. True when he was given one. */
  serve(agent: AgentSupervisor): boolean {
    return this.#room.serve(agent);
  }

  /** Until when the person who came first may still be given to an agent, or null. */
  get waitingUntilMs(): number | null {
    return this.#room.firstUntilMs;
  }

  /** Nobody waits and the agent is free: let his lane know, or show him a contact. */
  agentIdle(agent: AgentSupervisor): void {
    if (!this.dialing) {
      return;
    }
    if (this.modeOf(agent) === 'preview') {
      if (!this.agents.mayBeDialledFor(agent)) {
        return;
      }
      this.#deps.trunks.warm(this.settings);
      this.#turns.offer(agent);
    } else {
      this.paceSoon();
    }
  }

  previewFree(agent: AgentSupervisor): void {
    this.#deps.previewFree(this, agent);
  }

  /** The first hour of the day: whoever asked to be called comes before all others. */
  async #opened(): Promise<void> {
    await this.hopper.watchCallbacks();
    this.contactsArrived();
  }

  contactsArrived(): void {
    this.wakeAgents();
    this.paceSoon();
  }

  /** Preview agents who sit before an empty screen get another chance. */
  wakeAgents(): void {
    for (const agent of this.#turns.waiting()) {
      this.agentIdle(agent);
    }
  }

  /** Asks for a pacing decision soon. */
  paceSoon(): void {
    this.pace.soon();
  }

  lane(mode: DialMode): PacingLane {
    return this.pace.lane(mode);
  }

  agentsByMode(): ReadonlyMap<DialMode, readonly AgentSupervisor[]> {
    return this.agents.byMode();
  }

  /** Reads anew what the gate has to know of a contact that an agent looks at. */
  prepare(contact: Contact): Promise<void> {
    return this.#deps.facts.load([contact]);
  }

  dial(contact: Contact, lane: DialMode, agent: AgentSupervisor | null): DialResult {
    return this.#dialer.dial(contact, lane, agent);
  }

  /** Dials for an agent who asked for it, also while automatic dialling is paused. */
  dialByHand(
    contact: Contact,
    agent: AgentSupervisor,
    only: boolean,
    beside: BesideTalk | null = null,
  ): Asked {
    return this.#dialer.dialByHand(contact, agent, only, beside);
  }

  /** A call the dialer is about to write and place. */
  add(call: CallSupervisor): void {
    this.adopt(call);
    this.chooser.placed(call, this.#deps.clock.now());
    this.pace.lane(call.subject.lane).observe({ kind: 'placed' });
  }

  /** A call found alive (or open) after a restart: it was counted when it was placed. */
  adopt(call: CallSupervisor): void {
    this.calls.add(call);
    this.pace.lane(call.subject.lane).calls.add(call);
  }

  // What calls ask of their campaign.

  seekAgent(call: CallSupervisor): void {
    const { queueId, returnTo } = call.state;
    if (queueId !== null && this.#deps.inbound.seek(call, queueId)) {
      return;
    }
    if (returnTo !== null) {
      const atMs = this.#deps.clock.now();
      this.#deps.bus.emit('talk:returned', { attemptId: call.attemptId, agentId: returnTo, atMs });
    }
    this.#room.seek(call);
  }

  stopSeeking(call: CallSupervisor): void {
    this.#deps.inbound.leave(call);
    this.#room.leave(call);
  }

  talking(call: CallSupervisor, agentId: AgentId, first: boolean): void {
    this.agents.talking(agentId);
    if (first) {
      this.#observer.connected(call, agentId, this.pace.lane(call.subject.lane));
    }
  }

  moved(call: CallSupervisor, from: CallState): void {
    const nowMs = this.#deps.clock.now();
    this.#observer.moved(call, from, this.pace.lane(call.subject.lane), nowMs);
    if (call.state.tRingMs !== null && from.tRingMs === null) {
      const afterMs = call.state.tRingMs - (call.state.tDialMs ?? call.state.tRingMs);
      this.#deps.trunks.rang(call.subject.opening.trunkId, afterMs);
    }
    if (call.state.tDialMs === null && from.tDialMs !== null && !call.heldBack) {
      this.#deps.trunks.refused(call.subject.opening.trunkId);
    }
    if (IN_FLIGHT_PHASES.has(from.phase) && !IN_FLIGHT_PHASES.has(call.state.phase)) {
      this.paceSoon();
      if (this.#turns.settles(call)) {
        this.wakeAgents();
      }
    }
  }

  marked(mark: AttemptMark): void {
    this.#deps.journal.mark(mark);
  }

  closed(call: CallSupervisor): void {
    const nowMs = this.#deps.clock.now();
    this.calls.delete(call);
    this.#room.leave(call);
    this.pace.lane(call.subject.lane).calls.delete(call);
    const { result, update, row } = this.#settlement.settle(call, nowMs);
    this.#observer.closed(call, row, nowMs);
    const own = this.agents.reservedFor(call);
    if (this.#failover.wants(call, result)) {
      this.#failover.start(call, update);
    } else if (own !== null) {
      this.agents.freeReserved(own);
    }
    this.paceSoon();
    if (this.state === 'draining' && this.calls.size === 0) {
      this.#deps.drained(this);
    }
    this.#deps.callClosed();
  }
}
