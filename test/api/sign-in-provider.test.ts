import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { makeSignInProvider } from '../../src/app/server/sign-in-provider.js';
import type { Config } from '../../src/config/config.js';
import { LIVE_PROTOCOL } from '../../src/contract/live-protocol.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { freePort } from '../support/foreign-server.js';
import { oidcOf } from '../support/oidc-config.js';
import { CLIENT_SECRET, OpenidProcess } from '../support/openid-process.js';
import { addPerson, Browser, PASSWORD } from '../support/people.js';
import { until } from '../support/until.js';
import { signInThere, Visitor } from '../support/visitor.js';

let provider: OpenidProcess;
let bench: ApiBench;
let ourPort: number;
let issuer: string;

beforeAll(async () => {
  ourPort = await freePort();
  provider = await OpenidProcess.start(await freePort(), `http://127.0.0.1:${ourPort}`);
  issuer = provider.issuer;
}, 60_000);
afterAll(() => provider?.stop());
beforeEach(() => open());
afterEach(() => bench.close());

/** Ours, with the provider as configured. */
async function open(change: Partial<Config['oidc']> = {}): Promise<void> {
  const publicUrl = `http://127.0.0.1:${ourPort}`;
  const oidc = oidcOf({ issuer, publicUrl, clientSecret: CLIENT_SECRET, ...change });
  bench = await startApiBench({ port: ourPort }, { signInProvider: makeSignInProvider({ oidc }, Date.now) });
}

async function reopen(change: Partial<Config['oidc']>): Promise<void> {
  await bench.close();
  await open(change);
}

const GROUPS: Partial<Config['oidc']> = {
  roleClaim: 'groups',
  agentClaim: 'agent',
  roles: [
    { value: 'chefia', role: 'supervisor', teams: ['norte'], allTeams: false, creditorCnpj: '' },
    { value: 'atendimento', role: 'agent', teams: [], allTeams: false, creditorCnpj: '' },
    { value: 'auditoria', role: 'auditor', teams: [], allTeams: false, creditorCnpj: '' },
  ],
};

/** The word of the sign-in page's address. */
const entryOf = (url: string): string => new URL(url).searchParams.get('entry') ?? url;

async function signIn(login: string, visitor = new Visitor()): Promise<string> {
  return entryOf(await signInThere(visitor, bench.base, login));
}

/** The browser of ours with the cookie a visitor got. */
function browserOf(visitor: Visitor): Browser {
  const browser = new Browser(bench.base);
  browser.cookie = `cadencia=${visitor.cookies(bench.base).get('cadencia')}`;
  return browser;
}

async function events(): Promise<string[]> {
  const answer = await bench.call('GET', '/v1/access-events');
  const { items } = (await answer.json()) as { items: { kind: string; subject: string; detail: string }[] };
  return items.map(({ kind, subject, detail }) => `${kind} ${subject} ${detail}`.trim()).reverse();
}

