import type { AgentRow } from '../../contract/agent-wire.js';
import type { CampaignLive } from '../../contract/campaign-wire.js';

/** The whole floor in a handful of figures; shares are null before anything was counted. */
export interface FloorSums {
  readonly logged: number;
  readonly talking: number;
  readonly free: number;
  readonly paused: number;
  readonly dialing: number;
  readonly dropToday: number | null;
  readonly dropNow: number | null;
  readonly dropMonth: number | null;
  /** The strictest of the campaigns at work. */
  readonly cap: number | null;
  readonly recentMinutes: number;
  readonly contacts: number;
}

const IN_FLIGHT = ['dialing', 'ringing', 'screening', 'waiting'] as const;

const share = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);

export function floorSums(agents: readonly AgentRow[], campaigns: readonly CampaignLive[]): FloorSums {
  const inState = (state: AgentRow['state']) => agents.filter((agent) => agent.state === state).length;
  const sum = (of: (row: CampaignLive) => number) => campaigns.reduce((total, row) => total + of(row), 0);
  const active = campaigns.filter(({ state }) => state === 'running' || state === 'draining');
  const month = active.flatMap(({ abandonment }) =>
    abandonment.windows.filter(({ hours }) => hours >= 24 * 30),
  );
  const monthDrops = month.reduce((total, { abandoned }) => total + abandoned, 0);
  const abandoned = sum(({ today }) => today.abandoned);
  const recentDrops = sum(({ abandonment }) => abandonment.recent.abandoned);
  return {
    logged: agents.length - inState('offline'),
    talking: inState('talking'),
    free: inState('available'),
    paused: inState('paused'),
    dialing: sum(({ calls }) => IN_FLIGHT.reduce((total, phase) => total + (calls[phase] ?? 0), 0)),
    dropToday: share(abandoned, abandoned + sum(({ today }) => today.connected)),
    dropNow: share(recentDrops, recentDrops + sum(({ abandonment }) => abandonment.recent.given)),
    dropMonth: share(monthDrops, monthDrops + month.reduce((total, { given }) => total + given, 0)),
    cap: active.length === 0 ? null : Math.min(...active.map(({ abandonCap }) => abandonCap)),
    recentMinutes: campaigns[0]?.abandonment.recent.minutes ?? 15,
    contacts: sum(({ contacts }) => contacts.ready),
  };
}
