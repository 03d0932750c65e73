import type { AgentId } from '../../core/kernel/ids.js';
import type { Access } from '../auth/access.js';
import { notFound } from './not-found.js';

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
