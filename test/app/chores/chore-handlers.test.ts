import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
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

function handlers(rows: readonly CallLogRow[] = []) {
  return makeChoreHandlers({
    imports: {
      store: new MemoryMailingStore(),
      digest: nodeDigest,
      installationKeyHex: 'ab'.repeat(32),
      openFile: openMailingFile,
      newSalt: () => 'cd'.repeat(32),
      nowMs: () => 1,
    },
    reader: {
      async *read() {
        yield* rows;
      },
      async *readAgentStates() {
        yield* [];
      },
    },
    ledger: new MemoryStores().ledger,
    digest: nodeDigest,
    dataFolder,
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
