import type { Role } from '../../core/access/role.js';
import type { AgentId, CampaignId } from '../../core/kernel/ids.js';

/** The part of the house that somebody may look at. */
export interface Bounds {
  /** Null: all. */
  readonly campaignIds: readonly CampaignId[] | null;
  /** Null: all. */
  readonly agentIds: readonly AgentId[] | null;
}

/** True for a call of a campaign he sees that no agent of others had. */
export function seesCall(
  access: Pick<Access, 'bounds' | 'seesCampaign'>,
  { campaignId, agentId }: { readonly campaignId: CampaignId | ''; readonly agentId: AgentId | null },
): boolean {
  const agents = access.bounds?.agentIds ?? null;
  return access.seesCampaign(campaignId) && (agentId === null || agents === null || agents.includes(agentId));
}

/** The bounds as a query has them: what is not bounded is left out. */
export function boundsOf({ bounds }: Pick<Access, 'bounds'>): {
  readonly campaignIds?: readonly CampaignId[];
  readonly agentIds?: readonly AgentId[];
} {
  const { campaignIds = null, agentIds = null } = bounds ?? {};
  return {
    ...(campaignIds === null ? {} : { campaignIds }),
    ...(agentIds === null ? {} : { agentIds }),
  };
}

/** Who stands behind a request or a socket, and over whom he may look. */
export interface Access {
  /** The name his acts bear. */
  readonly person: string;
  readonly role: Role;
  /** For logs: a token's id, or `user:` and the user's. */
  readonly key: string;
  /** The agent he is, or null. */
  readonly agentId: AgentId | null;
  /** His teams, or null for all. */
  readonly teamIds: readonly string[] | null;
  /** True for agents of his teams, and for himself. Follows changes of teams at once. */
  sees(agentId: AgentId): boolean;
  /** True for campaigns his teams work on, or that are the creditor's he looks for. */
  seesCampaign(campaignId: CampaignId | ''): boolean;
  /** What lists are held to; null: to nothing. */
  readonly bounds: Bounds | null;
  /** A person's session; null for a token. */
  readonly session: {
    readonly hash: string;
    readonly userId: string;
    readonly mustChange: boolean;
    /** The provider of identities let him in, not his password. */
    readonly byProvider: boolean;
  } | null;
}

const EVERYBODY = (): boolean => true;

/** The access of a token: no team bounds it. */
export function accessOfToken(token: {
  readonly id: string;
  readonly label: string;
  readonly role: Role;
}): Access {
  return {
    person: token.label,
    role: token.role,
    key: token.id,
    agentId: null,
    teamIds: null,
    sees: EVERYBODY,
    seesCampaign: EVERYBODY,
    bounds: null,
    session: null,
  };
}

/** What a request has before anybody looked at it, and on open routes. */
export const NOBODY: Access = {
  person: '',
  role: 'viewer',
  key: '',
  agentId: null,
  teamIds: [],
  sees: () => false,
  seesCampaign: () => false,
  bounds: { campaignIds: [], agentIds: [] },
  session: null,
};
