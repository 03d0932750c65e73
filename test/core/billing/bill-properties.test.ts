import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nodeDigest } from '../../../src/adapters/digest/node-digest.js';
import { isWholeBill } from '../../../src/core/billing/bill-of.js';
import { reconciliationOf } from '../../../src/core/billing/bill-rows.js';
import type { BillingRow } from '../../../src/core/billing/billing-row.js';
import { compareBills } from '../../../src/core/billing/compare-bills.js';
import { compared, exact, exactText, plus, summed, times } from '../../../src/core/billing/exact.js';
import { DISPOSITIONS, type Disposition } from '../../../src/core/outcome/disposition.js';
import { presetDocument, presetWith } from '../../support/billing-presets.js';
import { activeRow, amounts, bill, inboundRow, rowWith, unansweredRow } from '../../support/billing-rows.js';

const CONTRACT = presetWith('telecobranca-banco');
const WORDS = Object.keys(DISPOSITIONS) as Disposition[];
const FACTS = {
  multimedia: [],
  balances: [
    { client: 'c', portfolio: 'PF', day: '2026-10-01', balance: '900.10' },
    { client: 'c', portfolio: 'PF', day: '2026-10-20', balance: '333.03' },
  ],
  quality: [{ period: '2026-10', group: 'demais', score: '96' }],
  measures: [{ of: 'registros', day: '2026-10-30', numerator: 97, denominator: 100 }],
  complaints: [],
};

const RUNS = { numRuns: 25, seed: 20_261_122 };

const day = fc.integer({ min: 1, max: 31 }).map((n) => `2026-10-${String(n).padStart(2, '0')}`);
const at = fc
  .tuple(day, fc.integer({ min: 0, max: 23 }))
  .map(([date, hour]) => `${date} ${String(hour).padStart(2, '0')}:15:00`);
const active = fc.tuple(at, fc.constantFrom(...WORDS)).map(([when, word]) => activeRow(word, { at: when }));
const row = fc.oneof(
  { weight: 5, arbitrary: active },
  {
    weight: 2,
    arbitrary: fc
      .tuple(at, fc.constantFrom('busy' as const, 'no_answer' as const, 'abandoned' as const))
      .map(([when, reason]) => unansweredRow(reason, { at: when })),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(at, fc.option(fc.integer({ min: 0, max: 60 })))
      .map(([when, waited]) => inboundRow({ at: when, waited })),
  },
);
const log = fc.array(row, { minLength: 1, maxLength: 60 });

const quantity = (made: ReturnType<typeof bill>) =>
  summed(
    made.lines.flatMap(({ inputs }) =>
      inputs.filter(({ name }) => name === 'quantidade').map(({ value }) => exact(value)),
    ),
  );

