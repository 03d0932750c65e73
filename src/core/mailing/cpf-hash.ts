import type { Digest } from '../call-log/call-log-chain.js';

/**
 * The only form in which a CPF is kept: HMAC-SHA-256 with the installation's key over its eleven digits. A plain
 * hash would not do: the 10^9 possible CPFs are tried in minutes.
 */
export function cpfHash(digits: string, installationKeyHex: string, digest: Digest): string {
  if (!/^\d{11}$/.test(digits)) {
    throw new RangeError('A CPF is hashed as its eleven digits');
  }
  return digest.hmacSha256(installationKeyHex, digits);
}
