import { createHash } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { recordingPathOf } from '../../core/compliance/recording-name.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import {
  MOST_WAV_HEADER_BYTES,
  readWavHeader,
  type WavHeader,
  wavMs,
} from '../../core/recording/wav-header.js';
import { WaveformMeter } from '../../core/recording/waveform.js';
import type {
  ClearRecording,
  OpenedRecording,
  RecordingVault,
  SealedRecording,
} from '../../ports/recording-vault.js';
import { RecordingFolder } from './recording-folder.js';
import { type RecordingKeyRing, syncFolder } from './recording-key-ring.js';
import {
  CHUNK_BYTES,
  HEAD_BYTES,
  makeHead,
  type OpenHead,
  openChunk,
  readHead,
  rewrapHead,
  sealChunk,
  sealedError,
} from './sealed-file.js';

const CLEAR = '.wav';
const SEALED = '.rec';
/** Half written: of no use, its clear file is still there. */
const PART = '.rec.part';

export interface VaultFolders {
  /** Where the switch writes, as this machine sees it; '' where it cannot be seen. */
  readonly clear: string;
  readonly sealed: string;
}

/** Recordings encrypted in a folder of files; one thing at a time is done to them. */
export class SealedRecordingVault implements RecordingVault {
  readonly #folders: VaultFolders;
  readonly #ring: RecordingKeyRing;
  readonly #shelves: readonly RecordingFolder[];
  readonly #sealedShelf: RecordingFolder;
  /** Sealing and the rotation of keys wait for each other: nothing is wrapped with a key that has just gone. */
  #turn: Promise<unknown> = Promise.resolve();

