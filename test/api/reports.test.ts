import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiBench, startApiBench } from '../support/api-bench.js';

let bench: ApiBench;
beforeAll(async () => {
  bench = await startApiBench();
});
afterAll(() => bench.close());

test('packs are listed with what was made of them, and one is made now as a job', async () => {
  const list = (await (await bench.call('GET', '/v1/reports')).json()) as { items: object[] };
  expect(list.items).toMatchObject([{ id: 'diario', every: 'day', made: ['2026-10-05'] }]);
  const run = await bench.call('POST', '/v1/reports/diario/runs', { day: '2026-10-04' });
  expect(run.status).toBe(202);
  expect(run.headers.get('location')).toMatch(/^\/v1\/jobs\//);
  expect(bench.enqueued.at(-1)).toEqual({ kind: 'make-report', data: { pack: 'diario', day: '2026-10-04' } });
  expect((await bench.call('POST', '/v1/reports/diario/runs', { day: 'ontem' })).status).toBe(400);
});
