import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CallFates } from '../../../src/core/billing/call-fates.js';
import { DISPOSITIONS, type Disposition } from '../../../src/core/outcome/disposition.js';
import { presetWith } from '../../support/billing-presets.js';
import { activeRow, bill, billAndFates, many, rowWith, unansweredRow } from '../../support/billing-rows.js';

const CONTRACT = presetWith('telecobranca-banco');
const FACTS = { multimedia: [], balances: [], quality: [], measures: [], complaints: [] };
const WORDS = Object.keys(DISPOSITIONS) as Disposition[];
const AT = '2026-10-05 10:00:00';

const log = fc.array(
  fc.oneof(
    fc.constantFrom(...WORDS).map((word) => activeRow(word, { at: AT })),
    fc
      .constantFrom('busy' as const, 'no_answer' as const, 'abandoned' as const)
      .map((why) => unansweredRow(why, { at: AT })),
  ),
  { minLength: 1, maxLength: 60 },
);

describe('what became of the calls of a period', () => {
  it('has each call of the period once, as often as the bill counts it, and no call of another', () => {
    fc.assert(
      fc.property(log, fc.array(fc.nat(), { maxLength: 6 }), (rows, picks) => {
        const picked = [...new Set(picks.map((n) => rows[n % rows.length]?.attemptId ?? ''))];
        const [disputed, transferred] = [picked.slice(0, 3), picked.slice(3)];
        const facts = {
          ...FACTS,
          disputes: disputed.map((attemptId) => ({
            attemptId,
            by: 'banco',
            at: '2026-11-03T10:00:00-03:00',
            reason: 'x',
          })),
          transfers: transferred.map((to, n) => ({ from: `gone${n}`, to })),
        };
        // Two rows of one try: the lesser is not paid.
        const again = rows.slice(0, 4).map((one) => rowWith(one, { attemptId: `${one.attemptId}b` }));
        const others = [
          ...rows.slice(0, 3).map((one) => rowWith(one, { contractId: 'c2' })),
          ...rows.slice(0, 3).map((one) => rowWith(one, { startMs: one.startMs - 90 * 86_400_000 })),
        ];
        const whole = [...rows, ...again];
        const { made, fates } = billAndFates(CONTRACT, [...others, ...whole, ...rows], facts);
        const all = fates.fates().flatMap((fate) => fates.of(fate));
        expect([...all].sort()).toEqual(whole.map(({ attemptId }) => attemptId).sort());
        expect(Object.fromEntries(fates.fates().map((fate) => [fate, fates.of(fate).length]))).toEqual({
          ...(made.rows.paid === 0 ? {} : { billed: made.rows.paid }),
          ...made.rows.unpaid,
        });
        const backwards = billAndFates(CONTRACT, [...whole].reverse(), facts).fates;
        for (const fate of fates.fates()) {
          expect(backwards.of(fate)).toEqual(fates.of(fate));
        }
      }),
      { numRuns: 40, seed: 20_261_123 },
    );
  });

  it('changes nothing of the bill, to the hash', () => {
    const rows = many(30, (n) => activeRow(WORDS[n % WORDS.length] as Disposition, { at: AT }));
    expect(billAndFates(CONTRACT, rows, FACTS).made).toEqual(bill(CONTRACT, rows, FACTS));
  });

  it('keeps more calls than it packs into one text', () => {
    const fates = new CallFates();
    const ids = many(2345, (n) => `call-${String(n).padStart(5, '0')}`);
    for (const id of [...ids].reverse()) {
      fates.add('busy', id);
    }
    expect(fates.of('busy')).toEqual(ids);
    expect(fates.of('silence')).toEqual([]);
    expect(fates.fates()).toEqual(['busy']);
  });
});
