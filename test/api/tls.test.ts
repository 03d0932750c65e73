import { once } from 'node:events';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { AUTHORITY, renewable, SERVER_NAME } from '../support/made-certificate.js';
import { addPerson, Browser } from '../support/people.js';
import { TlsVisitor } from '../support/tls-visitor.js';

const certificate = renewable();
let bench: ApiBench;
let visitor: TlsVisitor;

beforeAll(async () => {
  bench = await startApiBench({ certificate });
  await addPerson(bench, 'vera', 'auditor');
});
afterAll(() => bench.close());
beforeEach(() => {
  visitor = new TlsVisitor(SERVER_NAME, Number(new URL(bench.base).port), AUTHORITY.certificate);
});

test('over HTTPS a person signs in by name, with a cookie that no plain connection carries, and HSTS', async () => {
  expect(bench.base).toMatch(/^https:/);
  const answer = await visitor.signIn('vera');
  expect(answer.status).toBe(200);
  expect(answer.headers['set-cookie']).toEqual([
    expect.stringMatching(/^__Host-cadencia=[\w-]{43}; Path=\/; HttpOnly; Secure; SameSite=Strict$/),
  ]);
  expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
  expect((await visitor.ask('GET', '/v1/session')).text).toContain('vera de Souza');
});

test('a renewed certificate is shown to who comes next, and who is in keeps his socket', async () => {
  await visitor.signIn('vera');
  const live = await visitor.openLive();
  const before = (await visitor.ask('GET', '/healthz')).shown;
  certificate.renew();
  expect((await visitor.ask('GET', '/healthz')).shown).not.toBe(before);
  const more = once(live, 'message');
  live.send('{"type":"resync"}');
  expect(String((await more)[0])).toContain('"type":"snapshot"');
  live.close();
});

test('commands of the machine itself come in beside it, by a plain door that is on loopback alone', async () => {
  const local = bench.server.localAddress();
  expect(local).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
  const answer = await fetch(`${local}/v1/users`, { headers: { authorization: `Bearer ${bench.secret}` } });
  expect(answer.status).toBe(200);
  expect(answer.headers.has('strict-transport-security')).toBe(false);
});

test('nobody but a proxy that was named is believed about where and how somebody came', async () => {
  const plain = await startApiBench();
  const proxied = await startApiBench({ trustedProxies: ['127.0.0.0/8'] });
  try {
    const claims = { 'x-forwarded-for': '203.0.113.9', 'x-forwarded-proto': 'https' };
    const seen: unknown[] = [];
    for (const one of [plain, proxied]) {
      await addPerson(one, 'vera', 'auditor');
      const browser = new Browser(one.base);
      await browser.ask('POST', '/v1/session', { user: 'vera', password: 'x' }, claims);
      const { setCookie } = browser;
      await browser.signIn('vera');
      const [, refused] = await one.stores.users.events(2);
      seen.push([refused?.address, setCookie]);
      const answer = await fetch(`${one.base}/healthz`, { headers: claims });
      seen.push(answer.headers.get('strict-transport-security'));
    }
    expect(seen).toEqual([['127.0.0.1', ''], null, ['203.0.113.9', ''], 'max-age=31536000']);
  } finally {
    await plain.close();
    await proxied.close();
  }
});
