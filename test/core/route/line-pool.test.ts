import { describe, expect, test } from 'vitest';
import type { Line } from '../../../src/core/campaign/campaign.js';
import { chooseLine, type LineReadiness, mayShow, poolOf } from '../../../src/core/route/line-pool.js';
import { testCampaign, testLine, testTrunk } from '../../support/world.js';

const OWNER = '11444777000161';
const BRANCH = '11444777000242';
const STRANGER = '33000167000101';
const CAMPAIGN = testCampaign({ callerCnpj: OWNER });
const TRUNK = testTrunk('t1');

function line(number: string, change: Partial<Line> = {}): Line {
  return { ...testLine(number, 'oper', OWNER), ...change };
}

describe('which lines a campaign may show', () => {
  test.each([
    ['its own', line('+551140001000'), true],
    ['one of a branch of the same company', line('+551140001000', { ownerCnpj: BRANCH }), true],
    ['one of another company', line('+551140001000', { ownerCnpj: STRANGER }), false],
    [
      'one of another carrier',
      { ...line('+551140001000'), carrierId: testTrunk('x', 'c2').carrierId },
      false,
    ],
    ['a mobile number on a fixed trunk', line('+5511987654321'), false],
    ['one taken out by a person', line('+551140001000', { blocked: true }), false],
    ['one for offers only', line('+551140001000', { purposes: ['oferta'] }), false],
    ['one for collection', line('+551140001000', { purposes: ['cobranca'] }), true],
    ['one of the code 0303', line('+5503031234567', { kind: '0303' }), true],
  ])('%s', (_, shown, expected) => {
    expect(mayShow(shown, TRUNK, CAMPAIGN, 'optional')).toBe(expected);
  });

  test('a mobile number on a mobile trunk may be shown', () => {
    expect(
      mayShow(line('+5511987654321'), testTrunk('m', 'oper', { service: 'SMP' }), CAMPAIGN, 'optional'),
    ).toBe(true);
  });

  test('where the code 0303 is required, only its numbers are shown', () => {
    expect(mayShow(line('+5503031234567', { kind: '0303' }), TRUNK, CAMPAIGN, 'required')).toBe(true);
    expect(mayShow(line('+551140001000'), TRUNK, CAMPAIGN, 'required')).toBe(false);
  });
});

const LINES = [
  line('+551130000001', { ddds: ['11', '12'] }),
  line('+551130000002', { ddds: ['11'] }),
  line('+551130000003', { ufs: ['SP'] }),
  line('+556130000004'),
  line('+5503030000005', { kind: '0303' }),
  line('+552130000006', { ddds: ['21'], ufs: ['RJ'] }),
];
const SP = { ddd: '11', ufs: ['SP'] };

function numbers(pool: readonly (readonly Line[])[]): string[][] {
  return pool.map((tier) => tier.map(({ number }) => number));
}

describe('the pool of a destination', () => {
  test('its area code comes first, then its state, then the lines of the whole country, 0303 last', () => {
    expect(numbers(poolOf(LINES, SP))).toEqual([
      ['+551130000001', '+551130000002'],
      ['+551130000003'],
      ['+556130000004'],
      ['+5503030000005'],
    ]);
  });

  test('a line whose owner nobody has told takes no call from one that may be shown', () => {
    const ownerless = line('+551130000000', { ownerCnpj: '', ddds: ['11'] });
    expect(numbers(poolOf([ownerless, ...LINES], SP)).at(-1)).toEqual(['+551130000000']);
  });

  test('a state without lines of its own gets those of the whole country', () => {
    expect(numbers(poolOf(LINES, { ddd: '92', ufs: ['AM'] }))).toEqual([
      ['+556130000004'],
      ['+5503030000005'],
    ]);
  });
});

describe('the line a person is shown', () => {
  const pool = poolOf(LINES, SP);
  const all = (): LineReadiness => 'ready';
  const shown = (key: string, seenLines: string[] = [], ready = all as (line: Line) => LineReadiness) =>
    chooseLine(pool, { key, seenLines }, 2, ready)?.line.number ?? null;

  test('the same person sees the same line, and people are spread over the pool', () => {
    const firsts = Array.from({ length: 200 }, (_, index) => shown(`cpf-${index}`));
    expect(firsts).toEqual(Array.from({ length: 200 }, (_, index) => shown(`cpf-${index}`)));
    const first = firsts.filter((number) => number === '+551130000001').length;
    expect(first).toBeGreaterThan(60);
    expect(first).toBeLessThan(140);
  });

  test('a line seen lately wins over a nearer one', () => {
    expect(shown('cpf-1', ['+556130000004'])).toBe('+556130000004');
  });

  test('when its line is stopped the person gets the next one, and only then one of a wider pool', () => {
    const without =
      (...gone: string[]) =>
      ({ number }: Line): LineReadiness =>
        gone.includes(number) ? 'stopped' : 'ready';
    const own = shown('cpf-1') as string;
    const other = own === '+551130000001' ? '+551130000002' : '+551130000001';
    expect(shown('cpf-1', [], without(own))).toBe(other);
    expect(shown('cpf-1', [], without(own, other))).toBe('+551130000003');
    expect(shown('cpf-1', [own], without(own))).toBe(other);
  });

  test('who has seen two lines is shown no third, even when both are stopped', () => {
    const seen = ['+556130000004', '+551130000003'];
    expect(seen).toContain(shown('cpf-1', seen));
    expect(shown('cpf-1', seen, ({ number }) => (seen.includes(number) ? 'stopped' : 'ready'))).toBeNull();
    expect(shown('cpf-1', ['+551199999999', '+551188888888'])).toBeNull();
  });

  test('a line whose units are on their way is waited for, not passed over', () => {
    const choice = chooseLine(pool, { key: 'cpf-1', seenLines: [] }, 2, () => 'pending');
    expect(choice?.readiness).toBe('pending');
  });
});
