import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { HOUR } from '../../src/core/kernel/time.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { addPerson, Browser, PASSWORD } from '../support/people.js';

const EVA = { id: 'eva', name: 'Eva Reis', password: PASSWORD };

let bench: ApiBench;
let nowMs: number;
let browser: Browser;

beforeEach(async () => {
  nowMs = Date.now();
  bench = await startApiBench({ mostWrongTokensPerMinute: 3 }, { doorNowMs: () => nowMs });
  browser = new Browser(bench.base);
});
afterEach(() => bench.close());

async function link(): Promise<string> {
  const secret = await bench.server.openSetUpLink();
  return secret ?? expect.fail('no link, though there is no user');
}

const use = (secret: string, more: object = {}) =>
  browser.ask('POST', '/v1/set-up', { secret, ...EVA, ...more });
const users = async () => (await bench.stores.users.users()).map(({ id, role }) => `${id} ${role}`);

describe('the link of the first admin', () => {
  it('makes him once, with a password of his own, and says so in the record and in no log', async () => {
    const secret = await link();
    expect(Buffer.from(secret, 'base64url').length).toBe(32);
    expect(await use(secret)).toMatchObject({ status: 201, json: { id: 'eva' } });
    expect(await use(secret, { id: 'rui', name: 'Rui' })).toMatchObject({ status: 403 });
    expect(await users()).toEqual(['eva admin']);
    expect((await browser.signIn('eva')).json).toMatchObject({ role: 'admin', mustChangePassword: false });
    expect(await bench.stores.users.events(10)).toMatchObject([
      { kind: 'signed_in', subject: 'eva' },
      { kind: 'refused', subject: 'rui', who: 'set-up link' },
      { kind: 'user_added', subject: 'eva', who: 'set-up link', detail: 'admin' },
    ]);
    expect(bench.logged.join('\n')).not.toContain(secret);
    expect(await bench.server.openSetUpLink()).toBeNull();
  });

  it('is good for one of two who come at once', async () => {
    const secret = await link();
    const [one, other] = await Promise.all([use(secret), use(secret, { id: 'rui', name: 'Rui' })]);
    expect([one.status, other.status].sort()).toEqual([201, 403]);
    expect(await users()).toHaveLength(1);
  });

  it('dies after an hour, at the next link, and once there is a user', async () => {
    const old = await link();
    nowMs += HOUR;
    expect(await use(old)).toMatchObject({ status: 403, code: 'DLR_AUTH_FORBIDDEN' });
    const before = await link();
    const secret = await link();
    expect((await use(before)).status).toBe(403);
    await addPerson(bench, 'sara', 'supervisor');
    expect((await use(secret)).status).toBe(409);
    expect((await use(secret)).status).toBe(403);
    expect(await users()).toEqual(['sara supervisor']);
  });

  it('outlives a password that is refused, and a name that is none', async () => {
    const secret = await link();
    const weak = await use(secret, { password: 'curta' });
    expect(weak).toMatchObject({ status: 400, code: 'DLR_INPUT_INVALID' });
    expect(weak.json['detail']).toContain('12 characters');
    expect((await use(secret, { id: 'local' })).status).toBe(400);
    expect((await use(secret)).status).toBe(201);
  });

  it('takes nothing from the page of another site, and stops who tries links out', async () => {
    const secret = await link();
    const foreign = { origin: 'https://example.org' };
    const body = { secret, ...EVA };
    expect(await browser.ask('POST', '/v1/set-up', body, foreign)).toMatchObject({ code: 'DLR_AUTH_ORIGIN' });
    for (let tries = 0; tries < 3; tries++) {
      expect((await use(`${secret}x`)).status).toBe(403);
    }
    expect((await use(secret)).status).toBe(429);
    expect(await users()).toEqual([]);
  });
});
