import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runProgram } from '../../../src/app/program.js';

const EXAMPLE = fileURLToPath(new URL('../../../docs/reference/cadence-example.json', import.meta.url));
const asked: { readonly what: string; readonly body: string }[] = [];
const answers: Record<string, unknown> = {};
let folder = '';
let url = '';
let server: Server;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'cadencia-cadence-'));
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) {
      body += String(chunk);
    }
    const what = `${request.method} ${request.url}`;
    asked.push({ what, body });
    const answer = answers[what];
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { code: 'DLR_NOT_FOUND', detail: what }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`;
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

async function run(...args: readonly string[]) {
  const stdout = new Heard();
  const stderr = new Heard();
  const env = { CADENCIA_URL: url, CADENCIA_TOKEN: 'secret' };
  const deps = { stdout, stderr, terminal: false, env, stdin: (async function* () {})() };
  const code = await runProgram(args, deps);
  return { code, out: stdout.text, err: stderr.text };
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('cadencia cadence try', () => {
  it('plays an invented contact to its end in local time, with the reasons', async () => {
    const { code, out } = await run('cadence', 'try', '--file', EXAMPLE);
    expect(code).toBe(0);
    expect(out).toContain('2026-11-24 09:00:00  America/Sao_Paulo  +5511987654321  unknown');
    expect(out).toContain('Then no further try: attempts. Policy brasil-2026');
    expect(out.split('\n').filter((line) => /^\d/.test(line))).toHaveLength(6);
    expect((await run('cadence', 'try', '--file', EXAMPLE)).out).toBe(out);
  });

  it('answers in JSON for a chain of outcomes', async () => {
    const { out } = await run(
      'cadence',
      'try',
      '--file',
      EXAMPLE,
      '--outcome',
      'invalid_number,promise',
      '--json',
    );
    const answer = JSON.parse(out) as { end: string; tries: readonly Record<string, unknown>[] };
    expect(answer.end).toBe('outcome');
    expect(answer.tries).toMatchObject([
      { attemptNo: 1, phone: '+5511987654321', at: '2026-11-24T12:00:00.000Z', outcome: 'invalid_number' },
      { attemptNo: 2, phone: '+551132654321', local: '2026-11-24 12:00:00', outcome: 'promise' },
    ]);
    expect(answer.tries[1]?.['why']).toEqual([
      { step: 'delay', until: '2026-11-24T12:01:30.000Z' },
      { step: 'spacing', until: '2026-11-24T15:00:00.000Z' },
    ]);
  });

  it('holds a try to the hours of the law', async () => {
    const text = readFileSync(EXAMPLE, 'utf8').replace('2026-11-24T09:00', '2026-11-22T03:00');
    const { out } = await run('cadence', 'try', '--file', file('sunday.json', text), '--json');
    const [first] = (JSON.parse(out) as { tries: readonly unknown[] }).tries;
    expect(first).toMatchObject({
      local: '2026-11-23 08:00:00',
      why: [{ step: 'delay' }, { step: 'window' }],
    });
  });

  it.each([
    ['{', 'JSON'],
    ['{"at":"x","phones":["+5511987654321"]}', 'at:'],
    ['{"at":"2026-11-24T09:00:00-03:00","phones":[]}', 'phones:'],
    [
      '{"at":"2026-11-24T09:00:00-03:00","phones":["+5511987654321"],"policy":"x"}',
      "policy 'x' is none of brasil-2026",
    ],
    ['{"at":"2026-11-24T09:00:00-03:00","phones":["+5511987654321"],"retry":{"perDay":0}}', 'retry.perDay'],
  ])('says what is wrong with %s', async (text, said) => {
    const { code, err } = await run('cadence', 'try', '--file', file('wrong.json', text));
    expect(code).toBe(1);
    expect(err).toContain('DLR_INPUT_INVALID');
    expect(err).toContain(said);
  });

  it('asks the server for a contact of its own', async () => {
    answers['GET /v1/contacts/7/cadence?outcomes=busy'] = { policy: 'p', tries: [], end: 'no_phone' };
    expect(await run('cadence', 'try', '7', '--outcome', 'busy')).toMatchObject({
      code: 0,
      out: expect.stringContaining('Then no further try: no_phone.'),
    });
    expect(await run('cadence', 'try')).toMatchObject({ code: 1 });
  });
});

it('campaigns recycle sends the reasons and why', async () => {
  answers['POST /v1/campaigns/c1/recycle'] = { contacts: 12 };
  const reasons = ['--reason', 'no_answer,busy', '--why', 'month end', '--attempts', '2'];
  const { out } = await run('campaigns', 'recycle', 'c1', ...reasons);
  expect(out).toBe('12 contacts are ready again.\n');
  expect(JSON.parse(asked.at(-1)?.body ?? '')).toEqual({
    reasons: ['no_answer', 'busy'],
    why: 'month end',
    attempts: 2,
  });
});

it('base-plan reads a mailing through its campaign, and anything else as a campaign', async () => {
  const chance = { perThousand: 60, low: 46.9, high: 76.5 };
  const row = {
    key: 'm1',
    attempts: 1000,
    answers: 90,
    contacts: 60,
    contactYield: chance,
    answerYield: chance,
  };
  const plan = {
    byBase: [row],
    byHour: [],
    byAttempt: [],
    curve: [{ attemptNo: 1, attempts: 1000, contacts: 60, share: 1, marginal: chance }],
    leastPerThousand: 20,
    dialUntil: 1,
    resting: { low_yield: 7 },
  };
  answers['GET /v1/mailings/m1'] = { campaignId: 'c1' };
  answers['GET /v1/campaigns/c1/consumption?days=30&mailing=m1'] = plan;
  answers['GET /v1/campaigns/c1/consumption?days=7'] = plan;
  const { out } = await run('base-plan', 'm1');
  expect(out).toContain('m1    1000      90       60        60.0 (46.9 to 76.5)');
  expect(out).toContain('Filter 20 per thousand: dial until attempt 1. Resting for low_yield: 7.');
  expect((await run('base-plan', 'c1', '--days', '7')).out).toBe(out);
});
