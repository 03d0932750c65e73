import { CadenciaError } from '../kernel/errors.js';
import type { Disposition } from '../outcome/disposition.js';
import type { FactEntry } from './fact-entries.js';

export const CORRECTION_STATES = ['proposed', 'confirmed', 'rejected'] as const;
export type CorrectionState = (typeof CORRECTION_STATES)[number];

/** Another class for a call that was closed: one person proposes it, a second one confirms it. The row stays. */
export interface CorrectionProposal {
  readonly id: string;
  readonly contractId: string;
  readonly attemptId: string;
  readonly disposition: Disposition;
  readonly reason: string;
  readonly state: CorrectionState;
  readonly proposedBy: string;
  readonly proposedAtMs: number;
  readonly decidedBy: string | null;
  readonly decidedAtMs: number | null;
  readonly decidedWhy: string;
}

export interface CorrectionDecision {
  readonly confirm: boolean;
  readonly by: string;
  readonly why: string;
}

/** The proposal as decided; confirming one's own, or one's own call, is refused. Whoever proposed it may take it back. */
export function decideCorrection(
  proposal: CorrectionProposal,
  { confirm, by, why }: CorrectionDecision,
  agentId: string,
  nowMs: number,
): CorrectionProposal {
  if (proposal.state !== 'proposed') {
    throw new CadenciaError('DLR_STATE_CONFLICT', {
      detail: `Correction '${proposal.id}' is ${proposal.state} already; propose another one.`,
      fields: { correction: proposal.id, state: proposal.state },
    });
  }
  if (confirm && (by === proposal.proposedBy || by === agentId)) {
    throw new CadenciaError('DLR_POLICY_FOUR_EYES', {
      detail: `Correction '${proposal.id}' was proposed by ${proposal.proposedBy}; somebody else, who is not the agent of the call, has to confirm it.`,
      fields: { correction: proposal.id },
    });
  }
  const state = confirm ? 'confirmed' : 'rejected';
  return { ...proposal, state, decidedBy: by, decidedAtMs: nowMs, decidedWhy: why };
}

/** A confirmed correction as a fact of the bill: of the person who proposed it, from the moment it was confirmed. */
export function factOfCorrection(proposal: CorrectionProposal): FactEntry {
  const { id, attemptId, proposedBy, decidedAtMs, reason, disposition } = proposal;
  return {
    list: 'corrections',
    key: id,
    fact: {
      id,
      attemptId,
      by: proposedBy,
      at: new Date(decidedAtMs ?? 0).toISOString(),
      reason,
      disposition,
    },
  };
}
