import { z } from 'zod';
import { atMsWire, policyIdWire, policyVersionWire } from './wire-ids.js';

/** A version of a policy with how it came to be; docs/reference/policy.md describes the policy itself. */
const policyShape = {
  id: policyIdWire,
  version: policyVersionWire,
  title: z.string(),
  base: z.string().nullable().describe('The preset it came from; null for the default one'),
  state: z.enum(['preset', 'proposed', 'approved', 'rejected']),
  inForce: z.boolean().describe('The version that holds today (Brasília)'),
  validFrom: z.string(),
  validTo: z.string().nullable(),
  replaces: z.string().nullable().describe('The version approved last when it was proposed, as id@version'),
  loosened: z.array(z.string()).describe('Provisions that are not law and become looser'),
  reason: z.string(),
  proposedBy: z.string().nullable(),
  proposedAtMs: atMsWire.nullable(),
  decidedBy: z.string().nullable(),
  decidedAtMs: atMsWire.nullable(),
  decidedWhy: z.string(),
};

export const policyItemWire = z.object(policyShape).meta({ id: 'PolicyVersion' });
export type PolicyItem = z.output<typeof policyItemWire>;

export const policyListWire = z.object({ items: z.array(policyItemWire) }).meta({ id: 'PolicyList' });

const parameterWire = z.union([z.number(), z.boolean(), z.string(), z.null()]);

export const policyWholeWire = z
  .object({
    ...policyShape,
    policy: z
      .record(z.string(), z.unknown())
      .describe('The whole policy; the gate and `cadencia audit` read it'),
    differences: z.array(
      z.object({
        key: z.string().describe('The provision'),
        source: z.string().describe('Act and article'),
        what: z.enum(['added', 'left_out', 'changed']),
        parameters: z.array(z.object({ name: z.string(), from: parameterWire, to: parameterWire })),
      }),
    ),
  })
  .meta({ id: 'Policy' });

export const policyProposeWire = z
  .strictObject({
    policy: z.record(z.string(), z.unknown()).describe('The content of a policy file'),
    reason: z.string().trim().min(1).max(1000).describe('Why the change is made'),
  })
  .meta({ id: 'PolicyPropose' });

export const policyDecideWire = z
  .strictObject({ why: z.string().max(1000).default('').describe('Kept with the decision') })
  .meta({ id: 'PolicyDecide' });
