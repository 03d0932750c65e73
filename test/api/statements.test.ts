import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { presetDocuments } from '../../src/app/billing/billing-documents.js';
import { statementOrderOf } from '../../src/app/billing/statement-order.js';
import { callLogLine } from '../../src/app/chores/export-calls.js';
import { runProgram } from '../../src/app/program.js';
import type { Bill } from '../../src/core/billing/bill.js';
import { ContractShelf } from '../../src/engine/contract-shelf.js';
import { fillOrder } from '../../src/engine/statement-maker.js';
import type { JobData } from '../../src/ports/jobs.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { billingChain } from '../support/billing-chain.js';
import { Heard } from '../support/heard.js';
import { aBatch, collect } from '../support/samples.js';

const BASE = { base: 'telecobranca-banco', version: '7', title: 'Alfa' };
const FACTS = {
  contractIds: ['alfa'],
  multimedia: [],
  balances: [],
  quality: [],
  measures: [],
  complaints: [],
};
const ROWS = billingChain(['promessa', 'sem_acordo', 'recado', 'maquina', 'terceiro', 'mudo']);

let bench: ApiBench;
let folder: string;
/** A contract of its own for each test, over the same log. */
let alfa = '';
let tests = 0;
const added = () => ({ contract: { ...BASE, id: alfa }, why: 'signed on 1 October' });
const secrets: Record<string, string> = {};

beforeAll(async () => {
  bench = await startApiBench();
  folder = mkdtempSync(join(tmpdir(), 'cadencia-statements-'));
  for (const name of ['ana', 'bia', 'caio', 'dora']) {
    secrets[name] = (await bench.tokens.issue(name, 'admin')).secret;
  }
  await bench.stores.attempts.commit(aBatch({ closings: ROWS.map((row) => ({ row, contact: null })) }));
});
beforeEach(async () => {
  tests += 1;
  alfa = `alfa-${tests}`;
  await ask('ana', 'POST', '/v1/contracts', added());
  await ask('ana', 'POST', `/v1/contracts/${alfa}/facts`, { facts: FACTS, why: 'nothing this month' });
});
afterAll(async () => {
  await bench.close();
  rmSync(folder, { recursive: true, force: true });
});

