import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeDigest } from '../../../src/adapters/digest/node-digest.js';
import { callLogLine } from '../../../src/app/chores/export-calls.js';
import { runProgram } from '../../../src/app/program.js';
import type { Bill } from '../../../src/core/billing/bill.js';
import { isWholeBill } from '../../../src/core/billing/bill-of.js';
import { billingRowOf, readBillingRow } from '../../../src/core/billing/billing-row.js';
import type { Adjustments } from '../../../src/core/billing/compare-bills.js';
import { callLogRecord } from '../../../src/core/call-log/call-log-record.js';
import { CALL_LOG_COLUMNS } from '../../../src/core/call-log/call-log-row.js';
import { csvLine } from '../../../src/core/export/csv-cell.js';
import { billingChain } from '../../support/billing-chain.js';
import { Heard } from '../../support/heard.js';

const ROWS = billingChain(['promessa', 'sem_acordo', 'recado', 'maquina', 'terceiro', 'mudo']);
const FACTS = {
  contractIds: ['alfa'],
  multimedia: [],
  balances: [],
  quality: [],
  measures: [],
  complaints: [],
};
const CONTRACT = { base: 'telecobranca-banco', id: 'alfa', version: '7', title: 'Alfa' };

let folder = '';
const file = (name: string): string => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cadencia-bill-'));
  await writeFile(file('calls.jsonl'), ROWS.map((row) => callLogLine(row, 'jsonl')).join(''));
  const csv = [...ROWS].reverse().map((row) => callLogLine(row, 'csv'));
  await writeFile(file('calls.csv'), csvLine(CALL_LOG_COLUMNS) + csv.join(''));
  await writeFile(file('facts.json'), JSON.stringify(FACTS));
  await writeFile(file('alfa.json'), JSON.stringify(CONTRACT));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...args: readonly string[]) {
  const [stdout, stderr] = [new Heard(), new Heard()];
  const deps = { stdout, stderr, terminal: false, env: {}, stdin: (async function* () {})() };
  const code = await runProgram(args, deps);
  return { code, out: stdout.text, err: stderr.text };
}

const bill = (log: string, ...more: readonly string[]) =>
  run(
    ...['bill', '--contract', file('alfa.json'), '--log', file(log), '--facts', file('facts.json')],
    ...['--period', '2026-10', ...more],
  );

