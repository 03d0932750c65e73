import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { type ApiBench, startApiBench } from '../support/api-bench.js';

let bench: ApiBench | undefined;
const folders: string[] = [];

function builtScreens(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cadencia-screens-'));
  folders.push(folder);
  mkdirSync(join(folder, 'assets'));
  mkdirSync(join(folder, '.vite'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><title>index</title>');
  writeFileSync(join(folder, 'icon.svg'), '<svg/>');
  writeFileSync(join(folder, 'assets', 'index-abc.js'), 'export {};');
  writeFileSync(join(folder, '.vite', 'manifest.json'), '{}');
  return folder;
}

afterEach(async () => {
  await bench?.close();
  bench = undefined;
  for (const folder of folders.splice(0)) {
    rmSync(folder, { recursive: true });
  }
});

describe('the screens over HTTP', () => {
  it('come without a token: their index anew each time, files named by their content for ever', async () => {
    bench = await startApiBench({ screensFolder: builtScreens() });
    const index = await fetch(`${bench.base}/app/`);
    expect([index.status, index.headers.get('cache-control')]).toEqual([200, 'no-cache']);
    expect(index.headers.get('content-security-policy')).toContain("script-src 'self';");
    const asset = await fetch(`${bench.base}/app/assets/index-abc.js`);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(asset.headers.get('content-type')).toContain('javascript');
    expect((await fetch(`${bench.base}/app`)).url).toBe(`${bench.base}/app/`);
  });

  it('answer with their index at every place of theirs, and with 404 for a file that is not there', async () => {
    bench = await startApiBench({ screensFolder: builtScreens() });
    const place = await fetch(`${bench.base}/app/floor/agents`);
    expect(await place.text()).toContain('<title>index');
    const missing = await fetch(`${bench.base}/app/assets/old-123.js`);
    expect([missing.status, missing.headers.get('cache-control')]).toEqual([404, null]);
  });

  it.each(['.vite/manifest.json', '..%2f..%2fpackage.json', 'assets/..%2f.vite%2fmanifest.json'])(
    'give nothing but themselves away: %s',
    async (path) => {
      bench = await startApiBench({ screensFolder: builtScreens() });
      const answer = await fetch(`${bench.base}/app/${path}`);
      expect(await answer.text()).not.toMatch(/^\{\}|"name"/);
    },
  );

  it('say what to run where they are not built', async () => {
    bench = await startApiBench();
    const answer = await fetch(`${bench.base}/app/`);
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining('npm run build')]);
  });
});

describe('the session', () => {
  it('says who came in and what he may', async () => {
    bench = await startApiBench();
    const { secret } = await bench.tokens.issue('Vera', 'viewer');
    const headers = { authorization: `Bearer ${secret}` };
    expect(await (await bench.call('GET', '/v1/session', undefined, headers)).json()).toEqual({
      name: 'Vera',
      role: 'viewer',
      permissions: ['enter', 'see'],
      agentId: null,
      teamIds: null,
      kind: 'token',
      mustChangePassword: false,
      secondFactor: false,
      hasPassword: false,
    });
    const own = (await (await bench.call('GET', '/v1/session')).json()) as { permissions: string[] };
    expect(own.permissions).toContain('stop');
    expect((await fetch(`${bench.base}/v1/session`)).status).toBe(401);
  });
});