describe('signing in at the provider', () => {
  it('lets in a user an admin made, in his role, with a session like any other', async () => {
    await addPerson(bench, 'vera', 'auditor');
    const visitor = new Visitor();
    expect(await signIn('vera', visitor)).toBe('in');
    const browser = browserOf(visitor);
    const session = await browser.ask('GET', '/v1/session');
    expect(session.json).toMatchObject({ role: 'auditor', kind: 'user', hasPassword: true });
    expect(await events()).toEqual([
      `provider_joined vera ${issuer} subject-of-vera`,
      'signed_in vera by the provider',
    ]);
    expect(visitor.cookies(bench.base).has('cadencia-entry')).toBe(false);
  });

  it('asks the provider for state, nonce and a PKCE challenge of its own each time', async () => {
    const asked = [new Visitor(), new Visitor()].map(async (visitor) => {
      const { url } = await visitor.go(`${bench.base}/v1/oidc/sign-in`, (at) => at.startsWith(issuer));
      return Object.fromEntries(new URL(url).searchParams);
    });
    const [first, second] = await Promise.all(asked);
    expect(first).toMatchObject({
      response_type: 'code',
      code_challenge_method: 'S256',
      client_id: 'cadencia',
    });
    for (const key of ['state', 'nonce', 'code_challenge']) {
      expect(first?.[key]).toMatch(/^[\w-]{43}$/);
      expect(first?.[key]).not.toBe(second?.[key]);
    }
  });

  it('voids the one-time password of who comes by the provider, and keeps a password somebody chose', async () => {
    await addPerson(bench, 'vera', 'auditor', { mustChange: true });
    await addPerson(bench, 'rui', 'auditor');
    const visitor = new Visitor();
    await signIn('vera', visitor);
    const session = await browserOf(visitor).ask('GET', '/v1/session');
    expect(session.json).toMatchObject({ mustChangePassword: false, hasPassword: false });
    expect((await new Browser(bench.base).signIn('vera')).status).toBe(401);
    await signIn('rui');
    expect((await new Browser(bench.base).signIn('rui')).status).toBe(200);
  });

  it('keeps out who is blocked, who is nobody here, and says so on the page alone', async () => {
    await addPerson(bench, 'vera', 'auditor', { blocked: true });
    expect(await signIn('vera')).toBe('blocked');
    expect(await signIn('nobody')).toBe('unknown');
    expect(await events()).toEqual(['refused vera provider: blocked', 'refused nobody provider: unknown']);
    expect(await bench.stores.users.users()).toHaveLength(1);
  });

  it('cuts who is blocked while he is in, as it does with passwords', async () => {
    await addPerson(bench, 'vera', 'auditor');
    const visitor = new Visitor();
    await signIn('vera', visitor);
    const socket = live(visitor);
    await once(socket, 'message');
    const closed = once(socket, 'close');
    await bench.call('PATCH', '/v1/users/vera', { blocked: true });
    expect((await closed)[0]).toBe(4401);
    expect((await browserOf(visitor).ask('GET', '/v1/session')).status).toBe(401);
    expect(await signIn('vera', visitor)).toBe('blocked');
  });

  it('joins a name to one subject: another of that name is refused until an admin unjoins it', async () => {
    await addPerson(bench, 'vera', 'auditor');
    await signIn('vera');
    await provider.tell('mallory', { preferred_username: 'vera' });
    expect(await signIn('mallory')).toBe('other_subject');
    const unjoined = await bench.call('PATCH', '/v1/users/vera', { unjoinProvider: true });
    expect(await unjoined.json()).toMatchObject({ provider: false });
    expect(await signIn('mallory')).toBe('in');
    expect(await signIn('vera')).toBe('other_subject');
  });

  it('knows whom it joined by his subject when the provider calls him another name', async () => {
    await addPerson(bench, 'vera', 'auditor');
    await signIn('vera');
    await provider.tell('vera', { preferred_username: 'vera.lima', name: 'Vera Lima' });
    const visitor = new Visitor();
    expect(await signIn('vera', visitor)).toBe('in');
    expect((await browserOf(visitor).ask('GET', '/v1/session')).json).toMatchObject({ name: 'Vera Lima' });
    await provider.tell('vera', {});
  });
});

