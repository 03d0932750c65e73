import type { E164 } from '../kernel/ids.js';
import { parseBrazilianNumber } from '../numbering/brazilian-number.js';

/**
 * Who calls, as the network says it, or null where nobody can be called back at it: withheld, foreign, a service code, or
 * no number at all. Carriers write it with or without country code, trunk prefix and plus sign.
 */
export function callerNumber(shown: string): E164 | null {
  const verdict = parseBrazilianNumber(shown);
  return verdict.ok ? verdict.number.e164 : null;
}
