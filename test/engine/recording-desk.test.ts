import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import { RecordingKeyRing } from '../../src/adapters/recording-folder/recording-key-ring.js';
import { SealedRecordingVault } from '../../src/adapters/recording-folder/sealed-recording-vault.js';
import type { CallLogRow } from '../../src/core/call-log/call-log-row.js';
import { CadenciaError } from '../../src/core/kernel/errors.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { RecordingDesk } from '../../src/engine/recording-desk.js';
import { type EventBusDouble, makeEventBusDouble } from '../support/event-bus-double.js';
import { type ManualClock, makeManualClock } from '../support/manual-clock.js';
import { aBatch, aChain, anOpening, CAMPAIGN, NOON } from '../support/samples.js';
import { TemporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';
import { silence, tone, wavBytes } from '../support/wav-bytes.js';

const folder = new TemporaryFolder('desk');
const ID = '20260310-t1';
let serial = 0;
let base = '';
let clock: ManualClock;
let events: EventBusDouble;
let stores: MemoryStores;
let databaseDown = false;
let trouble: string[];
let desk: RecordingDesk;

async function openDesk(): Promise<RecordingDesk> {
  const folders = { clear: join(base, 'clear'), sealed: join(base, 'sealed') };
  const ring = await RecordingKeyRing.open(join(base, 'keys.json'));
  return new RecordingDesk({
    vault: await SealedRecordingVault.open(folders, ring),
    store: stores.recordings,
    callLog: stores.callLog,
    events,
    clock,
    onTrouble: (recordingId) => void trouble.push(recordingId),
  });
}

function clearFile(id = ID): string {
  return join(base, 'clear/2026-03-10', `${id}.wav`);
}

async function closeCall(): Promise<CallLogRow> {
  const times = { tAnswerMs: NOON + 4000, tAgentMs: NOON + 5000, tEndMs: NOON + 15_000 };
  const [row] = aChain([anOpening('t1')], { ...times, recordingId: ID });
  if (row === undefined) {
    throw new Error('no row');
  }
  await stores.attempts.commit(aBatch({ closings: [{ row, contact: null }] }));
  return row;
}

const kept = () => stores.recordings.find(ID);

beforeEach(async () => {
  serial += 1;
  base = join(folder.path, String(serial));
  mkdirSync(join(base, 'clear/2026-03-10'), { recursive: true });
  clock = makeManualClock(NOON + 15_000);
  events = makeEventBusDouble();
  databaseDown = false;
  const down = new CadenciaError('DLR_DATABASE_DOWN', { detail: 'Test.' });
  stores = new MemoryStores((operation) =>
    databaseDown && operation.startsWith('recordings') ? down : null,
  );
  trouble = [];
  desk = await openDesk();
});
afterEach(() => desk.close());

test('a recording is sealed a second after its call, and nothing of it stays in clear', async () => {
  desk.start();
  await desk.sweep();
  const bytes = wavBytes([[...tone(4), ...silence(3), ...tone(2)]]);
  writeFileSync(clearFile(), bytes);
  events.emit('call:closed', {
    attemptId: anOpening('t1').attemptId,
    campaignId: CAMPAIGN,
    row: await closeCall(),
  });
  clock.advance(SECOND);
  await until(async () => (await kept()) !== null || 'the entry');
  await until(() => !existsSync(clearFile()) || 'the end of the clear file');
  expect(await kept()).toMatchObject({
    startedAtMs: NOON + 5000,
    talkMs: 10_000,
    durationMs: 9000,
    phone: '+5511987654321',
    waveform: { silences: [{ fromMs: 4000, toMs: 7000 }] },
  });
  const pieces: Uint8Array[] = [];
  for await (const piece of (await desk.open(ID))?.read(0, bytes.length) ?? []) {
    pieces.push(piece);
  }
  expect(Buffer.concat(pieces)).toEqual(bytes);
});

test('a file that the switch closes late is sealed later, and one that it never closes too', async () => {
  desk.start();
  await desk.sweep();
  writeFileSync(clearFile(), wavBytes([tone(2)], { closed: false }));
  events.emit('call:closed', {
    attemptId: anOpening('t1').attemptId,
    campaignId: CAMPAIGN,
    row: await closeCall(),
  });
  clock.advance(SECOND);
  // The next try is set when this one is over.
  await until(() => clock.timers() === 2 || 'the second try');
  expect(await kept()).toBeNull();
  expect(existsSync(clearFile())).toBe(true);
  for (let tries = 0; (await kept()) === null && tries < 12; tries += 1) {
    clock.advance(5 * MINUTE);
    await until(async () => clock.timers() === 2 || (await kept()) !== null || 'the next try');
  }
  expect(await kept()).toMatchObject({ durationMs: 2000 });
  expect(trouble).toEqual([]);
});

test('while the database is away the clear file stays, and the next start finds it', async () => {
  writeFileSync(clearFile(), wavBytes([tone(2)]));
  await closeCall();
  databaseDown = true;
  await desk.sweep();
  expect(trouble).toEqual([ID]);
  expect(existsSync(clearFile())).toBe(true);
  await desk.close();
  databaseDown = false;
  desk = await openDesk();
  await desk.sweep();
  expect(await kept()).not.toBeNull();
  expect(existsSync(clearFile())).toBe(false);
});

test('the recording of a call that may be open is left alone at the start', async () => {
  writeFileSync(clearFile(), wavBytes([tone(2)]));
  await desk.sweep();
  expect(await desk.open(ID)).toBeNull();
  expect(readFileSync(clearFile()).length).toBeGreaterThan(0);
});

test('a day that is over goes with its entries', async () => {
  writeFileSync(clearFile(), wavBytes([tone(1)]));
  await closeCall();
  await desk.sweep();
  await desk.remove('2026-03-10');
  expect(await kept()).toBeNull();
  expect(await desk.open(ID)).toBeNull();
});
