import { afterAll, beforeAll, expect, it } from 'vitest';
import { type ApiBench, startApiBench } from '../support/api-bench.js';

let bench: ApiBench;

beforeAll(async () => {
  bench = await startApiBench();
});
afterAll(() => bench.close());

const ORDER = { trunkId: 't1', line: '+551140001000', phone: '(11) 98765-0001' };

it('places a test, keeps who did it, and tells what came of it with times, cause and sound', async () => {
  const placed = await bench.call('POST', '/v1/test-calls', ORDER);
  expect(placed.status).toBe(200);
  const { id } = (await placed.json()) as { readonly id: string };
  expect(await (await bench.call('GET', `/v1/test-calls/${id}`)).json()).toMatchObject({
    ...{ state: 'closed', answered: true, phone: '+5511987650001', pddMs: 900, ringMs: 2100, talkMs: 6000 },
    ...{ codec: 'alaw', packetsIn: 290, packetsOut: 300, sound: 'both', legId: `c-${id}` },
  });
  expect(bench.asked).toContainEqual([
    'noteRead',
    expect.objectContaining({
      action: 'change',
      subject: 't1',
      reason: `POST /v1/test-calls test call ${id} by line +551140001000`,
    }),
  ]);
  const { items } = (await (await bench.call('GET', '/v1/test-calls?trunk=t1')).json()) as {
    items: unknown[];
  };
  expect(items).toHaveLength(1);
});

it('refuses what is no number, ringing that is too short, and a test that is not there', async () => {
  expect((await bench.call('POST', '/v1/test-calls', { ...ORDER, phone: '12' })).status).toBe(400);
  expect((await bench.call('POST', '/v1/test-calls', { ...ORDER, ringSeconds: 5 })).status).toBe(400);
  expect((await bench.call('POST', '/v1/test-calls/none/cancel')).status).toBe(404);
});
