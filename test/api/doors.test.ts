import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { totpCode, totpStepOf } from '../../src/api/auth/totp.js';
import { LIVE_PROTOCOL } from '../../src/contract/live-protocol.js';
import type { UserRole } from '../../src/core/access/role.js';
import { parseAgentId, parseGroupId } from '../../src/core/kernel/ids.js';
import type { StoredUser } from '../../src/ports/user-store.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { addPerson, Browser as BrowserOf, PASSWORD } from '../support/people.js';

let bench: ApiBench;
/** How far the door's clock was put on. */
let passedMs = 0;
beforeEach(async () => {
  passedMs = 0;
  bench = await startApiBench({}, { doorNowMs: () => Date.now() + passedMs });
});
afterEach(() => bench.close());

async function addUser(id: string, role: string, more: object = {}): Promise<string> {
  const body = { id, name: `${id} de Souza`, role, ...more };
  const answer = await bench.call('POST', '/v1/users', body);
  expect(answer.status).toBe(201);
  return ((await answer.json()) as { password: string }).password;
}

class Browser extends BrowserOf {
  constructor() {
    super(bench.base);
  }
}

async function signedIn(id: string, role: UserRole, more: Partial<StoredUser> = {}): Promise<Browser> {
  await addPerson(bench, id, role, more);
  const browser = new Browser();
  expect((await browser.signIn(id)).status).toBe(200);
  return browser;
}

async function addAgent(id: string): Promise<void> {
  const agentId = parseAgentId(id);
  const groupId = parseGroupId('g');
  bench.engine.profiles.set(agentId, {
    id: agentId,
    name: id,
    groupId,
    endpoint: 'PJSIP/1',
    demo: false,
    active: true,
  });
  await bench.engine.agents.login(agentId, []);
}

const change = (id: string, body: object) => bench.call('PATCH', `/v1/users/${id}`, body);

async function eventKinds(): Promise<string[]> {
  const answer = await bench.call('GET', '/v1/access-events');
  const { items } = (await answer.json()) as { items: { kind: string; subject: string; who: string }[] };
  return items.map(({ kind, subject, who }) => `${kind} ${subject} by ${who}`).reverse();
}

describe('signing in', () => {
  it('opens nothing but the change of password to a password that was given', async () => {
    const browser = new Browser();
    const given = await addUser('vera', 'auditor');
    expect((await browser.signIn('Vera ', given)).json).toMatchObject({
      name: 'vera de Souza',
      role: 'auditor',
      mustChangePassword: true,
      kind: 'user',
    });
    expect((await browser.ask('GET', '/v1/campaigns')).code).toBe('DLR_AUTH_PASSWORD_CHANGE');
    const weak = await browser.ask('POST', '/v1/session/password', { current: given, next: 'curta' });
    expect(weak.code).toBe('DLR_INPUT_INVALID');
    await browser.ask('POST', '/v1/session/password', { current: given, next: PASSWORD });
    expect((await browser.ask('GET', '/v1/campaigns')).status).toBe(200);
    expect((await new Browser().signIn('vera', given)).status).toBe(401);
  });

  it('keeps the cookie from scripts and from other sites', async () => {
    const browser = new Browser();
    await addPerson(bench, 'vera', 'auditor');
    await browser.signIn('vera');
    expect(browser.setCookie).toMatch(/^cadencia=[\w-]{43}; Path=\/; HttpOnly; SameSite=Strict$/);
  });

  it('gives each sign-in a session of its own, whatever cookie came along, and ends the one before', async () => {
    const browser = new Browser();
    await addPerson(bench, 'vera', 'auditor');
    browser.cookie = `cadencia=${'A'.repeat(43)}`;
    await browser.signIn('vera');
    const first = browser.cookie;
    expect(first).not.toContain('AAAA');
    await browser.signIn('vera');
    expect(browser.cookie).not.toBe(first);
    const old = new Browser();
    old.cookie = first;
    expect((await old.ask('GET', '/v1/session')).status).toBe(401);
  });

  it('says the same of a wrong password, a blocked user and nobody', async () => {
    await addPerson(bench, 'vera', 'auditor');
    await addPerson(bench, 'rui', 'auditor', { blocked: true });
    const answers = [
      await new Browser().signIn('vera', 'x'),
      await new Browser().signIn('rui'),
      await new Browser().signIn('nobody', 'x'),
    ];
    expect(
      new Set(answers.map(({ status, json }) => `${status} ${json['code']} ${json['detail']}`)).size,
    ).toBe(1);
  });

  it('locks a name after five wrong passwords, the right one too, and one that does not exist as well', async () => {
    await addPerson(bench, 'vera', 'auditor');
    for (const name of ['vera', 'nobody']) {
      for (let tries = 0; tries < 5; tries++) {
        expect((await new Browser().signIn(name, `wrong ${tries}`)).status).toBe(401);
      }
      expect((await new Browser().signIn(name)).code).toBe('DLR_RATE_LIMITED');
    }
    expect((await eventKinds()).slice(0, 6)).toEqual([
      ...Array(4).fill('refused vera by vera'),
      'locked vera by vera',
      'refused nobody by nobody',
    ]);
  });

  it('ends by itself when nothing is heard of it, which is on record once', async () => {
    const browser = await signedIn('vera', 'auditor');
    const forgotten = await signedIn('ada', 'admin');
    passedMs = 61 * 60_000;
    expect((await browser.ask('GET', '/v1/session')).status).toBe(401);
    expect((await browser.ask('GET', '/v1/session')).status).toBe(401);
    expect((await new Browser().signIn('vera', PASSWORD)).status).toBe(200);
    expect((await forgotten.ask('GET', '/v1/session')).status).toBe(401);
    const kinds = await eventKinds();
    expect(kinds.filter((kind) => kind.startsWith('expired')).sort()).toEqual([
      'expired ada by ada',
      'expired vera by vera',
    ]);
  });

  it('ends with signing out, and both are on record', async () => {
    const browser = await signedIn('vera', 'auditor');
    const { cookie } = browser;
    expect((await browser.ask('DELETE', '/v1/session')).status).toBe(200);
    browser.cookie = cookie;
    expect((await browser.ask('GET', '/v1/session')).status).toBe(401);
    expect(await eventKinds()).toEqual(['signed_in vera by vera', 'signed_out vera by vera']);
  });
});

