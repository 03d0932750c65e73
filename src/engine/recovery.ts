import type { CallState } from '../core/call/call-state.js';
import { type AttemptOpening, isCampaignCall } from '../core/call-log/call-log-row.js';
import { CAMPAIGN_DEFAULTS, type CampaignSettings, type DialMode } from '../core/campaign/campaign.js';
import type { Contact } from '../core/contact/contact.js';
import { assertNever } from '../core/kernel/assert-never.js';
import {
  type AgentId,
  agentOfLeg,
  customerLegId,
  type EngineId,
  type LegId,
  type MediaServerId,
} from '../core/kernel/ids.js';
import type { AgentSession, AgentStore } from '../ports/agent-store.js';
import type { AttemptStore, OpenAttempt } from '../ports/attempt-store.js';
import type { Clock } from '../ports/clock.js';
import type { ContactStore } from '../ports/contact-store.js';
import type { Estate } from '../ports/estate-store.js';
import type { LiveLeg } from '../ports/media.js';
import { type AdoptedAgent, restoredAgent, stretchOf } from './adopted-agent.js';
import { adoptedCall } from './adopted-call.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import { dutiesOf, planCall } from './attempt-opening.js';
import { CallSupervisor } from './call-supervisor.js';
import type { CampaignRunner } from './campaign-runner.js';
import type { EventBus } from './event-bus.js';
import type { Fleet } from './fleet.js';
import type { InboundRecords } from './inbound-records.js';
import type { LivePersons } from './live-persons.js';
import type { PolicyBook } from './policy-book.js';
import type { TestCallDesk } from './test-call-desk.js';
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
  readonly policies: PolicyBook;
  readonly runnerOf: (campaignId: string) => CampaignRunner | null;
  /** Rows of calls that came in. */
  readonly inbound: InboundRecords;
  /** Rows of test calls: none outlives its engine. */
  readonly tests: Pick<TestCallDesk, 'settle'> | null;
}

interface Unsettled extends OpenAttempt {
  readonly contact: Contact;
}

/** An open row with what it goes on as. */
interface Adoption {
  readonly open: Unsettled;
  readonly leg: LiveLeg | null;
  readonly runner: CampaignRunner;
  readonly state: CallState;
}

/**
 * After a restart: rows left open and people left logged in meet what the media servers still hold.
 *
 * Each server's first listing settles the rows dialled through it: a live leg is adopted in the phase the row and
 * the switch agree on, a row without a leg goes through `legLost` like any call whose switch died (a talk that
 * ended meanwhile still gets its wrap-up). Who hears whom is the switch's word; the row only knows who met first.
 * An agent whose leg lives goes on with the call that claims him, or where he was; the others are rung again. Agents
 * whose session another engine of the same database owns are left to it.
 */
export class Recovery {
  readonly #deps: RecoveryDeps;
  readonly #listed = new Set<MediaServerId>();
  #unsettled: Unsettled[] = [];
  #sessions: AgentSession[] = [];
  /** Agents whose sessions are other engines': theirs to ring. */
  #elsewhere: ReadonlySet<AgentId> = new Set();
  #reported = false;
  #adopted = 0;
  #lost = 0;

  constructor(deps: RecoveryDeps) {
    this.#deps = deps;
  }

  /** Reads what was left; call before the media servers are started. */
  async prepare(): Promise<void> {
    const { attempts, contacts, agents, engineId, clock } = this.#deps;
    const sessions = await agents.listSessions();
    const ours = (session: AgentSession): boolean => (session.engineId ?? engineId) === engineId;
    this.#sessions = sessions.filter(ours);
    this.#elsewhere = new Set(sessions.filter((session) => !ours(session)).map(({ agentId }) => agentId));
    await this.#takeUp(await attempts.listOpen(engineId));
    await contacts.reclaim(engineId, clock.now());
  }

