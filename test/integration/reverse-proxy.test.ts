import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findDebianProgram } from '../../src/adapters/asterisk-process/asterisk-installation.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { freePort } from '../support/foreign-server.js';
import { AUTHORITY, newPair, SERVER_NAME } from '../support/made-certificate.js';
import { packagePath } from '../support/package-folder.js';
import { addPerson } from '../support/people.js';
import { CACHE_FOLDER, ROOT_FOLDER } from '../support/telephony-lab.js';
import { TemporaryFolder } from '../support/temporary-folder.js';
import { TlsVisitor } from '../support/tls-visitor.js';
import { until } from '../support/until.js';

const folder = new TemporaryFolder('proxy');
let bench: ApiBench;
let proxy: ChildProcess | null = null;

beforeEach(async () => {
  bench = await startApiBench({ trustedProxies: ['127.0.0.1'] });
  await addPerson(bench, 'vera', 'auditor');
});
afterEach(async () => {
  if (proxy !== null && proxy.exitCode === null) {
    proxy.kill('SIGKILL');
    await once(proxy, 'exit');
  }
  proxy = null;
  await bench.close();
});

interface Ports {
  readonly tls: number;
  readonly plain: number;
}

/** The example as it is, with the test's names, ports and files in it. */
function example(name: string, changes: readonly (readonly [string, string])[]): string {
  let text = readFileSync(packagePath(`docs/proxy/${name}`), 'utf8');
  for (const [from, to] of changes) {
    if (!text.includes(from)) {
      throw new Error(`docs/proxy/${name} does not hold '${from}' any more`);
    }
    text = text.replaceAll(from, to);
  }
  return text;
}

function nginxConfig({ tls, plain }: Ports, certificate: string, key: string): string {
  const server = example('nginx.conf', [
    ['listen 443 ssl http2', `listen 127.0.0.1:${tls} ssl http2`],
    ['listen 80', `listen 127.0.0.1:${plain}`],
    ['/etc/ssl/cadencia/fullchain.pem', certificate],
    ['/etc/ssl/cadencia/privkey.pem', key],
    ['http://127.0.0.1:8080', bench.base],
  ]);
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi']
    .map((kind) => `${kind}_temp_path ${folder.path}/${kind};`)
    .join(' ');
  return `daemon off; master_process off; pid ${folder.path}/nginx.pid; error_log stderr;
    events {} http { access_log off; ${temporary} ${server} }`;
}

function caddyConfig({ tls }: Ports, certificate: string, key: string): string {
  const site = example('Caddyfile', [
    [`${SERVER_NAME} {`, `https://${SERVER_NAME}:${tls} {\n\tbind 127.0.0.1`],
    ['# tls /etc/ssl/cadencia/fullchain.pem /etc/ssl/cadencia/privkey.pem', `tls ${certificate} ${key}`],
    ['127.0.0.1:8080', bench.base.replace('http://', '')],
  ]);
  return `{\n\tadmin off\n\tauto_https disable_redirects\n}\n${site}`;
}

const PROXIES = [
  {
    name: 'nginx' as const,
    config: nginxConfig,
    start: (file: string) => ['-p', folder.path, '-e', 'stderr', '-c', file],
  },
  {
    name: 'caddy' as const,
    config: caddyConfig,
    start: (file: string) => ['run', '--adapter', 'caddyfile', '--config', file],
  },
];

async function startProxy({ name, config, start }: (typeof PROXIES)[number]): Promise<TlsVisitor> {
  const pair = newPair();
  const ports = { tls: await freePort(), plain: await freePort() };
  const certificate = folder.file('fullchain.pem', pair.certificate);
  const file = folder.file(`${name}.conf`, config(ports, certificate, folder.file('privkey.pem', pair.key)));
  const { program, programArguments } = await findDebianProgram(
    { cacheFolder: CACHE_FOLDER, rootFolder: ROOT_FOLDER },
    name,
    name,
  );
  const child = spawn(program, [...programArguments, ...start(file)], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, HOME: folder.path, XDG_DATA_HOME: folder.path, XDG_CONFIG_HOME: folder.path },
  });
  proxy = child;
  let said = '';
  child.stderr.on('data', (text) => {
    said += String(text);
  });
  const visitor = new TlsVisitor(SERVER_NAME, ports.tls, AUTHORITY.certificate);
  await until(async () => {
    if (child.exitCode !== null) {
      throw new Error(`${name} ended: ${said}`);
    }
    return visitor.ask('GET', '/healthz').then(
      ({ status }) => status === 200 || `status ${status}`,
      (error: Error) => `${error.message} ${said}`,
    );
  });
  return visitor;
}

describe.each(PROXIES)('behind $name, as docs/proxy says', (kind) => {
  it('a person signs in over TLS, is known by his own address, and his socket stays open', async () => {
    const visitor = await startProxy(kind);
    const answer = await visitor.signIn('vera', { 'x-forwarded-for': '203.0.113.9' });
    expect(answer.status, answer.text).toBe(200);
    expect(answer.headers['set-cookie']?.[0]).toMatch(/^__Host-cadencia=.*; Secure; SameSite=Strict$/);
    expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
    // What a client says of itself is not passed on.
    expect((await bench.stores.users.events(1))[0]).toMatchObject({
      kind: 'signed_in',
      address: '127.0.0.1',
    });
    const out = await visitor.ask(
      'POST',
      '/v1/session/second-factor',
      { password: 'x' },
      { origin: 'https://a.example' },
    );
    expect(out.text).toContain('DLR_AUTH_ORIGIN');
    const live = await visitor.openLive();
    const more = once(live, 'message');
    live.send('{"type":"resync"}');
    expect(String((await more)[0])).toContain('"type":"snapshot"');
    live.close();
  });
});
