import { attemptResult, retryReasonOf } from '../core/call/attempt-result.js';
import { IN_FLIGHT_PHASES } from '../core/call/call-phase.js';
import type { CallState } from '../core/call/call-state.js';
import {
  CAMPAIGN_DEFAULTS,
  type CampaignSettings,
  type CampaignState,
  type DialMode,
} from '../core/campaign/campaign.js';
import { abandonKindOf } from '../core/compliance/abandonment.js';
import { factsLeftBy } from '../core/compliance/facts/facts-left-by.js';
import type { CompiledPolicy } from '../core/compliance/gate/compiled-policy.js';
import type { RingExemption } from '../core/compliance/ring-rule.js';
import type { Contact } from '../core/contact/contact.js';
import type { AgentId, CampaignId, LegId } from '../core/kernel/ids.js';
import type { AttemptMark } from '../ports/attempt-store.js';
import type { ContactStore } from '../ports/contact-store.js';
import { AbandonWatch } from './abandon-watch.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { CallSupervisor } from './call-supervisor.js';
import { countAhead } from './calls-ahead.js';
import { type CadenceDeps, CampaignCadence } from './campaign-cadence.js';
import { CampaignHours } from './campaign-hours.js';
import { ContactChooser } from './contact-chooser.js';
import { DayRest } from './day-rest.js';
import { DayTally } from './day-tally.js';
import { type Asked, Dialer, type DialerDeps, type DialResult } from './dialer.js';
import { type FailingOver, Failover } from './failover.js';
import { Hopper } from './hopper.js';
import { LaneObserver } from './lane-observer.js';
import { AUTOMATIC_MODES, type PaceDeps, type PacedCampaign, PaceLoop } from './pace-loop.js';
import type { PacingLane } from './pacing-lane.js';
import { Placer } from './placer.js';
import { WaitingRoom } from './waiting-room.js';

export interface RunnerDeps extends DialerDeps, CadenceDeps, PaceDeps {
  readonly contacts: ContactStore;
  /** True while the engine lets calls out at all. */
  readonly mayDial: () => boolean;
  /** A preview agent is free: the preview desk takes it from here. */
  readonly previewFree: (runner: CampaignRunner, agent: AgentSupervisor) => void;
  /** The last call of a draining campaign has ended. */
  readonly drained: (runner: CampaignRunner) => void;
  readonly callClosed: () => void;
  /** How long an agent may still work today. */
  readonly hoursLeftMs: (agent: AgentSupervisor) => number;
}

