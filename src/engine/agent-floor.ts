import type { AgentState } from '../core/agent/agent-state.js';
import { isPagePhone } from '../core/agent/page-phone.js';
import { CadenciaError } from '../core/kernel/errors.js';
import type { AgentId, CampaignId, EngineId, MediaServerId } from '../core/kernel/ids.js';
import type { Rng } from '../core/kernel/rng.js';
import type { AgentProfile, AgentStore } from '../ports/agent-store.js';
import type { Clock } from '../ports/clock.js';
import { type AgentHost, AgentSupervisor } from './agent-supervisor.js';
import type { AttemptJournal } from './attempt-journal.js';
import type { PageControl } from './engine-control.js';
import type { EventBus } from './event-bus.js';
import type { Fleet } from './fleet.js';
import { SessionWriter } from './session-writer.js';

export interface FloorDeps {
  readonly store: AgentStore;
  readonly journal: AttemptJournal;
  readonly fleet: Fleet;
  readonly clock: Clock;
  readonly rng: Rng;
  readonly bus: EventBus;
  readonly engineId: EngineId;
}

/** Who of the engine wants to know what agents do. */
export interface FloorListener {
  agentFree(agent: AgentSupervisor): void;
  owesCalls(agent: AgentSupervisor, askedMs: number): boolean;
  agentLegLost(agent: AgentSupervisor): boolean;
  previewGone(agent: AgentSupervisor): void;
  agentMoved(agent: AgentSupervisor, from: AgentState): void;
}

/** All agents of this engine: owns their supervisors, keeps the free ones in order of idle time, writes their day. */
export class AgentFloor implements AgentHost, PageControl {
  readonly #deps: FloorDeps;
  readonly #agents = new Map<AgentId, AgentSupervisor>();
  readonly #members = new Map<CampaignId, Set<AgentSupervisor>>();
  /** Insertion order is order of becoming free: the first is the longest idle. */
  readonly #idle = new Set<AgentSupervisor>();
  readonly #sessions: SessionWriter;
  #listener: FloorListener | null = null;

  constructor(deps: FloorDeps) {
    this.#deps = deps;
    this.#sessions = new SessionWriter(deps);
  }

  listen(listener: FloorListener): void {
    this.#listener = listener;
  }

  /** Makes a profile known, or changes it; a new endpoint counts from the next log-in. */
  know(profile: AgentProfile): AgentSupervisor {
    const known = this.#agents.get(profile.id);
    if (known !== undefined) {
      known.profile = profile;
      return known;
    }
    const agent = new AgentSupervisor({ ...this.#deps, host: this }, profile);
    this.#agents.set(profile.id, agent);
    return agent;
  }

  all(): Iterable<AgentSupervisor> {
    return this.#agents.values();
  }

  get(id: AgentId): AgentSupervisor {
    const agent = this.#agents.get(id);
    if (agent === undefined) {
      throw new CadenciaError('DLR_NOT_FOUND', {
        detail: `There is no agent '${id}'; add the profile first.`,
      });
    }
    return agent;
  }

  find(id: AgentId): AgentSupervisor | null {
    return this.#agents.get(id) ?? null;
  }

  membersOf(campaignId: CampaignId): ReadonlySet<AgentSupervisor> {
    return this.#members.get(campaignId) ?? NOBODY;
  }

  setCampaigns(agent: AgentSupervisor, campaignIds: readonly CampaignId[]): void {
    for (const id of agent.campaignIds) {
      this.#members.get(id)?.delete(agent);
    }
    agent.campaignIds = campaignIds;
    for (const id of campaignIds) {
      const set = this.#members.get(id) ?? new Set();
      set.add(agent);
      this.#members.set(id, set);
    }
  }

  /** The longest idle agent that fits; one who wants to leave only where nobody else does. */
  longestIdle(fits: (agent: AgentSupervisor) => boolean): AgentSupervisor | null {
    let leaving: AgentSupervisor | null = null;
    for (const agent of this.#idle) {
      if (fits(agent)) {
        if (agent.state.pending === null) {
          return agent;
        }
        leaving ??= agent;
      }
    }
    return leaving;
  }

  /** Agents logged in on a media server, for choosing where to dial. */
  agentsOn(serverId: MediaServerId, campaignId: CampaignId): number {
    let count = 0;
    for (const agent of this.membersOf(campaignId)) {
      count += agent.serverId === serverId ? 1 : 0;
    }
    return count;
  }

  gone(id: AgentId): void {
    const agent = this.find(id);
    if (agent !== null && isPagePhone(agent.profile.endpoint)) {
      agent.pageGone();
    }
  }

  ready(id: AgentId): void {
    const agent = this.find(id);
    if (agent !== null && isPagePhone(agent.profile.endpoint)) {
      agent.pageReady();
    }
  }

  mediaUp(): void {
    for (const agent of this.#agents.values()) {
      agent.reachable();
    }
  }

  close(): void {
    for (const agent of this.#agents.values()) {
      agent.close();
    }
  }

  moved(agent: AgentSupervisor, from: AgentState): void {
    const { state } = agent;
    if (state.name === 'available') {
      this.#idle.add(agent);
    } else {
      this.#idle.delete(agent);
    }
    this.#writeDay(agent, from);
    this.#sessions.write(agent);
    if (state.attemptId === null && state.name !== 'previewing') {
      agent.card = null;
    }
    this.#listener?.agentMoved(agent, from);
    if (state.name === 'offline') {
      this.setCampaigns(agent, []);
    }
  }

  becameFree(agent: AgentSupervisor): void {
    this.#listener?.agentFree(agent);
  }

  owesCalls(agent: AgentSupervisor, askedMs: number): boolean {
    return this.#listener?.owesCalls(agent, askedMs) ?? false;
  }

  previewGone(agent: AgentSupervisor): void {
    this.#listener?.previewGone(agent);
  }

  legLost(agent: AgentSupervisor): boolean {
    return this.#listener?.agentLegLost(agent) ?? false;
  }

  #writeDay(agent: AgentSupervisor, from: AgentState): void {
    const { state } = agent;
    const sameStretch = from.name === state.name && from.sinceMs === state.sinceMs;
    if (sameStretch) {
      return;
    }
    const agentId = agent.profile.id;
    // A clock that was set back in between does not end what it has not begun.
    const untilMs = Math.max(from.sinceMs, state.sinceMs);
    const inStateMs = untilMs - from.sinceMs;
    if (from.name !== 'offline') {
      const ended = {
        agentId,
        state: from.name,
        reason: from.reason,
        tStartMs: from.sinceMs,
        tEndMs: untilMs,
      };
      this.#deps.journal.agentState(ended);
    }
    if (state.name !== 'offline') {
      const begun = {
        agentId,
        state: state.name,
        reason: state.reason,
        tStartMs: state.sinceMs,
        tEndMs: null,
      };
      this.#deps.journal.agentState(begun);
    }
    this.#deps.bus.emit('agent:moved', {
      agentId,
      from: from.name,
      to: state.name,
      reason: state.reason,
      campaignIds: agent.campaignIds,
      inStateMs,
      atMs: state.sinceMs,
    });
  }
}

const NOBODY: ReadonlySet<AgentSupervisor> = new Set();