describe('a request from another page', () => {
  it('changes nothing with a cookie, whatever it says or leaves out', async () => {
    const browser = await signedIn('ada', 'admin');
    const body = { why: 'forged' };
    for (const origin of ['https://evil.example', 'null', `${bench.base}.evil.example`, '']) {
      const answer = await browser.ask('POST', '/v1/stop-all', body, { origin });
      expect([origin, answer.code]).toEqual([origin, 'DLR_AUTH_ORIGIN']);
    }
    const silent = await fetch(`${bench.base}/v1/stop-all`, {
      method: 'POST',
      headers: { cookie: browser.cookie, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(silent.status).toBe(403);
    expect((await browser.ask('POST', '/v1/stop-all', body)).status).toBe(200);
  });

  it('cannot sign its reader in to a session of its making', async () => {
    await addPerson(bench, 'vera', 'auditor');
    const answer = await new Browser().ask(
      'POST',
      '/v1/session',
      { user: 'vera', password: PASSWORD },
      { origin: 'https://evil.example' },
    );
    expect(answer.code).toBe('DLR_AUTH_ORIGIN');
  });

  it('opens no live socket with the cookie', async () => {
    const browser = await signedIn('vera', 'auditor');
    const socket = live(browser.cookie, 'https://evil.example');
    expect((await once(socket, 'close'))[0]).toBe(4401);
  });
});

function live(cookie: string, origin = bench.base): WebSocket {
  const socket = new WebSocket(`${bench.base.replace('http', 'ws')}/live`, [LIVE_PROTOCOL], {
    headers: { cookie, origin },
  });
  socket.on('open', () => socket.send(JSON.stringify({ type: 'hello' })));
  return socket;
}

async function snapshotOf(socket: WebSocket): Promise<{ agents: { id: string }[] }> {
  const [data] = await once(socket, 'message');
  return JSON.parse(String(data));
}

describe('access that is taken', () => {
  it('ends sessions and open sockets at once when a user is blocked', async () => {
    const browser = await signedIn('vera', 'auditor');
    const socket = live(browser.cookie);
    await snapshotOf(socket);
    const closed = once(socket, 'close');
    expect((await change('vera', { blocked: true })).status).toBe(200);
    expect((await closed)[0]).toBe(4401);
    expect((await browser.ask('GET', '/v1/session')).status).toBe(401);
    expect((await new Browser().signIn('vera', PASSWORD)).status).toBe(401);
    await change('vera', { blocked: false });
    expect((await new Browser().signIn('vera', PASSWORD)).status).toBe(200);
  });

  it.each([
    ['his role changes', () => change('vera', { role: 'telecom' })],
    ['his password is reset', () => bench.call('POST', '/v1/users/vera/password', {})],
  ])('ends when %s', async (_what, act) => {
    const browser = await signedIn('vera', 'auditor');
    const socket = live(browser.cookie);
    await snapshotOf(socket);
    const closed = once(socket, 'close');
    expect((await act()).status).toBe(200);
    expect((await closed)[0]).toBe(4401);
    expect((await browser.ask('GET', '/v1/session')).status).toBe(401);
  });

  it('is on record as cut, with how much was open, and by whom', async () => {
    await signedIn('vera', 'auditor');
    expect((await new Browser().signIn('vera', PASSWORD)).status).toBe(200);
    await change('vera', { blocked: true });
    expect((await eventKinds()).slice(-2)).toEqual(['cut vera by test', 'user_blocked vera by test']);
  });

  it('takes the agent of a blocked user off the floor', async () => {
    await addAgent('a1');
    await signedIn('ana', 'agent', { agentId: parseAgentId('a1') });
    const before = bench.engine.agents.view(parseAgentId('a1'))?.state;
    await change('ana', { blocked: true });
    expect([before, bench.engine.agents.view(parseAgentId('a1'))?.state]).toEqual(['paused', 'offline']);
  });

  it('is not taken by oneself: nobody blocks himself or gives himself a role', async () => {
    const browser = await signedIn('ada', 'admin');
    for (const body of [{ blocked: true }, { role: 'auditor' }]) {
      expect((await browser.ask('PATCH', '/v1/users/ada', body)).code).toBe('DLR_STATE_CONFLICT');
    }
  });
});

describe('the last active admin', () => {
  const conflict = { code: 'DLR_STATE_CONFLICT', detail: expect.stringContaining('last active admin') };

  it('is neither blocked nor given another role, by nobody, until there is another one', async () => {
    await addPerson(bench, 'ada', 'admin');
    await addPerson(bench, 'bia', 'admin', { blocked: true });
    for (const body of [{ blocked: true }, { role: 'auditor' }]) {
      expect(await (await change('ada', body)).json()).toMatchObject(conflict);
    }
    expect((await change('ada', { name: 'Ada Lima' })).status).toBe(200);
    expect((await change('bia', { blocked: false })).status).toBe(200);
    expect((await change('ada', { role: 'auditor' })).status).toBe(200);
  });

  it('is left where two admins are ended at once', async () => {
    await addPerson(bench, 'ada', 'admin');
    await addPerson(bench, 'bia', 'admin');
    const ended = await Promise.all(['ada', 'bia'].map((id) => change(id, { blocked: true })));
    expect(ended.map(({ status }) => status).sort()).toEqual([200, 409]);
  });

  it('is left where two servers end one of two each at once', async () => {
    await addPerson(bench, 'ada', 'admin');
    await addPerson(bench, 'bia', 'admin');
    const other = await startApiBench({}, { users: bench.stores.users });
    try {
      const body = { blocked: true };
      const ended = await Promise.all([
        bench.call('PATCH', '/v1/users/ada', body),
        other.call('PATCH', '/v1/users/bia', body),
      ]);
      expect(ended.map(({ status }) => status).sort()).toEqual([200, 409]);
    } finally {
      await other.close();
    }
  });
});

describe('the second factor', () => {
  async function enrolled() {
    const browser = await signedIn('vera', 'auditor');
    const begun = await browser.ask('POST', '/v1/session/second-factor', { password: PASSWORD });
    const secret = String(begun.json['secret']);
    const code = totpCode(secret, totpStepOf(Date.now()) - 1);
    const done = await browser.ask('POST', '/v1/session/second-factor/confirm', { code });
    return { browser, secret, codes: done.json['codes'] as string[] };
  }

  it('is asked for at the door once it is confirmed; each code is good once', async () => {
    const { secret } = await enrolled();
    expect((await new Browser().signIn('vera', PASSWORD)).code).toBe('DLR_AUTH_SECOND_FACTOR');
    expect((await new Browser().signIn('vera', PASSWORD, '000000')).code).toBe('DLR_AUTH_SECOND_FACTOR');
    const code = totpCode(secret, totpStepOf(Date.now()));
    expect((await new Browser().signIn('vera', PASSWORD, code)).json).toMatchObject({ secondFactor: true });
    expect((await new Browser().signIn('vera', PASSWORD, code)).code).toBe('DLR_AUTH_SECOND_FACTOR');
  });

  it('can be passed by a recovery code, once, and removed by who knows the password', async () => {
    const { browser, codes } = await enrolled();
    expect(codes).toHaveLength(10);
    expect((await new Browser().signIn('vera', PASSWORD, codes[3])).status).toBe(200);
    expect((await new Browser().signIn('vera', PASSWORD, codes[3])).status).toBe(401);
    const remove = (password: string) =>
      browser.ask('POST', '/v1/session/second-factor/remove', { password });
    expect((await remove('wrong')).status).toBe(403);
    expect((await remove(PASSWORD)).status).toBe(200);
    expect((await new Browser().signIn('vera', PASSWORD)).status).toBe(200);
  });

  it('is dropped by an admin for who lost his phone', async () => {
    await enrolled();
    const answer = await bench.call('POST', '/v1/users/vera/password', { dropSecondFactor: true });
    const { password } = (await answer.json()) as { password: string };
    expect((await new Browser().signIn('vera', password)).status).toBe(200);
  });
});

describe('a supervisor with teams', () => {
  async function floor(): Promise<Browser> {
    for (const id of ['a1', 'a2', 'a3']) {
      await addAgent(id);
    }
    await bench.call('PUT', '/v1/teams/north', { name: 'North', agentIds: ['a1', 'a2'] });
    await bench.call('PUT', '/v1/teams/south', { name: 'South', agentIds: ['a3'] });
    return signedIn('sara', 'supervisor', { teamIds: ['north'] });
  }
  const idsOf = (items: unknown) => (items as { id: string }[]).map(({ id }) => id);

  it('sees and moves his agents; those of other teams are as unknown as none', async () => {
    const browser = await floor();
    expect(idsOf((await browser.ask('GET', '/v1/agents')).json['items'])).toEqual(['a1', 'a2']);
    expect((await browser.ask('POST', '/v1/agents/a1/ready')).status).toBe(200);
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/day'],
      ['POST', '/logout'],
      ['POST', '/ready'],
    ] as const) {
      const other = await browser.ask(method, `/v1/agents/a3${path}`);
      const none = await browser.ask(method, `/v1/agents/none${path}`);
      expect([other.status, none.status]).toEqual([404, 404]);
      expect(String(other.json['detail']).replace('a3', 'none')).toBe(none.json['detail']);
    }
    expect(bench.engine.agents.view(parseAgentId('a3'))?.state).toBe('paused');
  });

  it('is sent their rows alone, and other rows as soon as a team changes', async () => {
    const browser = await floor();
    const socket = live(browser.cookie);
    expect(idsOf((await snapshotOf(socket)).agents)).toEqual(['a1', 'a2']);
    const closed = once(socket, 'close');
    await bench.call('PUT', '/v1/teams/north', { name: 'North', agentIds: ['a1', 'a3'] });
    expect((await closed)[0]).toBe(1012);
    const again = live(browser.cookie);
    expect(idsOf((await snapshotOf(again)).agents)).toEqual(['a1', 'a3']);
    again.close();
  });

  it('is sent every number of the stream, also where only agents of others changed', async () => {
    const browser = await floor();
    const socket = live(browser.cookie);
    const { seq } = (await snapshotOf(socket)) as unknown as { seq: number };
    const next = once(socket, 'message');
    bench.engine.agents.ready(parseAgentId('a3'));
    bench.engine.events.emit('agent:moved', { agentId: parseAgentId('a3'), campaignIds: [] } as never);
    const message = JSON.parse(String((await next)[0])) as { seq: number; agents?: unknown };
    expect([message.seq, message.agents]).toEqual([seq + 1, undefined]);
    socket.close();
  });
});

describe('an agent', () => {
  it('acts as himself and as nobody else', async () => {
    await addAgent('a1');
    await addAgent('a2');
    const browser = await signedIn('ana', 'agent', { agentId: parseAgentId('a1') });
    expect((await browser.ask('GET', '/v1/session')).json).toMatchObject({
      agentId: 'a1',
      permissions: ['enter', 'work'],
    });
    expect((await browser.ask('POST', '/v1/agents/a1/ready')).status).toBe(200);
    expect((await browser.ask('GET', '/v1/agents/a1')).status).toBe(200);
    for (const [method, path] of [
      ['POST', '/v1/agents/a2/ready'],
      ['POST', '/v1/agents/a2/logout'],
      ['GET', '/v1/agents/a2'],
      ['GET', '/v1/agents'],
      ['GET', '/v1/campaigns'],
      ['PUT', '/v1/agents/a1'],
    ] as const) {
      const { status } = await browser.ask(method, path, method === 'PUT' ? {} : undefined);
      expect([path, status]).toEqual([path, expect.toSatisfy((code) => code === 403 || code === 404)]);
    }
  });

  it('is one user: nobody else can be given his agent, and no other role has one', async () => {
    await addUser('ana', 'agent', { agentId: 'a1' });
    for (const [body, status] of [
      [{ id: 'eva', name: 'Eva', role: 'agent', agentId: 'a1' }, 409],
      [{ id: 'eva', name: 'Eva', role: 'agent' }, 400],
      [{ id: 'eva', name: 'Eva', role: 'admin', agentId: 'a2' }, 400],
      [{ id: 'ana', name: 'Ana', role: 'admin' }, 409],
      [{ id: 'local', name: 'Eva', role: 'admin' }, 400],
      [{ id: 'Eva Luz', name: 'Eva', role: 'admin' }, 400],
    ] as const) {
      expect([body, (await bench.call('POST', '/v1/users', body)).status]).toEqual([body, status]);
    }
  });
});
