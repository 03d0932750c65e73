import { describe, expect, it } from 'vitest';
import { presetWith } from '../../support/billing-presets.js';
import { activeRow, amounts, bill, inboundRow, inputs, many } from '../../support/billing-rows.js';

const CONTRACT = presetWith('horas-banco-regional');
const HOURS = [
  { period: '2026-10', role: 'generalista', agreed: '1000', performed: '1010', estimated: '990' },
];
const START = { milestones: { start: '2026-01-01' } };
const order = (own: object = {}, rows: Parameters<typeof bill>[1] = []) =>
  bill(CONTRACT, rows, { ...START, hours: HOURS, measures: [], ...own });

const measure = (of: string, day: string, numerator: number, denominator = 10_000) => ({
  of,
  day,
  numerator,
  denominator,
});

describe('a service order', () => {
  it('runs from day 26 to 25, the first one from the first day', () => {
    expect(order().period).toEqual({ month: '2026-10', first: '2026-09-26', last: '2026-10-25' });
    expect(order({ milestones: { start: '2026-10-03' } }).period.first).toBe('2026-10-03');
  });

  it('bills the agreed hours of each role at its unit price, rounded line by line', () => {
    const made = order({
      hours: [
        ...HOURS,
        { period: '2026-10', role: 'coordenador_geral', agreed: '176.5' },
        { period: '2026-09', role: 'senior', agreed: '50' },
      ],
    });
    expect(amounts(made)).toEqual({
      'horas/generalista': '14608.37', // 1000 × 14.6083664024742 = 14608.3664…
      'horas/coordenador_geral': '10083.03', // 176.5 × 57.1276455968180 = 10083.02944…
    });
    expect(made.total).toBe('24691.40');
    expect(inputs(made, 'horas/generalista')).toMatchObject({
      'horas estimadas': '990',
      'horas executadas': '1010',
    });
  });

  it('refuses a role that the contract has no price for', () => {
    expect(() => order({ hours: [{ period: '2026-10', role: 'gerente', agreed: 1 }] })).toThrow(
      "facts.hours[0].role: is 'gerente'",
    );
  });
});

