import type { AgentDesk } from './agent-desk.js';
import type { FloorListener } from './agent-floor.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { CampaignRoster } from './campaign-roster.js';
import type { Crew } from './crew.js';
import type { InboundDesk } from './inbound-desk.js';
import type { PreviewDesk } from './preview-desk.js';

export interface FloorWatchDeps {
  readonly desk: AgentDesk;
  readonly crew: Crew;
  readonly preview: PreviewDesk;
  readonly campaigns: CampaignRoster;
  readonly inbound: InboundDesk | null;
}

/** Who of an engine is concerned when an agent does something. Lives as long as the floor, and holds nothing to end. */
export class FloorWatch implements FloorListener {
  readonly #deps: FloorWatchDeps;

  constructor(deps: FloorWatchDeps) {
    this.#deps = deps;
  }

  agentMoved(agent: AgentSupervisor): void {
    this.#deps.desk.moved(agent);
    this.#deps.inbound?.agentMoved(agent);
    this.#deps.crew.moved(agent);
  }

  agentFree(agent: AgentSupervisor): void {
    this.#deps.crew.free(agent);
  }

  owesCalls(agent: AgentSupervisor, askedMs: number): boolean {
    return this.#deps.crew.owes(agent, askedMs);
  }

  agentLegLost(agent: AgentSupervisor): void {
    const { attemptId } = agent.state;
    if (attemptId !== null && this.#deps.inbound?.agentLost(attemptId) !== true) {
      for (const runner of this.#deps.campaigns.of(agent)) {
        runner.calls.get(attemptId)?.input({ kind: 'agentLost' });
      }
    }
  }

  previewGone(agent: AgentSupervisor): void {
    this.#deps.preview.gone(agent);
  }
}
