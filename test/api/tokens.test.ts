import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeTokenBook } from '../../src/api/auth/token-book.js';
import { type ApiBench, makeTokenStoreDouble, startApiBench } from '../support/api-bench.js';

/** Routes anybody may see: they hold no data. */
const OPEN = new Set(['GET /healthz', 'GET /readyz', 'GET /v1/oidc', 'POST /v1/session', 'POST /v1/set-up']);

let bench: ApiBench;
let routes: { readonly method: string; readonly path: string }[];
let revoked: string;

beforeAll(async () => {
  bench = await startApiBench({ mostWrongTokensPerMinute: 1000 });
  const document = (await bench.server.openApi()) as { paths: Record<string, Record<string, unknown>> };
  routes = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({ method: method.toUpperCase(), path })),
  );
  const gone = await bench.tokens.issue('gone', 'admin');
  revoked = gone.secret;
  await bench.tokens.revoke(gone.token.id);
});
afterAll(() => bench.close());

async function statusOf(method: string, path: string, secret: string | null): Promise<number> {
  const url = bench.base + path.replace('{number}', '%2B551140001000').replace(/\{\w+\}/g, 'x1');
  const headers: Record<string, string> = secret === null ? {} : { authorization: `Bearer ${secret}` };
  const response = await fetch(url, { method, headers });
  const text = await response.text();
  if (response.status === 401) {
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(response.headers.get('www-authenticate')).toContain('Bearer');
    expect(JSON.parse(text)).toMatchObject({ code: 'DLR_AUTH_REQUIRED', status: 401 });
  }
  return response.status;
}

describe('every route of the document', () => {
  it('answers 401 without a token, with a wrong one and with a revoked one', async () => {
    const closed = routes.filter(({ method, path }) => !OPEN.has(`${method} ${path}`));
    expect(closed.length).toBeGreaterThan(30);
    for (const { method, path } of closed) {
      for (const secret of [null, 'cad_wrong', revoked]) {
        expect(await statusOf(method, path, secret), `${method} ${path} with ${secret}`).toBe(401);
      }
    }
  });

  it('lets the token that works past the door', async () => {
    for (const { method, path } of routes) {
      expect(await statusOf(method, path, bench.secret), `${method} ${path}`).not.toBe(401);
    }
  });

  it('hides even which paths exist from those without a token', async () => {
    expect(await statusOf('GET', '/v1/nothing-here', null)).toBe(401);
    expect(await statusOf('GET', '/v1/nothing-here', bench.secret)).toBe(404);
  });

  it('takes no token from the URL', async () => {
    expect((await fetch(`${bench.base}/v1/engine?token=${bench.secret}`)).status).toBe(401);
  });
});

describe('an address that tries tokens out', () => {
  it('is not looked at for a minute after too many wrong ones', async () => {
    const strict = await startApiBench({ mostWrongTokensPerMinute: 3 });
    try {
      const status = async (secret: string) =>
        (await fetch(`${strict.base}/v1/engine`, { headers: { authorization: `Bearer ${secret}` } })).status;
      expect([await status('a'), await status('b'), await status('c')]).toEqual([401, 401, 401]);
      expect(await status('d')).toBe(429);
    } finally {
      await strict.close();
    }
  });
});

describe('the token book', () => {
  it('keeps hashes only', async () => {
    const store = makeTokenStoreDouble();
    const { secret } = await makeTokenBook(store, () => 0).issue('x', 'admin');
    expect(secret).toMatch(/^cad_[\w-]{43}$/);
    expect(JSON.stringify(store.rows)).not.toContain(secret);
  });

  it('issues a first token once, and again when the only one is revoked', async () => {
    const store = makeTokenStoreDouble();
    const book = makeTokenBook(store, () => 0);
    const first = await book.issueFirst('first');
    expect(first).not.toBeNull();
    expect(await book.issueFirst('first')).toBeNull();
    await book.revoke(store.rows[0]!.id);
    expect(await book.verify(first ?? '')).toBeNull();
    expect(await book.issueFirst('first')).not.toBeNull();
  });

  it('sees a revocation by another process within five seconds', async () => {
    let nowMs = 0;
    const store = makeTokenStoreDouble();
    const book = makeTokenBook(store, () => nowMs);
    const { secret, token } = await book.issue('x', 'admin');
    expect(await book.verify(secret)).not.toBeNull();
    await store.revoke(token.id);
    nowMs = 5000;
    expect(await book.verify(secret)).toBeNull();
  });

  it('still opens while its store is away, because stop-all must get through', async () => {
    let nowMs = 0;
    const store = makeTokenStoreDouble();
    let away = false;
    const book = makeTokenBook(
      { ...store, list: async () => (away ? Promise.reject(new Error('down')) : store.list()) },
      () => nowMs,
    );
    const { secret } = await book.issue('x', 'admin');
    await book.verify(secret);
    away = true;
    nowMs = 60_000;
    expect(await book.verify(secret)).not.toBeNull();
  });
});
