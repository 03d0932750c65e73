import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bodyOf, problemOf } from '../support/api-answers.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { sampleCampaign } from '../support/sample-campaign.js';

let bench: ApiBench;

beforeEach(async () => {
  bench = await startApiBench();
  await bench.engine.campaigns.save(sampleCampaign('demo'), 0);
});
afterEach(() => bench.close());

describe('mailings', () => {
  const uploads = () => {
    const folder = join(bench.dataFolder, 'uploads');
    return existsSync(folder) ? readdirSync(folder) : [];
  };
  const upload = (name: string, content: string, mapping?: string) => {
    const form = new FormData();
    form.append('file', new Blob([content]), name);
    if (mapping !== undefined) {
      form.append('mapping', mapping);
    }
    return bench.call('POST', '/v1/campaigns/demo/mailings', form);
  };

  it('stream into the data folder and become a job', async () => {
    const response = await upload('C:\\pasta\\lista.CSV', 'nome;fone\n', '{"phone1":"fone"}');
    expect(response.status).toBe(202);
    expect(response.headers.get('location')).toBe('/v1/jobs/job-1');
    const { kind, data } = bench.enqueued[0]!;
    expect(kind).toBe('import-mailing');
    expect(data).toMatchObject({ campaignId: 'demo', name: 'lista.CSV', mapping: '{"phone1":"fone"}' });
    expect(readFileSync(join(bench.dataFolder, String(data['path'])), 'utf8')).toBe('nome;fone\n');
  });

  it('leave nothing behind when refused', async () => {
    expect((await problemOf(await upload('x.exe', 'MZ'))).code).toBe('DLR_INPUT_TYPE');
    expect((await problemOf(await upload('x.csv', 'a', 'no json'))).code).toBe('DLR_INPUT_INVALID');
    const form = new FormData();
    form.append('mapping', '{}');
    expect((await bench.call('POST', '/v1/campaigns/demo/mailings', form)).status).toBe(400);
    expect((await bench.call('POST', '/v1/campaigns/none/mailings', form)).status).toBe(404);
    expect(uploads()).toEqual([]);
  });

  it('are refused beyond the limit without keeping a part', async () => {
    await bench.close();
    bench = await startApiBench({ mostUploadBytes: 1000 });
    await bench.engine.campaigns.save(sampleCampaign('demo'), 0);
    expect((await problemOf(await upload('big.csv', 'x'.repeat(5000)))).code).toBe('DLR_INPUT_TOO_LARGE');
    expect(uploads()).toEqual([]);
    expect(bench.enqueued).toEqual([]);
  });

  it('give back the rejected rows page by page', async () => {
    for (let line = 2; line <= 6; line++) {
      bench.rejects.push({ line, column: 'fone', reason: 'length' });
    }
    const first = await bodyOf(await bench.call('GET', '/v1/mailings/m1/rejects?limit=3'));
    const second = await bodyOf(
      await bench.call('GET', `/v1/mailings/m1/rejects?limit=3&after=${first.next}`),
    );
    expect([...first.items, ...second.items].map((row) => row.line)).toEqual([2, 3, 4, 5, 6]);
    expect(second.next).toBeNull();
  });
});

describe('exports', () => {
  it('become a job whose file is downloaded once it is there', async () => {
    const order = { kind: 'calls', format: 'csv', campaignId: 'demo', from: '2026-11-01T00:00:00-03:00' };
    const job = await bodyOf(await bench.call('POST', '/v1/exports', order));
    const { kind, data } = bench.enqueued[0]!;
    expect(kind).toBe('export-calls');
    expect(data).toMatchObject({
      format: 'csv',
      campaignId: 'demo',
      fromMs: Date.parse('2026-11-01T03:00:00Z'),
    });
    expect((await problemOf(await bench.call('GET', `/v1/jobs/${job.id}/result`))).status).toBe(409);
    mkdirSync(join(bench.dataFolder, 'exports'));
    writeFileSync(join(bench.dataFolder, 'exports', String(data['file'])), 'a,b\n');
    bench.jobs.set(job.id, {
      ...bench.jobs.get(job.id)!,
      state: 'completed',
      result: { file: data['file'] as string },
    });
    const file = await bench.call('GET', `/v1/jobs/${job.id}/result`);
    expect(file.headers.get('content-type')).toContain('text/csv');
    expect(file.headers.get('content-disposition')).toContain('.csv"');
    expect(await file.text()).toBe('a,b\n');
  });

  it('never hand out a file from elsewhere', async () => {
    writeFileSync(join(bench.dataFolder, 'key'), 'secret');
    for (const file of ['../key', '/etc/passwd', '../../x.csv']) {
      bench.jobs.set('j', {
        id: 'j',
        kind: 'export-calls',
        state: 'completed',
        progress: null,
        result: { file },
        error: null,
        createdAtMs: 1,
      });
      expect((await bench.call('GET', '/v1/jobs/j/result')).status).toBeGreaterThanOrEqual(404);
    }
  });
});

describe('Idempotency-Key', () => {
  const order = { kind: 'calls' };
  const post = (body: unknown, key = 'k1') =>
    bench.call('POST', '/v1/exports', body, { 'idempotency-key': key });

  it('makes one job of two requests and gives the same answer', async () => {
    const first = await post(order);
    const second = await post(order);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(second.headers.get('location')).toBe(first.headers.get('location'));
    expect([second.status, await second.json()]).toEqual([first.status, await first.json()]);
    expect(bench.enqueued).toHaveLength(1);
    await post(order, 'k2');
    expect(bench.enqueued).toHaveLength(2);
  });

  it('refuses the same key for another request', async () => {
    await post(order);
    expect((await problemOf(await post({ kind: 'agent-states' }))).status).toBe(409);
  });

  it('does not keep a fault of ours', async () => {
    const stop = bench.engine.stopAll;
    bench.engine.stopAll = async () => {
      throw new Error('x');
    };
    const send = () => bench.call('POST', '/v1/stop-all', { why: 'x' }, { 'idempotency-key': 's' });
    expect((await send()).status).toBe(500);
    bench.engine.stopAll = stop;
    expect((await send()).status).toBe(200);
  });
});
