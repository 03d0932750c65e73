import { describe, expect, it } from 'vitest';
import { billingPeriod, monthBefore } from '../../../src/core/billing/billing-period.js';
import { parseContract } from '../../../src/core/billing/parse-contract.js';
import { parseFacts } from '../../../src/core/billing/parse-facts.js';
import { presetDocument, presetWith } from '../../support/billing-presets.js';
import { bill } from '../../support/billing-rows.js';

const SMALL = {
  id: 'small',
  version: '1',
  title: 'Small',
  validFrom: '2026-01-01',
  lastDay: 31,
  classes: { pays: { efetivada: null, concretizada: 'concretizada', sucesso: 'concretizada' } },
  hourBands: { dia: { from: '07:00', to: '22:00' }, noite: { from: '22:00', to: '07:00' } },
  services: { ativo: { title: 'Ativo', units: ['concretizada'] } },
  prices: [{ unit: 'concretizada', value: '1.00' }],
  steps: [{ charge: { id: 'q', title: 'Q', units: ['concretizada'] } }],
};
const parse = (own: Readonly<Record<string, unknown>>) => () => parseContract({ ...SMALL, ...own });
const table = (...rows: readonly object[]) => ({ tables: { T: { rows } } });
const amount = (formula: unknown, more: object = {}) => ({
  steps: [...SMALL.steps, { lines: { id: 'l', title: 'L', for: 'period', amount: formula } }],
  ...more,
});

