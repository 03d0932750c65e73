import { describe, expect, it } from 'vitest';
import { presetWith } from '../../support/billing-presets.js';
import {
  activeRow,
  amounts,
  bill,
  inboundRow,
  inputs,
  many,
  unansweredRow,
} from '../../support/billing-rows.js';

const CONTRACT = presetWith('telecobranca-banco');

const ROWS = [
  ...many(8, (n) => activeRow('sem_acordo', { at: `2026-10-0${n + 1} 10:00:00` })),
  ...many(2, () => activeRow('promessa', { at: '2026-10-09 10:00:00' })),
  ...many(4, () => activeRow('recado', { at: '2026-10-10 10:00:00' })),
  ...many(3, () => activeRow('maquina', { at: '2026-10-10 11:00:00' })),
  activeRow('mudo', { at: '2026-10-10 11:00:00' }),
  unansweredRow('busy', { at: '2026-10-10 11:00:00' }),
  unansweredRow('abandoned', { at: '2026-10-10 11:00:00' }),
  ...many(4, () => inboundRow({ at: '2026-10-13 09:00:00', waited: 10 })),
  inboundRow({ at: '2026-10-13 09:00:00', waited: 11 }),
  inboundRow({ at: '2026-10-13 09:00:00', waited: null }),
];

const BALANCES = [
  // In collection since September: enters October with 1000. Falls by 600, grows by 100, leaves with 500.
  { client: 'a', portfolio: 'PF', day: '2026-09-12', balance: '1200.00' },
  { client: 'a', portfolio: 'PF', day: '2026-09-30', balance: '1000.00' },
  { client: 'a', portfolio: 'PF', day: '2026-10-10', balance: '400.00' },
  { client: 'a', portfolio: 'PF', day: '2026-10-15', balance: '500.00' },
  { client: 'a', portfolio: 'PF', day: '2026-10-20', balance: null },
  { client: 'b', portfolio: 'PF', day: '2026-10-05', balance: '900.00' },
  // A stay of one day counts in neither.
  { client: 'd', portfolio: 'PF', day: '2026-10-06', balance: '777.00' },
  { client: 'd', portfolio: 'PF', day: '2026-10-06', balance: null },
  { client: 'c', portfolio: 'PJ', day: '2026-10-01', balance: '1000.00' },
  { client: 'c', portfolio: 'PJ', day: '2026-10-31', balance: '640.00' },
  // Another month's.
  { client: 'c', portfolio: 'PJ', day: '2026-11-02', balance: null },
];

const FACTS = {
  balances: BALANCES,
  multimedia: [100, 300, 301].map((answeredAfterSeconds, n) => ({
    id: `m${n}`,
    service: 'cobranca',
    client: `k${n}`,
    at: '2026-10-07T09:30:00-03:00',
    answeredAfterSeconds,
  })),
  quality: [
    { period: '2026-10', group: 'novatos', score: '84.999' },
    { period: '2026-10', group: 'demais', score: '95' },
    { period: '2026-09', group: 'demais', score: '10' },
  ],
  measures: [
    { of: 'registros', day: '2026-10-31', numerator: 99, denominator: 100 },
    { of: 'disponibilidade', day: '2026-10-31', numerator: 99_500, denominator: 100_000 },
  ],
  complaints: [
    { id: 'r1', day: '2026-10-20' },
    { id: 'r2', day: '2026-10-21', justified: false },
    { id: 'r3', day: '2026-09-30' },
  ],
};

const without = (name: keyof typeof FACTS) =>
  Object.fromEntries(Object.entries(FACTS).filter(([key]) => key !== name));
const quality = (novatos: string, demais: string) => [
  { period: '2026-10', group: 'novatos', score: novatos },
  { period: '2026-10', group: 'demais', score: demais },
];

