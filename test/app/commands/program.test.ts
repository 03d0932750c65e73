import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { nodeDigest } from '../../../src/adapters/digest/node-digest.js';
import { runCommand } from '../../support/command-run.js';
import { RoutedServer } from '../../support/routed-server.js';
import { TemporaryFolder } from '../../support/temporary-folder.js';

const folder = new TemporaryFolder('cli');
const server = new RoutedServer();
beforeAll(() => {
  folder.file('server.json', JSON.stringify({ url: server.url, token_file: 'token' }));
  folder.file('token', 'secret-token\n');
});

const run = (
  args: readonly string[],
  env: Readonly<Record<string, string>> = { CADENCIA_DATA_FOLDER: folder.path },
  stdin: readonly string[] = [],
) => runCommand(args, { env, stdin });

test('stop-all finds the server by its data folder, sends the token and tells what it ended', async () => {
  server.routes = { 'POST /v1/stop-all': () => ({ body: { cancelled: 4 } }) };
  expect(await run(['stop-all', '--why', 'simulado'])).toEqual({
    code: 0,
    out: 'Dialling stopped; 4 ringing calls hung up, each once it has rung 15 s (R32; a second stop-all ends them at once).\n',
    err: '',
  });
  expect(server.asked).toEqual([
    { what: 'POST /v1/stop-all', body: '{"why":"simulado"}', token: 'Bearer secret-token' },
  ]);
  expect((await run(['--json', 'stop-all'])).out).toBe('{\n  "cancelled": 4\n}\n');
});

test('a switch is drained over what is there: its weight stays as it is', async () => {
  const fs1 = { id: 'fs-1', state: 'in_service', weight: 2, why: '', version: 3 };
  server.routes = {
    'GET /v1/switches/fs-1': () => ({ body: fs1 }),
    'PUT /v1/switches/fs-1': () => ({ body: { ...fs1, state: 'draining' } }),
  };
  server.asked.length = 0;
  const { code, out } = await run(['switch', 'drain', 'fs-1', '--why', 'upgrade']);
  expect({ code, out }).toEqual({ code: 0, out: 'fs-1 draining 2\n' });
  expect(server.asked.at(-1)?.body).toBe('{"state":"draining","why":"upgrade","weight":2}');
});

test('an error of the server is told with its code and what to do, exit code 1', async () => {
  server.routes = {
    'POST /v1/agents/a1/ready': () => ({
      status: 409,
      body: { code: 'DLR_STATE_CONFLICT', detail: 'Log in first.' },
    }),
  };
  const { code, out, err } = await run(['agent', 'ready', 'a1']);
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('DLR_STATE_CONFLICT');
  expect(err).toContain('Log in first.');
});

test('without a server the command says where it looked and what to do', async () => {
  const missing = await run(['status'], { CADENCIA_DATA_FOLDER: join(folder.path, 'none') });
  expect(missing.code).toBe(1);
  expect(missing.err).toMatch(/server\.json is missing.*cadencia serve/);
  const gone = await run(['status', '--url', 'http://127.0.0.1:9', '--token', 'x'], {});
  expect(gone.code).toBe(1);
  expect(gone.err).toMatch(/DLR_SERVER_DOWN/);
});

test('a wrong command line ends with 2 and names the option; help ends with 0', async () => {
  const wrong = await run(['agent', 'login', 'a1']);
  expect(wrong.code).toBe(2);
  expect(wrong.err).toContain('--campaign');
  expect(
    (await run(['trunk', 'add', 't', '--carrier', 'c', '--host', 'h', '--channels', 'x', '--cps', '1'])).code,
  ).toBe(2);
  expect((await run(['--help'])).code).toBe(0);
});

test('import streams the file with its mapping, tells the figures and writes the rejected rows', async () => {
  const file = join(folder.path, 'lista.csv');
  writeFileSync(file, 'nome;tel\nAna;11987654321\n');
  let looked = 0;
  server.routes = {
    'POST /v1/campaigns/c1/mailings': () => ({
      status: 202,
      body: { id: 'import-mailing.1', state: 'waiting' },
    }),
    'GET /v1/jobs/import-mailing.1': () => {
      looked += 1;
      const result = {
        mailingId: 'm-1',
        rows: 3,
        added: 1,
        duplicates: 0,
        rejected: 2,
        phonesIgnored: 0,
        form: "CSV, ';', utf-8",
      };
      return {
        body:
          looked < 2
            ? { id: 'import-mailing.1', state: 'active', progress: { done: 1, total: 2, note: '1 rows' } }
            : { id: 'import-mailing.1', state: 'completed', result },
      };
    },
    'GET /v1/mailings/m-1/rejects?limit=200': () => ({
      body: { items: [{ line: 3, column: 'tel', reason: 'phone_ddd: x' }], next: 'n/1' },
    }),
    'GET /v1/mailings/m-1/rejects?limit=200&after=n%2F1': () => ({
      body: { items: [{ line: 9, column: 'tel', reason: 'phone_length: x' }], next: null },
    }),
  };
  const { code, out } = await run(['import', file, '--campaign', 'c1', '--map', 'phone1=tel']);
  expect(code).toBe(0);
  expect(out).toContain("3 rows read (CSV, ';', utf-8): 1 added, 0 already there, 2 rejected.");
  expect(server.asked[0]?.body).toContain('{"phone1":"tel"}');
  expect(server.asked[0]?.body).toContain('filename="lista.csv"');
  expect(server.asked[0]?.body).toContain('nome;tel\nAna;11987654321\n');
  expect(readFileSync(`${file}.rejects.csv`, 'utf8')).toBe(
    'line,column,reason\r\n3,tel,phone_ddd: x\r\n9,tel,phone_length: x\r\n',
  );
});

