import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** Seals what must be read again but not by who reads the database: AES-256-GCM, bound to whom it belongs to. */
export interface SecretBox {
  seal(text: string, owner: string): string;
  /** Throws when it was changed, moved to another owner, or sealed by another installation. */
  open(sealed: string, owner: string): string;
}

export function makeSecretBox(installationKeyHex: string): SecretBox {
  const key = Buffer.from(
    hkdfSync('sha256', Buffer.from(installationKeyHex, 'hex'), '', 'cadencia second factor', 32),
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
