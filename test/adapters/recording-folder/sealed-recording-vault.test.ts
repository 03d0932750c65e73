import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { RecordingKeyRing } from '../../../src/adapters/recording-folder/recording-key-ring.js';
import { SealedRecordingVault } from '../../../src/adapters/recording-folder/sealed-recording-vault.js';
import { recordingIdOf } from '../../../src/core/compliance/recording-name.js';
import { parseAttemptId } from '../../../src/core/kernel/ids.js';
import { NOON } from '../../support/samples.js';
import { TemporaryFolder } from '../../support/temporary-folder.js';
import { tone, wavBytes } from '../../support/wav-bytes.js';

const folder = new TemporaryFolder('vault');
const DAY = '2026-03-10';
const ID = recordingIdOf(parseAttemptId('t1'), NOON);
/** Longer than a few chunks of 64 KiB, and no multiple of them. */
const WAV = wavBytes([tone(17)]);
let serial = 0;
let base = '';

const ringPath = (): string => join(base, 'keys.json');
const clearPath = (id = ID): string => join(base, 'clear', DAY, `${id}.wav`);
const sealedPath = (id = ID): string => join(base, 'sealed', DAY, `${id}.rec`);

async function openVault(): Promise<SealedRecordingVault> {
  const folders = { clear: join(base, 'clear'), sealed: join(base, 'sealed') };
  return SealedRecordingVault.open(folders, await RecordingKeyRing.open(ringPath()));
}