  private constructor(folders: VaultFolders, ring: RecordingKeyRing) {
    this.#folders = folders;
    this.#ring = ring;
    this.#sealedShelf = new RecordingFolder(folders.sealed);
    this.#shelves = [
      this.#sealedShelf,
      ...(folders.clear === '' ? [] : [new RecordingFolder(folders.clear)]),
    ];
  }

  /** Makes the folder, and removes what a crash left half written. */
  static async open(folders: VaultFolders, ring: RecordingKeyRing): Promise<SealedRecordingVault> {
    await mkdir(folders.sealed, { recursive: true, mode: 0o700 });
    const shelf = new RecordingFolder(folders.sealed);
    for (const day of await shelf.days()) {
      for (const name of await shelf.namesOf(day, PART)) {
        await rm(join(folders.sealed, day, name + PART), { force: true });
      }
    }
    return new SealedRecordingVault(folders, ring);
  }

  async clear(): Promise<readonly ClearRecording[]> {
    const [, shelf] = this.#shelves;
    const found: ClearRecording[] = [];
    for (const day of (await shelf?.days()) ?? []) {
      for (const recordingId of (await shelf?.namesOf(day, CLEAR)) ?? []) {
        const path = join(this.#folders.clear, day, recordingId + CLEAR);
        const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: null }));
        if (mtimeMs !== null && isRecordingId(recordingId)) {
          // File times are of the machine’s clock, whatever time the engine lives in, and have parts of a millisecond.
          found.push({ recordingId, idleMs: Math.max(0, Math.round(Date.now() - mtimeMs)) });
        }
      }
    }
    return found;
  }

  seal(recordingId: string, evenUnclosed: boolean): Promise<SealedRecording | null> {
    return this.#inTurn(async () => {
      const handle = await openOrNull(this.#clearPath(recordingId));
      if (handle === null) {
        return null;
      }
      try {
        return await this.#sealFrom(handle, recordingId, evenUnclosed);
      } finally {
        await handle.close();
      }
    });
  }

  async dropClear(recordingId: string): Promise<void> {
    await rm(this.#clearPath(recordingId), { force: true });
  }

  async open(recordingId: string): Promise<OpenedRecording | null> {
    const path = this.#sealedPath(recordingId);
    const handle = await openOrNull(path);
    if (handle === null) {
      return null;
    }
    const head = await readHead(handle, this.#ring).finally(() => handle.close());
    return { bytes: head.clearBytes, read: (from, to) => readRange(path, head, from, to) };
  }

  rotateKey(): Promise<number> {
    return this.#inTurn(async () => {
      if (!this.#ring.isRotating) {
        await this.#ring.addKey();
      }
      let count = 0;
      for (const day of await this.#sealedShelf.days()) {
        for (const name of await this.#sealedShelf.namesOf(day, SEALED)) {
          count += await this.#rewrap(join(this.#folders.sealed, day, name + SEALED));
        }
      }
      await this.#ring.keepCurrentOnly();
      return count;
    });
  }

  async daysBefore(beforeMs: number): Promise<readonly string[]> {
    const days = await Promise.all(this.#shelves.map((shelf) => shelf.daysBefore(beforeMs)));
    return [...new Set(days.flat())].sort();
  }

  async remove(day: string): Promise<void> {
    for (const shelf of this.#shelves) {
      await shelf.remove(day);
    }
  }

  async #rewrap(path: string): Promise<number> {
    const handle = await open(path, 'r+');
    try {
      await rewrapHead(handle, await readHead(handle, this.#ring), this.#ring.current);
      return 1;
    } finally {
      await handle.close();
    }
  }

  async #sealFrom(
    clear: FileHandle,
    recordingId: string,
    evenUnclosed: boolean,
  ): Promise<SealedRecording | null> {
    const { size } = await clear.stat();
    const start = Buffer.alloc(Math.min(MOST_WAV_HEADER_BYTES, size));
    await clear.read(start, 0, start.length, 0);
    const header = readWavHeader(start, size);
    if (header?.complete !== true && !evenUnclosed) {
      return null;
    }
    const path = this.#sealedPath(recordingId);
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const part = path.slice(0, -SEALED.length) + PART;
    const sealed = await asDiskError(() => this.#write(clear, part, size, header));
    await this.#readBack(part, sealed.sha256);
    await rename(part, path);
    await syncFolder(dirname(path));
    return sealed;
  }

  async #write(
    clear: FileHandle,
    part: string,
    size: number,
    header: WavHeader | null,
  ): Promise<SealedRecording> {
    const { head, open: opened } = makeHead(size, this.#ring.current);
    const meter = header === null ? null : new WaveformMeter(header);
    const hash = createHash('sha256');
    const target = await open(part, 'w', 0o600);
    try {
      await target.write(head, 0, HEAD_BYTES, 0);
      const buffer = Buffer.alloc(CHUNK_BYTES);
      let place = HEAD_BYTES;
      for (let at = 0, chunk = 0; at < size; at += CHUNK_BYTES, chunk += 1) {
        const bytes = buffer.subarray(0, Math.min(CHUNK_BYTES, size - at));
        const { bytesRead } = await clear.read(bytes, 0, bytes.length, at);
        if (bytesRead !== bytes.length) {
          throw sealedError('The switch cut the recording while it was sealed; it is tried again.');
        }
        hash.update(bytes);
        meter?.add(bytes.subarray(Math.max(0, (header?.dataOffset ?? 0) - at)));
        const sealed = sealChunk(opened, chunk, bytes);
        await target.write(sealed, 0, sealed.length, place);
        place += sealed.length;
      }
      await target.sync();
    } finally {
      await target.close();
    }
    return {
      durationMs: header === null ? 0 : wavMs(header),
      channels: header?.channels ?? 0,
      bytes: size,
      sha256: hash.digest('hex'),
      waveform: meter?.finish() ?? { peaks: [], silences: [] },
    };
  }

  async #readBack(path: string, sha256: string): Promise<void> {
    const handle = await open(path, 'r');
    const head = await readHead(handle, this.#ring).finally(() => handle.close());
    const hash = createHash('sha256');
    for await (const piece of readRange(path, head, 0, head.clearBytes)) {
      hash.update(piece);
    }
    if (hash.digest('hex') !== sha256) {
      throw sealedError('The sealed recording does not read back as it was written; the clear file stays.');
    }
  }

  #clearPath(recordingId: string): string {
    return join(this.#folders.clear, `${recordingPathOf(recordingId)}${CLEAR}`);
  }

  #sealedPath(recordingId: string): string {
    return join(this.#folders.sealed, `${recordingPathOf(recordingId)}${SEALED}`);
  }

  #inTurn<Value>(work: () => Promise<Value>): Promise<Value> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }
}

function isRecordingId(name: string): boolean {
  try {
    recordingPathOf(name);
    return true;
  } catch {
    return false;
  }
}

async function openOrNull(path: string): Promise<FileHandle | null> {
  try {
    return await open(path, 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return null;
    }
    throw error;
  }
}

async function* readRange(
  path: string,
  head: OpenHead,
  from: number,
  to: number,
): AsyncGenerator<Uint8Array> {
  const end = Math.min(to, head.clearBytes);
  const handle = await open(path, 'r');
  try {
    for (let at = from; at < end; ) {
      const chunk = Math.floor(at / head.chunkBytes);
      const clear = await openChunk(handle, head, chunk);
      const start = chunk * head.chunkBytes;
      yield clear.subarray(at - start, Math.min(clear.length, end - start));
      at = start + clear.length;
    }
  } finally {
    await handle.close();
  }
}

async function asDiskError<Value>(work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code === 'ENOSPC') {
      throw new CadenciaError('DLR_DISK_FULL', {
        detail:
          'No room for sealed recordings; the clear ones stay where they are and are sealed when there is.',
        cause,
      });
    }
    throw cause;
  }
}