  /** What another engine left is this one's: as after a restart, beside what lives here. */
  async inherit({ rows, agentIds }: Estate, from: EngineId): Promise<void> {
    const { agents, contacts, clock } = this.#deps;
    const ours = new Set<AgentId>(agentIds);
    this.#sessions = (await agents.listSessions()).filter(({ agentId }) => ours.has(agentId));
    await this.#takeUp(rows);
    await contacts.reclaim(from, clock.now());
  }

  async #takeUp(rows: readonly OpenAttempt[]): Promise<void> {
    const { contacts } = this.#deps;
    this.#deps.inbound.left(rows.filter(({ opening }) => opening.mode === 'inbound'));
    this.#deps.tests?.settle(rows.filter(({ opening }) => opening.mode === 'test'));
    for (const open of rows.filter(({ opening }) => isCampaignCall(opening.mode))) {
      const contact = await contacts.find(open.opening.contactId);
      if (contact !== null) {
        this.#unsettled.push({ ...open, contact });
        this.#deps.persons.take(contact, open.opening.phone);
        this.#deps.trunks.adopt(open.opening);
      }
    }
  }

  /** A server says what lives on it: settles the rows and the agents that were there. */
  onListing(serverId: MediaServerId, legs: readonly LiveLeg[]): void {
    this.#listed.add(serverId);
    const configured = new Set<string>(this.#deps.fleet.servers().map((server) => server.id));
    this.#deps.inbound.listed(serverId, legs, configured);
    if (!this.waiting) {
      if (this.#elsewhere.size > 0 && !this.#reported) {
        this.#report();
      }
      return;
    }
    // What was dialled through a server that is no longer configured will never be listed.
    const ours = ({ opening }: Unsettled): boolean =>
      opening.mediaServerId === serverId || !configured.has(opening.mediaServerId);
    const mine = this.#unsettled.filter(ours);
    this.#unsettled = this.#unsettled.filter((open) => !ours(open));
    const alive = new Map(legs.map((leg) => [leg.legId, leg]));
    const adoptions = this.#adoptionsOf(mine, alive);
    this.#restoreAgents(serverId, legs, adoptions);
    for (const adoption of adoptions) {
      this.#settle(adoption);
    }
    if ([...configured].every((id) => this.#listed.has(id as MediaServerId))) {
      this.#ringTheRest();
    }
    this.#report();
  }

  /** Rows of servers that never came back are closed as lost, and agents without a leg are rung again. */
  giveUpWaiting(): void {
    this.#deps.inbound.giveUp();
    this.settleRest();
  }

  /** Nothing more will be listed of what this was given. */
  settleRest(): void {
    if (!this.waiting) {
      return;
    }
    for (const adoption of this.#adoptionsOf(this.#unsettled.splice(0), new Map())) {
      this.#settle(adoption);
    }
    this.#ringTheRest();
    this.#report();
  }

  get waiting(): boolean {
    return this.#unsettled.length > 0 || this.#sessions.length > 0 || this.#deps.inbound.waiting;
  }

  #report(): void {
    const atMs = this.#deps.clock.now();
    this.#reported = true;
    const elsewhere = this.#elsewhere.size;
    this.#deps.bus.emit('recovery:done', { adopted: this.#adopted, lost: this.#lost, elsewhere, atMs });
  }

  #adoptionsOf(rows: readonly Unsettled[], alive: ReadonlyMap<LegId, LiveLeg>): Adoption[] {
    const { policies } = this.#deps;
    const nowMs = this.#deps.clock.now();
    // A live call keeps its duties, whatever has become of its campaign's policy.
    const fallback = policies.of(CAMPAIGN_DEFAULTS.policyId, nowMs);
    return rows.flatMap((open) => {
      const runner = this.#deps.runnerOf(open.opening.campaignId);
      if (runner === null) {
        return [];
      }
      const leg = alive.get(customerLegId(open.opening.attemptId)) ?? null;
      const met = leg?.bridgedWith == null ? null : agentOfLeg(leg.bridgedWith);
      const hears = met !== null && this.#deps.floor.find(met) !== null ? met : null;
      const server = this.#deps.fleet.get(open.opening.mediaServerId as MediaServerId);
      const screens = leg === null ? { amd: false, ear: false } : server.capabilities;
      const plan = planCall(
        runner.settings,
        screens,
        { ...open.opening, lane: laneOf(open.opening, runner.settings) },
        dutiesOf(
          open.opening,
          (policies.find(runner.settings.policyId, nowMs) ?? fallback).policy.rules,
          nowMs,
        ),
      );
      const state = adoptedCall(open, leg, hears, plan, nowMs);
      return [{ open, leg, runner, state: leg === null ? this.#inWrapUp(state) : state }];
    });
  }

  /** A talk that was over before the crash: the wrap-up goes on from where it began. */
  #inWrapUp(state: CallState): CallState {
    const session = this.#sessions.find(({ agentId }) => agentId === state.agentId);
    return session?.state === 'wrap_up' && session.sinceMs >= (state.tAgentMs ?? 0)
      ? { ...state, phase: 'wrapping', tEndMs: session.sinceMs, endedBy: 'system', legGone: true }
      : state;
  }

  #restoreAgents(serverId: MediaServerId, legs: readonly LiveLeg[], adoptions: readonly Adoption[]): void {
    const claims = claimsOf(adoptions);
    const legOf = liveLegByAgent(legs);
    this.#sessions = this.#sessions.filter((session) => {
      const legId = legOf.get(session.agentId);
      const agent = this.#deps.floor.find(session.agentId);
      if (legId !== undefined && agent !== null) {
        this.#restoreAlive(agent, session, { legId, serverId }, claims.get(session.agentId) ?? null);
      }
      return legId === undefined;
    });
  }

  #restoreAlive(
    agent: AgentSupervisor,
    session: AgentSession,
    { legId, serverId }: { readonly legId: LegId; readonly serverId: MediaServerId },
    claim: Adoption | null,
  ): void {
    const { floor, clock } = this.#deps;
    const state = restoredAgent(session, claim === null ? null : agentSide(claim), clock.now());
    agent.restore(state, legId, serverId, []);
    floor.setCampaigns(agent, session.campaignIds);
    if (claim !== null) {
      const { attemptId, campaignId } = claim.open.opening;
      agent.card = { attemptId, campaignId, contact: claim.open.contact, decideByMs: null };
    }
    floor.moved(agent, stretchOf(session));
  }

  #ringTheRest(): void {
    const { floor, clock } = this.#deps;
    for (const session of this.#sessions.splice(0)) {
      const agent = floor.find(session.agentId);
      if (agent?.state.name === 'offline') {
        floor.setCampaigns(agent, session.campaignIds);
        agent.rebindAfterRestart(session, clock.now());
      }
    }
  }

  #settle({ open, leg, runner, state }: Adoption): void {
    const { opening, contact, mark } = open;
    const lane = laneOf(opening, runner.settings);
    const serverId = opening.mediaServerId as MediaServerId;
    const subject = { opening, contact, campaign: runner.settings, serverId, lane } as const;
    const call = new CallSupervisor({ ...this.#deps, host: runner }, subject, state);
    runner.adopt(call);
    // The day's counts came from the rows: what the switch alone knew is counted now.
    runner.tally.answered += state.tAnswerMs !== null && (mark?.tAnswerMs ?? null) === null ? 1 : 0;
    runner.tally.connected += state.tAgentMs !== null && (mark?.tAgentMs ?? null) === null ? 1 : 0;
    // An open row does not say that it was abandoned.
    runner.tally.abandoned += state.abandoned ? 1 : 0;
    call.adopt();
    if (leg !== null) {
      this.#adopted += 1;
      this.#checkTalk(call, state.agentId);
      return;
    }
    this.#lost += 1;
    call.input({ kind: 'legLost' });
    const agent = state.agentId === null ? null : this.#deps.floor.find(state.agentId);
    if (agent?.state.attemptId !== opening.attemptId) {
      // Nobody is there any more to say what the talk was.
      call.input({ kind: 'agentLost' });
    }
  }

  /** A talk that its agent does not know of would be ended by nobody. */
  #checkTalk(call: CallSupervisor, agentId: AgentId | null): void {
    const agent = agentId === null ? null : this.#deps.floor.find(agentId);
    if (agentId === null || agent?.state.attemptId === call.attemptId) {
      return;
    }
    if (this.#elsewhere.has(agentId) || agent === null || agent.state.attemptId === null) {
      // He was logged in elsewhere meanwhile, or is not at work: his leg here is nobody's.
      call.input({ kind: 'agentLost' });
      return;
    }
    // The third of a conference: the agent goes on with the person.
    call.input({ kind: 'agentHangup' });
  }
}

