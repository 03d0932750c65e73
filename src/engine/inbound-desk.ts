import type { AbandonedCallers } from '../core/acd/abandoned-callers.js';
import type { InboundPhase } from '../core/acd/inbound-phase.js';
import type { IvrEnd } from '../core/acd/ivr-walk.js';
import type { StickyAgent, WaitingCall } from '../core/acd/waiting-line.js';
import type { AgentId, AttemptId } from '../core/kernel/ids.js';
import { SECOND } from '../core/kernel/time.js';
import type { Clock } from '../ports/clock.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { CallerReturns } from './caller-returns.js';
import type { InboundShare } from './campaign-agents.js';
import type { EventBus } from './event-bus.js';
import type { Fleet } from './fleet.js';
import { InboundBlend } from './inbound-blend.js';
import { type BridgeHost, InboundBridge } from './inbound-bridge.js';
import type { InboundCall, InboundHost } from './inbound-call.js';
import { InboundLines } from './inbound-lines.js';
import { InboundOffers } from './inbound-offers.js';
import { InboundOutlooks } from './inbound-outlooks.js';
import type { InboundPlan } from './inbound-plan.js';
import { BROKEN_OFF_PRIORITY, InboundReception } from './inbound-reception.js';
import type { InboundRecords } from './inbound-records.js';
import { stickyTo } from './inbound-sticky.js';
import { InboundTalkKeeper } from './inbound-talks.js';
import { declinedBy, InboundTransfers } from './inbound-transfers.js';
import { InboundUnserved } from './inbound-unserved.js';
import { QueueCensus } from './queue-census.js';
import { QueueGuests } from './queue-guests.js';
import type { QueueOutlook } from './queue-outlook.js';
import { QueueOverflow } from './queue-overflow.js';
import { QueueTallies } from './queue-tallies.js';
import type { QueueView } from './queue-view.js';

export interface InboundDeskDeps {
  readonly plan: InboundPlan;
  readonly fleet: Fleet;
  readonly floor: AgentFloor;
  readonly clock: Clock;
  readonly records: InboundRecords;
  readonly bus: EventBus;
  readonly returns: CallerReturns;
  /** Agents whom inbound kept may be given to outbound again. */
  readonly onLent: () => void;
  /** Who goes on a planned pause soon. */
  readonly goesSoon: (agent: AgentSupervisor) => boolean;
}

/**
 * All calls that come in: who waits, whom each is given to, what is learned of it. It changes an agent only by the agents'
 * own table (`reserve`, `talk`, `talkEnded`, `wrapDone`), and is told of every move that others make him.
 */
export class InboundDesk implements InboundHost, Pick<InboundShare, 'keeps' | 'only'>, BridgeHost {
  readonly #deps: InboundDeskDeps;
  readonly #calls = new Map<AttemptId, InboundCall>();
  readonly #lines: InboundLines;
  readonly #bridge: InboundBridge;
  readonly talks: InboundTalkKeeper;
  readonly transfers: InboundTransfers;
  /** Persons whom we called, given to a queue. */
  readonly guests: QueueGuests;
  readonly #overflow: QueueOverflow;
  readonly #offers: InboundOffers;
  readonly #unserved: InboundUnserved;
  readonly #outlooks: InboundOutlooks;
  readonly #blend: InboundBlend;
  readonly #census: QueueCensus;
  readonly #unlisten: () => void;