describe('a bill', () => {
  it('is the same however often it is made, and whatever the order of the rows', () => {
    fc.assert(
      fc.property(
        log.chain((rows) =>
          fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
        ),
        ([rows, shuffled]) => {
          const one = bill(CONTRACT, rows, FACTS);
          expect(bill(CONTRACT, rows, FACTS)).toEqual(one);
          expect(bill(CONTRACT, shuffled, FACTS)).toEqual(one);
          expect(isWholeBill(one, nodeDigest)).toBe(true);
          expect(isWholeBill({ ...one, total: '0.01' }, nodeDigest)).toBe(false);
        },
      ),
      RUNS,
    );
  });

  it('counts a row that is there twice once, and says so', () => {
    fc.assert(
      fc.property(log, fc.nat(), (rows, n) => {
        const again = [...rows, rows[n % rows.length] as BillingRow];
        const { rows: counts, ...made } = bill(CONTRACT, again, FACTS);
        const { rows: before, ...one } = bill(CONTRACT, rows, FACTS);
        expect(made).toEqual(one);
        expect(counts).toEqual({ ...before, read: before.read + 1, repeated: 1 });
      }),
      RUNS,
    );
  });

  it('has the same hash from a longer log, which has the same rows of the period', () => {
    fc.assert(
      fc.property(log, (rows) => {
        const more = rows.flatMap((one) => [
          rowWith(one, { contractId: 'c2' }),
          rowWith(one, { startMs: one.startMs - 90 * 86_400_000 }),
        ]);
        expect(bill(CONTRACT, [...rows, ...more], FACTS).hash).toBe(bill(CONTRACT, rows, FACTS).hash);
      }),
      RUNS,
    );
  });

  it('never passes a row over: paid, unpaid by reason, disputed and the rest are all that was read', () => {
    fc.assert(
      fc.property(log, fc.array(fc.nat(), { maxLength: 5 }), (rows, picks) => {
        const disputed = [...new Set(picks.map((n) => rows[n % rows.length]?.attemptId))];
        const disputes = disputed.map((attemptId) => ({
          attemptId,
          by: 'banco',
          at: '2026-11-03T10:00:00-03:00',
          reason: 'não reconhece',
        }));
        const strangers = rows.slice(0, 3).map((one) => rowWith(one, { contractId: 'c2' }));
        const outside = rows
          .slice(0, 2)
          .map((one) => rowWith(one, { startMs: one.startMs - 90 * 86_400_000 }));
        const { rows: counts } = bill(CONTRACT, [...rows, ...strangers, ...outside], { ...FACTS, disputes });
        const unpaid = Object.values(counts.unpaid).reduce((sum, count) => sum + count, 0);
        expect(counts.paid + unpaid).toBe(rows.length);
        const { calls, billed, notBillable, disputed: contested } = reconciliationOf(counts);
        expect(calls).toBe(rows.length);
        expect(billed + notBillable + contested).toBe(calls);
        expect(counts.otherContracts).toBe(strangers.length);
        expect(counts.outside).toBe(outside.length);
        expect(counts.read).toBe(rows.length + strangers.length + outside.length);
      }),
      RUNS,
    );
  });

  it('pays no less for one more paid call', () => {
    fc.assert(
      fc.property(log, at, fc.constantFrom(...WORDS), (rows, when, word) => {
        const before = quantity(bill(CONTRACT, rows, FACTS));
        const after = quantity(bill(CONTRACT, [...rows, activeRow(word, { at: when })], FACTS));
        const paid = DISPOSITIONS[word].outcome === 'nao_contato' ? '0' : '1';
        expect(exactText(after)).toBe(exactText(plus(before, exact(paid))));
      }),
      RUNS,
    );
  });

  it('rounds lines alone: each is its exact value to half a centavo, and totals add lines', () => {
    fc.assert(
      fc.property(log, (rows) => {
        const made = bill(CONTRACT, rows, FACTS);
        for (const { exact: value, amount } of made.lines) {
          const [above = '0', below = '1'] = value.split('/');
          const off = plus(times(exact(amount), exact(below)), times(exact(above), exact('-1')));
          const half = times(exact('0.005'), exact(below));
          expect(compared(off, half) <= 0 && compared(off, times(half, exact('-1'))) >= 0).toBe(true);
        }
        expect(made.total).toBe(
          Number(exactText(summed(made.lines.map(({ amount }) => exact(amount))))).toFixed(2),
        );
      }),
      RUNS,
    );
  });

  it('shows the calls behind each paid line: as many as it counts, none in two lines', () => {
    fc.assert(
      fc.property(log, (rows) => {
        const lines = bill(CONTRACT, rows, FACTS).lines.filter(({ step }) => step.startsWith('Q'));
        for (const line of lines) {
          expect(line.inputs[0]).toEqual({ name: 'quantidade', value: String(line.calls.length) });
        }
        const ids = lines.flatMap(({ calls }) => calls);
        expect(new Set(ids).size).toBe(ids.length);
      }),
      RUNS,
    );
  });

  it('agrees with a count of a few lines that shares no code with it', () => {
    fc.assert(
      fc.property(log, (rows) => {
        const made = bill(CONTRACT, rows, FACTS);
        const count = (test: (one: BillingRow) => boolean) => rows.filter(test).length;
        const outbound = (one: BillingRow) => one.mode !== 'inbound' && one.agentId !== '' && !one.abandoned;
        const third = count((one) => outbound(one) && one.outcome === 'efetivada');
        const client = count((one) => outbound(one) && ['concretizada', 'sucesso'].includes(one.outcome));
        const inbound = count((one) => one.mode === 'inbound' && one.agentId !== '');
        // In thousandths of a real: 3.185 rounds half up to the centavo only where the count is odd.
        const centavos = Math.floor((third * 3185 + 5) / 10) + client * 637 + inbound * 637;
        const found = made.lines
          .filter(({ step }) => step.startsWith('Q'))
          .reduce((sum, { amount }) => sum + Math.round(Number(amount) * 100), 0);
        expect(found).toBe(centavos);
      }),
      RUNS,
    );
  });
});

