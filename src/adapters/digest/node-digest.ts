import { hash } from 'node:crypto';
import type { Digest } from '../../core/call-log/call-log-chain.js';

/** Bytes of a block of SHA-256 and of its digest. */
const BLOCK = 64;
const DIGEST = 32;
const INNER_PAD = 0x36;
const OUTER_PAD = 0x5c;

/** One key's two padded blocks (RFC 2104), each with room for what follows it. */
class HmacKey {
  readonly keyHex: string;
  readonly #outer = Buffer.alloc(BLOCK + DIGEST);
  #inner = Buffer.alloc(BLOCK + 256);

  constructor(keyHex: string) {
    this.keyHex = keyHex;
    const given = Buffer.from(keyHex, 'hex');
    const key = given.length > BLOCK ? Buffer.from(hash('sha256', given, 'hex'), 'hex') : given;
    for (let i = 0; i < BLOCK; i++) {
      this.#inner[i] = (key[i] ?? 0) ^ INNER_PAD;
      this.#outer[i] = (key[i] ?? 0) ^ OUTER_PAD;
    }
  }

  sign(text: string): string {
    // A UTF-16 unit becomes at most three bytes.
    const most = BLOCK + 3 * text.length;
    if (this.#inner.length < most) {
      this.#inner = Buffer.concat([this.#inner.subarray(0, BLOCK)], most);
    }
    const end = BLOCK + this.#inner.write(text, BLOCK, 'utf8');
    this.#outer.write(hash('sha256', this.#inner.subarray(0, end), 'hex'), BLOCK, 'hex');
    return hash('sha256', this.#outer, 'hex');
  }
}

let lastKey = new HmacKey('');

/** SHA-256 by Node's own OpenSSL, in one call each: a `Hmac` object costs more than what it computes. */
export const nodeDigest: Digest = {
  sha256: (text) => hash('sha256', text, 'hex'),
  hmacSha256: (keyHex, text) => {
    // A row signs four values with one salt.
    if (lastKey.keyHex !== keyHex) {
      lastKey = new HmacKey(keyHex);
    }
    return lastKey.sign(text);
  },
};
