import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { nodeDigest } from '../../../src/adapters/digest/node-digest.js';
import { runProgram } from '../../../src/app/program.js';

type Answer = { readonly status?: number; readonly body: unknown };
type Route = (request: IncomingMessage, body: string) => Answer;

let folder = '';
let server: Server;
let routes: Record<string, Route> = {};
const asked: { readonly what: string; readonly body: string; readonly token: string }[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadencia-cli-'));
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) {
      chunks.push(chunk);
    }
    const body = Buffer.concat(chunks).toString();
    const what = `${request.method} ${request.url}`;
    asked.push({ what, body, token: request.headers.authorization ?? '' });
    const answer = routes[what]?.(request, body) ?? {
      status: 404,
      body: { code: 'DLR_NOT_FOUND', detail: `no ${what}` },
    };
    response.writeHead(answer.status ?? 200, { 'content-type': 'application/json' });
    response.end(typeof answer.body === 'string' ? answer.body : JSON.stringify(answer.body));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  writeFileSync(
    join(folder, 'server.json'),
    JSON.stringify({ url: `http://127.0.0.1:${port}`, token_file: 'token' }),
  );
  writeFileSync(join(folder, 'token'), 'secret-token\n');
});
afterEach(() => {
  routes = {};
  asked.length = 0;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
  rmSync(folder, { recursive: true, force: true });
});

class Heard extends Writable {
  text = '';
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

async function run(
  args: readonly string[],
  env: Readonly<Record<string, string>> = { CADENCIA_DATA_FOLDER: folder },
  stdin: readonly string[] = [],
) {
  const [stdout, stderr] = [new Heard(), new Heard()];
  async function* input() {
    yield* stdin;
  }
  const code = await runProgram(args, { stdout, stderr, terminal: false, env, stdin: input() });
  return { code, out: stdout.text, err: stderr.text };
}

test('stop-all finds the server by its data folder, sends the token and tells what it ended', async () => {
  routes = { 'POST /v1/stop-all': () => ({ body: { cancelled: 4 } }) };
  expect(await run(['stop-all', '--why', 'simulado'])).toEqual({
    code: 0,
    out: 'Dialling stopped; 4 ringing calls hung up, each once it has rung 15 s (R32; a second stop-all ends them at once).\n',
    err: '',
  });
  expect(asked).toEqual([
    { what: 'POST /v1/stop-all', body: '{"why":"simulado"}', token: 'Bearer secret-token' },
  ]);
  expect((await run(['--json', 'stop-all'])).out).toBe('{\n  "cancelled": 4\n}\n');
});

test('an error of the server is told with its code and what to do, exit code 1', async () => {
  routes = {
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
  const missing = await run(['status'], { CADENCIA_DATA_FOLDER: join(folder, 'none') });
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
  const file = join(folder, 'lista.csv');
  writeFileSync(file, 'nome;tel\nAna;11987654321\n');
  let looked = 0;
  routes = {
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
  expect(asked[0]?.body).toContain('{"phone1":"tel"}');
  expect(asked[0]?.body).toContain('filename="lista.csv"');
  expect(asked[0]?.body).toContain('nome;tel\nAna;11987654321\n');
  expect(readFileSync(`${file}.rejects.csv`, 'utf8')).toBe(
    'line,column,reason\r\n3,tel,phone_ddd: x\r\n9,tel,phone_length: x\r\n',
  );
});

test('a failed import ends with 1 and the job’s reason', async () => {
  const file = join(folder, 'lista.csv');
  writeFileSync(file, 'a;b\n');
  routes = {
    'POST /v1/campaigns/c1/mailings': () => ({ status: 202, body: { id: 'j' } }),
    'GET /v1/jobs/j': () => ({ body: { id: 'j', state: 'failed', error: 'No column holds a phone' } }),
  };
  const { code, err } = await run(['import', file, '--campaign', 'c1']);
  expect(code).toBe(1);
  expect(err).toContain('No column holds a phone');
  expect((await run(['import', join(folder, 'none.csv'), '--campaign', 'c1'])).err).toContain(
    'There is no file',
  );
});

test('export writes the server’s file whole; --verify fails naming the first broken row', async () => {
  const out = join(folder, 'calls.jsonl');
  const result = { rows: 1, chains: 2, brokenChains: 1, firstBroken: 'chain e1, row 3, attempt x: content' };
  routes = {
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
  expect(JSON.parse(asked[0]?.body ?? '')).toEqual({
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
  writeFileSync(join(folder, 'installation.key'), `${key}\n`);
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
  routes = {
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
  routes = {
    'GET /v1/campaigns/c': () => ({ body: { settings, state: 'draft', version: 4 } }),
    'PATCH /v1/campaigns/c': ({ headers }) => ({
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
  expect(JSON.parse(asked[1]?.body ?? '')).toEqual({
    callerCnpj: '11222333000181',
    abandonCap: 0.02,
    trunks: ['t1'],
  });
  expect((await run(['campaign', 'set', 'c', 'callerCnpj'])).err).toContain('write name=value');
});

test("a job's own error is said once", async () => {
  const file = join(folder, 'nomes.csv');
  writeFileSync(file, 'telefone;quando\n');
  const error = 'DLR_INPUT_INVALID: The input is not valid. The file has no column since';
  routes = {
    'POST /v1/lists/sp/imports': () => ({ status: 202, body: { id: 'job-1' } }),
    'GET /v1/jobs/job-1': () => ({ body: { id: 'job-1', state: 'failed', error } }),
  };
  const { code, err } = await run(['lists', 'import', 'sp', file]);
  expect(code).toBe(1);
  expect(err.match(/The input is not valid/g)).toHaveLength(1);
  expect(err).toContain('The file has no column since (job job-1)');
});
