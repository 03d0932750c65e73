import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiBench, startApiBench } from '../support/api-bench.js';

let bench: ApiBench;

beforeAll(async () => {
  bench = await startApiBench();
});
afterAll(() => bench.close());

const PATH = '/v1/switches/ast-1';

it('shows what is connected, in service until somebody says otherwise', async () => {
  const { items } = (await (await bench.call('GET', '/v1/switches')).json()) as { items: readonly unknown[] };
  expect(items).toEqual([
    {
      ...{ id: 'ast-1', state: 'in_service', weight: 1, why: '', sinceMs: 0 },
      ...{ up: true, reason: '', calls: 3, agents: 2, version: 0 },
    },
  ]);
  expect((await bench.call('GET', '/v1/switches/none')).status).toBe(404);
});

it('drains one over the version that was read, keeps who did it, and refuses what is no state', async () => {
  const drained = await bench.call('PUT', PATH, { state: 'draining', why: 'upgrade' }, { 'if-match': '"0"' });
  expect([drained.status, drained.headers.get('etag')]).toEqual([200, '"1"']);
  expect(await drained.json()).toMatchObject({ state: 'draining', weight: 1, why: 'upgrade', version: 1 });
  const late = await bench.call('PUT', PATH, { state: 'in_service' }, { 'if-match': '"0"' });
  expect(late.status).toBe(412);
  expect((await bench.call('PUT', PATH, { state: 'gone' }, { 'if-match': '"1"' })).status).toBe(400);
  expect((await bench.call('PUT', PATH, { state: 'draining' })).status).toBe(428);
  expect(bench.asked).toContainEqual([
    'noteRead',
    expect.objectContaining({
      action: 'change',
      subject: 'ast-1',
      reason: 'PUT /v1/switches/:id draining, weight 1: upgrade',
    }),
  ]);
});
