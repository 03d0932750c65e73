import { countOf, type LaneFacts, laneFacts } from './pacing-bounds.js';
import type { PacedAgent, PacedCall, PacingObservation } from './pacing-strategy.js';

/** Weights beyond these are mistakes, and would overflow what is divided by them. */
const SMALLEST_WEIGHT = 0.001;
const LARGEST_WEIGHT = 1000;

/** One campaign of the pool as it stands. */
export interface PoolCampaign {
  readonly cap: number;
  /** Part of the agents' time it is to get, relative to the others. */
  readonly weight: number;
  readonly calls: readonly PacedCall[];
  readonly connectedToday: number;
  readonly abandonedToday: number;
  readonly contactsReady: number;
  /** How many more of its people may meet no agent; left out where no rule says. */
  readonly spareDrops?: number | undefined;
  readonly seen: readonly PacingObservation[];
}

/** A pool as it stands. */
export interface PoolSnapshot {
  readonly idleAgents: number;
  readonly busyAgents: readonly PacedAgent[];
  readonly freeChannels: number;
  readonly cpsRoom: number;
  readonly msLeftToday: number | null;
  readonly campaigns: ReadonlyMap<string, PoolCampaign>;
  /** What was learned of the agents. */
  readonly seen: readonly PacingObservation[];
}

/** The weight of a campaign, within reason. */
export function weightOf(campaign: PoolCampaign): number {
  const { weight } = campaign;
  return weight > 0 ? Math.min(LARGEST_WEIGHT, Math.max(SMALLEST_WEIGHT, weight)) : 1;
}

/** The counts of a lane, for the pool as a whole. */
export function poolFacts(snapshot: PoolSnapshot): LaneFacts {
  const campaigns = [...snapshot.campaigns.values()];
  return laneFacts({
    idleAgents: snapshot.idleAgents,
    busyAgents: snapshot.busyAgents,
    calls: campaigns.flatMap(({ calls }) => calls),
    connectedToday: campaigns.reduce((sum, { connectedToday }) => sum + countOf(connectedToday), 0),
    abandonedToday: campaigns.reduce((sum, { abandonedToday }) => sum + countOf(abandonedToday), 0),
    freeChannels: snapshot.freeChannels,
    cpsRoom: snapshot.cpsRoom,
    contactsReady: campaigns.reduce((sum, { contactsReady }) => sum + countOf(contactsReady), 0),
    msLeftToday: snapshot.msLeftToday,
  });
}
