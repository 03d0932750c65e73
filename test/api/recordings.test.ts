import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RecordingOut } from '../../src/contract/recording-wire.js';
import { parseAgentId, parseE164 } from '../../src/core/kernel/ids.js';
import { DAY } from '../../src/core/kernel/time.js';
import { aRecording } from '../conformance/recording-store.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { aTeamSupervisor } from '../support/people.js';
import { aBatch, aChain, anOpening, NOON } from '../support/samples.js';
import { tone, wavBytes } from '../support/wav-bytes.js';

let bench: ApiBench;
const WAV = wavBytes([tone(9)]);
const REASON = { reason: 'monitoria de qualidade' };

beforeEach(async () => {
  bench = await startApiBench();
  const folder = join(bench.dataFolder, 'switch/2026-03-10');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, '20260310-t1.wav'), WAV);
  const openings = [anOpening('t1'), anOpening('t2', { phone: parseE164('+5521987654321') })];
  const times = { tAgentMs: NOON + 5000, tEndMs: NOON + 20_000, agentId: parseAgentId('ana') };
  const rows = aChain(openings, { ...times, recordingId: '20260310-t1' });
  await bench.stores.attempts.commit(aBatch({ closings: rows.map((row) => ({ row, contact: null })) }));
  await bench.recordings.sweep();
  await bench.stores.recordings.keep(aRecording('t2', { startedAtMs: NOON - 1 }));
});
afterEach(() => bench.close());

async function as(role: 'viewer' | 'supervisor'): Promise<Record<string, string>> {
  const { secret } = await bench.tokens.issue(role, role);
  return { authorization: `Bearer ${secret}` };
}

interface List {
  readonly items: readonly RecordingOut[];
  readonly next: string | null;
}

async function list(query: string, headers: Record<string, string> = {}): Promise<List> {
  return (await (await bench.call('GET', `/v1/recordings${query}`, undefined, headers)).json()) as List;
}

test('recordings are found by call, agent, day and number, page by page', async () => {
  const first = await list('?limit=1');
  expect(first.items).toMatchObject([
    { id: '20260310-t1', durationMs: 9000, talkMs: 15_000, missingMs: 6000 },
  ]);
  expect((await list(`?limit=1&after=${first.next}`)).items).toMatchObject([{ id: '20260310-t2' }]);
  expect((await list('?call=t2&agent=ana&day=2026-03-10')).items).toHaveLength(1);
  expect((await list('?leastSeconds=10')).items).toMatchObject([{ id: '20260310-t2' }]);
  expect((await list('?mostSeconds=9&disposition=promessa')).items).toEqual([]);
  expect((await list('?day=2026-03-11')).items).toEqual([]);
  expect((await list('?phone=%2B5521987654321')).items).toMatchObject([{ attemptId: 't2' }]);
  expect((await bench.call('GET', '/v1/recordings?after=abc')).status).toBe(400);
});

test('lists mask every number, and who may not see persons finds none by number and hears nothing', async () => {
  const viewer = await as('viewer');
  expect((await list('')).items[0]?.phone).toMatch(/\*/);
  expect((await bench.call('GET', '/v1/recordings?phone=%2B5521987654321', undefined, viewer)).status).toBe(
    403,
  );
  expect((await bench.call('POST', '/v1/recordings/20260310-t1/plays', REASON, viewer)).status).toBe(403);
});

test('a play without a reason is refused, and each one is noted with who, what and why before it is given', async () => {
  const play = '/v1/recordings/20260310-t1/plays';
  expect((await bench.call('POST', play, { reason: '  ' })).status).toBe(400);
  expect((await bench.call('POST', '/v1/recordings/20260310-t9/plays', REASON)).status).toBe(404);
  expect(bench.asked).toEqual([]);
  expect((await bench.call('POST', play, REASON)).status).toBe(201);
  const noted = { action: 'recording_play', who: 'test', subject: '20260310-t1', reason: REASON.reason };
  expect(bench.asked).toMatchObject([['noteRead', noted]]);
});