describe('deductions', () => {
  it('are a share of the order for each day and indicator, and add up', () => {
    const measures = [
      measure('IRD', '2026-10-01', 8999), // 89.99 → 0.15 %
      measure('IRD', '2026-10-02', 8699), // 86.99 → 0.3 %
      measure('IRD', '2026-10-05', 8399), // 83.99 → 0.5 %
      measure('IRD', '2026-10-06', 9000),
      measure('IC', '2026-10-01', 9999), // 99.99 → 0.5 %
    ];
    expect(amounts(order({ measures }))).toEqual({
      'horas/generalista': '14608.37',
      'diarios/IRD/2026-10-01': '-21.91', // 0.15 % of 14608.37 = 21.912555
      'diarios/IRD/2026-10-02': '-43.83', // 43.82511
      'diarios/IRD/2026-10-05': '-73.04', // 73.04185
      'diarios/IC/2026-10-01': '-73.04',
    });
  });

  it.each([
    ['IED', [1000, 1001, 1199, 1200, 1499, 1500], ['0', '21.91', '21.91', '43.83', '43.83', '73.04']],
    ['IMA_TEL', [10_000, 9999, 9500, 9499, 9000, 8999], ['0', '21.91', '21.91', '43.83', '43.83', '73.04']],
    ['IRAP', [9800, 9799, 9600, 9599, 9400, 9399], ['0', '21.91', '21.91', '43.83', '43.83', '73.04']],
    ['INS_AM', [9000, 8999, 8700, 8699, 8400, 8399], ['0', '73.04', '73.04', '102.26', '102.26', '146.08']],
    ['IED_AM', [1500, 1501, 1699, 1700, 1999, 2000], ['0', '21.91', '21.91', '43.83', '43.83', '73.04']],
    ['IMA_AM', [9500, 9499, 9000, 8999, 8500, 8499], ['0', '21.91', '21.91', '43.83', '43.83', '73.04']],
    ['IMA_RS', [8000, 7999, 7500, 7499, 7000, 6999], ['0', '21.91', '21.91', '43.83', '43.83', '73.04']],
    ['IRAM', [9800, 9799, 9600, 9599, 9400, 9399], ['0', '21.91', '21.91', '43.83', '43.83', '73.04']],
    ['IC', [10_000, 9999, 9500, 9499, 9000, 8999], ['0', '73.04', '73.04', '102.26', '102.26', '146.08']],
    ['ICA', [10_000, 9999, 9500, 9499, 9000, 8999], ['0', '73.04', '73.04', '102.26', '102.26', '146.08']],
    [
      'ICS_REEMB_MPE',
      [8500, 8499, 7500, 7499, 6500, 6499],
      ['0', '21.91', '21.91', '43.83', '43.83', '73.04'],
    ],
    [
      'ICS_REEMB_PRONAF',
      [8000, 7999, 7000, 6999, 6000, 5999],
      ['0', '21.91', '21.91', '43.83', '43.83', '73.04'],
    ],
    ['ICS_N1_PF', [4500, 4499, 3500, 3499, 2500, 2499], ['0', '21.91', '21.91', '43.83', '43.83', '73.04']],
    ['ICS_N2_MPPR', [2500, 2499, 2000, 1999, 1000, 999], ['0', '21.91', '21.91', '43.83', '43.83', '73.04']],
    [
      'ICS_N2_PRONAF',
      [2000, 1999, 1500, 1499, 1000, 999],
      ['0', '21.91', '21.91', '43.83', '43.83', '73.04'],
    ],
  ])('%s by its bands', (index, marks, deductions) => {
    const days = marks.map((_, n) => `2026-10-${String(n + 1).padStart(2, '0')}`);
    const found = amounts(order({ measures: marks.map((mark, n) => measure(index, days[n] ?? '', mark)) }));
    expect(days.map((day) => (found[`diarios/${index}/${day}`] ?? '-0').slice(1))).toEqual(deductions);
  });

  it('look at collection of persons at the second level only from 50 clients on', () => {
    const of = (denominator: number) =>
      order({ measures: [measure('ICS_N2_PF', '2026-10-01', 0, denominator)] }).misses.length;
    expect([of(49), of(50)]).toEqual([0, 1]);
  });

  it('take the SAC by 45 s on ordinary days and by 90 s on Mondays, around holidays and on the 5th business day', () => {
    // 12 October is a holiday: the 11th and 13th are special; Monday the 5th; the 5th business day is the 7th.
    const rows = ['05', '06', '07', '13', '14'].flatMap((day) => {
      const at = `2026-10-${day} 10:00:00`;
      return [
        ...many(98, () => inboundRow({ at, service: 'sac', waited: 45 })),
        ...many(2, () => inboundRow({ at, service: 'sac', waited: 90 })),
      ];
    });
    const made = order({}, rows);
    // 98 % within 45 s: 0.5 % of 14608.37 = 73.04; 100 % within 90 s: nothing.
    expect(amounts(made)).toEqual({
      'horas/generalista': '14608.37',
      'diarios/INS_SAC1/2026-10-06': '-73.04',
      'diarios/INS_SAC1/2026-10-14': '-73.04',
    });
    expect(made.rows).toMatchObject({ read: 500, paid: 0, unpaid: { class_not_paid: 500 } });
  });

  it('take the mean talk in whole seconds', () => {
    const talk = (...seconds: readonly number[]) =>
      inputs(
        order(
          {},
          seconds.map((talked) => inboundRow({ at: '2026-10-06 10:00:00', service: 'sac', talked })),
        ),
        'diarios/TMA_SAC/2026-10-06',
      )['TMA_SAC'];
    expect(talk(300, 301)).toBeUndefined(); // 300.5 s is 300 s
    expect(talk(301)).toBe('301');
    expect(talk(420, 421)).toBe('420');
  });

  it('judge satisfaction and record conformity once, on the mean of the days', () => {
    const measures = [
      measure('ISC', '2026-10-01', 8999, 10_000),
      measure('ISC', '2026-10-02', 1, 3), // 33.33…
      measure('ICRT', '2026-10-02', 8998, 10_000),
      measure('ICRT', '2026-10-03', 9002, 10_000),
    ];
    // ISC (89.99 + 33.333…)/2 = 61.66 → 1 %; ICRT 90 → 0
    expect(amounts(order({ measures }))).toEqual({
      'horas/generalista': '14608.37',
      'mensais/ISC_media': '-146.08',
    });
  });

  it('wait for 90 days, the first one included', () => {
    const measures = [measure('IRD', '2026-10-08', 0), measure('IRD', '2026-10-09', 0)];
    const made = order({ milestones: { start: '2026-07-11' }, measures });
    expect(made.misses).toMatchObject([
      { day: '2026-10-08', excused: 'carência de 90 dias', line: '' },
      { day: '2026-10-09', excused: '', line: 'diarios/IRD/2026-10-09' },
    ]);
  });

  it('are not taken where the bank caused the miss or accepted why', () => {
    const justified = [{ indicator: 'IRD', day: '2026-10-01', cause: 'client', reason: 'base fora do ar' }];
    const made = order({ measures: [measure('IRD', '2026-10-01', 0)], justified });
    expect(made.lines).toHaveLength(1);
    expect(made.misses).toMatchObject([{ excused: 'causado pelo contratante: base fora do ar' }]);
  });

  it('take 0.10 % for each proved occurrence, 10 % at most', () => {
    const found = (count: number) =>
      amounts(
        order({ occurrences: many(count, (n) => ({ id: `o${n}`, day: '2026-10-02', what: 'grosseria' })) }),
      );
    expect(found(0)['ocorrencias']).toBeUndefined();
    expect(found(3)['ocorrencias']).toBe('-43.83'); // 0.3 %
    expect(found(101)['ocorrencias']).toBe('-1460.84'); // 10 %
  });

  it('warn of the fine after three of twelve months with misses, and charge nothing for it', () => {
    const history = ['2025-11', '2026-03', '2025-10'].map((period) => ({ period, indicator: 'IRD' }));
    const missed = order({ history, measures: [measure('IRD', '2026-10-01', 0)] });
    expect(missed.warnings).toMatchObject([{ id: 'missedMonths', days: ['2025-11', '2026-03', '2026-10'] }]);
    expect(missed.lines).toHaveLength(2);
    expect(order({ history }).warnings).toEqual([]);
  });

  it('measure active calls of any name without paying them', () => {
    const made = order({}, [activeRow('promessa', { at: '2026-10-06 10:00:00', service: 'cobranca-mpe' })]);
    expect(made.rows.unpaid).toEqual({ class_not_paid: 1 });
  });
});

describe('late payment', () => {
  const late = (own: object) =>
    order({
      latePayments: [
        {
          id: 'p1',
          claimedIn: '2026-10',
          billed: '2026-08',
          amount: '14608.37',
          paidOn: '2026-09-18',
          ourFault: false,
          requested: true,
          ...own,
        },
      ],
    });

  it('costs I·N·P from the 5th business day of the month after (7 September is a holiday)', () => {
    // Business days of September: 1, 2, 3, 4, 8. Ten days late: 0.0001233 × 10 × 14608.37 = 18.0121…
    expect(amounts(late({}))['encargos/p1']).toBe('18.01');
  });

  it.each([{ ourFault: true }, { requested: false }, { paidOn: '2026-09-08' }])(
    'costs nothing with %j',
    (own) => {
      expect(amounts(late(own))['encargos/p1']).toBeUndefined();
      expect(late(own).notices.join()).toContain('Pagamento p1');
    },
  );
});
