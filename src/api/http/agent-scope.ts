import type { AgentId } from '../../core/kernel/ids.js';
import type { Access } from '../auth/access.js';
import type { ApiDeps } from './api-deps.js';
import { notFound } from './not-found.js';

/** The agents whose calls he may look at, or null for everybody's, those of no agent too. */
export async function agentsInScope(
  { agents }: Pick<ApiDeps, 'agents'>,
  { teamIds, sees }: Access,
): Promise<readonly AgentId[] | null> {
  return teamIds === null ? null : (await agents.list()).map(({ id }) => id).filter((id) => sees(id));
}

/** True for what is of an agent he may look at. */
export function inScope({ teamIds, sees }: Access, agentId: AgentId | null): boolean {
  return teamIds === null || (agentId !== null && sees(agentId));
}

/** What is of an agent of another team is as unknown as what there is not. */
export function requireInScope(access: Access, agentId: AgentId | null, what: string, id: string): void {
  if (!inScope(access, agentId)) {
    throw notFound(what, id);
  }
}
