import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { fetchWebhook } from '../../src/adapters/webhook/fetch-webhook.js';
import { makeSecretBox } from '../../src/api/auth/secret-box.js';
import { runCourier } from '../../src/engine/feed-courier.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { realClock } from '../support/manual-clock.js';
import { aBatch, aChain, anOpening } from '../support/samples.js';

let bench: ApiBench;
const heard: { readonly headers: IncomingHttpHeaders; readonly body: string }[] = [];
let status = 204;
const receiver = createServer(async (request, response) => {
  let body = '';
  for await (const chunk of request) {
    body += String(chunk);
  }
  heard.push({ headers: request.headers, body });
  response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {}).end();
});
let url = '';

beforeAll(async () => {
  bench = await startApiBench();
  receiver.listen(0, '127.0.0.1');
  await once(receiver, 'listening');
  url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/crm`;
});
afterAll(async () => {
  receiver.closeAllConnections();
  receiver.close();
  await bench.close();
});

async function ask(method: string, path: string, body?: unknown) {
  const response = await bench.call(method, path, body);
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}

const courier = () =>
  runCourier({
    store: bench.stores.feeds,
    webhook: fetchWebhook,
    clock: realClock,
    digest: nodeDigest,
    box: makeSecretBox('ab'.repeat(32), 'feeds'),
    stopped: () => false,
  });

describe('a feed', () => {
  it('is told by HTTP of each closing, signed with the key that was given once', async () => {
    const wish = { url, kinds: ['attempt.closed'] };
    const saved = await ask('PUT', '/v1/feeds/crm', wish);
    expect(saved).toMatchObject({ status: 200, body: { ...wish, active: true, secret: 'ef'.repeat(32) } });
    expect((await ask('PUT', '/v1/feeds/crm', wish)).body['secret']).toBeNull();
    expect((await ask('GET', '/v1/feeds')).body).toEqual({
      items: [
        {
          ...{ id: 'crm', ...wish, active: true, keys: [{ untilMs: null }] },
          ...{ waiting: 0, dead: 0, lastTakenMs: null, failingSinceMs: null },
        },
      ],
      outbox: { entries: 0, oldestMs: null },
    });

    const [row] = aChain([anOpening('w1')]);
    await bench.stores.attempts.commit(aBatch({ closings: [{ row: row!, contact: null }] }));
    expect(await courier()).toEqual({ delivered: 1, failed: 0 });
    const [post] = heard;
    const stamp = String(post?.headers['cadencia-timestamp']);
    expect(post?.headers['cadencia-signature']).toBe(
      `v1=${nodeDigest.hmacSha256('ef'.repeat(32), `${stamp}.${post?.body}`)}`,
    );
    expect(Math.abs(Number(stamp) - Date.now() / 1000)).toBeLessThan(60);
    expect(post?.headers['idempotency-key']).toBe('attempt.closed:w1');
    expect(JSON.parse(post?.body ?? '')).toMatchObject({
      id: 'attempt.closed:w1',
      kind: 'attempt.closed',
      data: { attemptId: 'w1', hash: row?.hash },
    });
  });

  it('that does not take events has them in its dead letters, and is told again when asked', async () => {
    status = 302;
    const [row] = aChain([anOpening('w2')]);
    await bench.stores.attempts.commit(aBatch({ closings: [{ row: row!, contact: null }] }));
    expect(await courier()).toEqual({ delivered: 0, failed: 1 });
    const far = realClock.now() + 10_000_000;
    const [waiting] = await bench.stores.feeds.takeDue(far, far, 1);
    await bench.stores.feeds.settle([{ ...waiting!, state: 'dead', tries: 24 }]);
    expect((await ask('GET', '/v1/feeds/crm/dead')).body).toMatchObject({
      items: [
        {
          ...{ eventId: 'attempt.closed:w2', tries: 24, lastError: 'the receiver answered 302' },
          data: { attemptId: 'w2', hash: row?.hash },
        },
      ],
    });
    expect((await ask('GET', '/v1/feeds/crm/deliveries')).body).toMatchObject({
      items: [
        { eventId: 'attempt.closed:w2', state: 'dead', answer: 302, nextAtMs: null },
        { eventId: 'attempt.closed:w1', state: 'delivered', answer: 204, lastError: '' },
      ],
    });
    expect((await ask('POST', '/v1/feeds/crm/replay', { eventIds: ['attempt.closed:w9'] })).body).toEqual({
      replayed: 0,
    });
    expect((await ask('POST', '/v1/feeds/crm/replay', {})).body).toEqual({ replayed: 1 });
    status = 200;
    expect(await courier()).toEqual({ delivered: 1, failed: 0 });
  });

  it('is signed with the new key beside the old one for as long as was asked, then with the new one alone', async () => {
    const signatures = async (name: string) => {
      const [row] = aChain([anOpening(name)]);
      await bench.stores.attempts.commit(aBatch({ closings: [{ row: row!, contact: null }] }));
      await courier();
      return String(heard.at(-1)?.headers['cadencia-signature']).split(',').length;
    };
    const before = bench.stores.feeds.listSubscriptions().then(([feed]) => feed?.keys[0]?.sealed);
    const rotated = await ask('POST', '/v1/feeds/crm/rotate', { overlapHours: 2 });
    expect(rotated.body).toMatchObject({ secret: 'ef'.repeat(32), keys: [{ untilMs: null }, {}] });
    const [kept] = await bench.stores.feeds.listSubscriptions();
    expect(kept?.keys.map(({ sealed }) => sealed)).toContain(await before);
    expect(JSON.stringify(kept)).not.toContain('ef'.repeat(32));
    expect(await signatures('r1')).toBe(2);
    await ask('POST', '/v1/feeds/crm/rotate', {});
    expect(await signatures('r2')).toBe(3);
    expect(await ask('POST', '/v1/feeds/crm/rotate', {})).toMatchObject({ status: 409 });
    expect((await ask('POST', '/v1/feeds/crm/rotate', { overlapHours: 0 })).body['keys']).toHaveLength(1);
    expect(await signatures('r3')).toBe(1);
    expect((await ask('POST', '/v1/feeds/none/rotate', {})).status).toBe(404);
  });

  it('is tried by an event that says nothing, and whoever tries it is told what the receiver answered', async () => {
    const before = heard.length;
    expect((await ask('POST', '/v1/feeds/crm/test')).body).toMatchObject({ answer: 200, failure: null });
    expect(JSON.parse(heard.at(-1)?.body ?? '')).toMatchObject({ kind: 'feed.test', data: { feed: 'crm' } });
    status = 503;
    expect((await ask('POST', '/v1/feeds/crm/test')).body).toMatchObject({
      ...{ answer: 503, failure: 'the receiver answered 503' },
    });
    status = 200;
    await ask('PUT', '/v1/feeds/gone', { url: 'http://127.0.0.1:1/', kinds: ['contact.opt_out'] });
    const gone = (await ask('POST', '/v1/feeds/gone/test')).body;
    expect(gone).toMatchObject({ answer: null });
    expect(String(gone['failure'])).toContain('does not answer');
    expect(heard.length).toBe(before + 2);
    expect(await courier()).toEqual({ delivered: 0, failed: 0 });
  });

  it('is refused without kinds, with another protocol, or when there is none of that name', async () => {
    expect((await ask('PUT', '/v1/feeds/crm', { url, kinds: [] })).status).toBe(400);
    expect((await ask('PUT', '/v1/feeds/crm', { url: 'file:///x', kinds: ['attempt.closed'] })).status).toBe(
      400,
    );
    expect((await ask('POST', '/v1/feeds/none/replay', {})).status).toBe(404);
    expect((await ask('GET', '/v1/feeds/none/dead')).status).toBe(404);
  });
});
