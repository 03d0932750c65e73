import { CadenciaError } from '../kernel/errors.js';
import { DAY } from '../kernel/time.js';
import { type Policy, policyVersionOf } from './policy.js';

export const PROPOSAL_STATES = ['proposed', 'approved', 'rejected'] as const;
export type ProposalState = (typeof PROPOSAL_STATES)[number];

/** A change of policy, kept for ever: who asked for it and why, and who else agreed. */
export interface PolicyProposal {
  readonly id: string;
  readonly state: ProposalState;
  /** The version in force when it was made, or null when there was none. */
  readonly replaces: string | null;
  readonly policy: Policy;
  /** Provisions that are not law and become looser. */
  readonly loosened: readonly string[];
  readonly reason: string;
  readonly proposedBy: string;
  readonly proposedAtMs: number;
  readonly decidedBy: string | null;
  readonly decidedAtMs: number | null;
  /** What the one who decided had to say, or ''. */
  readonly decidedWhy: string;
}

/** A proposal that nobody decided in this time has to be made anew: what it replaces may have changed. */
export const PROPOSAL_LIFE_MS = 30 * DAY;

/** A new proposal; a reason is part of it. */
export function proposePolicy(
  proposal: Pick<PolicyProposal, 'id' | 'replaces' | 'policy' | 'loosened' | 'reason' | 'proposedBy'>,
  nowMs: number,
): PolicyProposal {
  if (proposal.reason.trim() === '' || proposal.proposedBy.trim() === '') {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: 'A change of policy needs a reason and the person who proposes it',
    });
  }
  return {
    ...proposal,
    state: 'proposed',
    proposedAtMs: nowMs,
    decidedBy: null,
    decidedAtMs: null,
    decidedWhy: '',
  };
}

/**
 * Approves or rejects a proposal. The one who decides is never the one who proposed; a policy replaced in the
 * meantime, or a proposal too old, is refused.
 */
export function decideProposal(
  proposal: PolicyProposal,
  decision: {
    readonly approve: boolean;
    readonly decidedBy: string;
    readonly why?: string;
    readonly inForce: Policy | null;
  },
  nowMs: number,
): PolicyProposal {
  const conflict = (detail: string): never => {
    throw new CadenciaError('DLR_STATE_CONFLICT', { detail, fields: { proposal: proposal.id } });
  };
  if (proposal.state !== 'proposed') {
    conflict(`The proposal is ${proposal.state} already`);
  }
  const same = decision.decidedBy.trim().toLowerCase() === proposal.proposedBy.trim().toLowerCase();
  if (decision.decidedBy.trim() === '' || (same && decision.approve)) {
    throw new CadenciaError('DLR_POLICY_FOUR_EYES', {
      detail: 'Another person than the one who proposed the change has to approve it',
      fields: { proposal: proposal.id },
    });
  }
  const inForce = decision.inForce === null ? null : policyVersionOf(decision.inForce);
  if (decision.approve && inForce !== proposal.replaces) {
    conflict(`The policy in force is ${inForce ?? 'none'} by now. Propose the change anew`);
  }
  if (decision.approve && nowMs - proposal.proposedAtMs > PROPOSAL_LIFE_MS) {
    conflict('The proposal is older than 30 days. Propose the change anew');
  }
  return {
    ...proposal,
    state: decision.approve ? 'approved' : 'rejected',
    decidedBy: decision.decidedBy,
    decidedAtMs: nowMs,
    decidedWhy: decision.why?.trim() ?? '',
  };
}
