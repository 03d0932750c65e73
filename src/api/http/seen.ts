import { CadenciaError } from '../../core/kernel/errors.js';
import type { AttemptId } from '../../core/kernel/ids.js';
import { type Access, seesCall } from '../auth/access.js';
import type { ApiDeps } from './api-deps.js';
import { notFound } from './not-found.js';

/** Refuses a call that is not his to see in the words of one that there is not. */
export async function requireSeenCall(
  { proof }: Pick<ApiDeps, 'proof'>,
  attemptId: AttemptId,
  access: Access,
): Promise<void> {
  const call = access.bounds === null ? null : await proof.callLog.find(attemptId);
  if (call !== null) {
    const { opening, result } = call.row;
    if (!seesCall(access, { campaignId: opening.campaignId, agentId: result.agentId })) {
      throw notFound('attempt', attemptId);
    }
  }
}

/** Files of the whole house are for those who see the whole house. */
export function requireWholeHouse({ bounds }: Access, what: string): void {
  if (bounds !== null) {
    throw new CadenciaError('DLR_AUTH_FORBIDDEN', {
      detail: `${what} is of all teams and campaigns, and you see your own; ask somebody who sees all.`,
    });
  }
}

/** True for a contract all of whose campaigns he sees: a bill is of the whole contract. */
export async function makeSeesContract(
  { campaigns }: Pick<ApiDeps, 'campaigns'>,
  access: Access,
): Promise<(contractId: string) => boolean> {
  if (access.bounds === null || access.bounds.campaignIds === null) {
    return () => true;
  }
  const all = (await campaigns.list()).map(({ settings }) => settings);
  return (contractId) => {
    const its = all.filter((campaign) => campaign.contractId === contractId);
    return its.length > 0 && its.every(({ id }) => access.seesCampaign(id));
  };
}

export async function requireSeenContract(
  deps: Pick<ApiDeps, 'campaigns'>,
  contractId: string,
  access: Access,
): Promise<void> {
  if (!(await makeSeesContract(deps, access))(contractId)) {
    throw notFound('contract', contractId);
  }
}
