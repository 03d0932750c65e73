/** The part of a chain's digests that commitments are made with. */
interface Signer {
  hmacSha256(keyHex: string, text: string): string;
}

/**
 * Stands in place of the salt of an erased person: the personal values beside it are their commitments already, so the
 * row still shows that it was not changed, and nobody can try out values against it.
 */
export const ERASED_SALT = 'erased';

/** What a hash covers of a personal value: HMAC(salt of the person, value), or what an erasure left of it. */
export function commitmentOf(value: string, salt: string, signer: Signer): string {
  return salt === ERASED_SALT ? value : signer.hmacSha256(salt, value);
}
