import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runCommand } from '../../support/command-run.js';
import { RoutedServer } from '../../support/routed-server.js';

let folder = '';
const server = new RoutedServer();
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadencia-cli-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true, force: true });
});

const run = (...args: readonly string[]) =>
  runCommand(args, { env: { CADENCIA_URL: server.url, CADENCIA_TOKEN: 't' } });

const job = (result: object) => ({ body: { id: 'j1', state: 'completed', progress: null, result } });
const figures = { rows: 3, rejected: 0, entries: 3, form: "CSV, ';', utf-8" };

test('lists import sends the file with its age and tells what is in force', async () => {
  const file = join(folder, 'sp.csv');
  writeFileSync(file, 'telefone;data\n11987654321;10/03/2026\n');
  const path = 'POST /v1/lists/sp/imports?asOf=2026-11-22T11%3A00%3A00.000Z&acceptSmaller=true';
  server.routes = {
    [path]: () => ({ status: 202, body: { id: 'j1' } }),
    'GET /v1/jobs/j1': () => job(figures),
  };
  const ran = await run(
    'lists',
    'import',
    'sp',
    file,
    '--as-of',
    '2026-11-22T08:00:00-03:00',
    '--accept-smaller',
  );
  expect(ran).toMatchObject({
    code: 0,
    out: "3 rows read (CSV, ';', utf-8), 0 rejected.\nList sp: 3 in force.\n",
  });
  expect(server.asked[0]?.body).toContain('filename="sp.csv"');
  expect(server.asked[0]?.body).toContain('11987654321;10/03/2026');
});

test('rows left out of a list or a register are kept beside the file', async () => {
  const file = join(folder, 'paid.csv');
  writeFileSync(file, 'contrato;data\n');
  server.routes = {
    'POST /v1/facts/imports?register=paid': () => ({ status: 202, body: { id: 'j1' } }),
    'GET /v1/jobs/j1': () => job({ ...figures, rejected: 1, entries: 2 }),
    'GET /v1/jobs/j1/result': () => ({ body: 'line,column,reason\r\n3,data,since_missing\r\n' }),
  };
  const { code, out } = await run('facts', 'import', 'paid', file);
  expect(code).toBe(0);
  expect(out).toContain(`${file}.rejects.csv\n2 registered.`);
  expect(readFileSync(`${file}.rejects.csv`, 'utf8')).toContain('3,data,since_missing');
});

test('lists authorised replaces the authorisations', async () => {
  const file = join(folder, 'a.csv');
  writeFileSync(file, 'phone,creditor_cnpj\n');
  server.routes = {
    'POST /v1/lists/sp_authorised/imports': () => ({ status: 202, body: { id: 'j1' } }),
    'GET /v1/jobs/j1': () => job(figures),
  };
  expect((await run('lists', 'authorised', file)).out).toContain('3 authorisations in force.');
});

test('a list that nobody knows and a file that is not there are errors of the command', async () => {
  expect(await run('lists', 'import', 'rj', 'x.csv')).toMatchObject({
    code: 2,
    err: expect.stringContaining('sp, pa, nmp'),
  });
  expect(await run('lists', 'import', 'sp', join(folder, 'none.csv'))).toMatchObject({
    code: 1,
    err: expect.stringContaining('DLR_NOT_FOUND'),
  });
  expect((await run('lists', 'not-applicable', 'pa')).code).toBe(2);
});

test('a refused import ends with the reason of the job and exit code 1', async () => {
  const file = join(folder, 'sp.csv');
  writeFileSync(file, 'telefone;data\n');
  server.routes = {
    'POST /v1/lists/sp/imports': () => ({ status: 202, body: { id: 'j1' } }),
    'GET /v1/jobs/j1': () => ({ body: { id: 'j1', state: 'failed', error: 'The file has 0 entries' } }),
  };
  expect(await run('lists', 'import', 'sp', file)).toMatchObject({
    code: 1,
    err: expect.stringContaining('0 entries'),
  });
});

test('lists status shows each list, and not-applicable signs for one', async () => {
  const items = [
    { list: 'sp', state: 'loaded', version: 'v1', loadedAtMs: 0, entries: 5, signedBy: null, sinceMs: null },
    {
      list: 'pa',
      state: 'not_applicable',
      version: null,
      loadedAtMs: null,
      entries: null,
      signedBy: 'Ana Souza',
      sinceMs: 0,
    },
  ];
  server.routes = {
    'GET /v1/lists': () => ({ body: { version: 2, items } }),
    'PUT /v1/lists/pa/not-applicable': () => ({ body: { version: 3, items } }),
  };
  const { out } = await run('lists', 'status');
  expect(out.split('\n')[1]).toMatch(/^sp\s+loaded\s+5\s+1970-01-01T00:00:00.000Z\s+v1$/);
  expect(out).toMatch(/pa\s+not_applicable\s+1970-01-01T00:00:00.000Z\s+Ana Souza/);
  expect((await run('lists', 'not-applicable', 'pa', '--signed-by', 'Ana Souza')).code).toBe(0);
  expect(server.asked.at(-1)).toMatchObject({
    what: 'PUT /v1/lists/pa/not-applicable',
    body: '{"signedBy":"Ana Souza"}',
  });
});

test('export lists writes every file of the job, and names those it found there already', async () => {
  const out = join(folder, 'audit');
  server.routes = {
    'POST /v1/exports': () => ({ status: 202, body: { id: 'j1' } }),
    'GET /v1/jobs/j1': () => job({ rows: 2, folder: 'lists-1', files: 'sp.csv paid.csv' }),
    'GET /v1/jobs/j1/files/sp.csv': () => ({ body: 'phone,since\r\n' }),
    'GET /v1/jobs/j1/files/paid.csv': () => ({ body: 'debt_id,since,status\r\n' }),
  };
  expect(await run('export', 'lists', '--out', out, '--to', '2026-11-22T00:00:00Z')).toEqual({
    code: 0,
    out: `2 rows in ${out}: sp.csv, paid.csv\n`,
    err: '',
  });
  expect(server.asked[0]?.body).toBe('{"kind":"lists","to":"2026-11-22T00:00:00.000Z"}');
  expect(readFileSync(join(out, 'sp.csv'), 'utf8')).toBe('phone,since\r\n');
  writeFileSync(join(out, 'pa.csv'), 'old');
  expect((await run('export', 'lists', '--out', out)).err).toContain('pa.csv');
});

test('export lists leaves no file at all when one of them cannot be fetched', async () => {
  const out = join(folder, 'audit');
  server.routes = {
    'POST /v1/exports': () => ({ status: 202, body: { id: 'j1' } }),
    'GET /v1/jobs/j1': () => job({ rows: 2, folder: 'lists-1', files: 'sp.csv paid.csv' }),
    'GET /v1/jobs/j1/files/sp.csv': () => ({ body: 'phone,since\r\n' }),
  };
  expect((await run('export', 'lists', '--out', out)).code).toBe(1);
  expect(existsSync(out)).toBe(true);
  expect(readdirSync(out)).toEqual([]);
});
