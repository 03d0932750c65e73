import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeDigest } from '../../../src/adapters/digest/node-digest.js';
import { openMailingFile } from '../../../src/adapters/mailing-file/open-mailing-file.js';
import { type ImportMailingRequest, importMailing } from '../../../src/app/chores/import-mailing.js';
import { writeRejects } from '../../../src/app/chores/write-rejects.js';
import { CadenciaError } from '../../../src/core/kernel/errors.js';
import { parseCampaignId, parseMailingId } from '../../../src/core/kernel/ids.js';
import type { JobProgress } from '../../../src/ports/jobs.js';
import { cpfOf } from '../../support/cpf-of.js';
import { MemoryMailingStore } from '../../support/memory-mailing-store.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadencia-import-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function request(
  content: string,
  mailing = 'm1',
  mapping: Readonly<Record<string, string>> = {},
): ImportMailingRequest {
  const path = join(folder, 'mailing.csv');
  writeFileSync(path, content);
  return {
    mailingId: parseMailingId(mailing),
    campaignId: parseCampaignId('c1'),
    name: 'mailing.csv',
    path,
    mapping,
  };
}

function deps(store: MemoryMailingStore) {
  return {
    store,
    digest: nodeDigest,
    installationKeyHex: 'ab'.repeat(32),
    openFile: openMailingFile,
    newSalt: () => 'cd'.repeat(32),
    nowMs: () => 1,
  };
}

function context(aborted = false) {
  const reports: JobProgress[] = [];
  return {
    id: 'j1',
    signal: { aborted },
    reports,
    report: async (progress: JobProgress) => void reports.push(progress),
  };
}

const person = (n: number) => `P${n};${cpfOf(String(100_000_000 + n))};1198${String(n).padStart(7, '0')}`;
const people = (count: number) =>
  `nome;cpf;celular\n${Array.from({ length: count }, (_, n) => person(n)).join('\n')}\n`;

test('good rows load in batches, bad ones come back with line and reason, duplicates are counted', async () => {
  const store = new MemoryMailingStore();
  const content = `${people(2500)}${person(3)}\nX;11111111111;11987654321\nY;;123\n`;
  const job = context();
  const result = await importMailing(request(content), deps(store), job);
  expect(result).toMatchObject({ rows: 2503, added: 2500, duplicates: 1, rejected: 2, resumed: false });
  expect(store.batches).toHaveLength(3);
  expect(Math.max(...store.batches)).toBeLessThanOrEqual(1000);
  expect(await store.find(parseMailingId('m1'))).toMatchObject({ state: 'loaded', added: 2500 });
  expect(job.reports.at(-1)).toMatchObject({
    done: Buffer.byteLength(content),
    total: Buffer.byteLength(content),
  });
  let csv = '';
  const sink = {
    write: async (text: string) => {
      csv += text;
    },
    commit: async () => undefined,
    abort: async () => undefined,
  };
  expect(await writeRejects(store, parseMailingId('m1'), sink)).toBe(2);
  expect(csv).toMatch(
    /^line,column,reason\r\n2503,cpf,"?cpf_check_digits: .*\r\n2504,celular,"?phone_length: .*\r\n$/,
  );
  expect(csv).not.toContain('11111111111');
});

test('the same file a second time adds nothing', async () => {
  const store = new MemoryMailingStore();
  await importMailing(request(people(1500)), deps(store), context());
  const again = await importMailing(request(people(1500), 'm2'), deps(store), context());
  expect(again).toMatchObject({ rows: 1500, added: 0, duplicates: 1500, rejected: 0 });
  expect(store.rows).toHaveLength(1500);
});

test('an import cut off by an outage stays open and is finished by running it again', async () => {
  const store = new MemoryMailingStore();
  store.failAtBatch = { batch: 2, error: new CadenciaError('DLR_DATABASE_DOWN', { detail: 'away' }) };
  await expect(importMailing(request(people(2500)), deps(store), context())).rejects.toMatchObject({
    code: 'DLR_DATABASE_DOWN',
  });
  expect(await store.find(parseMailingId('m1'))).toMatchObject({ state: 'loading' });
  expect(await importMailing(request(people(2500)), deps(store), context())).toMatchObject({
    resumed: true,
    added: 1500,
    duplicates: 1000,
  });
  expect(store.rows).toHaveLength(2500);
});

test('a shutdown stops it before the next batch, retryable', async () => {
  const store = new MemoryMailingStore();
  await expect(importMailing(request(people(10)), deps(store), context(true))).rejects.toMatchObject({
    code: 'DLR_JOBS_DOWN',
    retryable: true,
  });
  expect(store.rows).toHaveLength(0);
});

test('a file without a phone column fails for good, naming its columns', async () => {
  const store = new MemoryMailingStore();
  await expect(importMailing(request('nome;cpf\nA;1\n'), deps(store), context())).rejects.toThrow(
    /Columns found: nome, cpf/,
  );
  expect(await store.find(parseMailingId('m1'))).toMatchObject({ state: 'failed', rows: 0 });
});

test('a mapping is remembered for the next file with these headers, in any order', async () => {
  const store = new MemoryMailingStore();
  await importMailing(
    request('quem;onde\nAna;11987654321\n', 'm1', { quem: 'name', onde: 'phone' }),
    deps(store),
    context(),
  );
  await importMailing(request('onde;quem\n11987654322;Bia\n', 'm2'), deps(store), context());
  expect(store.rows.map((row) => row.name)).toEqual(['Ana', 'Bia']);
});
