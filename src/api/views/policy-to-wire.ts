import type { z } from 'zod';
import type { PolicyItem, policyWholeWire } from '../../contract/policy-wire.js';
import type { PolicyDifference } from '../../core/compliance/compare-policies.js';
import type { PolicyListing } from '../../engine/policy-desk.js';

/** A version of a policy without its provisions. */
export function policyToWire({ policy, proposal, inForce }: PolicyListing): PolicyItem {
  return {
    id: policy.id,
    version: policy.version,
    title: policy.title,
    base: policy.base,
    state: proposal?.state ?? 'preset',
    inForce,
    validFrom: policy.validFrom,
    validTo: policy.validTo,
    replaces: proposal?.replaces ?? null,
    loosened: [...(proposal?.loosened ?? [])],
    reason: proposal?.reason ?? '',
    proposedBy: proposal?.proposedBy ?? null,
    proposedAtMs: proposal?.proposedAtMs ?? null,
    decidedBy: proposal?.decidedBy ?? null,
    decidedAtMs: proposal?.decidedAtMs ?? null,
    decidedWhy: proposal?.decidedWhy ?? '',
  };
}

/** A version of a policy with its provisions and what it changes. */
export function policyWholeToWire(
  listing: PolicyListing,
  differences: readonly PolicyDifference[],
): z.output<typeof policyWholeWire> {
  return {
    ...policyToWire(listing),
    policy: { ...listing.policy },
    differences: differences.map((one) => ({
      ...one,
      parameters: one.parameters.map((each) => ({ ...each })),
    })),
  };
}