test('whoever may listen sees who listened, when and why, and how long the recording is kept', async () => {
  const plays = '/v1/recordings/20260310-t1/plays';
  await bench.call('POST', plays, REASON);
  await bench.call('POST', plays, { reason: 'contestação' }, await as('supervisor'));
  await bench.call('POST', '/v1/recordings/20260310-t2/plays', REASON);
  expect(await (await bench.call('GET', plays)).json()).toMatchObject({
    items: [
      { who: 'supervisor', reason: 'contestação' },
      { who: 'test', reason: REASON.reason },
    ],
  });
  expect((await bench.call('GET', plays, undefined, await as('viewer'))).status).toBe(403);
  const found = (await (await bench.call('GET', '/v1/recordings/20260310-t1')).json()) as RecordingOut;
  // Half a year from the midnight of Brasília that ends its day.
  expect(found.keptUntilMs).toBe(Date.UTC(2026, 2, 11, 3) + 180 * DAY);
});

test('a supervisor of a team finds, sees and hears the recordings of its agents and no others', async () => {
  const sara = await aTeamSupervisor(bench, 'bia');
  await bench.stores.recordings.keep(aRecording('t3', { agentId: parseAgentId('bia') }));
  expect((await sara.ask('GET', '/v1/recordings')).json).toMatchObject({ items: [{ attemptId: 't3' }] });
  const ways = [
    ['GET', ''],
    ['GET', '/plays'],
    ['POST', '/plays'],
  ] as const;
  for (const [method, path] of ways) {
    const body = method === 'POST' ? REASON : undefined;
    expect((await sara.ask(method, `/v1/recordings/20260310-t1${path}`, body)).status).toBe(404);
  }
});

test('the sound comes whole and in parts, to whoever holds the ticket and to nobody else', async () => {
  const ordered = await bench.call('POST', '/v1/recordings/20260310-t1/plays', REASON);
  const { audio } = (await ordered.json()) as { audio: string };
  const whole = await bench.call('GET', audio);
  expect(whole.status).toBe(200);
  expect(whole.headers.get('content-type')).toBe('audio/wav');
  expect(whole.headers.get('cache-control')).toBe('no-store');
  expect(Buffer.from(await whole.arrayBuffer())).toEqual(WAV);
  const ranges = [
    ['bytes=0-43', 0, 44],
    ['bytes=65530-65545', 65_530, 65_546],
    ['bytes=100000-', 100_000, WAV.length],
    ['bytes=-5', WAV.length - 5, WAV.length],
  ] as const;
  for (const [range, from, to] of ranges) {
    const part = await bench.call('GET', audio, undefined, { range });
    expect(part.status).toBe(206);
    expect(part.headers.get('content-range')).toBe(`bytes ${from}-${to - 1}/${WAV.length}`);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(WAV.subarray(from, to));
  }
  const beyond = await bench.call('GET', audio, undefined, { range: `bytes=${WAV.length}-` });
  expect(beyond.status).toBe(416);
  expect((await bench.call('GET', audio, undefined, await as('supervisor'))).status).toBe(403);
  expect((await bench.call('GET', audio.replace('-t1', '-t2'))).status).toBe(403);
  expect((await bench.call('GET', '/v1/recordings/20260310-t1/audio?play=guess')).status).toBe(403);
});

test('a waveform is there for the player, and a name out of the folder is refused', async () => {
  const found = (await (await bench.call('GET', '/v1/recordings/20260310-t1')).json()) as RecordingOut;
  expect(found.peaks[0]).toHaveLength(600);
  expect(found.silences).toEqual([]);
  expect((await bench.call('GET', '/v1/recordings/20260310-..%2F..%2Fkeys')).status).toBe(400);
});

test('an admin changes the key, which is noted, and recordings still open', async () => {
  const rotate = '/v1/recordings/keys/rotate';
  expect((await bench.call('POST', rotate, undefined, await as('supervisor'))).status).toBe(403);
  expect(await (await bench.call('POST', rotate)).json()).toEqual({ rewrapped: 1 });
  expect(bench.asked).toMatchObject([['noteRead', { action: 'recording_keys', who: 'test' }]]);
  const opened = await bench.recordings.open('20260310-t1');
  expect(opened?.bytes).toBe(WAV.length);
});
