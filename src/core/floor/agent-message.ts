import type { AgentId, CampaignId, GroupId } from '../kernel/ids.js';

/** Whom a supervisor writes to. */
export type MessageTarget =
  | { readonly kind: 'agent'; readonly id: AgentId }
  | { readonly kind: 'group'; readonly id: GroupId }
  | { readonly kind: 'campaign'; readonly id: CampaignId }
  | { readonly kind: 'all' };

/** A supervisor's words as one of the agents has them. */
export interface AgentMessage {
  /** Later ones have greater ones. */
  readonly id: number;
  readonly atMs: number;
  readonly from: string;
  readonly text: string;
  /** When the agent said that he had read it, or null. */
  readonly readMs: number | null;
}

/** A supervisor's words, and who of those they were for has read them. */
export interface SentMessage extends Omit<AgentMessage, 'readMs'> {
  readonly to: MessageTarget;
  readonly recipients: readonly { readonly agentId: AgentId; readonly readMs: number | null }[];
}
