import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isoUtc } from '../../../src/core/kernel/iso-utc.js';

test('writes every instant as Date does, before 1970 and far ahead too', () => {
  fc.assert(
    fc.property(fc.integer({ min: -8_640_000_000_000_000, max: 8_640_000_000_000_000 }), (atMs) => {
      expect(isoUtc(atMs)).toBe(new Date(atMs).toISOString());
    }),
  );
});

test('writes fractions of a millisecond as Date does', () => {
  expect(isoUtc(1_768_305_600_000.7)).toBe('2026-01-13T12:00:00.000Z');
});