  constructor(deps: InboundDeskDeps) {
    this.#deps = deps;
    const give = (callId: AttemptId, agentId: AgentId): boolean => this.#give(callId, agentId);
    this.#outlooks = new InboundOutlooks(deps.plan, deps.clock);
    this.#lines = new InboundLines({ ...deps, give });
    this.#census = new QueueCensus({
      ...deps,
      lines: this.#lines,
      outlooks: this.#outlooks,
      tallies: new QueueTallies({ ...deps, queueOf: (queueId) => deps.plan.queues.get(queueId) }),
      members: () => [...this.#calls.values(), ...this.guests.values()],
      agentsOf: (queueId) => this.#blend.agentsOf(queueId),
      neededIn: (queueId) => this.#blend.neededIn(queueId),
    });
    this.#bridge = new InboundBridge(deps.fleet, this);
    this.talks = new InboundTalkKeeper({ ...deps, outlooks: this.#outlooks, calls: this.#calls });
    this.transfers = new InboundTransfers({
      ...deps,
      talks: this.talks,
      agentsOf: (queueId) => this.#blend.agentsOf(queueId),
      outlooks: this.#outlooks,
      enqueue: (...waits) => this.#enqueue(...waits),
      join: (call, agent) => void this.#bridge.join(call, agent),
    });
    this.#unserved = new InboundUnserved(deps);
    const promised = (): number => this.#unserved.promised + this.guests.promised;
    this.#offers = new InboundOffers({ ...deps, promised });
    const [lines, census, offers, outlooks] = [this.#lines, this.#census, this.#offers, this.#outlooks];
    this.#overflow = new QueueOverflow({ ...deps, lines, census, offers });
    const step: InboundLines['step'] = (...input) => lines.step(...input);
    this.guests = new QueueGuests({ ...deps, outlooks, census, overflow: this.#overflow, offers, step });
    new InboundReception({
      ...deps,
      host: this,
      begun: (call) => this.#calls.set(call.id, call),
      waits: (call, sticky, priority) => this.#enqueue(call, sticky, priority),
    }).open();
    this.#unlisten = deps.plan.onChange(() => this.#planChanged());
    this.#blend = new InboundBlend(deps, {
      outlookOf: (queueId) => this.#outlooks.of(queueId),
      talksOf: (queueId) => this.#census.talksOf(queueId),
      seeAll: () => this.seeAll(),
      waitingIn: (queueId) => this.#census.waitingIn(queueId),
      leaving: (queueId) => this.#census.leavingOf(queueId),
    });
  }

  /** Callers to be called back, by number. */
  get abandoned(): AbandonedCallers {
    return this.#deps.returns.callers;
  }

  /** Queues as they stand, in the order of their settings. */
  queues(): readonly QueueView[] {
    return this.#census.views();
  }

  /** What is expected of each queue, and whom it keeps for it. */
  foreseen(): readonly QueueOutlook[] {
    const { plan } = this.#deps;
    return this.#census.views().map(({ id, name, goalShare, goalSeconds, agents, talking }) => ({
      ...{ id, name, goalShare, goalSeconds, agents, talking },
      kept: this.#blend.keptFor(id),
      need: this.#outlooks.of(id)?.need ?? null,
      day: plan.dayOf(id),
    }));
  }

  /** The queue with most calls of late. */
  busiest(): ReturnType<InboundOutlooks['busiest']> {
    return this.#outlooks.busiest();
  }

  calls(): readonly InboundCall[] {
    return [...this.#calls.values()];
  }

  keeps(agent: AgentSupervisor): boolean {
    return this.#blend.keeps(agent);
  }

  only({ profile }: AgentSupervisor): boolean {
    return this.#deps.plan.dutyOf(profile)?.role === 'inbound';
  }

  close(): void {
    this.#unlisten();
    this.#blend.close();
    this.talks.close();
    this.guests.close();
    this.#lines.close();
    for (const call of this.#calls.values()) {
      call.close();
    }
  }

  /** A free agent: true when he was given a caller, or is kept for one. */
  agentFree(agent: AgentSupervisor): boolean {
    this.seen(agent);
    return agent.state.name !== 'available' || this.keeps(agent);
  }

  /** After a restart of ours, or of a server, nobody is told to come free who is so. */
  seeAll(): void {
    for (const agent of [...this.#deps.floor.all()]) {
      this.seen(agent);
    }
  }

  /** Whoever is free and not known to be, after a restart say, is from now on. */
  seen(agent: AgentSupervisor): void {
    const { serverId, state, profile } = agent;
    const duty = this.#deps.plan.dutyOf(profile);
    if (serverId === null || duty === null || duty.role === 'outbound' || !isFree(agent)) {
      return;
    }
    const { queues, skills } = duty;
    const free = { agentId: profile.id, queues, skills, freeSinceMs: state.sinceMs, calls: agent.calls };
    this.#lines.step(serverId, { kind: 'agentFree', agent: free });
  }

  /** Settings have changed: goals, and who may take what. */
  #planChanged(): void {
    this.#outlooks.refresh();
    for (const { profile } of [...this.#deps.floor.all()]) {
      this.#lines.agentGone(profile.id);
    }
    this.seeAll();
  }

  /** Every move of an agent away from being free, whoever made it. */
  agentMoved(agent: AgentSupervisor): void {
    if (!isFree(agent)) {
      this.#lines.agentGone(agent.profile.id);
    }
  }

  /** The phone of an agent who talks with a caller is gone: the caller waits for him, then for anybody. */
  agentLost(attemptId: AttemptId, agentId: AgentId): boolean {
    const call = this.#calls.get(attemptId);
    return call !== undefined && this.transfers.agentLost(call, agentId);
  }

  // What calls ask.

  chosen(call: InboundCall, end: Extract<IvrEnd, { kind: 'queue' | 'callback' }>): void {
    const nowMs = this.#deps.clock.now();
    if (end.kind === 'callback') {
      this.#note(call, end.queueId, 'menu', 'callback');
      call.hangUp('normal');
      return;
    }
    call.queueIds = [end.queueId];
    call.waitingSinceMs = nowMs;
    this.#outlooks.arrived(end.queueId);
    call.wait();
    const queue = this.#deps.plan.queues.get(end.queueId);
    const known = call.known.kind === 'contact' ? call.known : null;
    const sticky =
      known === null || known.lastAgentId === null
        ? null
        : stickyTo(
            this.#deps.floor,
            known.lastAgentId,
            Math.max(known.stickyMs, queue?.stickyMs ?? 0),
            nowMs,
          );
    this.#enqueue(call, sticky, end.priority + (queue?.priority ?? 0));
  }

  look(call: InboundCall): void {
    if (this.transfers.returned(call) || !this.#overflow.look(call) || call.queueIds === null) {
      return;
    }
    this.#note(call, call.queueIds[0], 'queue', 'message');
    this.#lines.step(call.serverId, { kind: 'left', callId: call.id });
    call.hangUp('normal');
  }

  /** `1` after the offer: he is called back, and hangs up now. */
  pressed(call: InboundCall, digit: string): void {
    if (call.queueIds !== null && this.#offers.takes(call, digit)) {
      const dueMs = this.#offers.dueMs(call);
      if (call.talkedSinceMs === null) {
        this.#note(call, call.queueIds[0], 'offer', 'callback', dueMs);
      } else {
        this.#unserved.calledAgain(call, call.queueIds[0], dueMs);
      }
      this.#lines.step(call.serverId, { kind: 'left', callId: call.id });
      call.hangUp('normal');
    }
  }

  outlook(call: InboundCall): ReturnType<QueueCensus['outlook']> {
    return this.#census.outlook(call);
  }

  moved(call: InboundCall, from: InboundPhase): void {
    const { bus, clock } = this.#deps;
    const queueId = call.queueIds?.[0] ?? null;
    const waitedMs = this.#waitedMs(call);
    const { agentId, phase: to } = call;
    bus.emit('inbound:moved', { callId: call.id, queueId, agentId, from, to, waitedMs, atMs: clock.now() });
    if (to === 'ended') {
      this.#ended(call, from);
    }
  }

  #ended(call: InboundCall, from: InboundPhase): void {
    this.#calls.delete(call.id);
    this.#offers.forget(call);
    this.#lines.step(call.serverId, { kind: 'left', callId: call.id });
    const agent = call.agentId === null ? null : this.#deps.floor.find(call.agentId);
    if (call.talkedSinceMs === null && from !== 'ringing' && !call.unserved) {
      this.#note(call, call.queueIds?.[0] ?? null, from === 'menu' ? 'menu' : 'queue', 'hung_up');
    }
    if (call.talkedSinceMs !== null && !call.unserved && (from === 'waiting' || call.record.lost)) {
      this.#unserved.brokenOff(call);
    }
    const wraps = agent !== null && agent.state.attemptId === call.id;
    if (wraps && from === 'talking') {
      this.talks.ended(call, agent);
    } else if (from !== 'outside') {
      call.record.close(call.disposed);
    }
    if (wraps && from !== 'talking') {
      agent.input({ kind: 'unreserve' });
    }
  }

  #note(...said: Parameters<InboundUnserved['note']>): void {
    const [call, queueId, leftIn] = said;
    if (leftIn === 'queue' && queueId !== null) {
      this.#outlooks.of(queueId)?.abandoned(this.#waitedMs(call));
    }
    this.#unserved.note(...said);
  }

  #waitedMs({ waitingSinceMs }: InboundCall): number {
    return waitingSinceMs === null ? 0 : this.#deps.clock.now() - waitingSinceMs;
  }

  // Who is given whom.

  #enqueue(call: InboundCall, sticky: StickyAgent | null, priority: number): void {
    const { queueIds, waitingSinceMs } = call;
    if (queueIds === null) {
      return;
    }
    const shortMs = (this.#deps.plan.queues.get(queueIds[0])?.goal.shortSeconds ?? 0) * SECOND;
    if (call.talkedSinceMs === null) {
      call.record.waits(queueIds[0], waitingSinceMs, shortMs);
    }
    const waiting: WaitingCall = {
      callId: call.id,
      queueIds,
      priority,
      sinceMs: waitingSinceMs ?? this.#deps.clock.now(),
      needs: this.#deps.plan.queues.get(queueIds[0])?.needs ?? [],
      sticky,
      declines: declinedBy(call.returnTo?.agentId ?? null, call.returnTo?.byMs ?? null),
    };
    this.#lines.step(call.serverId, { kind: 'waits', call: waiting });
  }

  /** The agents' table has the last word. */
  #give(callId: AttemptId, agentId: AgentId): boolean {
    const call = this.#calls.get(callId);
    const agent = this.#deps.floor.find(agentId);
    if (call === undefined) {
      return this.guests.give(callId, agentId);
    }
    if (agent?.input({ kind: 'reserve', attemptId: callId }) !== null) {
      return false;
    }
    void this.#bridge.join(call, agent);
    return true;
  }

  joined(call: InboundCall, agent: AgentSupervisor): void {
    const queueId = call.queueIds?.[0];
    if (queueId !== undefined && call.talkedSinceMs === null) {
      this.#outlooks.of(queueId)?.answered(this.#waitedMs(call));
    }
    this.#unserved.spokeWith(call);
    agent.calls += 1;
    agent.input({ kind: 'talk' });
    call.talking();
  }

  parted(call: InboundCall): void {
    this.#enqueue(call, this.transfers.comesBack(call), BROKEN_OFF_PRIORITY);
  }
}

/** Free for a caller: no wish to leave stands, and his phone is there. */
function isFree({ state, legId }: AgentSupervisor): boolean {
  return state.name === 'available' && state.pending === null && legId !== null;
}
