import { type Policy, policyVersionOf } from '../../core/compliance/policy.js';
import { PRESETS } from '../../core/compliance/presets/find-preset.js';
import type { PolicyStore } from '../../ports/policy-store.js';

/**
 * Finds the policy of a version that rows name, a preset or an approved one, in force or not. A version never changes
 * once it is approved, so what was found is kept.
 */
export function makePolicySource(
  store: Pick<PolicyStore, 'listVersions'>,
): (version: string) => Promise<Policy | null> {
  const known = new Map(PRESETS.map((preset) => [policyVersionOf(preset), preset]));
  return async (version) => {
    if (!known.has(version) && version !== '') {
      for (const policy of await store.listVersions()) {
        known.set(policyVersionOf(policy), policy);
      }
    }
    return known.get(version) ?? null;
  };
}
