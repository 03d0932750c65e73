import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { addPerson, Browser } from '../support/people.js';
import { sampleCampaign } from '../support/sample-campaign.js';

let bench: ApiBench;
beforeAll(async () => {
  bench = await startApiBench();
  await bench.engine.campaigns.save(sampleCampaign('ours', { creditorCnpj: '11222333000181' }), 0);
  for (const id of ['diario', 'diario11', 'diario99']) {
    const folder = join(bench.dataFolder, 'reports', id, '2026-10-05');
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'report.pdf'), `pdf of ${id}`);
    writeFileSync(join(folder, 'opt_outs.csv'), '+5511987654321');
  }
});
afterAll(() => bench.close());

const file = (pack: string, name: string) => `/v1/reports/${pack}/periods/2026-10-05/files/${name}`;

test('packs are listed with what was made of them, and one is made now as a job', async () => {
  const list = (await (await bench.call('GET', '/v1/reports')).json()) as { items: { id: string }[] };
  expect(list.items.map(({ id }) => id)).toEqual(['diario', 'diario11', 'diario99']);
  expect(list.items[0]).toMatchObject({ every: 'day', made: ['2026-10-05'], folder: '/packs' });
  const run = await bench.call('POST', '/v1/reports/diario/runs', { day: '2026-10-04' });
  expect(run.status).toBe(202);
  expect(run.headers.get('location')).toMatch(/^\/v1\/jobs\//);
  expect(bench.enqueued.at(-1)).toEqual({ kind: 'make-report', data: { pack: 'diario', day: '2026-10-04' } });
  expect((await bench.call('POST', '/v1/reports/diario/runs', { day: 'ontem' })).status).toBe(400);
  expect((await bench.call('POST', '/v1/reports/none/runs', { day: '2026-10-04' })).status).toBe(404);
});

test('a file of a pack is given as it is; one with numbers is noted', async () => {
  const answer = await bench.call('GET', file('diario', 'report.pdf'));
  expect(answer.headers.get('content-type')).toBe('application/pdf');
  expect(answer.headers.get('content-disposition')).toBe(
    'attachment; filename="diario-2026-10-05-report.pdf"',
  );
  expect(await answer.text()).toBe('pdf of diario');
  expect((await bench.call('GET', file('diario', 'none.pdf'))).status).toBe(404);
  expect((await bench.call('GET', file('diario', 'opt_outs.csv'))).status).toBe(200);
  expect(JSON.stringify(bench.asked)).toContain('"subject":"diario/2026-10-05","reason":"opt_outs.csv"');
});

test('a creditor sees the packs that are for him, their files without numbers, and his own indicators', async () => {
  await addPerson(bench, 'banco', 'creditor', { creditorCnpj: '11222333000181' });
  const banco = new Browser(bench.base);
  await banco.signIn('banco');
  const { json } = await banco.ask('GET', '/v1/reports');
  expect(json).toMatchObject({ items: [{ id: 'diario11', folder: '' }] });
  expect((json['items'] as object[]).length).toBe(1);
  expect((await banco.ask('GET', file('diario', 'report.pdf'))).status).toBe(404);
  expect((await banco.ask('GET', file('diario99', 'report.pdf'))).status).toBe(404);
  expect((await banco.ask('GET', file('diario11', 'opt_outs.csv'))).code).toBe('DLR_AUTH_FORBIDDEN');
  expect((await banco.ask('POST', '/v1/reports/diario11/runs', { day: '2026-10-04' })).code).toBe(
    'DLR_AUTH_FORBIDDEN',
  );
  const asked = await banco.ask('POST', '/v1/indicators', { day: '2026-03-10', plan: {} });
  expect(asked.status).toBe(200);
});
