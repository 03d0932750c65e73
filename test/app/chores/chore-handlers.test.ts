import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeDigest } from '../../../src/adapters/digest/node-digest.js';
import { openAtomicFileSink } from '../../../src/adapters/export-file/atomic-file-sink.js';
import { openMailingFile } from '../../../src/adapters/mailing-file/open-mailing-file.js';
import { MemoryStores } from '../../../src/adapters/memory/memory-stores.js';
import { makeChoreHandlers } from '../../../src/app/chores/chore-handlers.js';
import type { CallLogRow } from '../../../src/core/call-log/call-log-row.js';
import type { JobContext, JobData } from '../../../src/ports/jobs.js';
import { callLogChain } from '../../support/call-log-row-of.js';
import { MemoryMailingStore } from '../../support/memory-mailing-store.js';

let dataFolder = '';
beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), 'cadencia-chores-'));
  mkdirSync(join(dataFolder, 'uploads'));
});
afterEach(() => rmSync(dataFolder, { recursive: true, force: true }));

function handlers(rows: readonly CallLogRow[] = [], stores = new MemoryStores()) {
  return makeChoreHandlers({
    lists: stores.lists,
    facts: stores.facts,
    rest: async () => undefined,
    imports: {
      store: new MemoryMailingStore(),
      digest: nodeDigest,
      installationKeyHex: 'ab'.repeat(32),
      openFile: openMailingFile,
      newSalt: () => 'cd'.repeat(32),
      nowMs: () => Date.UTC(2026, 10, 23),
    },
    reader: {
      async *read() {
        yield* rows;
      },
      anchors: async () => [],
      async *readAgentStates() {
        yield* [];
      },
    },
    ledger: new MemoryStores().ledger,
    digest: nodeDigest,
    sharedFolder: dataFolder,
    runStatement: async () => {
      throw new Error('no statement is made here');
    },
    deliverFeeds: async () => ({}),
    makeReport: async () => ({}),
    openSink: openAtomicFileSink,
  });
}

const context = (data: JobData): JobContext => ({
  id: 'j1',
  data,
  signal: { aborted: false },
  report: async () => undefined,
});

test('an upload with clear CPFs is gone once its rows are in, and also when it is no mailing; a user’s own file stays', async () => {
  const run = handlers()['import-mailing'];
  const order = (path: string) =>
    context({ mailingId: 'm1', campaignId: 'c1', name: 'x', path, mapping: '{"phone":"tel x"}' });
  const upload = join(dataFolder, 'uploads', 'm1.csv');
  writeFileSync(upload, 'nome;tel x\nAna;11987654321\n');
  expect(await run(order(upload))).toMatchObject({ mailingId: 'm1', rows: 1, added: 1 });
  expect(existsSync(upload)).toBe(false);
  writeFileSync(upload, 'nome;cpf\nAna;1\n');
  await expect(run(order(upload))).rejects.toMatchObject({ code: 'DLR_INPUT_INVALID' });
  expect(existsSync(upload)).toBe(false);
  writeFileSync(upload, 'nome;tel x\nCaio;11987654323\n');
  expect(await run(order('uploads/m1.csv'))).toMatchObject({ rows: 1, added: 1 });
  expect(existsSync(upload)).toBe(false);
  const own = join(dataFolder, 'own.csv');
  writeFileSync(own, 'nome;tel x\nBia;11987654322\n');
  await run(order(own));
  expect(existsSync(own)).toBe(true);
});

test('an export of calls lands in the data folder and tells whether its chains hold', async () => {
  const rows = callLogChain(3);
  const order = context({
    format: 'jsonl',
    campaignId: null,
    fromMs: null,
    toMs: null,
    file: 'calls-1.jsonl',
  });
  expect(await handlers(rows)['export-calls'](order)).toEqual({
    rows: 3,
    file: 'calls-1.jsonl',
    chains: 1,
    brokenChains: 0,
    firstBroken: null,
  });
  expect(readFileSync(join(dataFolder, 'exports', 'calls-1.jsonl'), 'utf8').split('\n')).toHaveLength(4);
  const holed = await handlers([rows[0]!, rows[2]!])['export-calls'](order);
  expect(holed).toMatchObject({ brokenChains: 1, firstBroken: 'chain e1, row 2, attempt e1-3: link' });
});

test('a job may not name a file outside the exports folder', async () => {
  for (const file of ['../x.csv', '/etc/x.csv', '.hidden', null]) {
    await expect(handlers()['export-agent-states'](context({ format: 'csv', file }))).rejects.toMatchObject({
      code: 'DLR_INPUT_INVALID',
    });
  }
});

