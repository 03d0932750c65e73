import type { AgentId, CampaignId } from '../../core/kernel/ids.js';
import type { EngineControl } from '../../engine/engine-control.js';
import type { LimitView } from '../../engine/limit-view.js';
import { agentRowToWire } from '../views/agent-to-wire.js';
import { campaignLiveToWire } from '../views/campaign-to-wire.js';
import { engineToWire } from '../views/engine-to-wire.js';
import { limitToWire } from '../views/limit-to-wire.js';
import type { BlockedBoard } from './blocked-board.js';

/** One row of the screen: the engine, a campaign, an agent or a limit. */
export type RowKey = 'engine' | `c:${string}` | `a:${string}` | `l:${string}`;

export const campaignKey = (id: CampaignId): RowKey => `c:${id}`;
export const agentKey = (id: AgentId): RowKey => `a:${id}`;

/** Reads rows as JSON text, so that a row is turned into text once, however many screens there are. */
export interface LiveRows {
  /** The row now, or null when it is gone. */
  textOf(key: RowKey): string | null;
  keys(withAgents: boolean): RowKey[];
}

export function makeLiveRows(engine: EngineControl, blocked: BlockedBoard): LiveRows {
  let views: readonly LimitView[] = [];
  let byId = new Map<string, LimitView>();
  const limitOf = (id: string): LimitView | undefined => {
    const now = engine.limits();
    if (now !== views) {
      views = now;
      byId = new Map(now.map((view) => [view.id, view]));
    }
    return byId.get(id);
  };
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
      if (key.startsWith('l:')) {
        const view = limitOf(id);
        return view === undefined ? null : JSON.stringify(limitToWire(view));
      }
      const view = engine.agents.view(id as AgentId);
      return view === null ? null : JSON.stringify(agentRowToWire(view));
    },
    keys(withAgents) {
      const campaigns = engine.campaigns.views().map((view) => campaignKey(view.id));
      const agents = withAgents ? engine.agents.views().map((view) => agentKey(view.id)) : [];
      const limits = engine.limits().map((limit): RowKey => `l:${limit.id}`);
      return ['engine', ...campaigns, ...limits, ...agents];
    },
  };
}
