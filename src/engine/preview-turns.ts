import { IN_FLIGHT_PHASES } from '../core/call/call-phase.js';
import type { DialMode } from '../core/campaign/campaign.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { CallSupervisor } from './call-supervisor.js';
import type { CampaignAgents } from './campaign-agents.js';
import { AUTOMATIC_MODES } from './pace-loop.js';

/** The campaign whose preview agents take turns. */
export interface PreviewCampaign {
  readonly agents: CampaignAgents;
  readonly dialing: boolean;
  lane(mode: DialMode): { readonly calls: Iterable<CallSupervisor> };
  /** The agent may be shown a contact. */
  previewFree(agent: AgentSupervisor): void;
}

/**
 * When agents in preview may be shown a contact: not while calls ring that were placed before a switch to preview, since
 * whoever answers them meets these agents. Holds nothing that has to be ended.
 */
export class PreviewTurns {
  readonly #campaign: PreviewCampaign;

  constructor(campaign: PreviewCampaign) {
    this.#campaign = campaign;
  }

  /** Lets a free agent choose, unless people may still need him. */
  offer(agent: AgentSupervisor): void {
    if (!this.#owesAgents()) {
      this.#campaign.previewFree(agent);
    }
  }

  /** Those who are free and sit before an empty screen. */
  *waiting(): Iterable<AgentSupervisor> {
    const { agents } = this.#campaign;
    for (const agent of agents.members()) {
      const free = agent.state.name === 'available' && agent.state.pending === null;
      if (free && agents.mayDialFor(agent) && agents.modeOf(agent) === 'preview') {
        yield agent;
      }
    }
  }

  /** True of a call that may have been the last one of a lane that was switched away: those in preview may choose now. */
  settles(call: CallSupervisor): boolean {
    return call.subject.lane !== 'preview' && !this.#campaign.agents.anyAutomatic();
  }

  #owesAgents(): boolean {
    if (this.#campaign.agents.anyAutomatic()) {
      return false;
    }
    const inFlight = (call: CallSupervisor): boolean => IN_FLIGHT_PHASES.has(call.state.phase);
    return AUTOMATIC_MODES.some((mode) => [...this.#campaign.lane(mode).calls].some(inFlight));
  }
}