describe('the collection contract', () => {
  it('bills a month to the centavo (annex 03: R = (Qm·VAm + Qe·VAe + (Qc + Qr)·VAc)·(1 + ID + FQ))', () => {
    const october = bill(CONTRACT, ROWS, FACTS);
    expect(amounts(october)).toEqual({
      'Qm/cobranca/multimidia/4.15': '12.45', // 3 × 4.15
      'Qe/cobranca/efetivada/3.185': '12.74', // 4 × 3.185: VAe is not rounded
      'Qc/cobranca/concretizada/6.37': '63.70', // 10 × 6.37: success counts among the right-party contacts
      'Qr/cobranca/receptivo/6.37': '31.85', // 5 × 6.37
      // Base 120.74. PF 1100/2000 = 55.00 % → 10 %; PJ 360/1000 = 36.00 % → 0.5 %.
      // ID = (0.10·2000 + 0.005·1000)/3000 = 205/3000; × 120.74 = 8.2505…
      ID: '8.25',
      // 3 ICA + 3 IAL + 1 + 0 IQA + 2 IAR + 2 CA + 2 IAM + 0 IDS = 13 → −0.07; × 120.74 = −8.4518
      FQ: '-8.45',
    });
    expect(october.total).toBe('120.54');
    expect(october.period).toEqual({ month: '2026-10', first: '2026-10-01', last: '2026-10-31' });
  });

  it('shows every figure on the way to a bonus', () => {
    const shown = inputs(bill(CONTRACT, ROWS, FACTS), 'ID');
    expect(shown).toMatchObject({
      esperado_PF: '2000',
      recebido_PF: '1100',
      ECC_PF: '55',
      'IB(ECC_PF)': '0.1',
      esperado_PJ: '1000',
      recebido_PJ: '360',
      ECC_PJ: '36',
      'IB(ECC_PJ)': '0.005',
      ID: '41/600',
      'Σ linhas[Qm, Qe, Qc, Qr]': '120.74',
    });
    expect(inputs(bill(CONTRACT, ROWS, FACTS), 'FQ')).toMatchObject({
      ICA: '66.66',
      IAL: '16.66',
      IQA_novatos: '84.99',
      pontos_CA: '2',
      IAM: '66.66',
      IDS: '99.5',
      NMSO: '13',
    });
  });

  it('accounts for every row: paid, or not payable by its reason', () => {
    const { rows } = bill(CONTRACT, ROWS, FACTS);
    expect(rows).toMatchObject({ read: 26, paid: 19, otherContracts: 0, outside: 0 });
    expect(rows.unpaid).toEqual({ machine: 3, silence: 1, busy: 1, abandoned: 2 });
  });

  it.each([
    ['3 + 1 points', quality('69.99', '94.99'), undefined],
    ['3 + 0 points', quality('69.99', '95.00'), '8.25'],
    ['1 + 1 points', quality('70.00', '80.00'), '8.25'],
  ])('gives the bonus by the points of both quality rows added: %s', (_, marks, bonus) => {
    expect(amounts(bill(CONTRACT, ROWS, { ...FACTS, quality: marks }))['ID']).toBe(bonus);
  });

  it.each([
    [0, 0],
    [1, 2],
    [2, 6],
    [3, 9],
  ])('counts %i justified complaints as %i points', (count, points) => {
    const complaints = many(count, (n) => ({ id: `x${n}`, day: '2026-10-02' }));
    const shown = inputs(bill(CONTRACT, ROWS, { ...FACTS, complaints }), 'FQ');
    expect(shown['pontos_CA']).toBe(String(points));
  });

  it.each([
    ['359.99', undefined],
    ['360.00', '0.60'], // 0.5 % of 120.74 = 0.6037
    ['379.99', '1.21'], // 37.99 %: 1.0 % = 1.2074
    ['949.99', '35.62'], // 94.99 %: 29.5 % = 35.6183
    ['950.00', '36.22'], // 30 % = 36.222
  ])('reads the bonus table truncated: %s received of 1000', (received, bonus) => {
    const left = (1000 - Number(received)).toFixed(2);
    const balances = [
      { client: 'c', portfolio: 'PJ', day: '2026-10-01', balance: '1000.00' },
      { client: 'c', portfolio: 'PJ', day: '2026-10-31', balance: left },
    ];
    expect(amounts(bill(CONTRACT, ROWS, { ...FACTS, balances }))['ID']).toBe(bonus);
  });

  it('gives no points and no bonus for what was not measured', () => {
    const quiet = bill(CONTRACT, [activeRow('recado', { at: '2026-10-10 10:00:00' })], {
      multimedia: [],
      balances: [],
      quality: [],
      measures: [],
      complaints: [],
    });
    expect(amounts(quiet)).toEqual({ 'Qe/cobranca/efetivada/3.185': '3.19' });
  });

  it.each(['multimedia', 'balances', 'quality', 'measures', 'complaints'] as const)(
    'refuses a bill without %s',
    (name) => {
      expect(() => bill(CONTRACT, ROWS, without(name))).toThrow(`facts.${name}: is missing`);
    },
  );

  it('refuses balances of a portfolio that nothing looks at', () => {
    const balances = [{ client: 'a', portfolio: 'PX', day: '2026-10-01', balance: '1' }];
    expect(() => bill(CONTRACT, ROWS, { ...FACTS, balances })).toThrow("portfolio 'PX'");
  });
});