async function ask(who: string, method: string, path: string, body?: unknown) {
  const response = await bench.call(method, path, body, { authorization: `Bearer ${secrets[who]}` });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

/** Orders a version and does its job, as the server's worker would. */
async function make(who: string, jobId = `job-${bench.enqueued.length + 1}`) {
  const order = { contractId: alfa, month: '2026-10', why: 'month of October' };
  const ordered = await ask(who, 'POST', '/v1/statements', order);
  expect(ordered).toMatchObject({ status: 202, body: { kind: 'make-statement' } });
  return work(jobId);
}

/** Does the job that was ordered last, on the day the facts of the tests are told. */
function work(jobId: string) {
  const { billing, billingLog } = bench.stores;
  return fillOrder(statementOrderOf({ id: jobId, data: bench.enqueued.at(-1)?.data as JobData }), {
    store: billing,
    contracts: new ContractShelf(billing, presetDocuments),
    log: billingLog,
    digest: nodeDigest,
    nowMs: () => Date.now(),
    row: () => undefined,
  });
}

async function recount(who: string, id: string) {
  const ordered = await ask(who, 'POST', `/v1/statements/${id}/recount`, {});
  expect(ordered).toMatchObject({ status: 202, body: { kind: 'make-statement' } });
  return work(`recount-${bench.enqueued.length}`);
}

const move = (who: string, id: string, word: string, why = '') =>
  ask(who, 'POST', `/v1/statements/${id}/${word}`, { why });

/** `cadencia bill` over files that are exported from the server. */
async function billOfFiles(): Promise<Bill> {
  const rows = await collect(bench.stores.callLog.read({}));
  writeFileSync(join(folder, 'calls.jsonl'), rows.map((row) => callLogLine(row, 'jsonl')).join(''));
  const { body } = await ask('ana', 'GET', `/v1/contracts/${alfa}/facts`);
  writeFileSync(join(folder, 'facts.json'), JSON.stringify(body));
  writeFileSync(join(folder, 'alfa.json'), JSON.stringify({ ...BASE, id: alfa }));
  const [stdout, stderr] = [new Heard(), new Heard()];
  const deps = { stdout, stderr, terminal: false, env: {}, stdin: (async function* () {})() };
  const file = (name: string): string => join(folder, name);
  const args = ['--contract', file('alfa.json'), '--log', file('calls.jsonl'), '--facts', file('facts.json')];
  expect(await runProgram(['bill', ...args, '--period', '2026-10', '--json'], deps), stderr.text).toBe(0);
  return JSON.parse(stdout.text) as Bill;
}

describe('a statement', () => {
  it('is the bill that `cadencia bill` makes of exported files, to the hash', async () => {
    const made = await make('ana');
    expect(made).toMatchObject({ id: `${alfa}_2026-10_v1`, state: 'draft', total: '19.11', madeBy: 'ana' });
    const bill = await billOfFiles();
    expect(bill.hash).toBe(made.hash);
    const json = await bench.call('GET', `/v1/statements/${made.id}/forms/json`);
    expect(await json.json()).toEqual({ ...bill, rows: expect.anything() });
  });

  it('is made once by a job that runs again', async () => {
    const first = await make('ana', 'same');
    expect(await make('ana', 'same')).toEqual(first);
    expect((await ask('ana', 'GET', `/v1/statements?contractId=${alfa}`)).body).toMatchObject({
      items: [{ id: first.id }],
    });
  });

  it('accounts for every call: billed, not billable by reason and disputed are all', async () => {
    const disputes = [
      { attemptId: 't0', by: 'banco', at: '2026-11-02T10:00:00-03:00', reason: 'não reconhece' },
    ];
    await ask('ana', 'POST', `/v1/contracts/${alfa}/facts`, {
      facts: { disputes },
      why: 'letter of the bank',
    });
    const { id } = await make('ana');
    const shown = await ask('bia', 'GET', `/v1/statements/${id}`);
    expect(shown.body).toMatchObject({
      total: '12.74',
      calls: { calls: 6, billed: 3, notBillable: 2, disputed: 1 },
      bill: { rows: { unpaid: { machine: 1, silence: 1, disputed: 1 } } },
    });
  });

  it('shows the calls behind each line page by page', async () => {
    const { id } = await make('ana');
    const { body } = await ask('bia', 'GET', `/v1/statements/${id}/lines`);
    expect(body['items']).toMatchObject([
      { place: 0, id: 'Qe/cobranca/efetivada/3.185', amount: '6.37', callCount: 2 },
      { place: 1, id: 'Qc/cobranca/concretizada/6.37', amount: '12.74', callCount: 2 },
    ]);
    const calls = (query: string) => ask('bia', 'GET', `/v1/statements/${id}/lines/0/calls${query}`);
    expect((await calls('?limit=1')).body).toEqual({ items: ['t2'], total: 2, next: 1 });
    expect((await calls('?offset=1&limit=1')).body).toEqual({ items: ['t4'], total: 2, next: null });
    expect((await ask('bia', 'GET', `/v1/statements/${id}/lines/9/calls`)).status).toBe(404);
  });

  it('shows every call of the period in one place: billed, disputed, or not billable for its reason', async () => {
    const disputes = [{ attemptId: 't0', by: 'banco', at: '2026-11-02T10:00:00-03:00', reason: 'x' }];
    await ask('ana', 'POST', `/v1/contracts/${alfa}/facts`, { facts: { disputes }, why: 'letter' });
    const { id } = await make('ana');
    const fates = (await ask('bia', 'GET', `/v1/statements/${id}/fates`)).body;
    expect(fates).toEqual({
      kept: true,
      items: [
        { fate: 'billed', count: 3 },
        { fate: 'machine', count: 1 },
        { fate: 'silence', count: 1 },
        { fate: 'disputed', count: 1 },
      ],
    });
    const calls: unknown[] = [];
    for (const { fate } of fates['items'] as { fate: string }[]) {
      const { body } = await ask('bia', 'GET', `/v1/statements/${id}/fates/${fate}/calls`);
      calls.push(...(body['items'] as string[]));
    }
    expect(calls.sort()).toEqual(ROWS.map(({ opening }) => opening.attemptId).sort());
    const page = await ask(
      'bia',
      'GET',
      `/v1/statements/${id}/fates/billed/calls?offset=1&limit=1&rows=true`,
    );
    expect(page.body).toMatchObject({
      items: ['t2'],
      total: 3,
      next: 2,
      rows: [{ id: 't2', disposition: 'recado', agentId: 'ana', atMs: expect.any(Number), talkMs: 57_500 }],
    });
    expect((await ask('bia', 'GET', `/v1/statements/${id}/fates/gone/calls`)).status).toBe(400);
    expect((await ask('bia', 'GET', `/v1/statements/${id}/fates/billed/calls?rows=true`)).status).toBe(400);
  });

  it('that was made before calls were kept so has them counted anew, and stays as it is', async () => {
    const { billing } = bench.stores;
    const first = await make('ana');
    const bare = { ...first, id: `${alfa}_2026-09_v1`, month: '2026-09', hash: 'ab'.repeat(32) };
    await billing.addStatement(bare, null);
    await expect(recount('ana', bare.id)).rejects.toThrow('cannot be counted anew');
    vi.spyOn(billing, 'hasFates').mockResolvedValueOnce(false);
    expect(await ask('bia', 'GET', `/v1/statements/${first.id}/fates/billed/calls`)).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('cadencia statement recount') },
    });
    const keep = vi.spyOn(billing, 'keepBill');
    // Told later: it is of the next version.
    const disputes = [{ attemptId: 't0', by: 'banco', at: '2026-11-02T10:00:00-03:00', reason: 'x' }];
    await ask('ana', 'POST', `/v1/contracts/${alfa}/facts`, { facts: { disputes }, why: 'letter' });
    expect(await recount('ana', first.id)).toEqual(first);
    expect(keep.mock.calls[0]?.[0].hash).toBe(first.hash);
    expect(await billing.listStatements({ contractId: alfa, month: '2026-10' })).toEqual([first]);
  });

  it('goes from draft over review and contest to approved, each step with who, when and why', async () => {
    const { id } = await make('ana');
    expect(await move('bia', id, 'approve')).toMatchObject({
      status: 409,
      body: { code: 'DLR_STATE_CONFLICT' },
    });
    expect(await move('ana', id, 'submit', 'to the bank')).toMatchObject({
      status: 200,
      body: { state: 'review' },
    });
    expect((await move('bia', id, 'contest')).status).toBe(400);
    expect(await move('bia', id, 'contest', 'call t2 was ours')).toMatchObject({
      body: { state: 'contested' },
    });
    expect(await move('caio', id, 'answer', 'heard: it was not')).toMatchObject({
      body: { state: 'review' },
    });
    for (const who of ['ana', 'caio']) {
      expect(await move(who, id, 'approve')).toMatchObject({
        status: 403,
        body: { code: 'DLR_POLICY_FOUR_EYES' },
      });
    }
    const approved = await move('bia', id, 'approve', 'agreed');
    expect(approved.body).toMatchObject({
      state: 'approved',
      steps: [
        { move: 'submit', by: 'ana', why: 'to the bank' },
        { move: 'contest', by: 'bia' },
        { move: 'answer', by: 'caio' },
        { move: 'approve', by: 'bia', from: 'review', to: 'approved', atMs: expect.any(Number) },
      ],
    });
    for (const word of ['submit', 'return', 'contest', 'answer', 'approve']) {
      expect((await move('caio', id, word, 'again')).status, word).toBe(409);
    }
  });

  it('that was approved is corrected by credit and debit in the next version, and stays as it is', async () => {
    const first = await make('ana');
    await move('ana', first.id, 'submit');
    await move('bia', first.id, 'approve');

    const wish = { attemptId: 't3', disposition: 'recado', reason: 'the recording has a person' };
    const proposed = await ask('dora', 'POST', `/v1/contracts/${alfa}/corrections`, wish);
    expect(proposed).toMatchObject({ status: 201, body: { state: 'proposed', proposedBy: 'dora' } });
    const path = `/v1/corrections/${String(proposed.body['id'])}/confirm`;
    expect(await ask('dora', 'POST', path, {})).toMatchObject({ status: 403 });
    expect(await ask('bia', 'POST', path, { why: 'heard too' })).toMatchObject({
      body: { state: 'confirmed' },
    });
    expect((await ask('caio', 'POST', path, {})).status).toBe(409);

    const second = await make('ana');
    // One more efetivada: 3 × 3.185 = 9.555, half up 9.56, over 6.37.
    const shown = await ask('ana', 'GET', `/v1/statements/${second.id}`);
    expect(shown.body).toMatchObject({
      id: `${alfa}_2026-10_v2`,
      total: '22.30',
      correction: '3.19',
      corrects: first.id,
      adjustments: { lines: [{ kind: 'credit', before: '6.37', now: '9.56', callsAdded: ['t3'] }] },
    });
    expect((await billOfFiles()).hash).toBe(second.hash);
    expect((await ask('ana', 'GET', `/v1/statements/${first.id}`)).body).toMatchObject({
      state: 'approved',
      total: '19.11',
      hash: first.hash,
    });
  });

  it('that is still open gives way to the next version', async () => {
    const first = await make('ana');
    await move('ana', first.id, 'submit');
    await move('bia', first.id, 'contest', 'volumes');
    const second = await make('caio');
    expect((await ask('ana', 'GET', `/v1/statements?contractId=${alfa}`)).body).toMatchObject({
      items: [
        { id: first.id, state: 'replaced' },
        { id: second.id, state: 'draft', correction: null },
      ],
    });
  });

  it('of a period that has not ended is not submitted', async () => {
    const order = { contractId: alfa, month: '2999-01', why: 'rehearsal' };
    await ask('ana', 'POST', '/v1/statements', order);
    const { billing, billingLog } = bench.stores;
    const made = await fillOrder(
      { ...order, version: null, by: 'ana', jobId: 'x', recounts: null },
      {
        store: billing,
        contracts: new ContractShelf(billing, presetDocuments),
        log: billingLog,
        digest: nodeDigest,
        nowMs: () => 0,
        row: () => undefined,
      },
    );
    const sent = await move('ana', made.id, 'submit');
    expect(sent).toMatchObject({ status: 409, body: { detail: expect.stringContaining('2999-01-31') } });
  });

  it('comes as CSV, workbook, PDF and page, all with the same total', async () => {
    const { id } = await make('ana');
    const form = (name: string) => bench.call('GET', `/v1/statements/${id}/forms/${name}`);
    const csv = await (await form('csv')).text();
    expect(csv.split('\r\n')[1]).toContain('Qe/cobranca/efetivada/3.185');
    expect(csv).toContain(',12.74,');
    const page = await form('html');
    expect(page.headers.get('content-type')).toContain('text/html');
    const text = await page.text();
    expect(text).toContain('R$ 19,11');
    expect(text).toContain('todas = 4 + 2 + 0');
    const pdf = await form('pdf');
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    const printed = Buffer.from(await pdf.arrayBuffer());
    expect(printed.subarray(0, 5).toString('latin1')).toBe('%PDF-');
    expect(Buffer.from(await (await form('pdf')).arrayBuffer()).equals(printed)).toBe(true);
    const xlsx = await form('xlsx');
    expect(xlsx.headers.get('content-disposition')).toContain(`${id}.xlsx`);
    const bytes = new Uint8Array(await xlsx.arrayBuffer());
    // A workbook is a ZIP file.
    expect(String.fromCharCode(...bytes.slice(0, 2))).toBe('PK');
  });
});

