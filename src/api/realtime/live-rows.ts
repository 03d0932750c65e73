import type { AgentId, CampaignId } from '../../core/kernel/ids.js';
import type { EngineControl } from '../../engine/engine-control.js';
import { agentRowToWire } from '../views/agent-to-wire.js';
import { campaignLiveToWire } from '../views/campaign-to-wire.js';
import { engineToWire } from '../views/engine-to-wire.js';
import type { BlockedBoard } from './blocked-board.js';

/** One row of the screen: the engine, a campaign or an agent. */
export type RowKey = 'engine' | `c:${string}` | `a:${string}`;

export const campaignKey = (id: CampaignId): RowKey => `c:${id}`;
export const agentKey = (id: AgentId): RowKey => `a:${id}`;

/** Reads rows as JSON text, so that a row is turned into text once, however many screens there are. */
export interface LiveRows {
  /** The row now, or null when it is gone. */
  textOf(key: RowKey): string | null;
  keys(withAgents: boolean): RowKey[];
}

export function makeLiveRows(engine: EngineControl, blocked: BlockedBoard): LiveRows {
  return {
    textOf(key) {
      if (key === 'engine') {
        return JSON.stringify(engineToWire(engine.view()));
      }
      const id = key.slice(2);
      if (key.startsWith('c:')) {
        const view = engine.campaigns.view(id as CampaignId);
        return view === null ? null : JSON.stringify(campaignLiveToWire(view, blocked.of(view.id)));
      }
      const view = engine.agents.view(id as AgentId);
      return view === null ? null : JSON.stringify(agentRowToWire(view));
    },
    keys(withAgents) {
      const campaigns = engine.campaigns.views().map((view) => campaignKey(view.id));
      const agents = withAgents ? engine.agents.views().map((view) => agentKey(view.id)) : [];
      return ['engine', ...campaigns, ...agents];
    },
  };
}
