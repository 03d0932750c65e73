import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeDigest } from '../../../src/adapters/digest/node-digest.js';
import { openMailingFile } from '../../../src/adapters/mailing-file/open-mailing-file.js';
import { MemoryStores } from '../../../src/adapters/memory/memory-stores.js';
import { importFacts } from '../../../src/app/chores/import-facts.js';
import { importList } from '../../../src/app/chores/import-list.js';
import { CadenciaError } from '../../../src/core/kernel/errors.js';
import type { JobProgress } from '../../../src/ports/jobs.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadencia-list-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A file to import and everything an import stands on. */
function bench(stores = new MemoryStores()) {
  const rejects: string[] = [];
  const reports: JobProgress[] = [];
  const rests: number[] = [];
  const path = join(folder, 'list.csv');
  const deps = {
    lists: stores.lists,
    facts: stores.facts,
    openFile: openMailingFile,
    openSink: async () => ({
      write: async (text: string) => void rejects.push(text),
      commit: async () => undefined,
      abort: async () => undefined,
    }),
    digest: nodeDigest,
    installationKeyHex: 'ab'.repeat(32),
    nowMs: () => Date.UTC(2026, 10, 22),
    rest: async (ms: number) => void rests.push(ms),
  };
  const context = {
    id: 'j1',
    signal: { aborted: false },
    report: async (progress: JobProgress) => void reports.push(progress),
  };
  const load = (content: string | Uint8Array, version = 'v1', acceptSmaller = false) => {
    writeFileSync(path, content);
    const request = { list: 'sp' as const, version, asOfMs: 7, acceptSmaller, path, rejectsPath: 'r' };
    return importList(request, deps, context);
  };
  const state = async () => (await stores.lists.lookUp([])).lists.sp;
  return { stores, deps, context, load, state, rejects, reports, rests, path };
}

const phone = (n: number) => `119${String(80_000_000 + n)}`;
const listOf = (count: number, from = 0) =>
  `telefone,data\n${Array.from({ length: count }, (_, n) => `${phone(from + n)},2026-03-10`).join('\n')}\n`;

test('a list comes into force whole, in batches, with progress and a rest for the database after each', async () => {
  const { load, state, reports, rests, stores } = bench();
  expect(await load(listOf(2500))).toEqual({
    rows: 2500,
    rejected: 0,
    form: "CSV, ',', utf-8",
    entries: 2500,
  });
  expect(await state()).toEqual({ state: 'loaded', version: 'v1', loadedAtMs: 7, entries: 2500 });
  expect((await stores.lists.lookUp([`n:+55${phone(2499)}`])).listed.size).toBe(1);
  expect(reports.map(({ note }) => note)).toContain('2000 rows, 0 rejected');
  expect(reports.filter(({ done, total }) => total !== null && done > total)).toEqual([]);
  expect(rests.length).toBeGreaterThanOrEqual(3);
});

test.each([
  ['a byte order mark', Buffer.from(`\uFEFFtelefone;data\n11987654321;10/03/2026\n`)],
  ['windows-1252', Buffer.from('n\xFAmero;data de inclus\xE3o\n11987654321;10/03/2026\n', 'latin1')],
  ['UTF-16', Buffer.from('\uFEFFtelefone;data\n11987654321;10/03/2026\n', 'utf16le')],
  ['quotes and CRLF', Buffer.from('"telefone","data"\r\n"(11) 98765-4321","10/03/2026"\r\n')],
  ['the separator named', Buffer.from('sep=;\ntelefone;data\n11987654321;10/03/2026\n')],
  ['text formulas of a spreadsheet', Buffer.from('telefone;data\n="11987654321";="10/03/2026"\n')],
])('a file with %s is read like any other', async (_, content) => {
  const { load, stores } = bench();
  await load(content);
  const key = 'n:+5511987654321' as const;
  expect((await stores.lists.lookUp([key])).listed.get(key)).toEqual({ sp: '2026-03-10' });
});

test('an entry that comes twice counts once, with its earlier date', async () => {
  const { load, stores } = bench();
  const result = await load(
    'telefone;data\n11987654321;10/03/2026\n(11) 98765-4321;09/03/2026\n11987654321;11/03/2026\n',
  );
  expect(result).toMatchObject({ rows: 3, entries: 1 });
  const key = 'n:+5511987654321' as const;
  expect((await stores.lists.lookUp([key])).listed.get(key)).toEqual({ sp: '2026-03-09' });
});

