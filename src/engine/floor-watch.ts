import type { AgentState } from '../core/agent/agent-state.js';
import { isPagePhone } from '../core/agent/page-phone.js';
import type { AttemptId } from '../core/kernel/ids.js';
import type { AgentDesk } from './agent-desk.js';
import type { FloorListener } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { CallSupervisor } from './call-supervisor.js';
import type { CampaignRoster } from './campaign-roster.js';
import type { Crew } from './crew.js';
import type { InboundDesk } from './inbound-desk.js';
import type { MonitorDesk } from './monitor-desk.js';
import type { PreviewDesk } from './preview-desk.js';
import type { TalkDesk } from './talk-desk.js';

export interface FloorWatchDeps {
  readonly desk: AgentDesk;
  readonly talks: TalkDesk;
  readonly crew: Crew;
  readonly preview: PreviewDesk;
  readonly campaigns: CampaignRoster;
  readonly inbound: InboundDesk | null;
  readonly monitors: MonitorDesk;
}

/** Who of an engine is concerned when an agent does something. Lives as long as the floor, and holds nothing to end. */
export class FloorWatch implements FloorListener {
  readonly #deps: FloorWatchDeps;

  constructor(deps: FloorWatchDeps) {
    this.#deps = deps;
  }

  agentMoved(agent: AgentSupervisor, from: AgentState): void {
    this.#deps.desk.moved(agent);
    this.#deps.talks.moved(agent, from);
    this.#tellAwaitingCall(agent, from);
    this.#deps.inbound?.agentMoved(agent);
    this.#deps.crew.moved(agent);
  }

  agentFree(agent: AgentSupervisor): void {
    this.#deps.crew.free(agent);
  }

  owesCalls(agent: AgentSupervisor, askedMs: number): boolean {
    return this.#deps.crew.owes(agent, askedMs);
  }

  /** A person who talks with an agent by his page waits for it: it is mostly back within a second. */
  agentLegLost(agent: AgentSupervisor): boolean {
    this.#deps.monitors.agentGone(agent);
    const { attemptId } = agent.state;
    if (attemptId === null || this.#deps.inbound?.agentLost(attemptId, agent.profile.id) === true) {
      return false;
    }
    const call = this.#callOf(attemptId);
    const talksWith = call?.state.agentId ?? null;
    if (talksWith !== null && talksWith !== agent.profile.id) {
      // A colleague who was asked: the person is with somebody else.
      return false;
    }
    const mayKeep = isPagePhone(agent.profile.endpoint) && agent.state.pending?.kind !== 'logout';
    call?.input({ kind: mayKeep ? 'agentAway' : 'agentLost' });
    return call?.state.awaited === agent.profile.id;
  }

  previewGone(agent: AgentSupervisor): void {
    this.#deps.preview.gone(agent);
  }

  /** Of any campaign: who serves a queue may be given the persons of campaigns he is not logged in on. */
  #callOf(attemptId: AttemptId): CallSupervisor | undefined {
    for (const runner of this.#deps.campaigns.values()) {
      const call = runner.calls.get(attemptId);
      if (call !== undefined) {
        return call;
      }
    }
    return undefined;
  }

  /** He was away with a call: he is back for it, or never will be. */
  #tellAwaitingCall(agent: AgentSupervisor, from: AgentState): void {
    if (from.name !== 'connection_lost' || from.attemptId === null) {
      return;
    }
    const call = this.#callOf(from.attemptId);
    if (agent.state.name === 'reserved') {
      call?.input({ kind: 'agentBack', agentId: agent.profile.id });
    } else if (agent.state.attemptId === null && call?.state.awaited === agent.profile.id) {
      call.input({ kind: 'agentLost' });
    }
  }
}
