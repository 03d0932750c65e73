import { type AgentState, offlineAgent } from '../core/agent/agent-state.js';
import { type CallState, newCall } from '../core/call/call-state.js';
import type { Contact } from '../core/contact/contact.js';
import {
  type AgentId,
  customerLegId,
  type EngineId,
  type LegId,
  type MediaServerId,
} from '../core/kernel/ids.js';
import type { AgentSession, AgentStore } from '../ports/agent-store.js';
import type { AttemptStore, OpenAttempt } from '../ports/attempt-store.js';
import type { Clock } from '../ports/clock.js';
import type { ContactStore } from '../ports/contact-store.js';
import type { LiveLeg } from '../ports/media.js';
import type { AgentFloor } from './agent-floor.js';
import { planCall } from './attempt-opening.js';
import { CallSupervisor } from './call-supervisor.js';
import type { CampaignRunner } from './campaign-runner.js';
import type { EventBus } from './event-bus.js';
import type { Fleet } from './fleet.js';
import type { LivePersons } from './live-persons.js';
import type { TrunkBook } from './trunk-book.js';

export interface RecoveryDeps {
  readonly engineId: EngineId;
  readonly attempts: AttemptStore;
  readonly contacts: ContactStore;
  readonly agents: AgentStore;
  readonly clock: Clock;
  readonly bus: EventBus;
  readonly fleet: Fleet;
  readonly floor: AgentFloor;
  readonly trunks: TrunkBook;
  readonly persons: LivePersons;
  readonly runnerOf: (campaignId: string) => CampaignRunner | null;
}

interface Unsettled extends OpenAttempt {
  readonly contact: Contact;
}

/**
 * After a restart: rows left open and people left logged in meet what the media servers still hold.
 *
 * Each server's first listing settles the rows dialled through it: a live leg is adopted in the phase the row and
 * the switch agree on, a row without a leg goes through `legLost` like any call whose switch died (a talk that
 * ended meanwhile still gets its wrap-up). Agents whose leg lives go on where they were; the others are rung again.
 */
export class Recovery {
  readonly #deps: RecoveryDeps;
  #unsettled: Unsettled[] = [];
  #sessions: AgentSession[] = [];
  readonly #listed = new Set<MediaServerId>();
  #adopted = 0;
  #lost = 0;

  constructor(deps: RecoveryDeps) {
    this.#deps = deps;
  }

  /** Reads what was left; call before the media servers are started. */
  async prepare(): Promise<void> {
    const { attempts, contacts, agents, engineId, clock } = this.#deps;
    this.#sessions = [...(await agents.listSessions())];
    for (const open of await attempts.listOpen(engineId)) {
      const contact = await contacts.find(open.opening.contactId);
      if (contact !== null) {
        this.#unsettled.push({ ...open, contact });
        this.#deps.persons.take(contact, open.opening.phone);
        this.#deps.trunks.adopt(open.opening.trunkId);
      }
    }
    await contacts.reclaim(engineId, clock.now());
  }

  /** A server says what lives on it: settles the rows and the agents that were there. */
  onListing(serverId: MediaServerId, legs: readonly LiveLeg[]): void {
    if (this.#unsettled.length === 0 && this.#sessions.length === 0) {
      return;
    }
    const alive = new Map(legs.map((leg) => [leg.legId, leg]));
    this.#restoreAgents(serverId, alive);
    const mine = this.#unsettled.filter((open) => open.opening.mediaServerId === serverId);
    this.#unsettled = this.#unsettled.filter((open) => open.opening.mediaServerId !== serverId);
    for (const open of mine) {
      this.#settle(open, alive.get(customerLegId(open.opening.attemptId)) ?? null);
    }
    this.#report();
  }

  /** Rows of servers that never came back are closed as lost, and agents without a leg are rung again. */
  giveUpWaiting(): void {
    for (const open of this.#unsettled.splice(0)) {
      this.#settle(open, null);
    }
    for (const session of this.#sessions.splice(0)) {
      this.#restoreLost(session);
    }
    this.#report();
  }

  get waiting(): boolean {
    return this.#unsettled.length > 0 || this.#sessions.length > 0;
  }