describe('a correction', () => {
  const correction = (attemptId: string, disposition: Disposition) => ({
    corrections: [
      {
        id: 'k1',
        attemptId,
        by: 'supervisora',
        at: '2026-11-04T09:00:00-03:00',
        reason: 'escuta da gravação',
        disposition,
      },
    ],
  });

  it('bills as the corrected log would, and the credit or debit brings the issued bill to it', () => {
    fc.assert(
      fc.property(log, active, fc.constantFrom(...WORDS), (rows, wrong, word) => {
        const issued = bill(CONTRACT, [...rows, wrong], FACTS);
        const now = bill(CONTRACT, [...rows, wrong], { ...FACTS, ...correction(wrong.attemptId, word) });
        const right = rowWith(wrong, { disposition: word, ...DISPOSITIONS[word] });
        const asIf = bill(CONTRACT, [...rows, right], FACTS);
        expect(now.lines).toEqual(asIf.lines);
        expect(now.rows).toEqual(asIf.rows);
        const { lines, total } = compareBills(issued, now);
        expect(exactText(plus(exact(issued.total), exact(total)))).toBe(exactText(exact(now.total)));
        expect(lines.every(({ kind, amount }) => (kind === 'debit') === amount.startsWith('-'))).toBe(true);
      }),
      RUNS,
    );
  });

  it('is of a second person, and the last one holds whatever their order', () => {
    const wrong = activeRow('recado', { at: '2026-10-05 10:00:00' });
    const first = correction(wrong.attemptId, 'acordo').corrections[0];
    const last = { ...first, id: 'k2', at: '2026-11-05T09:00:00-03:00', disposition: 'maquina' as const };
    for (const corrections of [
      [first, last],
      [last, first],
    ]) {
      expect(bill(CONTRACT, [wrong], { ...FACTS, corrections }).rows.unpaid).toEqual({ machine: 1 });
    }
    expect(() => bill(CONTRACT, [wrong], { ...FACTS, corrections: [{ ...first, by: 'ana' }] })).toThrow(
      'facts.corrections[0].by: is the agent of call',
    );
  });

  it('alone pays a call that the log says a mailbox answered', () => {
    const mailbox = activeRow('recado', { at: '2026-10-05 10:00:00', voicemail: true });
    expect(bill(CONTRACT, [mailbox], FACTS).rows).toMatchObject({ paid: 0, unpaid: { machine: 1 } });
    const facts = { ...FACTS, ...correction(mailbox.attemptId, 'recado') };
    expect(bill(CONTRACT, [mailbox], facts).rows).toMatchObject({ paid: 1, unpaid: {} });
  });

  it('of a call that no row brings is told, not lost', () => {
    const made = bill(CONTRACT, [], { ...FACTS, ...correction('gone', 'acordo') });
    expect(made.remarks.join()).toContain('1 chamadas citadas nos fatos não estão no registro: gone');
  });
});

describe('a contract’s own classes', () => {
  it('class a disposition otherwise than the log', () => {
    const { classes } = presetDocument('telecobranca-banco');
    const own = presetWith('telecobranca-banco', {
      classes: {
        ...(classes as object),
        dispositions: { recado: { outcome: 'nao_contato', reason: 'message_left' } },
      },
    });
    const rows = [
      activeRow('recado', { at: '2026-10-05 10:00:00' }),
      activeRow('terceiro', { at: '2026-10-05 10:00:00' }),
    ];
    expect(bill(own, rows, FACTS).rows).toMatchObject({ paid: 1, unpaid: { message_left: 1 } });
    expect(bill(CONTRACT, rows, FACTS).rows.paid).toBe(2);
  });
});

