import { createHash, createHmac } from 'node:crypto';
import type { Digest } from '../../core/call-log/call-log-chain.js';

/** SHA-256 by Node's own OpenSSL. */
export const nodeDigest: Digest = {
  sha256: (text) => createHash('sha256').update(text, 'utf8').digest('hex'),
  hmacSha256: (keyHex, text) =>
    createHmac('sha256', Buffer.from(keyHex, 'hex')).update(text, 'utf8').digest('hex'),
};
