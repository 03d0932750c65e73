import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseE164 } from '../../../src/core/kernel/ids.js';
import {
  applyDialRule,
  DIAL_RULE_DEFAULTS,
  type DialRule,
  headerProblem,
} from '../../../src/core/route/dial-rule.js';

const SP = parseE164('+5511987654321');
const RIO = parseE164('+552133334444');
const ABROAD = parseE164('+12025550123');
const LINE = '+551140001000';
const TAGS = { attempt: 'a1', campaign: 'c9' };

const dial = (rule: Partial<DialRule>, number = SP, line = LINE) =>
  applyDialRule({ ...DIAL_RULE_DEFAULTS, ...rule }, { number, line, ...TAGS });

describe('a number', () => {
  it.each([
    ['digits', '5511987654321', '12025550123'],
    ['plus', '+5511987654321', '+12025550123'],
    ['national', '11987654321', '12025550123'],
  ] as const)('goes as %s where the carrier wants no selection code', (called, home, abroad) => {
    expect(dial({ called })).toMatchObject({ called: home, why: ['as_it_is'] });
    expect(dial({ called }, ABROAD).called).toBe(abroad);
  });

  it('is shown as the carrier wants it, and not at all where none is to be shown', () => {
    expect(dial({ caller: 'national' }).caller).toBe('1140001000');
    expect(dial({ caller: 'digits' }).caller).toBe('551140001000');
    expect(dial({}).caller).toBe(LINE);
    expect(dial({ caller: 'national' }, SP, '').caller).toBe('');
  });

  it('out of the home area goes with the selection code, within it without', () => {
    const rule = { csp: '21', homeDdds: ['11'], called: 'national' } as const;
    expect(dial(rule, RIO)).toMatchObject({ called: '0212133334444', why: ['long_distance'] });
    expect(dial(rule)).toMatchObject({ called: '11987654321', why: ['local'] });
    expect(dial({ ...rule, localWithoutDdd: true })).toMatchObject({ called: '987654321', why: ['local'] });
    expect(dial(rule, ABROAD)).toMatchObject({ called: '002112025550123', why: ['abroad'] });
  });

  it('goes with its selection code everywhere where no area is home', () => {
    expect(dial({ csp: '15' }).called).toBe('01511987654321');
  });

  it('has the prefix of the carrier before everything', () => {
    expect(dial({ prefix: '77#', csp: '21' }, RIO)).toMatchObject({
      called: '77#0212133334444',
      why: ['long_distance', 'prefixed'],
    });
  });
});

describe('a header', () => {
  it('names the call it goes with', () => {
    const headers = [
      { name: 'X-Carteira', value: 'c={campaign};a={attempt}' },
      { name: 'P-Preferred-Identity', value: '<tel:{caller}>' },
    ];
    expect(dial({ headers, caller: 'digits' }).headers).toEqual([
      { name: 'X-Carteira', value: 'c=c9;a=a1' },
      { name: 'P-Preferred-Identity', value: '<tel:551140001000>' },
    ]);
  });

  it.each([
    ['From', 'x', /cannot be set/],
    ['VIA', 'x', /cannot be set/],
    ['X Carteira', 'x', /no name of a SIP header/],
    ['', 'x', /no name/],
    ['X-A', 'x\r\nFrom: y', /one line/],
    ['X-A', '{cpf}', /\{cpf\} in X-A is not known/],
  ])('%j with the value %j is refused in words', (name, value, problem) => {
    expect(headerProblem({ name, value })).toMatch(problem);
  });

  it('never ends its line, whatever the configuration let pass and the call is called', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (name, value) => {
        fc.pre(headerProblem({ name, value }) === null);
        const [header] = dial({ headers: [{ name, value }] }).headers;
        expect(`${header?.name}: ${header?.value}`).toMatch(/^[\x20-\x7e]+$/);
      }),
    );
  });
});
