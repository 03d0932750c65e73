import type { FloorFigure, FloorMetric } from '../../core/floor/floor-threshold.js';
import { DAY, HOUR, SECOND } from '../../core/kernel/time.js';
import type { AgentView, CampaignView, EngineControl } from '../../engine/engine-control.js';

/** Fewer people or calls than this say nothing about a share. */
const LEAST_COUNT = 20;
/** Agents whose shift has not begun, or is over, are on no share of the floor. */
const AWAY: ReadonlySet<string> = new Set(['offline', 'connecting']);

/** The figures that thresholds are held against, of each campaign at work and of each queue. */
export function floorFigures(
  engine: Pick<EngineControl, 'agents' | 'campaigns' | 'queues'>,
  nowMs: number,
): readonly FloorFigure[] {
  const agents = engine.agents.views().filter(({ state }) => !AWAY.has(state));
  const campaigns = engine.campaigns
    .views()
    .filter(({ state }) => state === 'running' || state === 'draining');
  return [
    ...campaigns.flatMap((campaign) => ofCampaign(campaign, agents, nowMs)),
    ...engine
      .queues()
      .flatMap(({ id, longestSinceMs }) =>
        figure('queue_wait_s', id, longestSinceMs === null ? null : (nowMs - longestSinceMs) / SECOND),
      ),
  ];
}

function figure(metric: FloorMetric, scope: string, value: number | null): FloorFigure[] {
  return value === null || !Number.isFinite(value) ? [] : [{ metric, scope, value }];
}

function ofCampaign(
  campaign: CampaignView,
  floor: readonly AgentView[],
  nowMs: number,
): readonly FloorFigure[] {
  const { id, today, contacts, hopper, abandonment } = campaign;
  const agents = floor.filter(({ campaignIds }) => campaignIds.includes(id));
  const longest = (state: AgentView['state']): number | null => {
    const since = agents.filter((agent) => agent.state === state).map(({ sinceMs }) => sinceMs);
    return since.length === 0 ? null : (nowMs - Math.min(...since)) / SECOND;
  };
  const paused = agents.filter(({ state }) => state === 'paused').length;
  const people = today.connected + today.abandoned;
  const month = abandonment.windows.find(({ hours }) => hours * HOUR >= 30 * DAY);
  return [
    ...figure('drop_today', id, people < LEAST_COUNT ? null : today.abandoned / people),
    ...figure('drop_30_days', id, month === undefined || month.marked ? null : month.share),
    ...figure('paused_share', id, agents.length === 0 ? null : paused / agents.length),
    ...figure('longest_pause_s', id, longest('paused')),
    ...figure('longest_idle_s', id, longest('available')),
    ...figure('longest_talk_s', id, longest('talking')),
    ...figure('contacts_ready', id, contacts.ready + hopper),
  ];
}
