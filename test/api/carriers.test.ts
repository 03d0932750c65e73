import { afterEach, beforeEach, expect, it } from 'vitest';
import { aSipMessage } from '../conformance/sip-ladder-store.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { aBatch, aChain, anOpening } from '../support/samples.js';
import { testLine } from '../support/world.js';

let bench: ApiBench;
beforeEach(async () => {
  bench = await startApiBench();
});
afterEach(() => bench.close());

async function call(id: string, answered: boolean): Promise<void> {
  const endMs = Date.now() - 1000;
  const opening = anOpening(id, { tDialMs: endMs - 30_000, tQueuedMs: endMs - 30_000 });
  const [row] = aChain([opening], {
    tDialMs: endMs - 30_000,
    tRingMs: endMs - 28_000,
    tAnswerMs: answered ? endMs - 20_000 : null,
    tEndMs: endMs,
  });
  await bench.stores.attempts.commit(
    aBatch({ openings: [opening], closings: [{ row: row!, contact: null }] }),
  );
}

it('gives measures by carrier, trunk, line and area code, and the causes, as JSON and as CSV', async () => {
  await call('yes', true);
  await call('no', false);
  const response = await bench.call('GET', '/v1/carriers?span=minutes');
  expect(response.status).toBe(200);
  const report = await response.json();
  expect(report).toMatchObject({ span: 'minutes', days: null });
  for (const part of ['carriers', 'trunks', 'lines', 'cells']) {
    expect(report[part]).toMatchObject([
      { carrier: 'carrier', measure: { attempts: 2, asr: 0.5, acdMs: 20_000 }, drift: { asr: 'unknown' } },
    ]);
  }
  expect(report.cells).toMatchObject([{ line: '+551140000000', ddd: '11', trunkId: '' }]);
  expect(report.causes).toEqual([{ carrier: 'carrier', trunkId: 'trunk', sipCode: 486, q850: 17, calls: 1 }]);
  const file = await bench.call('GET', '/v1/carriers/export?span=minutes');
  expect(file.headers.get('content-disposition')).toContain('carriers-minutes.csv');
  const [head, row, end] = (await file.text()).split('\r\n');
  expect(head?.split(',').slice(0, 7)).toEqual(['carrier', 'line', 'ddd', 'from', 'to', 'attempts', 'asr']);
  expect(row).toMatch(/^carrier,\+551140000000,11,.*Z,.*Z,2,0\.5,/);
  expect(end).toBe('');
});

it('refuses a stretch that there is not', async () => {
  expect((await bench.call('GET', '/v1/carriers?span=year')).status).toBe(400);
});

it('has a line rest for a while and wakes it, on file with who and why', async () => {
  const line = testLine('+551140001000');
  bench.engine.lines.set(line.number, { ...line, version: 1 });
  const path = `/v1/lines/${encodeURIComponent(line.number)}`;
  const rest = await bench.call('POST', `${path}/rest`, { days: 3, reason: 'marcada como spam' });
  expect(rest.status).toBe(200);
  expect(await rest.json()).toMatchObject({
    line: line.number,
    cause: 'by_hand',
    reason: 'marcada como spam',
  });
  expect((await bench.call('POST', `${path}/rest`, { days: 3, reason: 'de novo' })).status).toBe(409);
  expect((await bench.call('POST', `${path}/rest`, { days: 91, reason: 'longo' })).status).toBe(400);
  expect((await bench.call('POST', '/v1/lines/+5511999/rest', { days: 3, reason: 'outra' })).status).toBe(
    404,
  );
  const told = await (await bench.call('GET', '/v1/line-reputations')).json();
  expect(told).toMatchObject({
    mode: 'advise',
    restDays: 7,
    lines: [{ line: line.number, ratio: 1, fall: null }],
  });
  expect(told.lines[0].rest).toEqual(told.rests[0]);
  expect(await (await bench.call('POST', `${path}/wake`)).json()).toMatchObject({
    endedMs: expect.any(Number),
  });
  expect((await bench.call('POST', `${path}/wake`)).status).toBe(409);
  expect(bench.asked).toContainEqual([
    'noteRead',
    expect.objectContaining({ subject: line.number, reason: expect.stringContaining('marcada como spam') }),
  ]);
});

it('tells all ids of a call and the SIP that was seen of it', async () => {
  await call('a1', false);
  const at = (atMs: number) => ({ atMs: Date.now() - 30_000 + atMs });
  const invite = aSipMessage('a1', at(0));
  const busy = aSipMessage('a1', { ...at(900), direction: 'in', status: 486, phrase: 'Busy Here', q850: 17 });
  await bench.stores.ladders.keep([busy, invite], 0);
  const told = await (await bench.call('GET', '/v1/attempts/a1/sip')).json();
  expect(told).toMatchObject({
    ...{ attemptId: 'a1', legId: 'c-a1', mediaServerId: 'media', trunkId: 'trunk', sipCode: 486, q850: 17 },
    callIds: ['a1@10.0.0.5'],
    messages: [
      { direction: 'out', method: 'INVITE', status: null, sdp: true },
      { direction: 'in', status: 486, phrase: 'Busy Here' },
    ],
  });
  expect((await bench.call('GET', '/v1/attempts/none/sip')).status).toBe(404);
});
