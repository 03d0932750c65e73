import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import type { SecretBox } from '../../ports/secret-box.js';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** What is sealed; each has a key of its own, derived from the installation's (HKDF, RFC 5869). */
export type SealedThing = 'second factor' | 'feeds' | 'sign-in';

/** AES-256-GCM under a key of the installation, with the owner as additional data. */
export function makeSecretBox(installationKeyHex: string, thing: SealedThing = 'second factor'): SecretBox {
  const key = Buffer.from(
    hkdfSync('sha256', Buffer.from(installationKeyHex, 'hex'), '', `cadencia ${thing}`, 32),
  );
  return {
    seal(text, owner) {
      const nonce = randomBytes(NONCE_BYTES);
      const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(Buffer.from(owner));
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), body]).toString('base64url');
    },
    open(sealed, owner) {
      const bytes = Buffer.from(sealed, 'base64url');
      const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
        .setAAD(Buffer.from(owner))
        .setAuthTag(bytes.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES));
      const body = bytes.subarray(NONCE_BYTES + TAG_BYTES);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    },
  };
}