const listOrder = (path: string, more: JobData = {}) =>
  context({
    list: 'sp',
    version: 'v1',
    asOfMs: 5,
    acceptSmaller: false,
    path,
    rejectsFile: 'rejects-1.csv',
    ...more,
  });

test('a list that was uploaded comes into force, its upload goes, and the rows left out are a file of the job', async () => {
  const stores = new MemoryStores();
  const upload = join(dataFolder, 'uploads', 'list-1.csv');
  writeFileSync(upload, 'telefone;data\n11987654321;01/03/2026\n123;01/03/2026\n');
  const result = await handlers([], stores)['import-list'](listOrder(upload));
  expect(result).toMatchObject({ rows: 2, entries: 1, rejected: 1, file: 'rejects-1.csv' });
  expect(existsSync(upload)).toBe(false);
  expect(readFileSync(join(dataFolder, 'exports', 'rejects-1.csv'), 'utf8')).toMatch(
    /^line,column,reason\r\n3,telefone,phone_length: /,
  );
  expect((await stores.lists.lookUp([])).lists.sp).toEqual({
    state: 'loaded',
    version: 'v1',
    loadedAtMs: 5,
    entries: 1,
  });
});

test('a list that is refused leaves its upload and a rejects file nowhere', async () => {
  const stores = new MemoryStores();
  const upload = join(dataFolder, 'uploads', 'list-1.csv');
  writeFileSync(upload, 'telefone;data\n123;01/03/2026\n');
  await expect(handlers([], stores)['import-list'](listOrder(upload))).rejects.toMatchObject({
    code: 'DLR_INPUT_INVALID',
  });
  expect(existsSync(upload)).toBe(false);
  expect(readdirSync(join(dataFolder, 'exports'))).toEqual([]);
  expect((await stores.lists.lookUp([])).lists.sp).toEqual({ state: 'absent' });
});

test('the authorisations of São Paulo replace those before', async () => {
  const stores = new MemoryStores();
  const path = join(dataFolder, 'authorised.csv');
  writeFileSync(path, 'phone,creditor_cnpj\n11987654321,11.222.333/0001-81\n');
  expect(await handlers([], stores)['import-list'](listOrder(path, { list: 'sp_authorised' }))).toMatchObject(
    { entries: 1 },
  );
  expect([...(await stores.lists.lookUp(['n:+5511987654321'])).authorised]).toEqual([
    ['n:+5511987654321', ['11222333000181']],
  ]);
});

test('a register of paid debts closes the debts it names', async () => {
  const stores = new MemoryStores();
  const path = join(dataFolder, 'paid.csv');
  writeFileSync(path, 'contrato;data;situação\nD-1;22/11/2026 14:30;pago\n');
  const order = context({ register: 'paid', path, rejectsFile: 'rejects-2.csv' });
  expect(await handlers([], stores)['import-facts'](order)).toMatchObject({
    rows: 1,
    entries: 1,
    rejected: 0,
  });
  const debt = (await stores.facts.load(['d:D-1'], 0)).get('d:D-1')?.debt;
  expect(debt).toMatchObject({ state: 'paid', sinceMs: Date.UTC(2026, 10, 22, 17, 30), attemptId: '' });
});

test('the side files of an audit land in a folder of their own, one for each source there is', async () => {
  const stores = new MemoryStores();
  await stores.lists.begin('pa', 'v1');
  await stores.lists.addEntries('pa', 'v1', [{ phone: '+5591987654321', cpfHash: '', since: '2026-03-01' }]);
  await stores.lists.activate('pa', 'v1', 1);
  const result = await handlers([], stores)['export-lists'](
    context({ folder: 'lists-00ff', fromMs: null, toMs: null }),
  );
  const files = ['pa.csv', 'optout.csv', 'wrong_person_protocols.csv', 'paid.csv', 'agent_states.csv'];
  expect(result).toEqual({ rows: 1, folder: 'lists-00ff', files: files.join(' ') });
  expect(readdirSync(join(dataFolder, 'exports', 'lists-00ff')).sort()).toEqual([...files].sort());
  expect(readFileSync(join(dataFolder, 'exports', 'lists-00ff', 'pa.csv'), 'utf8')).toBe(
    'phone,cpf_hash,since\r\n+5591987654321,,2026-03-01\r\n',
  );
});
