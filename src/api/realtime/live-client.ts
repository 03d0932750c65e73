import type { AgentId, CampaignId } from '../../core/kernel/ids.js';
import type { Access } from '../auth/access.js';

/** What the hub needs of a socket; `ws` has it. */
export interface LiveSocket {
  send(text: string): void;
  close(code: number, reason: string): void;
  /** Bytes that wait for the network. */
  readonly bufferedAmount: number;
}

/** The agents and campaigns a screen may be sent. */
export interface LiveScope {
  readonly key: string;
  sees(agentId: AgentId): boolean;
  seesCampaign(campaignId: CampaignId): boolean;
}

/** Null for who sees everything. */
export function liveScopeOf({ person, teamIds, sees, seesCampaign }: Access): LiveScope | null {
  return teamIds === null ? null : { key: `${person} ${teamIds.join(' ')}`, sees, seesCampaign };
}

/** A screen that listens. */
export interface LiveClient {
  readonly socket: LiveSocket;
  readonly agentId: AgentId | null;
  /** Who is shown persons in clear; null: everybody is masked. */
  readonly clearFor: string | null;
  /** Whose agents he is sent; null: everybody's. Screens of the same `key` are sent the same. */
  readonly scope: LiveScope | null;
  /** Too slow: gets no deltas until its buffer is empty again, then a fresh snapshot. */
  behindSinceMs: number | null;
  /** The own agent as last sent. */
  agentText: string;
}

/** Above this a client is too slow for deltas. */
export const MOST_BUFFERED_BYTES = 1 << 20;
/** Below this a slow client may have a fresh snapshot. */
export const DRAINED_BYTES = 1 << 16;
