import fc from 'fast-check';
import { parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { describe, expect, test } from 'vitest';
import { parseE164 } from '../../../src/core/kernel/ids.js';
import { dddOf, parseBrazilianNumber } from '../../../src/core/numbering/brazilian-number.js';
import { DDD_TABLE } from '../../../src/core/numbering/ddd-table.js';

const DDDS = Object.keys(DDD_TABLE);
const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((list) => list.join(''));
const national = fc.oneof(
  fc
    .tuple(fc.constantFrom(...DDDS), fc.constantFrom('9', '2', '3', '4', '5'), digits(7), digits(1))
    .map(([ddd, first, middle, last]) => `${ddd}${first}${middle}${first === '9' ? last : ''}`),
  digits(10),
  digits(11),
  fc.integer({ min: 7, max: 14 }).chain(digits),
);

const KINDS = { MOBILE: 'mobile', FIXED_LINE: 'fixed' } as const;

/** What the world's library says: mobile or fixed, or null for anything a campaign does not call. */
function libraryVerdict(text: string): { e164: string; kind: string } | null {
  const parsed = parsePhoneNumberFromString(text, 'BR');
  const kind = KINDS[parsed?.getType() as keyof typeof KINDS];
  return parsed?.isValid() === true && parsed.country === 'BR' && kind !== undefined
    ? { e164: parsed.number, kind }
    : null;
}

describe('Brazilian numbers', () => {
  test('whatever passes is valid for libphonenumber too, with the same number and kind', () => {
    fc.assert(
      fc.property(national, fc.constantFrom('', '+55', '+55 ', '0'), (number, prefix) => {
        const verdict = parseBrazilianNumber(`${prefix}${number}`);
        if (verdict.ok) {
          const { e164, kind } = verdict.number;
          expect(libraryVerdict(e164)).toEqual({ e164, kind });
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('whatever libphonenumber takes for mobile or fixed passes, but for eight-digit mobiles', () => {
    fc.assert(
      fc.property(national, (number) => {
        const library = libraryVerdict(number);
        const subscriber = library?.e164.slice(5) ?? '';
        const oldMobile = library?.kind === 'mobile' && subscriber.length === 8;
        if (library?.e164 === `+55${number}` && !oldMobile) {
          const verdict = parseBrazilianNumber(number);
          expect(verdict.ok && verdict.number).toMatchObject({ e164: library.e164, kind: library.kind });
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('each of the 67 area codes has numbers, for us and for libphonenumber; no other two digits have', () => {
    expect(DDDS).toHaveLength(67);
    for (let code = 0; code < 100; code++) {
      const ddd = String(code).padStart(2, '0');
      const known = DDDS.includes(ddd);
      expect([ddd, parseBrazilianNumber(`${ddd}987654321`).ok]).toEqual([ddd, known]);
      expect([ddd, libraryVerdict(`+55${ddd}987654321`) !== null]).toEqual([ddd, known]);
      expect(dddOf(parseE164(`+55${ddd}987654321`))).toBe(known ? ddd : '');
    }
  });

  test.each([
    '11987654321',
    '(11) 98765-4321',
    '011987654321',
    '5511987654321',
    '+55 11 98765-4321',
    '+55 (011) 98765-4321',
    '021 11 98765-4321',
    ' 11.98765.4321 ',
  ])('%s is +5511987654321', (text) => {
    const verdict = parseBrazilianNumber(text);
    expect(verdict.ok && verdict.number).toEqual({ e164: '+5511987654321', ddd: '11', kind: 'mobile' });
  });

  test('area code 55 is told from the country code 55', () => {
    const mobile = parseBrazilianNumber('55987654321');
    expect(mobile.ok && mobile.number.e164).toBe('+5555987654321');
    const fixed = parseBrazilianNumber('5532221234');
    expect(fixed.ok && fixed.number.e164).toBe('+555532221234');
    const both = parseBrazilianNumber('5555987654321');
    expect(both.ok && both.number.e164).toBe('+5555987654321');
  });

  test.each([
    ['', 'empty'],
    ['onze 98765', 'letters'],
    ['987654321', 'length'],
    ['20987654321', 'ddd'],
    ['1187654321', 'subscriber'],
    ['11912345', 'length'],
    ['0800 123 4567', 'non_geographic'],
    ['03001234567', 'non_geographic'],
    ['+1 212 555 0123', 'foreign'],
    ['1160000000', 'subscriber'],
  ])('%s is refused: %s', (text, problem) => {
    expect(parseBrazilianNumber(text)).toEqual({ ok: false, problem });
  });

  test('no text at all breaks the parser', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const verdict = parseBrazilianNumber(text);
        expect(verdict.ok ? libraryVerdict(verdict.number.e164) !== null : verdict.problem.length > 0).toBe(
          true,
        );
      }),
    );
  });
});