describe('a price', () => {
  it('is the one of the day of the call: a change in the month makes two lines', () => {
    const own = presetWith('telecobranca-banco', {
      prices: [
        { unit: 'concretizada', value: '6.00', validTo: '2026-10-15' },
        { unit: 'concretizada', value: '7.00', validFrom: '2026-10-16' },
        { unit: 'receptivo', share: { of: 'concretizada', percent: '100%' } },
        { unit: 'efetivada', share: { of: 'concretizada', percent: '50%' } },
        { unit: 'multimidia', value: '1.00' },
      ],
    });
    const rows = ['15 23:59:59', '16 00:00:00'].flatMap((at) => [
      activeRow('acordo', { at: `2026-10-${at}` }),
      activeRow('recado', { at: `2026-10-${at}` }),
    ]);
    expect(amounts(bill(own, rows, FACTS))).toMatchObject({
      'Qc/cobranca/concretizada/6': '6.00',
      'Qc/cobranca/concretizada/7': '7.00',
      'Qe/cobranca/efetivada/3': '3.00',
      'Qe/cobranca/efetivada/3.5': '3.50',
    });
  });
});

describe('a failure of the client’s side', () => {
  it('is averaged also where calls of any name are one service', () => {
    const failures = [{ id: 'f', service: 'cobranca', day: '2026-10-06', side: 'client_systems' }];
    const rows = ['2026-09-08', '2026-09-15', '2026-09-22', '2026-09-29'].flatMap((on, n) =>
      Array.from({ length: n + 1 }, () => activeRow('acordo', { at: `${on} 10:00:00`, service: 'pf' })),
    );
    const made = bill(CONTRACT, rows, { ...FACTS, failures });
    // The mean of 1, 2, 3 and 4 is 2.5; × 6.37 = 15.925
    expect(amounts(made)['Qc/cobranca/concretizada/6.37']).toBe('15.93');
    expect(made.rows).toMatchObject({ read: 10, reference: 10, paid: 0, outside: 0 });
  });
});

describe('one service is paid once', () => {
  const when = '2026-10-05 10:00:00';

  it('of rows of one try, the highest class is paid', () => {
    const rows = [
      activeRow('recado', { at: when, attemptGroup: 'g' }),
      activeRow('acordo', { at: when, attemptGroup: 'g' }),
      activeRow('recado', { at: when, attemptGroup: 'g' }),
    ];
    for (const order of [rows, [...rows].reverse()]) {
      const made = bill(CONTRACT, order, FACTS);
      expect(made.lines[0]).toMatchObject({ step: 'Qc', calls: [rows[1]?.attemptId] });
      expect(made.rows).toMatchObject({ paid: 1, unpaid: { same_try: 2 } });
    }
  });

  it('a transferred call is paid as the initial one', () => {
    const rows = [activeRow('recado', { at: when }), inboundRow({ at: when }), inboundRow({ at: when })];
    const [a, b, c] = rows.map(({ attemptId }) => attemptId);
    const transfers = [
      { from: a, to: b },
      { from: b, to: c },
    ];
    const made = bill(CONTRACT, rows, { ...FACTS, transfers });
    expect(made.rows).toMatchObject({ paid: 1, unpaid: { transferred: 2 } });
    expect(made.lines[0]?.step).toBe('Qe');
    expect(() => bill(CONTRACT, rows, { ...FACTS, transfers: [...transfers, { from: c, to: a }] })).toThrow(
      'goes round in a circle',
    );
  });

  it('a call with two different rows is refused', () => {
    const one = activeRow('recado', { at: when });
    const other = rowWith(one, { endMs: one.endMs + 1000 });
    expect(() => bill(CONTRACT, [one, other], FACTS)).toThrow('is in the log twice with different contents');
  });
});