describe('cadencia bill', () => {
  it('makes a bill of files alone, each line with the calls behind it', async () => {
    const { code, out } = await bill('calls.jsonl', '--json');
    const made = JSON.parse(out) as Bill;
    expect(code).toBe(0);
    expect(made.lines.map(({ id, amount, calls }) => [id, amount, calls])).toEqual([
      ['Qe/cobranca/efetivada/3.185', '6.37', ['t2', 't4']],
      ['Qc/cobranca/concretizada/6.37', '12.74', ['t0', 't1']],
    ]);
    expect(made).toMatchObject({
      contract: { id: 'alfa', version: '7' },
      total: '19.11',
      log: { rows: 6 },
      rows: { read: 6, paid: 4, unpaid: { machine: 1, silence: 1 } },
    });
    expect(isWholeBill(made, nodeDigest)).toBe(true);
  });

  it('makes the same bill of the CSV in another order', async () => {
    expect((await bill('calls.csv', '--json')).out).toBe((await bill('calls.jsonl', '--json')).out);
  });

  it('writes what became of each call, each once, whatever the order of the log', async () => {
    for (const log of ['calls.jsonl', 'calls.csv']) {
      expect((await bill(log, '--calls', file('fates.csv'))).code).toBe(0);
      const lines = (await readFile(file('fates.csv'), 'utf8')).trimEnd().split('\r\n');
      expect(lines).toEqual([
        'attempt_id,fate',
        ...['t0,billed', 't1,billed', 't2,billed', 't4,billed', 't3,machine', 't5,silence'],
      ]);
    }
  });

  it('reads an exported row as the row itself', () => {
    for (const row of ROWS) {
      expect(readBillingRow(callLogRecord(row), 'here')).toEqual(billingRowOf(row));
    }
  });

  it('tells a person in Portuguese what is paid and why', async () => {
    const { out } = await bill('calls.jsonl');
    expect(out).toContain('Período 2026-10: 01/10/2026 a 31/10/2026');
    expect(out).toMatch(
      /Concretizadas: concretizada +cobranca +12,74 +2 +quantidade × VA; quantidade = 2; VA = 6.37/,
    );
    expect(out).toMatch(/TOTAL +19,11/);
    expect(out).toMatch(/não pagos: machine +1/);
    expect(out).toContain('LEITURAS');
  });

  it('gives credit and debit against the bill that was issued', async () => {
    await writeFile(file('issued.json'), (await bill('calls.jsonl', '--json')).out);
    const correction = {
      id: 'k1',
      attemptId: 't2',
      by: 'marta',
      at: '2026-11-03T10:00:00-03:00',
      reason: 'Era o titular',
      disposition: 'sem_acordo',
    };
    await writeFile(file('later.json'), JSON.stringify({ ...FACTS, corrections: [correction] }));
    const args = [
      'bill',
      '--contract',
      file('alfa.json'),
      '--log',
      file('calls.jsonl'),
      '--period',
      '2026-10',
    ];
    const against = [...args, '--facts', file('later.json'), '--against', file('issued.json')];
    const { code, out } = await run(...against, '--json');
    expect(code).toBe(0);
    const { lines, total } = JSON.parse(out) as Adjustments;
    // 2 × 3.185 = 6.37 becomes 3.185, a line of 3.19; and 6.37 more for the client in person.
    expect(
      lines.map(({ id, kind, amount, callsAdded, callsRemoved }) => [
        id,
        kind,
        amount,
        callsAdded,
        callsRemoved,
      ]),
    ).toEqual([
      ['Qe/cobranca/efetivada/3.185', 'debit', '-3.18', [], ['t2']],
      ['Qc/cobranca/concretizada/6.37', 'credit', '6.37', ['t2'], []],
    ]);
    expect(total).toBe('3.19');
    expect((await run(...against)).out).toMatch(/crédito +12,74 +19,11 +6,37/);
    const issued = await readFile(file('issued.json'), 'utf8');
    await writeFile(file('issued.json'), issued.replace('"19.11"', '"99.11"'));
    expect((await run(...against)).err).toContain('its hash is not that of what it says');
  });

  it('refuses what it cannot bill, by place and remedy', async () => {
    const [first = ''] = (await readFile(file('calls.jsonl'), 'utf8')).split('\n');
    await writeFile(file('odd.jsonl'), `${first.replace('"sucesso"', '"perdida"')}\n`);
    const odd = await bill('odd.jsonl');
    expect(odd).toMatchObject({ code: 1, out: '' });
    expect(odd.err).toContain('odd.jsonl:1: column outcome is "perdida"');
    const missing = await run('bill', '--contract', 'telecobranca-banco', '--period', '2026-10');
    expect(missing.err).toContain('facts.multimedia: is missing');
    const unknown = await run('bill', '--contract', 'x', '--period', '2026-10');
    expect(unknown.err).toContain("There is no contract 'x'. Give a file, or one of horas-banco-regional");
    expect((await bill('none.jsonl')).err).toContain('none.jsonl cannot be read');
    expect((await run('bill', '--contract', 'x')).code).toBe(2);
  });
});

describe('cadencia contract', () => {
  it('lists the contracts that ship and checks a file', async () => {
    expect((await run('contract', 'list')).out).toContain('horas-banco-regional');
    expect((await run('contract', 'check', file('alfa.json'))).out).toContain(
      'alfa@7 is in order: 1 services',
    );
    await writeFile(file('bad.yaml'), 'base: telecobranca-banco\nlastDay: 29\n');
    const bad = await run('contract', 'check', file('bad.yaml'));
    expect(bad).toMatchObject({ code: 1, out: '' });
    expect(bad.err).toContain('contract.lastDay: is 29');
  });
});