test('bad rows never stop a file: each is told with line, column and reason', async () => {
  const { load, rejects } = bench();
  const content =
    'telefone;data\n11987654321;10/03/2026\nx;10/03/2026\n\n11987654322;amanhã\n"a";b;c;d\n11987654323;10/03/2026\n';
  expect(await load(content)).toMatchObject({ rows: 5, rejected: 3, entries: 2 });
  expect(rejects.map((line) => line.replaceAll('"', '').split(':')[0])).toEqual([
    'line,column,reason\r\n',
    '3,telefone,phone_letters',
    '5,data,since_invalid',
    '6,,too_many_columns',
  ]);
});

test('a file of which no row can be used is refused, with the first reasons, and the list in force stays', async () => {
  const { load, state } = bench();
  await load(listOf(1));
  const refused = load('telefone;data\nx;1\ny;2\nz;3\nw;4\n', 'v2', true);
  await expect(refused).rejects.toThrow(/Not one of the 4 rows.*line 2, telefone: phone_letters.*line 4/s);
  expect(await state()).toMatchObject({ version: 'v1' });
});

test('a list with under half of the entries in force is refused as another file, unless that is accepted', async () => {
  const { load, state } = bench();
  await load(listOf(10));
  await expect(load(listOf(4), 'v2')).rejects.toThrow(/4 entries.*has 10.*--accept-smaller/);
  await expect(load('telefone;data\n', 'v3')).rejects.toThrow(/0 entries/);
  // The same number many times over does not make a list long.
  await expect(load(listOf(4) + listOf(4).slice(14) + listOf(4).slice(14), 'v4')).rejects.toThrow(
    /4 entries/,
  );
  expect(await state()).toMatchObject({ version: 'v1', entries: 10 });
  expect(await load(listOf(5), 'v5')).toMatchObject({ entries: 5 });
  expect(await load(listOf(1), 'v6', true)).toMatchObject({ entries: 1 });
  expect(await load('telefone;data\n', 'v7', true)).toMatchObject({ rows: 0, entries: 0 });
  expect(await state()).toMatchObject({ version: 'v7', entries: 0 });
});

test('an empty list is refused also when none is in force', async () => {
  const { load, state } = bench();
  await expect(load('telefone;data\n')).rejects.toThrow(/0 entries/);
  expect(await state()).toEqual({ state: 'absent' });
});

test('an import that a shutdown cuts off is run again under the same version', async () => {
  const { load, context, state } = bench();
  context.signal.aborted = true;
  await expect(load(listOf(3))).rejects.toMatchObject({ code: 'DLR_JOBS_DOWN' });
  expect(await state()).toEqual({ state: 'absent' });
  context.signal.aborted = false;
  expect(await load(listOf(3))).toMatchObject({ entries: 3 });
});

test('an outage of the database leaves the import to be tried again, and says so', async () => {
  let down = true;
  const fault = new CadenciaError('DLR_DATABASE_DOWN', { detail: 'Test.' });
  const { load, state } = bench(
    new MemoryStores((operation) => (down && operation === 'lists.addEntries' ? fault : null)),
  );
  await expect(load(listOf(3))).rejects.toBe(fault);
  down = false;
  expect(await load(listOf(3))).toMatchObject({ entries: 3 });
  expect(await state()).toMatchObject({ entries: 3 });
});

test('opt-outs bind as their batches are read, by number and by person', async () => {
  const { deps, context, path, stores } = bench();
  const rows = Array.from({ length: 600 }, (_, n) => `${phone(n)};;20/11/2026`).join('\n');
  writeFileSync(path, `telefone;finalidade;data\n${rows}\nx;;20/11/2026\n`);
  const result = await importFacts({ register: 'optout', path, rejectsPath: 'r' }, deps, context);
  expect(result).toMatchObject({ rows: 601, entries: 600, rejected: 1 });
  const key = `n:+55${phone(599)}` as const;
  const facts = await stores.facts.load([key], 0);
  expect(facts.get(key)?.optOuts).toMatchObject([{ purpose: '*', sinceMs: Date.UTC(2026, 10, 20, 3) }]);
});

test('a register without a row beneath its headers is refused', async () => {
  const { deps, context, path } = bench();
  writeFileSync(path, 'contrato;data\n');
  const refused = importFacts({ register: 'paid', path, rejectsPath: 'r' }, deps, context);
  await expect(refused).rejects.toThrow(/no row/);
});