/** The lane that placed a call: the row names it, but for calls by hand, and for callbacks, which any lane places. */
function laneOf({ mode, reservedAgentId }: AttemptOpening, campaign: CampaignSettings): DialMode {
  switch (mode) {
    case 'preview':
    case 'power':
    case 'predictive':
      return mode;
    case 'manual':
      return 'paused';
    case 'callback':
    case 'inbound':
    case 'test':
      if (reservedAgentId !== null) {
        return campaign.mode === 'preview' ? 'preview' : 'paused';
      }
      return campaign.mode === 'power' ? 'power' : 'predictive';
    default:
      return assertNever(mode, 'mode of a call');
  }
}

/** The call an agent is heard in, else the last he talked in; of a conference the one whose try it is. */
function goesBefore(one: Adoption, other: Adoption): boolean {
  if ((one.leg === null) !== (other.leg === null)) {
    return one.leg !== null;
  }
  const talkedMs = ({ state }: Adoption): number => state.tAgentMs ?? 0;
  const sameTry = one.open.opening.attemptGroup === other.open.opening.attemptGroup;
  return sameTry ? talkedMs(one) < talkedMs(other) : talkedMs(one) > talkedMs(other);
}

/** Which call each agent goes on with. */
function claimsOf(adoptions: readonly Adoption[]): Map<AgentId, Adoption> {
  const claims = new Map<AgentId, Adoption>();
  for (const adoption of adoptions) {
    const { state, leg } = adoption;
    // Two who were left with each other need nobody, whoever dialled for them.
    const waits = leg !== null && state.phase !== 'outside';
    const agentId = state.agentId ?? (waits ? state.plan.reservedAgentId : null);
    const rival = agentId === null ? undefined : claims.get(agentId);
    if (agentId !== null && (rival === undefined || goesBefore(adoption, rival))) {
      claims.set(agentId, adoption);
    }
  }
  return claims;
}

function agentSide({ open, leg, state }: Adoption): AdoptedAgent {
  const { attemptId, mode } = open.opening;
  const byHand = mode === 'manual';
  if (state.agentId === null) {
    return { attemptId, name: 'reserved', byHand };
  }
  return { attemptId, byHand, name: leg === null ? 'ended' : 'talking' };
}

/** The agents' legs that live: the one a customer hears wins over one that stands alone. */
function liveLegByAgent(legs: readonly LiveLeg[]): Map<AgentId, LegId> {
  const byAgent = new Map<AgentId, LegId>();
  const up = legs.filter((leg) => leg.state === 'up');
  for (const leg of [
    ...up.filter((one) => one.bridgedWith === null),
    ...up.filter((one) => one.bridgedWith),
  ]) {
    const agentId = agentOfLeg(leg.legId);
    if (agentId !== null) {
      byAgent.set(agentId, leg.legId);
    }
  }
  return byAgent;
}