describe('what a statement is made from', () => {
  it('bears the name of a person, and is never changed', async () => {
    const local = (await bench.tokens.issue('local', 'admin')).secret;
    const headers = { authorization: `Bearer ${local}` };
    expect((await bench.call('POST', '/v1/contracts', added(), headers)).status).toBe(403);
    expect(await ask('bia', 'POST', '/v1/contracts', added())).toMatchObject({ status: 409 });
    expect((await ask('bia', 'GET', '/v1/contracts')).body['items']).toContainEqual(
      expect.objectContaining({ id: alfa, version: '7', addedBy: 'ana', why: 'signed on 1 October' }),
    );
  });

  it('is refused with its place when it cannot be read, alone or with what is there', async () => {
    const tell = (facts: object) => ask('ana', 'POST', `/v1/contracts/${alfa}/facts`, { facts, why: 'x' });
    expect(await tell({ hours: [{ period: '2026-13' }] })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('facts.hours[0].period') },
    });
    await tell({ transfers: [{ from: 't1', to: 't2' }] });
    expect(await tell({ transfers: [{ from: 't2', to: 't1' }] })).toMatchObject({
      status: 400,
      body: { detail: expect.stringContaining('in a circle') },
    });
    expect((await tell({ corrections: [{}] })).status).toBe(400);
    expect((await ask('ana', 'POST', '/v1/contracts/beta/facts', { why: 'x' })).status).toBe(404);
  });

  it('is taken back and replaced as new facts', async () => {
    const quality = (score: string) => ({ quality: [{ period: '2026-10', group: 'demais', score }] });
    const tell = (body: object) => ask('ana', 'POST', `/v1/contracts/${alfa}/facts`, { why: 'x', ...body });
    await tell({ facts: quality('70') });
    await tell({ facts: quality('96') });
    expect((await ask('ana', 'GET', `/v1/contracts/${alfa}/facts`)).body).toMatchObject(quality('96'));
    const withdraw = [{ list: 'quality', key: '2026-10 demais' }];
    expect((await tell({ withdraw })).status).toBe(200);
    expect((await ask('ana', 'GET', `/v1/contracts/${alfa}/facts`)).body).toMatchObject({ quality: [] });
    expect((await tell({ withdraw })).status).toBe(404);
    expect((await bench.stores.billing.facts(alfa)).filter(({ list }) => list === 'quality')).toHaveLength(6);
  });

  it('has no correction of a call that is not closed, nor by its own agent', async () => {
    const wish = { attemptId: 't0', disposition: 'recado', reason: 'x' };
    const propose = (who: string, body: object) =>
      ask(who, 'POST', `/v1/contracts/${alfa}/corrections`, body);
    expect((await propose('dora', { ...wish, attemptId: 'gone' })).status).toBe(404);
    expect(ROWS[0]?.result.agentId).toBe('ana');
    expect(await propose('ana', wish)).toMatchObject({ status: 403, body: { code: 'DLR_POLICY_FOUR_EYES' } });
    const { body } = await propose('dora', wish);
    const confirmed = await ask('ana', 'POST', `/v1/corrections/${String(body['id'])}/confirm`, {});
    expect(confirmed.status).toBe(403);
  });
});
