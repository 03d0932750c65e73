import type { AgentFloor } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { CallSupervisor } from './call-supervisor.js';
import type { CampaignAgents } from './campaign-agents.js';
import { AUTOMATIC_MODES } from './pace-loop.js';

/** People of a campaign who need an agent, in order of arrival, and who of the floor may take whom. */
export class WaitingRoom {
  readonly #floor: AgentFloor;
  readonly #agents: CampaignAgents;
  readonly #unreached: (call: CallSupervisor) => void;
  readonly #waiting = new Set<CallSupervisor>();

  /** @param unreached Hears of each who has to wait. */
  constructor(floor: AgentFloor, agents: CampaignAgents, unreached: (call: CallSupervisor) => void) {
    this.#floor = floor;
    this.#agents = agents;
    this.#unreached = unreached;
  }

  /** Until when the person who came first may still be given to an agent, or null. */
  get firstUntilMs(): number | null {
    for (const call of this.#waiting) {
      return call.state.connectByMs;
    }
    return null;
  }

  /** Gives the person to an agent now, or lets him wait for one. */
  seek(call: CallSupervisor): void {
    const agent = this.#agentFor(call);
    if (agent === null) {
      this.#waiting.add(call);
      this.#unreached(call);
    } else {
      this.#grant(call, agent);
    }
  }

  leave(call: CallSupervisor): void {
    this.#waiting.delete(call);
  }

  /** A way to an agent has opened that was not there before: who waits is given to somebody, in his turn. */
  lookAgain(): void {
    for (const call of [...this.#waiting]) {
      const agent = this.#waiting.has(call) ? this.#agentFor(call) : null;
      if (agent !== null) {
        this.#grant(call, agent);
      }
    }
  }

  /** True when the free agent was given somebody who waits. */
  serve(agent: AgentSupervisor): boolean {
    for (const call of this.#waiting) {
      if (this.#mayTake(agent, call)) {
        this.#grant(call, agent);
        return true;
      }
    }
    return false;
  }

  /** The agent it was dialled for; else the longest idle of its lane, else of another automatic lane. */
  #agentFor(call: CallSupervisor): AgentSupervisor | null {
    const reserved = call.state.plan.reservedAgentId;
    if (reserved !== null) {
      const own = this.#floor.find(reserved);
      if (own?.state.attemptId === call.attemptId && own.legId !== null && this.#agents.hears(own, call)) {
        return own;
      }
    }
    const { lane } = call.subject;
    const giver = call.state.returnTo === null ? null : this.#floor.find(call.state.returnTo);
    if (giver?.state.name === 'available' && giver.legId !== null && this.#mayTake(giver, call)) {
      return giver;
    }
    return (
      this.#floor.longestIdle((agent) => this.#agents.modeOf(agent) === lane && this.#mayTake(agent, call)) ??
      this.#floor.longestIdle((agent) => this.#mayTake(agent, call))
    );
  }

  /** Agents in preview choose for themselves; but nobody waits in vain for a lane that was switched away. */
  #mayTake(agent: AgentSupervisor, call: CallSupervisor): boolean {
    const mode = this.#agents.modeOf(agent);
    return (
      this.#agents.hears(agent, call) &&
      agent.campaignIds.includes(this.#agents.campaignId) &&
      this.#agents.mayServe(agent) &&
      (mode === call.subject.lane || AUTOMATIC_MODES.includes(mode) || !this.#agents.anyAutomatic())
    );
  }

  #grant(call: CallSupervisor, agent: AgentSupervisor): void {
    this.#waiting.delete(call);
    if (agent.state.attemptId !== call.attemptId) {
      agent.input({ kind: 'reserve', attemptId: call.attemptId });
    }
    agent.card = {
      attemptId: call.attemptId,
      campaignId: this.#agents.campaignId,
      contact: call.subject.contact,
      decideByMs: null,
    };
    call.input({ kind: 'agentGranted', agentId: agent.profile.id });
  }
}