  #report(): void {
    const atMs = this.#deps.clock.now();
    this.#deps.bus.emit('recovery:done', { adopted: this.#adopted, lost: this.#lost, orphans: 0, atMs });
  }

  #restoreAgents(serverId: MediaServerId, alive: ReadonlyMap<LegId, LiveLeg>): void {
    const here = this.#sessions.filter((session) => alive.get(session.legId)?.state === 'up');
    this.#sessions = this.#sessions.filter((session) => alive.get(session.legId)?.state !== 'up');
    for (const session of here) {
      this.#restoreAlive(session, serverId, alive);
    }
    this.#listed.add(serverId);
    if (this.#deps.fleet.servers().every((server) => this.#listed.has(server.id))) {
      for (const session of this.#sessions.splice(0)) {
        this.#restoreLost(session);
      }
    }
  }

  #openOf(agentId: AgentId): Unsettled | undefined {
    // The newest: an older one only waits for its row to be closed.
    return this.#unsettled.findLast(
      ({ mark, opening }) => (mark?.agentId ?? opening.reservedAgentId) === agentId,
    );
  }

  #restoreAlive(session: AgentSession, serverId: MediaServerId, alive: ReadonlyMap<LegId, LiveLeg>): void {
    const { floor, clock } = this.#deps;
    const agent = floor.find(session.agentId);
    if (agent === null) {
      return;
    }
    const open = this.#openOf(session.agentId);
    const base = { ...offlineAgent(clock.now()), legUp: true };
    agent.restore(restoredState(base, session, open, alive), session.legId, serverId, []);
    floor.setCampaigns(agent, session.campaignIds);
    if (open !== undefined) {
      const { attemptId, campaignId } = open.opening;
      agent.card = { attemptId, campaignId, contact: open.contact, decideByMs: null };
    }
    floor.moved(agent, base);
  }

  #restoreLost(session: AgentSession): void {
    const { floor, clock } = this.#deps;
    const agent = floor.find(session.agentId);
    if (agent === null || agent.state.name !== 'offline') {
      return;
    }
    agent.rebindAfterRestart(session, clock.now());
    floor.setCampaigns(agent, session.campaignIds);
  }

  #settle(open: Unsettled, leg: LiveLeg | null): void {
    const { opening, contact } = open;
    const runner = this.#deps.runnerOf(opening.campaignId);
    if (runner === null) {
      return;
    }
    const lane = opening.mode === 'power' || opening.mode === 'preview' ? opening.mode : 'predictive';
    const subject = {
      opening,
      contact,
      campaign: runner.settings,
      serverId: opening.mediaServerId as MediaServerId,
      lane,
    } as const;
    const call = new CallSupervisor(
      { ...this.#deps, host: runner },
      subject,
      this.#adoptedState(open, leg, runner),
    );
    runner.adopt(call);
    call.adopt();
    if (leg === null) {
      this.#lost += 1;
      call.input({ kind: 'legLost' });
      return;
    }
    this.#adopted += 1;
    if (call.state.phase === 'waiting') {
      runner.seekAgent(call);
    }
  }

  /** The phase the row and the switch agree on. */
  #adoptedState(open: Unsettled, leg: LiveLeg | null, runner: CampaignRunner): CallState {
    const { opening, mark } = open;
    const nowMs = this.#deps.clock.now();
    const agentId = mark?.agentId ?? opening.reservedAgentId;
    const state: CallState = {
      ...newCall(planCall(runner.settings, true, agentId)),
      tDialMs: mark?.tDialMs ?? opening.tDialMs,
      tRingMs: mark?.tRingMs ?? null,
      tAnswerMs: mark?.tAnswerMs ?? null,
      tAmdMs: mark?.tAmdMs ?? null,
      tAgentMs: mark?.tAgentMs ?? null,
      tMessageMs: mark?.tMessageMs ?? null,
      talkedWith: mark?.agentId ?? null,
      amd: mark?.tAmdMs === null || mark?.tAmdMs === undefined ? 'off' : 'human',
    };
    const talked = state.tAgentMs !== null && agentId !== null;
    const together = leg === null || (leg.bridgedWith !== null && leg.bridgedWith === this.#legOf(agentId));
    if (talked && together) {
      return { ...state, phase: 'talking', agentId };
    }
    if (leg?.state === 'up') {
      const connectByMs = nowMs + runner.settings.connectDeadlineMs;
      return { ...state, phase: 'waiting', tAnswerMs: state.tAnswerMs ?? nowMs, connectByMs };
    }
    // Milestones are kept from the answer on; that it rings is known from the switch.
    return leg?.state === 'ringing'
      ? { ...state, phase: 'ringing', tRingMs: state.tRingMs ?? nowMs }
      : { ...state, phase: 'dialing' };
  }

  #legOf(agentId: AgentId | null): LegId | null {
    return agentId === null ? null : (this.#deps.floor.find(agentId)?.legId ?? null);
  }
}

/** Where a logged-in agent goes on: with his open call, or free, or in his pause. */
function restoredState(
  base: AgentState,
  session: AgentSession,
  open: Unsettled | undefined,
  alive: ReadonlyMap<LegId, LiveLeg>,
): AgentState {
  if (open !== undefined) {
    const talked = open.mark !== null && open.mark.tAgentMs !== null;
    const leg = alive.get(customerLegId(open.opening.attemptId));
    // A person whose leg lives apart from his is joined with him again.
    const name = talked && (leg === undefined || leg.bridgedWith === session.legId) ? 'talking' : 'reserved';
    return { ...base, name, attemptId: open.opening.attemptId };
  }
  const free = session.state === 'paused' || session.state === 'connecting' ? 'paused' : 'available';
  return free === 'paused'
    ? { ...base, name: 'paused', reason: session.reason, sinceMs: session.sinceMs }
    : { ...base, name: 'available' };
}
