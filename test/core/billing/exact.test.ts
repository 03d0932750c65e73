import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  centavos,
  compared,
  exact,
  exactText,
  moneyText,
  over,
  parseExact,
  plus,
  times,
  truncated,
} from '../../../src/core/billing/exact.js';

const value = fc
  .tuple(fc.bigInt({ min: -(10n ** 12n), max: 10n ** 12n }), fc.bigInt({ min: 1n, max: 10n ** 6n }))
  .map(([above, below]) => over(exact(String(above)), exact(String(below))));

describe('exact numbers', () => {
  it.each([
    ['0.1', '0.1'],
    ['-12.340', '-12.34'],
    ['5%', '0.05'],
    ['-7.5%', '-0.075'],
    ['100', '100'],
    ['57.1276455968180', '57.127645596818'],
  ])('read %s as %s', (text, shown) => {
    expect(exactText(exact(text))).toBe(shown);
  });

  it.each(['', '1,5', '1.', '.5', '1e3', '+1', ' 1', '0x1', '1 %', 'Infinity'])(
    "do not read '%s'",
    (text) => {
      expect(parseExact(text)).toBeNull();
    },
  );

  it.each([
    ['94.999', '94.99'],
    ['94.99', '94.99'],
    ['-0.999', '-0.99'],
  ])('cut %s off to %s', (text, cut) => {
    expect(exactText(truncated(exact(text), 2))).toBe(cut);
  });

  it.each([
    ['0.005', '0.01'],
    ['0.0049999', '0.00'],
    ['-0.005', '-0.01'],
    ['2.675', '2.68'], // as a float it would be 2.67
    ['1.005', '1.01'], // as a float it would be 1.00
  ])('round %s to %s', (text, rounded) => {
    expect(moneyText(centavos(exact(text)))).toBe(rounded);
  });

  it('lose nothing: thirds add up to the whole', () => {
    const third = over(exact('1'), exact('3'));
    expect(exactText(third)).toBe('1/3');
    expect(exactText(plus(plus(third, third), third))).toBe('1');
  });

  it('keep the laws of arithmetic that floats break', () => {
    fc.assert(
      fc.property(value, value, value, (a, b, c) => {
        expect(plus(plus(a, b), c)).toEqual(plus(a, plus(b, c)));
        expect(times(a, plus(b, c))).toEqual(plus(times(a, b), times(a, c)));
        expect(compared(truncated(times(a, a), 2), times(a, a))).toBeLessThanOrEqual(0);
      }),
    );
  });
});
