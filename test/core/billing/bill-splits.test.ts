import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Bill } from '../../../src/core/billing/bill.js';
import type { BillingRow } from '../../../src/core/billing/billing-row.js';
import { compareBills } from '../../../src/core/billing/compare-bills.js';
import { exact, exactText, summed } from '../../../src/core/billing/exact.js';
import { presetWith } from '../../support/billing-presets.js';
import { activeRow, amounts, bill, inboundRow } from '../../support/billing-rows.js';

const WHOLE = presetWith('telemarketing-banco');
/** The same contract, whose periods run from the 16th to the 15th. */
const HALVES = presetWith('telemarketing-banco', { lastDay: 15 });
const COLLECTION = presetWith('telecobranca-banco');
const RUNS = { numRuns: 12, seed: 20_261_123 };

const date = (n: number): string => `2026-10-${String(n).padStart(2, '0')}`;
const at = fc
  .tuple(fc.integer({ min: 1, max: 31 }), fc.integer({ min: 0, max: 23 }))
  .map(([day, hour]) => `${date(day)} ${String(hour).padStart(2, '0')}:15:00`);
const service = fc.constantFrom('sac', 'atendimento');
/** By day and night, in time, late and given up. */
const call = fc
  .tuple(at, service, fc.option(fc.integer({ min: 0, max: 60 }), { freq: 4 }))
  .map(([when, name, waited]) => inboundRow({ at: when, service: name, waited }));
const log = fc.array(call, { minLength: 20, maxLength: 60 });
const volumes = ['sac', 'atendimento'].flatMap((name) =>
  Array.from({ length: 31 }, (_, n) => ({ service: name, day: date(n + 1), offered: (n * 3) % 7 })),
);
const FACTS = {
  ...{ milestones: {}, multimedia: [], volumes, measures: [], quality: [], complaints: [], history: [] },
  surveys: { services: [], notes: [] },
};

const daily = (made: Bill): Record<string, string> =>
  Object.fromEntries(Object.entries(amounts(made)).filter(([id]) => /\d{4}-\d\d-\d\d/.test(id)));
const charges = (made: Bill): Map<string, ReturnType<typeof exact>> =>
  new Map(
    made.lines
      .filter(({ id }) => !/\d{4}-\d\d-\d\d/.test(id))
      .map(({ id, inputs }) => [id, exact(inputs.find(({ name }) => name === 'quantidade')?.value ?? '0')]),
  );
const unpaid = ({ rows }: Bill): number => Object.values(rows.unpaid).reduce((sum, count) => sum + count, 0);

describe('a period that is split', () => {
  it('bills each day as the whole does, counts each call in one of its parts, and loses none', () => {
    let seen = 0;
    fc.assert(
      fc.property(log, (rows) => {
        const whole = bill(WHOLE, rows, FACTS, '2026-10');
        const parts = [bill(HALVES, rows, FACTS, '2026-10'), bill(HALVES, rows, FACTS, '2026-11')] as const;
        seen += Object.keys(daily(whole)).length;
        expect({ ...daily(parts[0]), ...daily(parts[1]) }).toEqual(daily(whole));
        const both = parts.map(charges);
        const ids = [...new Set(both.flatMap((one) => [...one.keys()]))].sort();
        expect(ids).toEqual([...charges(whole).keys()].sort());
        for (const [id, quantity] of charges(whole)) {
          const sum = summed(both.flatMap((one) => one.get(id) ?? []));
          expect(exactText(sum)).toBe(exactText(quantity));
        }
        expect(parts[0].rows.paid + parts[1].rows.paid).toBe(whole.rows.paid);
        expect(unpaid(parts[0]) + unpaid(parts[1])).toBe(unpaid(whole));
        expect(parts[0].rows.outside + parts[1].rows.outside).toBe(rows.length);
      }),
      RUNS,
    );
    expect(seen).toBeGreaterThan(50);
  });

  it('is the same from logs that are split at any place, in whatever order they are read', () => {
    fc.assert(
      fc.property(log, fc.nat(), (rows, place) => {
        const from = place % rows.length;
        const turned = [...rows.slice(from), ...rows.slice(0, from), ...rows.slice(from, from + 3)];
        expect(bill(WHOLE, turned, FACTS).hash).toBe(bill(WHOLE, rows, FACTS).hash);
      }),
      RUNS,
    );
  });
});

describe('a correction that comes late', () => {
  const words = fc.constantFrom('recado', 'sem_acordo', 'promessa', 'maquina');
  const talks = fc.array(
    fc.tuple(at, words).map(([when, word]) => activeRow(word, { at: when })),
    { minLength: 2, maxLength: 40 },
  );
  const none = { multimedia: [], balances: [], quality: [], measures: [], complaints: [] };
  const fixed = (row: BillingRow | undefined, disposition: string, day = '2026-12-20') => ({
    ...none,
    corrections: [
      {
        ...{ id: 'k1', attemptId: row?.attemptId ?? '', by: 'supervisora', reason: 'escuta da gravação' },
        ...{ at: `${day}T09:00:00-03:00`, disposition },
      },
    ],
  });
  const UNIT_OF = { recado: 'Qe', sem_acordo: 'Qc', promessa: 'Qc', maquina: '' } as const;

  it('moves the call from its old line to its new one, and changes no other', () => {
    fc.assert(
      fc.property(talks, fc.nat(), words, (rows, place, word) => {
        const wrong = rows[place % rows.length];
        const issued = bill(COLLECTION, rows, none);
        const now = bill(COLLECTION, rows, fixed(wrong, word));
        const touched = new Set<string>(
          [wrong?.disposition ?? '', word].map((one) => UNIT_OF[one as keyof typeof UNIT_OF]),
        );
        const others = (made: Bill) => made.lines.filter(({ step }) => !touched.has(step));
        expect(others(now)).toEqual(others(issued));
        expect(now.rows.paid + unpaid(now)).toBe(issued.rows.paid + unpaid(issued));
        const credit = compareBills(issued, now).lines.filter(({ kind }) => kind === 'credit').length;
        expect(credit).toBeLessThanOrEqual(1);
      }),
      RUNS,
    );
  });

  it('leaves the months before and after as they were, and says the same told sooner', () => {
    fc.assert(
      fc.property(talks, fc.nat(), words, (rows, place, word) => {
        const wrong = rows[place % rows.length];
        const other = activeRow('sem_acordo', { at: '2026-11-03 10:00:00' });
        const november = (facts: object) => bill(COLLECTION, [...rows, other], { ...facts }, '2026-11');
        const { lines, total, rows: counts, log: read } = november(none);
        const after = november(fixed(wrong, word));
        expect([after.lines, after.total, after.rows, after.log]).toEqual([lines, total, counts, read]);
        const sooner = bill(COLLECTION, rows, fixed(wrong, word, '2026-11-01'));
        expect(sooner.lines).toEqual(bill(COLLECTION, rows, fixed(wrong, word)).lines);
      }),
      RUNS,
    );
  });
});
