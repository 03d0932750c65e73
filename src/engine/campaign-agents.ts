import type { AgentRelease } from '../core/call/call-input.js';
import type { CampaignSettings, DialMode } from '../core/campaign/campaign.js';
import type { Quartile } from '../core/campaign/quartile-modes.js';
import type { AgentId, CampaignId, MediaServerId, QueueId } from '../core/kernel/ids.js';
import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { AgentReach } from './call-bridge.js';
import type { CallAgents, CallSupervisor } from './call-supervisor.js';
import { AUTOMATIC_MODES } from './pace-loop.js';
import type { TieDesk } from './tie-desk.js';

/** What calls that come in leave of the agents. */
export interface InboundShare {
  /** Kept free for calls that have not come in yet: nothing is dialled for him. */
  keeps(agent: AgentSupervisor): boolean;
  /** Takes nothing but calls that come in. */
  only(agent: AgentSupervisor): boolean;
  /** A person of ours waits in that queue from now on; false where there is none. */
  seek(call: CallSupervisor, queueId: QueueId): boolean;
  leave(call: CallSupervisor): void;
}

/** Which agents calls can be dialled for, on whatever switch. */
export interface ReachedAgents {
  /** False where no call can leave for agents of that switch. */
  reaches(serverId: MediaServerId): boolean;
  /** Of these agents, those whom no tie leaves room for. */
  beyondTies(agents: Iterable<AgentSupervisor>): ReadonlySet<AgentSupervisor>;
}

export interface AgentsDeps {
  readonly floor: AgentFloor;
  readonly ties: Pick<TieDesk, 'take' | 'isReady'>;
  readonly inbound: InboundShare;
  readonly quartileOf: (campaignId: CampaignId, agentId: AgentId) => Quartile | null;
}

type ModeSettings = Pick<CampaignSettings, 'mode' | 'groupModes' | 'quartileModes'>;

/** The agents of the floor as one campaign sees them. The floor owns them; this holds nothing that has to be ended. */
export class CampaignAgents implements CallAgents {
  readonly campaignId: CampaignId;
  readonly #floor: AgentFloor;
  readonly #settings: () => ModeSettings;
  readonly #inbound: InboundShare;
  readonly #quartileOf: (agentId: AgentId) => Quartile | null;
  readonly #ties: Pick<TieDesk, 'take' | 'isReady'>;
  readonly #places: ReachedAgents;

  constructor(
    { floor, ties, inbound, quartileOf }: AgentsDeps,
    campaignId: CampaignId,
    settings: () => ModeSettings,
    places: ReachedAgents,
  ) {
    this.#floor = floor;
    this.#ties = ties;
    this.#places = places;
    this.#inbound = inbound;
    this.campaignId = campaignId;
    this.#settings = settings;
    this.#quartileOf = (agentId) => quartileOf(campaignId, agentId);
  }

  /** Who is logged in on the campaign. */
  members(): Iterable<AgentSupervisor> {
    return this.#floor.membersOf(this.campaignId);
  }

  /** The mode an agent works in: the group's own, which a person has set, else his quartile's, else the campaign's. */
  modeOf(agent: AgentSupervisor): DialMode {
    const { groupModes, quartileModes, mode } = this.#settings();
    const quartile = quartileModes === null ? null : this.#quartileOf(agent.profile.id);
    const own = quartile === null ? null : quartileModes?.modes[quartile - 1];
    return groupModes[agent.profile.groupId] ?? own ?? mode;
  }

  /** False while he is kept for calls that come in, and where no call can leave by his switch. */
  mayDialFor(agent: AgentSupervisor): boolean {
    return !this.#inbound.keeps(agent) && this.mayBeDialledFor(agent);
  }

  /** False where no call can leave for him now: none by his switch, and none by a tie. */
  mayBeDialledFor({ serverId }: AgentSupervisor): boolean {
    return serverId === null || this.#places.reaches(serverId);
  }

  /** Whoever answered a call of ours is served by him too, kept or not: the law allows two seconds. */
  mayServe(agent: AgentSupervisor): boolean {
    return !this.#inbound.only(agent);
  }

  /** Those for whom may be dialled. */
  byMode(): Map<DialMode, AgentSupervisor[]> {
    const byMode = new Map<DialMode, AgentSupervisor[]>();
    const beyond = this.#places.beyondTies(this.members());
    for (const agent of this.members()) {
      if (beyond.has(agent) || !this.mayDialFor(agent)) {
        continue;
      }
      const mode = this.modeOf(agent);
      const list = byMode.get(mode) ?? [];
      list.push(agent);
      byMode.set(mode, list);
    }
    return byMode;
  }

  /** True while somebody works in a mode that dials by itself. */
  anyAutomatic(): boolean {
    for (const agent of this.members()) {
      if (AUTOMATIC_MODES.includes(this.modeOf(agent))) {
        return true;
      }
    }
    return false;
  }

  reach(call: CallSupervisor, agentId: AgentId): AgentReach | null {
    const agent = this.#floor.find(agentId);
    const { serverId } = call.subject;
    if (agent === null || agent.legId === null || agent.serverId === null) {
      return null;
    }
    const { legId } = agent;
    if (agent.serverId === serverId) {
      return { legId, tie: null };
    }
    const kept = call.tie?.way.to === agent.serverId ? call.tie : null;
    const tie = kept ?? this.#ties.take(serverId, agent.serverId, (line) => call.tieLost(line));
    return tie === null ? null : { legId, tie };
  }

  /** He can hear the person at once: on the same switch, or by a line that stands ready. */
  hears(agent: AgentSupervisor, { subject: { serverId }, tie }: CallSupervisor): boolean {
    const at = agent.serverId;
    return at === serverId || (at !== null && (tie?.way.to === at || this.#ties.isReady(serverId, at)));
  }

  /** The agent who was reserved for the call, while he is. */
  reservedFor({ attemptId, state }: CallSupervisor): AgentSupervisor | null {
    const { reservedAgentId } = state.plan;
    const agent = reservedAgentId === null ? null : this.#floor.find(reservedAgentId);
    return agent?.state.name === 'reserved' && agent.state.attemptId === attemptId ? agent : null;
  }

  freeReserved(agent: AgentSupervisor): void {
    agent.card = null;
    agent.input({ kind: 'unreserve' });
  }

  /** He and the person hear one another. */
  talking(agentId: AgentId): void {
    const agent = this.#floor.find(agentId);
    agent?.input({ kind: 'talk' });
    agent?.countCall();
  }

  release(call: CallSupervisor, agentId: AgentId, how: AgentRelease): void {
    const agent = this.#floor.find(agentId);
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
      case 'handedOn': {
        agent.handOn();
        break;
      }
      case 'lost': {
        this.#lost(call, agent);
        break;
      }
    }
  }

  /** Between two switches it was the line, unless his own would not join him: he is free for the next, or the same again. */
  #lost(call: CallSupervisor, agent: AgentSupervisor): void {
    if (agent.legId === null) {
      return;
    }
    if (agent.serverId === call.subject.serverId || call.tie?.agentRefused === true) {
      agent.distrustLeg();
    } else if (agent.state.name === 'reserved') {
      this.freeReserved(agent);
    } else {
      agent.handOn();
    }
  }

  wrapEnded(call: CallSupervisor, agentId: AgentId): void {
    const agent = this.#floor.find(agentId);
    if (agent?.state.attemptId === call.attemptId) {
      agent.card = null;
      agent.input({ kind: 'wrapDone' });
    }
  }
}
