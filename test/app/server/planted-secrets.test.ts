import { readdir, readFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { registerAuditLogCommands } from '../../../src/app/commands/audit-log-commands.js';
import { registerBackupCommands } from '../../../src/app/commands/backup-command.js';
import { registerDoctorCommand } from '../../../src/app/commands/doctor-command.js';
import { registerMigrateCommand } from '../../../src/app/commands/migrate-command.js';
import { registerServeCommand } from '../../../src/app/commands/serve-command.js';
import { LIVE_PROTOCOL } from '../../../src/contract/live-protocol.js';
import { RUNS } from '../../fuzz/arbitraries.js';
import { type OpenApi, oddRequests } from '../../fuzz/http-requests.js';
import { runCommand } from '../../support/command-run.js';
import { PlantedSecrets } from '../../support/planted-secrets.js';
import { PlantedServer } from '../../support/planted-server.js';
import { faultOf, sendOddRequest } from '../../support/send-odd-request.js';
import { until } from '../../support/until.js';

/** Whatever somebody outside could read of a server is heard, and searched for each of its secrets at the end. */
let planted: PlantedServer;

beforeAll(async () => {
  planted = await PlantedServer.start();
});
afterAll(() => planted?.stop());

const COMMANDS = [
  ...[registerDoctorCommand, registerMigrateCommand, registerBackupCommands],
  ...[registerAuditLogCommands, registerServeCommand],
];

/** A command on this configuration and this server. */
async function cadencia(words: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const { folder, secrets } = planted;
  const end = await runCommand(['--data-folder', join(folder, 'data'), ...words], { env, more: COMMANDS });
  secrets.hear('commands', end.out + end.err);
  return end;
}

/** Asks the running server; body and headers of the answer are heard, but where the answer is the secret itself. */
async function ask(path: string, init: RequestInit = {}, isSecret = false): Promise<Response> {
  const { server, secrets } = planted;
  const headers = { authorization: `Bearer ${server.localToken}`, ...init.headers };
  const answer = await fetch(server.http.address() + path, { redirect: 'manual', ...init, headers });
  if (!isSecret) {
    const text = await answer.clone().text();
    secrets.hear('answers', `${answer.status} ${JSON.stringify([...answer.headers])} ${text}`);
  }
  return answer;
}

const send = (method: string, body: unknown): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json' },
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** Each door that the server knocks at refuses it, and each is told of. */
async function provokeRefusals(): Promise<void> {
  const { secrets, doors, configFile, config } = planted;
  const { out } = await cadencia(['doctor', '--config', configFile]);
  for (const refusal of [
    /'refuses': .*401/,
    /'refuses-too': .*password/,
    /drachtio-server.*refuses/,
    /Redis/,
  ]) {
    expect(out).toMatch(refusal);
  }
  const wrong = { CADENCIA_DATABASE_PASSWORD_FILE: 'ari' };
  for (const words of [['doctor', '--json'], ['migrate'], ['backup', join(planted.folder, 'none')]]) {
    expect((await cadencia([...words, '--config', configFile], wrong)).code).toBe(1);
  }
  const mistyped = { CADENCIA_REDIS_URL: `redis//:${secrets.plant('mistyped')}@h`, CADENCIA_SIP_PORT: 'x' };
  expect((await cadencia(['serve', '--check-config', '--config', configFile], mistyped)).code).toBe(1);
  // A server whose Redis refuses it waits, and says for what.
  const giveUp = new AbortController();
  const elsewhere = { ...config, dataFolder: join(planted.folder, 'elsewhere') };
  const waiting = planted.launch(elsewhere, giveUp.signal).catch((thrown: unknown) => thrown);
  await until(() => planted.logged.some((line) => line.includes('Waiting for it')) || 'the wait for Redis');
  giveUp.abort();
  secrets.hear('errors', await waiting);
  await until(() => (doors.ari.requestUrls.length > 1 && doors.esl.attempts > 1) || 'the switches');
}

/** Whoever comes by HTTP does everything wrong that he can. */
async function provokeAnswers(): Promise<void> {
  const { secrets, doors } = planted;
  const password = secrets.plant('password');
  const bad = { authorization: `Bearer ${secrets.plant('wrong-token')}` };
  expect((await ask('/v1/engine', { headers: bad })).status).toBe(401);
  await ask(`/v1/nothing?token=${password}`);
  await ask('/v1/session', send('POST', { user: 'nobody', password }));
  await ask('/v1/session', send('POST', `{"user":"rui","password":"${password}"`));
  await ask('/v1/session', send('POST', { user: 'rui', password: password.repeat(9) }));
  const feed = { kinds: ['attempt.closed'] };
  const withPassword = `http://rui:${password}@127.0.0.1/`;
  expect((await ask('/v1/feeds/crm', send('PUT', { ...feed, url: withPassword }))).status).toBe(400);
  const made = await ask('/v1/feeds/crm', send('PUT', { ...feed, url: doors.receiver }), true);
  secrets.watch('feed', ((await made.json()) as { secret: string }).secret);
  await ask('/v1/feeds/crm/test', { method: 'POST' });
  const person = { id: 'rui', name: 'Rui', role: 'admin', teamIds: null, creditorCnpj: '', agentId: null };
  const added = await ask('/v1/users', send('POST', person), true);
  expect(added.status).toBe(201);
  const first = secrets.watch('first-password', ((await added.json()) as { password: string }).password);
  const entered = await ask('/v1/session', send('POST', { user: 'rui', password: first }), true);
  secrets.watch('session', /cadencia=([^;]+)/.exec(entered.headers.get('set-cookie') ?? '')?.[1] ?? '');
  // The provider knows another secret.
  const begun = await ask('/v1/oidc/sign-in?here=1', {}, true);
  const cookie = begun.headers.get('set-cookie')?.split(';')[0] ?? '';
  const state = new URL(begun.headers.get('location') ?? '').searchParams.get('state') ?? '';
  const code = secrets.plant('code');
  secrets.hear('urls', begun.headers.get('location') ?? '');
  await ask(`/v1/oidc/callback?code=${code}&state=${state}`, { headers: { cookie } });
  expect(doors.asked).toContain('POST /token');
}

/** All that can be read without naming anything, as an admin. */
async function readEverything(): Promise<number> {
  const { server } = planted;
  const { paths } = (await (await ask('/openapi.json')).json()) as {
    paths: Record<string, { get?: object }>;
  };
  const open = Object.keys(paths).filter((path) => paths[path]?.get !== undefined && !path.includes('{'));
  await Promise.all(open.map((path) => ask(path)));
  const metrics = await fetch(server.metricsAddress);
  planted.secrets.hear('metrics', await metrics.text());
  return open.length;
}

async function watchLive(): Promise<void> {
  const { server, secrets } = planted;
  const url = `${server.http.address().replace('http', 'ws')}/live`;
  const socket = new WebSocket(url, [LIVE_PROTOCOL, `bearer.${server.localToken}`]);
  let messages = 0;
  socket.on('message', (data) => {
    messages += 1;
    secrets.hear('live', String(data));
  });
  socket.on('open', () => socket.send(JSON.stringify({ type: 'hello' })));
  await until(() => messages > 2 || `${messages} messages`);
  socket.close();
}

/** Every text below a folder, packed ones unpacked, but what is a key and named so. */
async function hearFiles(where: string, below: string, keys: readonly string[]): Promise<number> {
  const entries = await readdir(below, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile() && !keys.includes(entry.name));
  for (const { name, parentPath } of files) {
    const bytes = await readFile(join(parentPath, name));
    planted.secrets.hear(where, (name.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString('latin1'));
  }
  return files.length;
}

test('no secret of a server comes to light in its log, answers, metrics, live messages, errors, commands, exports or backup', async () => {
  const { secrets, doors, configFile, folder } = planted;
  const [[attempt = '']] = await Promise.all([
    planted.work(),
    provokeRefusals(),
    provokeAnswers(),
    watchLive(),
  ]);
  expect(await readEverything()).toBeGreaterThan(40);
  for (const words of [
    ['trace', attempt],
    ['evidence', attempt],
    ['export', 'calls'],
    ['export', 'ledger', '--verify'],
    ['audit-log', 'export'],
    ['ready'],
    ['token', 'list'],
    ['backup', join(folder, 'backups'), '--config', configFile],
  ]) {
    expect([words[0], await cadencia(words).then(({ code, err }) => (code === 0 ? '' : err))]).toEqual([
      words[0],
      '',
    ]);
  }
  const keys = ['token', 'installation.key', 'recording-keys.json'];
  expect(await hearFiles('backup', join(folder, 'backups'), [])).toBeGreaterThan(30);
  expect(await hearFiles('data folder', join(folder, 'data'), keys)).toBeGreaterThan(1);
  secrets.hear('urls', [...doors.asked, ...doors.ari.requestUrls]);
  const places = [...secrets.places()].filter(([, length]) => length > 50).map(([where]) => where);
  expect(new Set(places)).toEqual(
    new Set(['log', 'answers', 'urls', 'metrics', 'live', 'commands', 'errors', 'backup', 'data folder']),
  );
  expect(secrets.leaks()).toEqual([]);
  // And a line of the log that tells one is found.
  planted.log.info({ store: planted.config.redisUrl }, 'connected');
  expect(secrets.leaks()).toEqual([expect.stringContaining('redis in log')]);
});

test('whatever is asked of a server at work, nothing fails in it and no secret comes to light', async () => {
  const { server, secrets } = planted;
  const document = (await (await ask('/openapi.json')).json()) as OpenApi;
  const agent = new Agent({ keepAlive: true });
  const own = { token: server.localToken, agent };
  await fc.assert(
    fc.asyncProperty(oddRequests(document), async (request) => {
      const answer = await sendOddRequest(server.http.address(), request, own);
      secrets.hear('odd answers', answer.text);
      const fault = faultOf(answer, request.method);
      if (fault !== null) {
        throw new Error(`${request.method} ${request.path}: ${fault}\n${planted.logged.slice(-3).join('')}`);
      }
    }),
    { numRuns: RUNS },
  );
  agent.destroy();
  expect((await ask('/v1/engine')).status).toBe(200);
  expect(secrets.leaks().filter((leak) => leak.includes('in odd answers'))).toEqual([]);
}, 600_000);

test('the search finds a secret as it is, in a URL, in a header of Basic, and in what an error carries', () => {
  const secrets = new PlantedSecrets();
  const secret = secrets.plant('ari');
  const carrying = Object.assign(new Error('NOAUTH'), { command: { name: 'auth', args: [secret] } });
  const ways: readonly unknown[] = [
    `password=${secret}`,
    new URL(`redis://cadencia:${encodeURIComponent(secret)}@h/0`).href,
    ...['', 'c', 'ca'].map((user) => `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`),
    carrying,
    new Error('outer', { cause: carrying }),
  ];
  for (const way of ways) {
    secrets.hear('a log', way);
  }
  secrets.hear('a log', 'password=[hidden]');
  expect(secrets.leaks().length).toBe(ways.length);
  expect(secrets.leaks()[0]).toContain('ari in a log: …password=plantado-ari-');
});