describe('a contract is refused with the place and the reason', () => {
  it('the small one is in order', () => {
    expect(parse({})).not.toThrow();
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>, string]>([
    ['an unknown field', { price: [] }, 'contract.price: is not known here'],
    ['a missing field', { prices: undefined }, 'contract.prices: is nothing; give a list'],
    [
      'a float of too many digits',
      { prices: [{ unit: 'concretizada', value: 0.1234567890123456 }] },
      'contract.prices[0].value: is 0.1234567890123456; give a decimal as text',
    ],
    [
      'a negative price',
      { prices: [{ unit: 'concretizada', value: '-1' }] },
      'contract.prices[0].value: is -1; it must be 0 or more',
    ],
    ['a comma', { prices: [{ unit: 'concretizada', value: '1,00' }] }, 'contract.prices[0].value: is "1,00"'],
    ['no date', { validFrom: '2026-02-30' }, 'contract.validFrom: is "2026-02-30"; give a date'],
    ['validity that ends before it begins', { validTo: '2025-12-31' }, 'contract.validTo'],
    ['a last day that months do not have', { lastDay: 30 }, 'contract.lastDay: is 30; give 1 to 28, or 31'],
    [
      'hour bands with a gap',
      { hourBands: { dia: { from: '07:00', to: '22:00' }, noite: { from: '22:01', to: '07:00' } } },
      'contract.hourBands: leave a gap at 22:00',
    ],
    [
      'hour bands that overlap',
      { hourBands: { dia: { from: '07:00', to: '22:00' }, noite: { from: '21:00', to: '07:00' } } },
      'contract.hourBands.noite: overlaps dia at 21:00',
    ],
    [
      'a price that is missing at night',
      { prices: [{ unit: 'concretizada', band: 'dia', value: '1' }] },
      'contract.prices: have no price for concretizada of ativo, hour band noite, from 2026-01-01 on',
    ],
    [
      'a price that ends',
      { prices: [{ unit: 'concretizada', value: '1', validTo: '2026-06-30' }] },
      'hour band dia, from 2026-07-01 on',
    ],
    [
      'two prices for the same',
      {
        prices: [
          { unit: 'concretizada', value: '1', validTo: '2026-06-30' },
          { unit: 'concretizada', value: '2', validFrom: '2026-06-30' },
        ],
      },
      'contract.prices[1]: overlaps contract.prices[0]',
    ],
    [
      'neither value nor share',
      { prices: [{ unit: 'concretizada' }] },
      'contract.prices[0]: needs either a value or a share',
    ],
    [
      'a price of an unknown service',
      { prices: [...SMALL.prices, { service: 'x', unit: 'concretizada', value: '1' }] },
      "contract.prices[1].service: is 'x'",
    ],
    [
      'a class paid as an unknown unit',
      { classes: { pays: { ...SMALL.classes.pays, efetivada: 'x' } } },
      "contract.classes.pays.efetivada: is 'x'",
    ],
    [
      'an unknown disposition',
      { classes: { ...SMALL.classes, dispositions: { oi: { outcome: 'sucesso', reason: 'promise' } } } },
      'contract.classes.dispositions.oi',
    ],
    [
      'a table with a gap',
      table({ to: '1.00', value: '0' }, { from: '1.02', value: '1' }),
      'contract.tables.T.rows[1].from: is 1.02, which leaves a gap after the band before; that one ends at 1, so this one begins at 1.01',
    ],
    [
      'a table that overlaps',
      table({ to: '1.00', value: '0' }, { from: '1.00', value: '1' }),
      'contract.tables.T.rows[1].from: is 1, which overlaps',
    ],
    [
      'a table open below',
      table({ from: '0', value: '0' }),
      'contract.tables.T.rows[0].from: leaves a gap below 0',
    ],
    ['a table open above', table({ to: '1', value: '0' }), 'contract.tables.T.rows: leave a gap above 1'],
    [
      'a series that ends elsewhere',
      table(
        { to: '0.99', value: '0' },
        { from: '1', to: '2.50', width: '1', value: '1', add: '1' },
        { from: '2.51', value: '2' },
      ),
      'contract.tables.T.rows[1].to: is 2.5',
    ],
    [
      'a series of bands beyond all memory, by a digit too many',
      table(
        { to: '0.99', value: '0' },
        { from: '1', to: 1_482_117_824, width: '1', value: '1', add: '1' },
        { from: 1_482_117_825, value: '2' },
      ),
      'contract.tables.T.rows[1]: is a series of more than 10000 bands',
    ],
    [
      'a series that never advances',
      { tables: { T: { step: '0', rows: [{ from: '1', to: '2', width: '0', value: '1', add: '1' }] } } },
      'contract.tables.T.step: is 0, but is the smallest difference of two values',
    ],
    ['an unknown part', amount('x'), "contract.steps[1].lines: names the part 'x'"],
    [
      'an unknown table',
      amount({ lookup: { table: 'T', of: '1' } }),
      "contract.steps[1].lines: names the table 'T'",
    ],
    [
      'lines of a later step',
      amount({ lines: ['l'] }),
      "contract.steps[1].lines: names the lines of the earlier step 'l'",
    ],
    [
      'two operations at once',
      amount({ sum: ['1'], product: ['1'] }),
      'contract.steps[1].lines.amount: must have exactly one field',
    ],
    [
      'a quotient of three',
      amount({ quotient: ['1', '2', '3'] }),
      'contract.steps[1].lines.amount.quotient: has 3 entries; give two',
    ],
    [
      'a circle',
      amount('a', { parts: { a: { formula: { is: 'b' } }, b: { formula: { is: { sum: ['a', '1'] } } } } }),
      'contract.parts.a: depends on itself: a → b → a',
    ],
    [
      'an unknown tag',
      { steps: [{ charge: { id: 'q', title: 'Q', units: ['concretizada'], services: ['#x'] } }] },
      "contract.steps[0].charge.services: names '#x'",
    ],
    [
      'a step twice',
      { steps: [...SMALL.steps, ...SMALL.steps] },
      "contract.steps[1].charge.id: 'q' is there twice",
    ],
  ])('%s', (_, own, said) => {
    const given = Object.fromEntries(Object.entries({ ...SMALL, ...own }));
    expect(() => parseContract(given)).toThrow(said);
  });

  it('an unknown base, and a file that is no contract', () => {
    expect(() => parseContract('hello')).toThrow('contract: is "hello"; give an object with named fields');
    expect(() => presetWith('telecobranca-banco', { prices: [] })).toThrow(
      'contract.prices: has 0 entries; 1 are the least',
    );
  });

  it('a period outside its validity', () => {
    const facts = { multimedia: [], balances: [], quality: [], measures: [], complaints: [] };
    const contract = presetWith('telecobranca-banco', { validFrom: '2026-10-02' });
    expect(() => bill(contract, [], facts)).toThrow(
      'is not within the validity of contract telecobranca-banco@1',
    );
    expect(() => bill(contract, [], { ...facts, milestones: { start: '2026-10-02' } })).not.toThrow();
    expect(() => bill(contract, [], facts, '2026-13')).toThrow(
      "The period is '2026-13'; give a month such as 2026-10",
    );
  });
});

describe('facts are refused with the place and the reason', () => {
  it.each<readonly [string, Readonly<Record<string, unknown>>, string]>([
    ['an unknown list', { balance: [] }, 'facts.balance: is not known here'],
    [
      'a negative balance',
      { balances: [{ client: 'a', portfolio: 'PF', day: '2026-10-01', balance: '-1' }] },
      'facts.balances[0].balance: is -1',
    ],
    [
      'two balances of a day',
      {
        balances: ['1', '2'].map((balance) => ({ client: 'a', portfolio: 'PF', day: '2026-10-01', balance })),
      },
      'facts.balances[1]: says the same thing as facts.balances[0] again',
    ],
    [
      'an instant without its offset',
      { disputes: [{ attemptId: 'a', by: 'b', at: '2026-10-01T10:00:00', reason: 'c' }] },
      'facts.disputes[0].at',
    ],
    [
      'a failure that ends before it begins',
      { failures: [{ id: 'f', service: 's', day: '2026-10-01', from: '10:00', to: '09:00', side: 'ours' }] },
      'facts.failures[0].to',
    ],
    [
      'a waiver that ends before it begins',
      { waivers: [{ from: '2026-10-02', to: '2026-10-01', reason: 'r' }] },
      'facts.waivers[0].to',
    ],
    [
      'a score and the means behind it',
      { quality: [{ period: '2026-10', group: 'g' }] },
      'facts.quality[0]: needs either the score',
    ],
    [
      'a note of six',
      { surveys: { services: [], notes: [{ attemptId: 'a', note: 6 }] } },
      'facts.surveys.notes[0].note: is 6; give a whole number from 1 to 5',
    ],
  ])('%s', (_, document, said) => {
    expect(() => parseFacts(document)).toThrow(said);
  });

  it.each<readonly [string, Readonly<Record<string, unknown>>, string]>([
    [
      'a service',
      { volumes: [{ service: 'x', day: '2026-10-01', offered: 1 }] },
      "facts.volumes[0].service: is 'x'",
    ],
    [
      'a measure',
      { measures: [{ of: 'x', day: '2026-10-01', numerator: 1, denominator: 1 }] },
      "facts.measures[0].of: is 'x'",
    ],
    [
      'an indicator',
      { justified: [{ indicator: 'x', day: '2026-10-01', cause: 'client', reason: 'r' }] },
      "facts.justified[0].indicator: is 'x'",
    ],
  ])('%s that the contract does not have', (_, facts, said) => {
    expect(() => bill(parseContract(SMALL), [], facts)).toThrow(said);
  });
});

describe('the final quality score', () => {
  const facts = (audited: readonly [number, number], notAudited: readonly [number, number] | null) => {
    const pair = (values: readonly [number, number]) => ({ ours: values[0], client: values[1] });
    return {
      milestones: {},
      multimedia: [],
      volumes: [],
      measures: [],
      complaints: [],
      surveys: { services: [], notes: [] },
      history: [],
      quality: [
        {
          period: '2026-10',
          group: 'geral',
          mean: pair([98, 92]),
          audited: pair(audited),
          ...(notAudited === null ? {} : { notAudited: pair(notAudited) }),
        },
      ],
    };
  };
  // A line that is nothing but the score.
  const contract = presetWith('telemarketing-banco', {
    steps: [{ lines: { id: 'nota', title: 'Nota', for: 'period', amount: 'IQA' } }],
    warnings: [],
  });
  const score = (...args: Parameters<typeof facts>) => bill(contract, [], facts(...args)).total;

  it('weighs both sides, and is the client’s alone where they are more than 6 points apart', () => {
    expect(score([95, 90], null)).toBe('94.40'); // 0.4 × 98 + 0.6 × 92
    expect(score([96, 90], null)).toBe('94.40'); // 6 exactly
    expect(score([96.01, 90], null)).toBe('92.00');
    expect(score([95, 90], [80, 90])).toBe('92.00');
  });
});

describe('periods', () => {
  it.each([
    ['2026-10', 31, '2026-10-01', '2026-10-31'],
    ['2026-02', 31, '2026-02-01', '2026-02-28'],
    ['2028-02', 31, '2028-02-01', '2028-02-29'],
    ['2026-01', 25, '2025-12-26', '2026-01-25'],
    ['2026-03', 25, '2026-02-26', '2026-03-25'],
  ])('%s with last day %i runs from %s to %s', (month, lastDay, first, last) => {
    const period = billingPeriod(month, lastDay);
    const text = (day: number) => new Date(day * 86_400_000).toISOString().slice(0, 10);
    expect([text(period.first), text(period.last)]).toEqual([first, last]);
  });

  it('follow one another without a gap for any last day', () => {
    for (const lastDay of [1, 15, 25, 28, 31]) {
      for (let n = 0; n < 30; n++) {
        const month = monthBefore('2028-06', n);
        expect(billingPeriod(monthBefore(month, 1), lastDay).last + 1).toBe(
          billingPeriod(month, lastDay).first,
        );
      }
    }
  });
});

it('the preset documents are read as they are published', () => {
  expect(presetDocument('telecobranca-banco')).toMatchObject({ id: 'telecobranca-banco', version: '1' });
});
