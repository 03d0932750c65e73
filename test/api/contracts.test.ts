import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stringify } from 'yaml';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { billingChain } from '../support/billing-chain.js';
import { presetDocument } from '../support/billing-presets.js';
import { aBatch } from '../support/samples.js';

const FACTS = {
  contractIds: ['alfa'],
  multimedia: [],
  balances: [],
  quality: [],
  measures: [],
  complaints: [],
};
const BASE = { base: 'telecobranca-banco', id: 'alfa', version: '7', title: 'Alfa' };
/** What a telecobrança bill of these six calls comes to: 2 × 3.185 and 2 × 6.37. */
const ROWS = billingChain(['promessa', 'sem_acordo', 'recado', 'maquina', 'terceiro', 'mudo']);

let bench: ApiBench;
let secret = '';
beforeAll(async () => {
  bench = await startApiBench();
  secret = (await bench.tokens.issue('ana', 'admin')).secret;
  await bench.stores.attempts.commit(aBatch({ closings: ROWS.map((row) => ({ row, contact: null })) }));
  await ask('POST', '/v1/contracts', { contract: BASE, why: 'signed' });
  await ask('POST', '/v1/contracts/alfa/facts', { facts: FACTS, why: 'nothing this month' });
});
afterAll(() => bench.close());

async function ask(method: string, path: string, body?: unknown) {
  const response = await bench.call(method, path, body, { authorization: `Bearer ${secret}` });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly string[])[];
}
const sheetOf = (body: Record<string, unknown>, name: string) =>
  (body['sheets'] as Sheet[]).find((sheet) => sheet.name === name)?.rows;

const check = async (text: string) => (await ask('POST', '/v1/contract-checks', { text })).body;

describe('a version of a contract', () => {
  it('is shown as tables to read and as text to edit, which reads as the same contract', async () => {
    const { body } = await ask('GET', '/v1/contracts/alfa/versions/7');
    expect(body).toMatchObject({ id: 'alfa', version: '7', addedBy: 'ana', why: 'signed' });
    expect(sheetOf(body, 'Preços')).toContainEqual(['*', 'concretizada', '*', '*', '6,37', '', '']);
    expect(sheetOf(body, 'Preços')).toContainEqual([
      '*',
      'efetivada',
      '*',
      '*',
      '50% de concretizada',
      '',
      '',
    ]);
    expect(sheetOf(body, 'Classes')).toContainEqual(['machine', 'nunca paga']);
    const again = await check(String(body['text']));
    expect(again).toMatchObject({ problem: null, contract: { id: 'alfa', version: '7' } });
    expect(again['sheets']).toEqual(body['sheets']);
    expect((await ask('GET', '/v1/contracts/alfa/versions/8')).status).toBe(404);
    expect((await ask('GET', '/v1/contracts/horas-banco-regional/versions/1')).status).toBe(200);
  });

  it('is told what is wrong with it at its line, and why', async () => {
    const whole = presetDocument('telecobranca-banco') as Record<string, unknown>;
    const problemOf = async (change: object) => {
      const text = stringify({ ...whole, ...change });
      const { problem } = (await check(text)) as { problem: { detail: string; line: number } };
      return { detail: problem.detail, at: text.split('\n')[problem.line - 1] };
    };
    const band = (from: string, to: string) => ({ from, to });
    expect(
      await problemOf({ hourBands: { dia: band('06:00', '22:00'), noite: band('21:00', '06:00') } }),
    ).toEqual({
      detail: expect.stringContaining('contract.hourBands'),
      at: expect.stringMatching(/noite|21:00|dia|06:00/),
    });
    expect(await problemOf({ otherServices: 'gone' })).toEqual({
      detail: expect.stringContaining("'gone', which is no service"),
      at: 'otherServices: gone',
    });
    const prices = [{ unit: 'concretizada', value: '-1' }];
    expect(await problemOf({ prices })).toEqual({
      detail: expect.stringContaining('must be 0 or more'),
      at: expect.stringContaining('-1'),
    });
    const rows = [
      { to: '3', value: '0' },
      { from: '5', value: '1' },
    ];
    expect(await problemOf({ tables: { FQ: { step: '1', rows } } })).toMatchObject({
      detail: expect.stringMatching(/gap/),
    });
    expect(await check('id: [\n')).toMatchObject({ contract: null, problem: { line: expect.any(Number) } });
  });

  it('is rehearsed on a past period before it is put on file, which keeps nothing', async () => {
    const dearer = stringify({
      ...BASE,
      version: '8',
      prices: [
        { unit: 'concretizada', value: '10.00' },
        { unit: 'receptivo', value: '10.00' },
        { unit: 'efetivada', value: '5.00' },
        { unit: 'multimidia', value: '4.15' },
      ],
    });
    const { status, body } = await ask('POST', '/v1/contract-rehearsals', {
      contract: dearer,
      month: '2026-10',
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      contract: { id: 'alfa', version: '8' },
      total: '30.00',
      calls: { calls: 6, billed: 4, notBillable: 2, disputed: 0 },
      lines: [
        { amount: '10.00', callCount: 2 },
        { amount: '20.00', callCount: 2 },
      ],
    });
    expect((await ask('GET', '/v1/contracts/alfa/versions/8')).status).toBe(404);
    expect(await bench.stores.billing.billHead(String(body['hash']))).toBeNull();
    const added = await ask('POST', '/v1/contracts', { contract: dearer, why: 'new prices' });
    expect(added).toMatchObject({ status: 201, body: { version: '8', addedBy: 'ana' } });
    expect((await ask('GET', '/v1/contracts/alfa/versions/8')).status).toBe(200);
  });

  it('that is refused is not rehearsed, nor one whose facts are missing', async () => {
    const rehearse = (contract: unknown) =>
      ask('POST', '/v1/contract-rehearsals', { contract, month: '2026-10' });
    expect(await rehearse({ ...BASE, prices: [] })).toMatchObject({
      status: 400,
      body: { code: 'DLR_BILLING_INVALID', detail: expect.stringContaining('contract.prices') },
    });
    expect(await rehearse({ ...BASE, id: 'beta' })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('facts') },
    });
  });
});
