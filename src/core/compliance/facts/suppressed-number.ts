import type { Digest } from '../../call-log/call-log-chain.js';

/**
 * What stands for the number of an erased person in an opt-out: '#' and HMAC-SHA-256 with the installation's key. A plain
 * hash would not do: all Brazilian numbers are tried in seconds.
 */
export function suppressedNumber(phone: string, installationKeyHex: string, digest: Digest): string {
  return `#${digest.hmacSha256(installationKeyHex, phone)}`;
}