/** One running campaign: hopper, lanes, live calls and people who wait. One engine owns a campaign at a time. */
export class CampaignRunner implements FailingOver, PacedCampaign {
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
  readonly calls = new Map<string, CallSupervisor>();
  readonly #deps: RunnerDeps;
  readonly #observer: LaneObserver;
  readonly #room: WaitingRoom;
  readonly pace: PaceLoop;
  readonly #dialer: Dialer;
  readonly #failover: Failover;
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
    this.placer = new Placer(this);
    this.#observer = new LaneObserver(deps.bus, this.tally, this.chooser);
    this.#room = new WaitingRoom(deps.floor, this);
    this.pace = new PaceLoop(deps, this);
    this.#dialer = new Dialer(deps, this);
    this.#failover = new Failover(deps, this, this.#dialer);
    this.#hours = new CampaignHours({ ...deps, onOpen: () => void this.#opened() }, () => this.settings);
    this.#rest = new DayRest({
      closingMs: (nowMs) => this.#hours.closingMs(this.hopper.areas(), nowMs),
      shiftsLeftMs: () => [...deps.floor.membersOf(this.id)].map((agent) => deps.hoursLeftMs(agent)),
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
      choosing: () => this.chooser.tells,
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
    this.settings = settings;
    this.version = version;
    this.problem = null;
    this.pace.configure(settings);
    this.#hours.forget();
    this.#rest.forget();
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
    this.#hours.close();
    for (const call of this.calls.values()) {
      call.close();
    }
    await this.hopper.close();
  }

  /** The mode an agent works in: the group's own, else the campaign's. */
  modeOf(agent: AgentSupervisor): DialMode {
    return this.settings.groupModes[agent.profile.groupId] ?? this.settings.mode;
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
    return Math.max(0, most - countAhead(this.calls.values()));
  }

  spareDrops(nowMs: number): number {
    return this.abandonment.spareDrops(nowMs);
  }

  /** Calls nobody has answered end, as soon as the law lets them; people on the line are served. How many were told. */
  cancelUnanswered(exemption: RingExemption | null): number {
    let told = 0;
    for (const call of [...this.calls.values()]) {
      if (call.state.tAnswerMs === null) {
        call.input({ kind: 'cancel', exemption });
        told += 1;
      }
    }
    return told;
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
      this.#deps.trunks.warm(this.settings);
      if (!this.#owesAgents()) {
        this.#deps.previewFree(this, agent);
      }
    } else {
      this.paceSoon();
    }
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
    for (const agent of this.#deps.floor.membersOf(this.id)) {
      const free = agent.state.name === 'available' && agent.state.pending === null;
      if (free && this.modeOf(agent) === 'preview') {
        this.agentIdle(agent);
      }
    }
  }

  /** Asks for a pacing decision soon. */
  paceSoon(): void {
    this.pace.soon();
  }

  lane(mode: DialMode): PacingLane {
    return this.pace.lane(mode);
  }

  agentsByMode(): Map<DialMode, AgentSupervisor[]> {
    const byMode = new Map<DialMode, AgentSupervisor[]>();
    for (const agent of this.#deps.floor.membersOf(this.id)) {
      const mode = this.modeOf(agent);
      const list = byMode.get(mode) ?? [];
      list.push(agent);
      byMode.set(mode, list);
    }
    return byMode;
  }

  /** Reads anew what the gate has to know of a contact that an agent looks at. */
  prepare(contact: Contact): Promise<void> {
    return this.#deps.facts.load([contact]);
  }

  dial(contact: Contact, lane: DialMode, agent: AgentSupervisor | null): DialResult {
    return this.#dialer.dial(contact, lane, agent);
  }

  /** Dials for an agent who asked for it, also while automatic dialling is paused. */
  dialByHand(contact: Contact, agent: AgentSupervisor, only: boolean): Asked {
    return this.#dialer.dialByHand(contact, agent, only);
  }

  callsOn(serverId: string): number {
    let count = 0;
    for (const call of this.calls.values()) {
      count += call.subject.serverId === serverId ? 1 : 0;
    }
    return count;
  }

  /** A call the dialer is about to write and place. */
  add(call: CallSupervisor): void {
    this.adopt(call);
    this.chooser.placed(call, this.#deps.clock.now());
    this.pace.lane(call.subject.lane).observe({ kind: 'placed' });
  }

  /** A call found alive (or open) after a restart: it was counted when it was placed. */
  adopt(call: CallSupervisor): void {
    this.calls.set(call.attemptId, call);
    this.pace.lane(call.subject.lane).calls.add(call);
  }

  // What calls ask of their campaign.

  seekAgent(call: CallSupervisor): void {
    this.#room.seek(call);
  }

  stopSeeking(call: CallSupervisor): void {
    this.#room.leave(call);
  }

  /** Calls placed before a switch to preview still ring: whoever answers meets the agents, who see no contact yet. */
  #owesAgents(): boolean {
    if (this.#room.hasAutomaticAgents()) {
      return false;
    }
    const inFlight = (call: CallSupervisor): boolean => IN_FLIGHT_PHASES.has(call.state.phase);
    return AUTOMATIC_MODES.some((mode) => [...this.pace.lane(mode).calls].some(inFlight));
  }

  releaseAgent(call: CallSupervisor, agentId: AgentId, how: 'unused' | 'wrapUp' | 'lost'): void {
    const agent = this.#deps.floor.find(agentId);
    // Who has left the call by himself (his phone dropped) may have another by now.
    if (agent === null || agent.state.attemptId !== call.attemptId) {
      return;
    }
    switch (how) {
      case 'unused': {
        this.freeReserved(agent);
        break;
      }
      case 'wrapUp': {
        agent.input({ kind: 'talkEnded' });
        break;
      }
      case 'lost': {
        if (agent.legId !== null) {
          agent.distrustLeg();
        }
        break;
      }
    }
  }

  /** The agent who was reserved for the call, while he is. */
  reservedFor({ attemptId, state }: CallSupervisor): AgentSupervisor | null {
    const { reservedAgentId } = state.plan;
    const agent = reservedAgentId === null ? null : this.#deps.floor.find(reservedAgentId);
    return agent?.state.name === 'reserved' && agent.state.attemptId === attemptId ? agent : null;
  }

  freeReserved(agent: AgentSupervisor): void {
    agent.card = null;
    agent.input({ kind: 'unreserve' });
  }

  talking(call: CallSupervisor, agentId: AgentId, first: boolean): void {
    const agent = this.#deps.floor.find(agentId);
    agent?.input({ kind: 'talk' });
    if (agent !== null) {
      agent.calls += 1;
    }
    if (first) {
      this.#observer.connected(call, agentId, this.pace.lane(call.subject.lane));
    }
  }

  wrapEnded(call: CallSupervisor, agentId: AgentId): void {
    const agent = this.#deps.floor.find(agentId);
    if (agent?.state.attemptId === call.attemptId) {
      agent.card = null;
      agent.input({ kind: 'wrapDone' });
    }
  }

  legOfAgent(agentId: AgentId): LegId | null {
    return this.#deps.floor.find(agentId)?.legId ?? null;
  }

  moved(call: CallSupervisor, from: CallState): void {
    const nowMs = this.#deps.clock.now();
    this.#observer.moved(call, from, this.pace.lane(call.subject.lane), nowMs);
    if (call.state.abandoned && !from.abandoned) {
      this.abandonment.abandoned(call.attemptId, nowMs);
    }
    if (call.state.tRingMs !== null && from.tRingMs === null) {
      this.#deps.trunks.rang(call.subject.opening.trunkId);
    }
    if (IN_FLIGHT_PHASES.has(from.phase) && !IN_FLIGHT_PHASES.has(call.state.phase)) {
      this.paceSoon();
      this.#settleDebt(call);
    }
  }

  /** The last call of a lane that was switched away: those in preview may choose now. */
  #settleDebt(call: CallSupervisor): void {
    if (call.subject.lane !== 'preview' && !this.#room.hasAutomaticAgents()) {
      this.wakeAgents();
    }
  }

  marked(mark: AttemptMark): void {
    this.#deps.journal.mark(mark);
  }

  closed(call: CallSupervisor): void {
    const { clock, journal, trunks, persons, facts, bus } = this.#deps;
    const nowMs = clock.now();
    const { opening, contact } = call.subject;
    const label = this.#labelOf(call.state.disposition);
    const result = attemptResult(call.state, label, nowMs);
    const reason = retryReasonOf(call.state);
    const finished = { reason, callbackAtMs: call.callbackAtMs, dialedAtMs: result.tDialMs };
    const update = this.#failover.leftBy(call, result, this.cadence.after(contact, finished));
    const row = journal.close(opening, result, update, factsLeftBy(opening, result, call.state.optedOut));
    this.calls.delete(call.attemptId);
    this.#room.leave(call);
    this.pace.lane(call.subject.lane).calls.delete(call);
    trunks.release(opening.trunkId);
    trunks.ended(opening, result);
    persons.release(contact, opening.phone);
    facts.forget(opening);
    this.chooser.closed(call);
    this.tally.turn(nowMs);
    this.tally.closed(row);
    this.abandonment.closed(call.attemptId, abandonKindOf(result), nowMs);
    bus.emit('call:closed', { attemptId: call.attemptId, campaignId: this.id, row });
    const own = this.reservedFor(call);
    if (this.#failover.wants(call, result)) {
      this.#failover.start(call, update);
    } else if (own !== null) {
      this.freeReserved(own);
    }
    this.paceSoon();
    if (this.state === 'draining' && this.calls.size === 0) {
      this.#deps.drained(this);
    }
    this.#deps.callClosed();
  }

  #labelOf(code: CallState['disposition']): string {
    return code === null
      ? ''
      : (this.settings.dispositions.find((entry) => entry.code === code)?.label ?? code);
  }
}