async function bytesOf(vault: SealedRecordingVault, from = 0, to = WAV.length, id = ID): Promise<Buffer> {
  const opened = await vault.open(id);
  const pieces: Uint8Array[] = [];
  for await (const piece of opened?.read(from, to) ?? []) {
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function flip(path: string, at: number): void {
  const bytes = readFileSync(path);
  bytes.writeUInt8(bytes.readUInt8(at) ^ 1, at);
  writeFileSync(path, bytes);
}

beforeEach(() => {
  serial += 1;
  base = join(folder.path, String(serial));
  mkdirSync(join(base, 'clear', DAY), { recursive: true });
  writeFileSync(clearPath(), WAV);
});

test('a sealed recording reads back from any place, and the disk shows nothing of it', async () => {
  const vault = await openVault();
  const sealed = await vault.seal(ID, false);
  expect(sealed).toMatchObject({ durationMs: 17_000, channels: 1, bytes: WAV.length });
  expect(await bytesOf(vault)).toEqual(WAV);
  const edges = [
    [0, 44],
    [65_535, 65_537],
    [131_072, 131_073],
    [WAV.length - 3, WAV.length],
    [100_000, 200_000],
  ] as const;
  for (const [from, to] of edges) {
    expect(await bytesOf(vault, from, to)).toEqual(WAV.subarray(from, to));
  }
  const file = readFileSync(sealedPath());
  const keys = JSON.parse(readFileSync(ringPath(), 'utf8')) as { keys: Record<string, string> };
  const [key] = Object.values(keys.keys);
  expect(file.includes(WAV.subarray(2000, 2016))).toBe(false);
  expect(file.includes(Buffer.from(key ?? '', 'hex'))).toBe(false);
  for (const path of [sealedPath(), ringPath()]) {
    expect(statSync(path).mode & 0o077).toBe(0);
  }
});

test('the same recording sealed twice has not a byte of cipher text in common', async () => {
  const vault = await openVault();
  await vault.seal(ID, false);
  const first = readFileSync(sealedPath()).subarray(172, 172 + 4096);
  await vault.seal(ID, false);
  const second = readFileSync(sealedPath()).subarray(172, 172 + 4096);
  const same = first.filter((byte, index) => byte === second[index]).length;
  // One in 256 by chance.
  expect(same).toBeLessThan(100);
});

test('a file that was changed, cut short or put in the place of another does not open', async () => {
  const vault = await openVault();
  await vault.seal(ID, false);
  const good = readFileSync(sealedPath());
  const places = { head: 10, length: 35, wrapped: 70, firstChunk: 172, tag: good.length - 1 };
  for (const at of Object.values(places)) {
    writeFileSync(sealedPath(), good);
    flip(sealedPath(), at);
    await expect(bytesOf(vault)).rejects.toThrow('DLR_RECORDING_SEALED');
  }
  writeFileSync(sealedPath(), good.subarray(0, good.length - 20));
  await expect(bytesOf(vault)).rejects.toThrow('DLR_RECORDING_SEALED');
  const chunk = 64 * 1024 + 16;
  const swapped = Buffer.from(good);
  good.copy(swapped, 172, 172 + chunk, 172 + 2 * chunk);
  good.copy(swapped, 172 + chunk, 172, 172 + chunk);
  writeFileSync(sealedPath(), swapped);
  await expect(bytesOf(vault)).rejects.toThrow('DLR_RECORDING_SEALED');
});

test('a chunk of another recording under the same key does not open either', async () => {
  const other = recordingIdOf(parseAttemptId('t2'), NOON);
  writeFileSync(clearPath(other), WAV);
  const vault = await openVault();
  await vault.seal(ID, false);
  await vault.seal(other, false);
  const mixed = readFileSync(sealedPath());
  readFileSync(sealedPath(other)).copy(mixed, 172, 172, 172 + 64 * 1024 + 16);
  writeFileSync(sealedPath(), mixed);
  await expect(bytesOf(vault)).rejects.toThrow('DLR_RECORDING_SEALED');
});

test('what the switch still writes is left alone, and taken whole from a switch that died', async () => {
  const open = wavBytes([tone(3)], { closed: false });
  writeFileSync(clearPath(), open);
  const vault = await openVault();
  expect(await vault.seal(ID, false)).toBeNull();
  expect(await vault.open(ID)).toBeNull();
  expect(await vault.seal(ID, true)).toMatchObject({ durationMs: 3000, bytes: open.length });
  expect(await bytesOf(vault, 0, open.length)).toEqual(open);
});

test('a crash while a recording is sealed leaves the clear one to be found, and no half one', async () => {
  mkdirSync(join(base, 'sealed', DAY), { recursive: true });
  writeFileSync(`${sealedPath()}.part`, 'half');
  const vault = await openVault();
  expect(readdirSync(join(base, 'sealed', DAY))).toEqual([]);
  expect(await vault.clear()).toMatchObject([{ recordingId: ID }]);
  await vault.seal(ID, false);
  // Here another crash: the clear one is still there, and sealing again does no harm.
  const again = await openVault();
  expect(await again.clear()).toMatchObject([{ recordingId: ID }]);
  await again.seal(ID, false);
  await again.dropClear(ID);
  await again.dropClear(ID);
  expect(await again.clear()).toEqual([]);
  expect(await again.seal(ID, false)).toBeNull();
  expect(await bytesOf(again)).toEqual(WAV);
});

test('with a new key every recording still opens, the old key opens none, and the sound is not written again', async () => {
  const vault = await openVault();
  await vault.seal(ID, false);
  const before = readFileSync(sealedPath());
  const oldRing = readFileSync(ringPath());
  expect(await vault.rotateKey()).toBe(1);
  expect(await vault.rotateKey()).toBe(1);
  expect(await bytesOf(await openVault())).toEqual(WAV);
  const after = readFileSync(sealedPath());
  expect(after.subarray(172)).toEqual(before.subarray(172));
  writeFileSync(ringPath(), oldRing);
  await expect(bytesOf(await openVault())).rejects.toThrow('No key of this installation');
});

test('a rotation that a crash cut short opens everything, and is finished by the next', async () => {
  const other = recordingIdOf(parseAttemptId('t2'), NOON);
  writeFileSync(clearPath(other), WAV);
  const vault = await openVault();
  await vault.seal(ID, false);
  await vault.seal(other, false);
  const behind = readFileSync(sealedPath(other));
  const ring = await RecordingKeyRing.open(ringPath());
  await ring.addKey();
  const cut = await openVault();
  await cut.seal(ID, false);
  writeFileSync(sealedPath(other), behind);
  expect(await bytesOf(cut, 0, WAV.length, other)).toEqual(WAV);
  expect(await cut.rotateKey()).toBe(2);
  const after = await openVault();
  expect(await bytesOf(after)).toEqual(WAV);
  expect(await bytesOf(after, 0, WAV.length, other)).toEqual(WAV);
  const keys = JSON.parse(readFileSync(ringPath(), 'utf8')) as { keys: object };
  expect(Object.keys(keys.keys)).toHaveLength(1);
});

test('a file of keys that was damaged stops the start and shows no key', async () => {
  await openVault();
  const text = readFileSync(ringPath(), 'utf8');
  writeFileSync(ringPath(), text.slice(0, -10));
  const failure = await openVault().catch((error: unknown) => String(error));
  expect(failure).toContain('DLR_CONFIG_INVALID');
  expect(failure).not.toMatch(/[0-9a-f]{32}/);
});

test('days go whole, in both forms, and only those before', async () => {
  const vault = await openVault();
  await vault.seal(ID, false);
  expect(await vault.daysBefore(NOON)).toEqual([]);
  expect(await vault.daysBefore(NOON + 86_400_000)).toEqual([DAY]);
  await vault.remove(DAY);
  expect(await vault.clear()).toEqual([]);
  expect(await vault.open(ID)).toBeNull();
  await expect(vault.remove('../x')).rejects.toThrow(RangeError);
  rmSync(join(base, 'clear'), { recursive: true });
});

test('a name that leads out of the folder is refused', async () => {
  const vault = await openVault();
  await expect(vault.open('20260310-../../keys')).rejects.toThrow(RangeError);
});