test('a failed import ends with 1 and the job’s reason', async () => {
  const file = join(folder.path, 'lista.csv');
  writeFileSync(file, 'a;b\n');
  server.routes = {
    'POST /v1/campaigns/c1/mailings': () => ({ status: 202, body: { id: 'j' } }),
    'GET /v1/jobs/j': () => ({ body: { id: 'j', state: 'failed', error: 'No column holds a phone' } }),
  };
  const { code, err } = await run(['import', file, '--campaign', 'c1']);
  expect(code).toBe(1);
  expect(err).toContain('No column holds a phone');
  expect((await run(['import', join(folder.path, 'none.csv'), '--campaign', 'c1'])).err).toContain(
    'There is no file',
  );
});

test('export writes the server’s file whole; --verify fails naming the first broken row', async () => {
  const out = join(folder.path, 'calls.jsonl');
  const result = { rows: 1, chains: 2, brokenChains: 1, firstBroken: 'chain e1, row 3, attempt x: content' };
  server.routes = {
    'POST /v1/exports': () => ({ status: 202, body: { id: 'e' } }),
    'GET /v1/jobs/e': () => ({ body: { id: 'e', state: 'completed', result } }),
    'GET /v1/jobs/e/result': () => ({ body: '{"attempt_id":"é"}\n' }),
  };
  const plain = await run([
    'export',
    'calls',
    '--campaign',
    'c1',
    '--from',
    '2026-11-22T08:00:00-03:00',
    '--out',
    out,
  ]);
  expect(plain).toMatchObject({ code: 0, out: `1 rows in ${out}\n` });
  expect(readFileSync(out, 'utf8')).toBe('{"attempt_id":"é"}\n');
  expect(JSON.parse(server.asked[0]?.body ?? '')).toEqual({
    kind: 'calls',
    format: 'jsonl',
    from: '2026-11-22T11:00:00.000Z',
    campaignId: 'c1',
  });
  const checked = await run(['export', 'calls', '--verify']);
  expect(checked).toMatchObject({ code: 1, out: '{"attempt_id":"é"}\n' });
  expect(checked.err).toContain('chain e1, row 3, attempt x: content');
});

test('hash-cpf reads CPFs from standard input and prints what the log holds', async () => {
  const key = '0f'.repeat(32);
  writeFileSync(join(folder.path, 'installation.key'), `${key}\n`);
  const { code, out } = await run(['hash-cpf'], undefined, ['529.982.247-25\n', '11144477735\n']);
  expect(code).toBe(0);
  expect(out).toBe(
    `${nodeDigest.hmacSha256(key, '52998224725')}\n${nodeDigest.hmacSha256(key, '11144477735')}\n`,
  );
  const bad = await run(['hash-cpf'], undefined, ['123\n']);
  expect(bad.code).toBe(1);
  expect(bad.err).toContain('Line 1 is no CPF');
});

test('ready asks for every campaign and exits with 1 as soon as one of them cannot dial', async () => {
  const answer = (id: string, dialable: boolean) => ({
    campaignId: id,
    dialable,
    obstacles: dialable ? [] : [{ code: 'no_agents', reach: 'all', rule: null, text: 'No agent.' }],
    blockedToday: {},
  });
  server.routes = {
    'GET /v1/campaigns': () => ({ body: { items: [{ settings: { id: 'a' } }, { settings: { id: 'b' } }] } }),
    'GET /v1/campaigns/a/readiness': () => ({ body: answer('a', true) }),
    'GET /v1/campaigns/b/readiness': () => ({ body: answer('b', false) }),
  };
  expect(await run(['ready'])).toEqual({
    code: 1,
    out: 'Campaign a may dial.\n\nCampaign b cannot dial:\n  - No agent.\n',
    err: '',
  });
  expect((await run(['ready', 'a'])).code).toBe(0);
});

test('campaign set sends only what was named, over the version that was read; a CNPJ stays text', async () => {
  const settings = { id: 'c', callerCnpj: '11222333000181', abandonCap: 0.02, trunks: ['t1'] };
  server.routes = {
    'GET /v1/campaigns/c': () => ({ body: { settings, state: 'draft', version: 4 } }),
    'PATCH /v1/campaigns/c': (_, { headers }) => ({
      status: headers['if-match'] === '"4"' ? 200 : 412,
      body: { settings, state: 'draft', version: 5 },
    }),
  };
  const answer = await run([
    'campaign',
    'set',
    'c',
    'callerCnpj=11222333000181',
    'abandonCap=0.02',
    'trunks=["t1"]',
  ]);
  expect(answer.code).toBe(0);
  expect(JSON.parse(server.asked[1]?.body ?? '')).toEqual({
    callerCnpj: '11222333000181',
    abandonCap: 0.02,
    trunks: ['t1'],
  });
  expect((await run(['campaign', 'set', 'c', 'callerCnpj'])).err).toContain('write name=value');
});

test("a job's own error is said once", async () => {
  const file = join(folder.path, 'nomes.csv');
  writeFileSync(file, 'telefone;quando\n');
  const error = 'DLR_INPUT_INVALID: The input is not valid. The file has no column since';
  server.routes = {
    'POST /v1/lists/sp/imports': () => ({ status: 202, body: { id: 'job-1' } }),
    'GET /v1/jobs/job-1': () => ({ body: { id: 'job-1', state: 'failed', error } }),
  };
  const { code, err } = await run(['lists', 'import', 'sp', file]);
  expect(code).toBe(1);
  expect(err.match(/The input is not valid/g)).toHaveLength(1);
  expect(err).toContain('The file has no column since (job job-1)');
});