describe('roles by the provider’s word', () => {
  it('makes a user with role, teams and agent where it may, and nobody without a role', async () => {
    await reopen({ ...GROUPS, createUsers: true });
    await provider.tell('sara', { groups: ['outros', 'chefia'], name: 'Sara Melo' });
    await provider.tell('rui', { groups: 'atendimento', agent: 'a1' });
    await provider.tell('ana', { groups: ['atendimento'] });
    await provider.tell('leo', { groups: ['visitas'] });
    expect([await signIn('sara'), await signIn('rui')]).toEqual(['in', 'in']);
    expect([await signIn('ana'), await signIn('leo')]).toEqual(['refused', 'no_role']);
    const users = await bench.stores.users.users();
    expect(users.map(({ id, role, teamIds, agentId, name }) => [id, role, teamIds, agentId, name])).toEqual([
      ['rui', 'agent', null, 'a1', 'rui'],
      ['sara', 'supervisor', ['norte'], null, 'Sara Melo'],
    ]);
    expect(await events()).toContain('refused ana provider: no_agent');
  });

  it('makes nobody unless it is told to', async () => {
    await reopen(GROUPS);
    await provider.tell('sara', { groups: ['chefia'] });
    expect(await signIn('sara')).toBe('unknown');
    expect(await bench.stores.users.users()).toEqual([]);
  });

  it('moves who has another role since, and ends what he had open in the one before', async () => {
    await reopen(GROUPS);
    await addPerson(bench, 'sara', 'auditor');
    await provider.tell('sara', { groups: ['auditoria'] });
    const before = new Visitor();
    await signIn('sara', before);
    await provider.tell('sara', { groups: ['chefia'] });
    const after = new Visitor();
    expect(await signIn('sara', after)).toBe('in');
    expect((await browserOf(before).ask('GET', '/v1/session')).status).toBe(401);
    expect((await browserOf(after).ask('GET', '/v1/session')).json).toMatchObject({
      role: 'supervisor',
      teamIds: ['norte'],
    });
    expect((await events()).some((event) => event.includes('role: auditor → supervisor'))).toBe(true);
  });

  it('refuses an agent who is another user already', async () => {
    await reopen({ ...GROUPS, createUsers: true });
    await provider.tell('rui', { groups: ['atendimento'], agent: 'a1' });
    await provider.tell('eva', { groups: ['atendimento'], agent: 'a1' });
    expect([await signIn('rui'), await signIn('eva')]).toEqual(['in', 'refused']);
    expect((await events()).at(-1)).toBe('refused eva provider: taken');
  });
});

describe('an answer that was not asked for', () => {
  const callback = (url: string): boolean => url.startsWith(`${bench.base}/v1/oidc/callback`);

  it('opens nothing with another state, without the cookie, or with a code that was used', async () => {
    await addPerson(bench, 'vera', 'auditor');
    const visitor = new Visitor();
    const answer = await signInThere(visitor, bench.base, 'vera', callback);
    const sealed = visitor.cookies(bench.base).get('cadencia-entry') ?? '';
    const stop = (url: string): boolean => url.startsWith(`${bench.base}/app/`);

    const forged = new URL(answer);
    forged.searchParams.set('state', 'x'.repeat(43));
    expect(entryOf((await visitor.go(forged.href, stop)).url)).toBe('refused');
    expect(entryOf((await new Visitor().go(answer, stop)).url)).toBe('not_begun');
    const odd = new Visitor();
    odd.cookies(bench.base).set('cadencia-entry', `A${sealed.slice(1)}`);
    expect(entryOf((await odd.go(answer, stop)).url)).toBe('not_begun');

    visitor.cookies(bench.base).set('cadencia-entry', sealed);
    expect(entryOf((await visitor.go(answer, stop)).url)).toBe('in');
    const again = new Visitor();
    again.cookies(bench.base).set('cadencia-entry', sealed);
    expect(entryOf((await again.go(answer, stop)).url)).toBe('refused');
    expect(again.cookies(bench.base).has('cadencia')).toBe(false);
  });

  it('is not taken from a sign-in begun in another browser', async () => {
    await addPerson(bench, 'vera', 'auditor');
    const [attacker, victim] = [new Visitor(), new Visitor()];
    const answer = await signInThere(attacker, bench.base, 'vera', callback);
    await victim.go(`${bench.base}/v1/oidc/sign-in`, (url) => url.startsWith(issuer));
    const came = await victim.go(answer, (url) => url.startsWith(`${bench.base}/app/`));
    expect(entryOf(came.url)).toBe('refused');
    expect(victim.cookies(bench.base).has('cadencia')).toBe(false);
  });
});

