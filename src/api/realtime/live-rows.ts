import type { AgentId, CampaignId, QueueId } from '../../core/kernel/ids.js';
import type { EngineControl } from '../../engine/engine-control.js';
import type { LimitView } from '../../engine/limit-view.js';
import { agentRowToWire } from '../views/agent-to-wire.js';
import { campaignLiveToWire } from '../views/campaign-to-wire.js';
import { engineToWire } from '../views/engine-to-wire.js';
import { limitToWire } from '../views/limit-to-wire.js';
import { queueToWire } from '../views/queue-to-wire.js';
import type { BlockedBoard } from './blocked-board.js';
import type { FailureBoard } from './failure-board.js';
import { nearestLimits } from './nearest-limits.js';

/** One row of the screen: the engine, a campaign, an agent, a limit or a queue of callers. */
export type RowKey = 'engine' | `c:${string}` | `a:${string}` | `l:${string}` | `q:${string}`;

export const campaignKey = (id: CampaignId): RowKey => `c:${id}`;
export const agentKey = (id: AgentId): RowKey => `a:${id}`;
export const queueKey = (id: QueueId): RowKey => `q:${id}`;

/** Reads rows as JSON text, so that a row is turned into text once, however many screens there are. */
export interface LiveRows {
  /** The row now, or null when it is gone. */
  textOf(key: RowKey): string | null;
  keys(withAgents: boolean): RowKey[];
}

/** What is counted beside the engine for each campaign. */
export interface CampaignBoards {
  readonly blocked: BlockedBoard;
  readonly failures: FailureBoard;
}

export function makeLiveRows(engine: EngineControl, boards: CampaignBoards): LiveRows {
  let views: readonly LimitView[] = [];
  let nearest: ReadonlyMap<string, LimitView> = new Map();
  const limits = (): ReadonlyMap<string, LimitView> => {
    const now = engine.limits();
    if (now !== views) {
      views = now;
      nearest = new Map(nearestLimits(now).map((view) => [view.id, view]));
    }
    return nearest;
  };
  return {
    textOf(key) {
      if (key === 'engine') {
        return JSON.stringify(engineToWire(engine.view(), engine.limits().length));
      }
      const id = key.slice(2);
      if (key.startsWith('c:')) {
        const view = engine.campaigns.view(id as CampaignId);
        return view === null ? null : JSON.stringify(campaignLiveToWire(view, boards));
      }
      if (key.startsWith('l:')) {
        const view = limits().get(id);
        return view === undefined ? null : JSON.stringify(limitToWire(view));
      }
      if (key.startsWith('q:')) {
        const view = engine.queues().find((queue) => queue.id === id);
        return view === undefined ? null : JSON.stringify(queueToWire(view));
      }
      const view = engine.agents.view(id as AgentId);
      return view === null ? null : JSON.stringify(agentRowToWire(view));
    },
    keys(withAgents) {
      const campaigns = engine.campaigns.views().map((view) => campaignKey(view.id));
      const agents = withAgents ? engine.agents.views().map((view) => agentKey(view.id)) : [];
      const shown = [...limits().keys()].map((limitId): RowKey => `l:${limitId}`);
      const queues = engine.queues().map((view) => queueKey(view.id));
      return ['engine', ...campaigns, ...shown, ...queues, ...agents];
    },
  };
}
