import type { CallMode } from '../call-log/call-log-row.js';
import type { Purpose, Sector } from '../campaign/campaign.js';
import { ANY, type RuleScope } from './policy.js';

/** What of a call decides whom a rule binds. */
export interface CallScope {
  readonly purpose: Purpose;
  readonly sector: Sector;
  readonly mode: CallMode;
  readonly ufs: readonly string[];
}

/** True when the scope reaches the call; one of several possible states is enough. */
export function binds(scope: RuleScope, call: CallScope): boolean {
  const { ufs, purposes, sectors, modes } = scope;
  return (
    (purposes === ANY || purposes.includes(call.purpose) || scope.alsoPurposes.includes(call.purpose)) &&
    (ufs === ANY || call.ufs.some((uf) => ufs.includes(uf))) &&
    (sectors === ANY || sectors.includes(call.sector)) &&
    (modes === ANY || modes.includes(call.mode))
  );
}