describe('signing out', () => {
  it('here ends the session, and sends the browser on to end the provider’s', async () => {
    await addPerson(bench, 'vera', 'auditor');
    const visitor = new Visitor();
    await signIn('vera', visitor);
    const left = await browserOf(visitor).ask('DELETE', '/v1/session');
    expect(left.json['providerUrl']).toMatch(new RegExp(`^${issuer}/session/end\\?.*client_id=cadencia`));
    const stop = (url: string): boolean => url === `${bench.base}/app/`;
    const asked = await visitor.go(String(left.json['providerUrl']));
    const over = await visitor.submit(asked, { logout: 'yes' }, stop);
    expect(over.url).toBe(`${bench.base}/app/`);
    const next = await visitor.go(`${bench.base}/v1/oidc/sign-in`);
    expect(next.text).toContain('name="login"');
  });

  it('of a password’s session stays here', async () => {
    await addPerson(bench, 'vera', 'auditor');
    const browser = new Browser(bench.base);
    await browser.signIn('vera');
    expect((await browser.ask('DELETE', '/v1/session')).json).toEqual({ ok: true, providerUrl: null });
  });

  it('there ends the session here and closes its screens, by the provider’s own word', async () => {
    await addPerson(bench, 'vera', 'auditor');
    const [visitor, elsewhere] = [new Visitor(), new Visitor()];
    await signIn('vera', visitor);
    await signIn('vera', elsewhere);
    const socket = live(visitor);
    await once(socket, 'message');
    const closed = once(socket, 'close');
    const asked = await visitor.go(`${issuer}/session/end`);
    await visitor.submit(asked, { logout: 'yes' });
    expect((await closed)[0]).toBe(4401);
    expect((await browserOf(visitor).ask('GET', '/v1/session')).status).toBe(401);
    expect((await browserOf(elsewhere).ask('GET', '/v1/session')).status).toBe(200);
    await until(async () => (await events()).includes('signed_out vera at the provider') || 'no record');
  });
});

function live(visitor: Visitor): WebSocket {
  const socket = new WebSocket(`${bench.base.replace('http', 'ws')}/live`, [LIVE_PROTOCOL], {
    headers: { cookie: browserOf(visitor).cookie, origin: bench.base },
  });
  socket.on('open', () => socket.send(JSON.stringify({ type: 'hello' })));
  return socket;
}

describe('a provider that is away', () => {
  it('is a line on the sign-in page, and passwords work', async () => {
    await reopen({ issuer: `http://127.0.0.1:${await freePort()}` });
    await addPerson(bench, 'vera', 'auditor');
    expect(entryOf((await new Visitor().go(`${bench.base}/v1/oidc/sign-in`, isHome)).url)).toBe('down');
    expect((await new Browser(bench.base).signIn('vera', PASSWORD)).status).toBe(200);
  });

  it('that never answers is given up in its time', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    await reopen({ issuer: `http://127.0.0.1:${port}`, deadlineSeconds: 1 });
    const began = performance.now();
    expect(entryOf((await new Visitor().go(`${bench.base}/v1/oidc/sign-in`, isHome)).url)).toBe('down');
    expect(performance.now() - began).toBeLessThan(10_000);
    silent.closeAllConnections();
    silent.close();
  });

  it('is not told of where there is none', async () => {
    expect(await (await fetch(`${bench.base}/v1/oidc`)).json()).toEqual({ provider: { name: 'Diretório' } });
    await bench.close();
    bench = await startApiBench();
    expect(await (await fetch(`${bench.base}/v1/oidc`)).json()).toEqual({ provider: null });
  });
});

function isHome(url: string): boolean {
  return url.startsWith(`${bench.base}/app/`);
}
