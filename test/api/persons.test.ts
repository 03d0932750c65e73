import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ApiBench, startApiBench } from '../support/api-bench.js';

let bench: ApiBench;
beforeEach(async () => {
  bench = await startApiBench();
});
afterEach(() => bench.close());

const CPF = '529.982.247-25';
const body = { cpf: CPF, reason: 'pedido do titular' };

test('data of a person are given out and erased by admins only, under their name', async () => {
  for (const role of ['viewer', 'supervisor'] as const) {
    const { secret } = await bench.tokens.issue('bruno', role);
    for (const path of ['/v1/persons/export', '/v1/persons/erase']) {
      const answer = await bench.call('POST', path, body, { authorization: `Bearer ${secret}` });
      expect(answer.status).toBe(403);
    }
  }
  expect(bench.asked).toEqual([]);
  const { secret } = await bench.tokens.issue('Ana Lima', 'admin');
  const own = { authorization: `Bearer ${secret}` };
  const erased = await bench.call('POST', '/v1/persons/erase', body, own);
  expect(await erased.json()).toEqual({ contacts: 1, attempts: 2, decisions: 3, facts: 0 });
  const given = await bench.call('POST', '/v1/persons/export', { ...body }, own);
  expect(given.headers.get('cache-control')).toBe('no-store');
  expect(await given.json()).toMatchObject({ contacts: [], recordings: [] });
  expect(bench.asked).toMatchObject([
    ['erase', { cpf: CPF }, 'Ana Lima', body.reason],
    ['export', { cpf: CPF }, 'Ana Lima', body.reason],
  ]);
  expect(bench.logged.join('\n')).not.toContain('529');
});

test('a request without a reason, or about two at once, is refused', async () => {
  for (const wrong of [{ cpf: CPF }, { ...body, phone: '+5511987654321' }, { phone: '11', reason: 'x' }]) {
    expect((await bench.call('POST', '/v1/persons/erase', wrong)).status).toBe(400);
  }
});
