import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nodeDigest } from '../../../src/adapters/digest/node-digest.js';

const texts = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 400 }),
  fc.string({ unit: 'binary', maxLength: 400 }),
);
const keys = fc.uint8Array({ maxLength: 130 }).map((bytes) => Buffer.from(bytes).toString('hex'));

test('signs every text with every key, one after the other, as OpenSSL does', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(keys, fc.array(texts, { maxLength: 4 })), { maxLength: 4 }), (rows) => {
      for (const [key, values] of rows) {
        for (const value of values) {
          const expected = createHmac('sha256', Buffer.from(key, 'hex')).update(value, 'utf8').digest('hex');
          expect(nodeDigest.hmacSha256(key, value)).toBe(expected);
        }
      }
    }),
  );
});

test('matches the published HMAC-SHA-256 of RFC 4231, test case 2', () => {
  const key = Buffer.from('Jefe').toString('hex');
  expect(nodeDigest.hmacSha256(key, 'what do ya want for nothing?')).toBe(
    '5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843',
  );
});

test('hashes every text as OpenSSL does', () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(nodeDigest.sha256(text)).toBe(createHash('sha256').update(text, 'utf8').digest('hex'));
    }),
  );
});
