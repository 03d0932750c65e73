import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listsWire } from '../../src/contract/list-wire.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';

let bench: ApiBench;

beforeEach(async () => {
  bench = await startApiBench();
});
afterEach(() => bench.close());

const uploads = () => {
  const folder = join(bench.dataFolder, 'uploads');
  return existsSync(folder) ? readdirSync(folder) : [];
};
const upload = (path: string, content = 'telefone;data\n', name = 'lista.csv') => {
  const form = new FormData();
  form.append('file', new Blob([content]), name);
  return bench.call('POST', path, form);
};
const codeOf = async (response: Response) => ((await response.json()) as { code: string }).code;

describe('do-not-call lists', () => {
  it('tell where each of them stands', async () => {
    await bench.stores.lists.begin('sp', 'v1');
    await bench.stores.lists.addEntries('sp', 'v1', [
      { phone: '+5511987654321', cpfHash: '', since: '2026-03-10' },
    ]);
    await bench.stores.lists.activate('sp', 'v1', 77);
    await bench.stores.lists.declareNotApplicable('pa', 'Ana Souza, diretora', 88);
    const { items } = listsWire.parse(await (await bench.call('GET', '/v1/lists')).json());
    const none = { version: null, loadedAtMs: null, entries: null, signedBy: null, sinceMs: null };
    expect(items).toEqual([
      { list: 'sp', state: 'loaded', ...none, version: 'v1', loadedAtMs: 77, entries: 1 },
      { list: 'pa', state: 'not_applicable', ...none, signedBy: 'Ana Souza, diretora', sinceMs: 88 },
      { list: 'nmp', state: 'absent', ...none },
    ]);
  });

  it('are declared not applicable by somebody with a name, and that is logged', async () => {
    const path = '/v1/lists/pa/not-applicable';
    expect((await bench.call('PUT', path, { signedBy: ' ' })).status).toBe(400);
    expect((await bench.call('PUT', '/v1/lists/rj/not-applicable', { signedBy: 'Ana Souza' })).status).toBe(
      400,
    );
    const answer = await bench.call('PUT', path, { signedBy: 'Ana Souza' });
    expect(listsWire.parse(await answer.json()).items[1]).toMatchObject({
      state: 'not_applicable',
      signedBy: 'Ana Souza',
    });
    expect(bench.logged.some((line) => line.startsWith('list declared not applicable'))).toBe(true);
  });

  it('are uploaded into the data folder and become a job that names version and age', async () => {
    const response = await upload(
      '/v1/lists/sp/imports?asOf=2026-01-02T03:04:05-03:00&acceptSmaller=true',
      'telefone;data\n1;2\n',
    );
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe('/v1/jobs/job-1');
    const { kind, data } = bench.enqueued[0]!;
    expect(kind).toBe('import-list');
    const asOfMs = Date.parse('2026-01-02T06:04:05Z');
    expect(data).toMatchObject({ list: 'sp', asOfMs, acceptSmaller: true, name: 'lista.csv' });
    expect(data['version']).toMatch(/^2026-01-02T06:04:05\.000Z\/[0-9a-f]{8}$/);
    expect(readFileSync(join(bench.dataFolder, String(data['path'])), 'utf8')).toBe('telefone;data\n1;2\n');
    expect((await upload('/v1/lists/sp_authorised/imports')).status).toBe(202);
    expect(bench.enqueued[1]!.data).toMatchObject({ list: 'sp_authorised', acceptSmaller: false });
  });

  it('leave nothing behind when the upload is refused', async () => {
    expect((await upload('/v1/lists/rj/imports')).status).toBe(400);
    expect((await upload('/v1/lists/sp/imports?asOf=ontem')).status).toBe(400);
    expect((await upload('/v1/lists/sp/imports?asOf=2999-01-01T00:00:00Z')).status).toBe(400);
    expect(await codeOf(await upload('/v1/lists/sp/imports', 'MZ', 'x.exe'))).toBe('DLR_INPUT_TYPE');
    expect(await codeOf(await bench.call('POST', '/v1/lists/sp/imports', new FormData()))).toBe(
      'DLR_INPUT_INVALID',
    );
    expect(uploads()).toEqual([]);
    expect(bench.enqueued).toEqual([]);
  });
});

describe('registers of persons', () => {
  it.each(['paid', 'optout', 'optin'])('of %s become a job', async (register) => {
    expect((await upload(`/v1/facts/imports?register=${register}`)).status).toBe(202);
    expect(bench.enqueued[0]).toMatchObject({ kind: 'import-facts', data: { register } });
  });

  it('of a kind nobody knows are refused', async () => {
    expect((await upload('/v1/facts/imports?register=debts')).status).toBe(400);
    expect((await upload('/v1/facts/imports')).status).toBe(400);
    expect(uploads()).toEqual([]);
  });
});

describe('side files of an audit', () => {
  const completed = (result: Readonly<Record<string, string | number>>) =>
    bench.jobs.set('job-1', { ...bench.jobs.get('job-1')!, state: 'completed', result });

  it('become a job with a folder, whose files are downloaded by name', async () => {
    const ordered = await bench.call('POST', '/v1/exports', { kind: 'lists', to: '2026-12-01T00:00:00Z' });
    expect(ordered.status).toBe(202);
    const { kind, data } = bench.enqueued[0]!;
    expect(kind).toBe('export-lists');
    expect(data).toEqual({
      fromMs: null,
      toMs: Date.parse('2026-12-01T00:00:00Z'),
      folder: expect.stringMatching(/^lists-[0-9a-f]{20}$/),
      // The bench's token is an admin's.
      salts: true,
    });
    const folder = String(data['folder']);
    mkdirSync(join(bench.dataFolder, 'exports', folder), { recursive: true });
    writeFileSync(join(bench.dataFolder, 'exports', folder, 'sp.csv'), 'phone,since\r\n');
    expect((await bench.call('GET', '/v1/jobs/job-1/files/sp.csv')).status).toBe(404);
    completed({ rows: 0, folder, files: 'sp.csv paid.csv' });
    const file = await bench.call('GET', '/v1/jobs/job-1/files/sp.csv');
    expect(file.headers.get('content-disposition')).toBe('attachment; filename="sp.csv"');
    expect(await file.text()).toBe('phone,since\r\n');
    // Promised but gone, never promised, and outside of the folder.
    for (const name of ['paid.csv', 'pa.csv', '..%2Fsp.csv']) {
      expect((await bench.call('GET', `/v1/jobs/job-1/files/${name}`)).status).toBe(404);
    }
    completed({ rows: 0, folder: '../uploads', files: 'sp.csv' });
    expect((await bench.call('GET', '/v1/jobs/job-1/files/sp.csv')).status).toBe(404);
  });
});
