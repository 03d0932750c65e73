import type { Role } from '../../core/access/role.js';
import type { AgentId } from '../../core/kernel/ids.js';

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
  /** A person's session; null for a token. */
  readonly session: { readonly hash: string; readonly userId: string; readonly mustChange: boolean } | null;
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
  session: null,
};
