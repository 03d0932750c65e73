/*
 * The form of a sealed recording: a head of 172 bytes, then the clear bytes in chunks of 64 KiB, each encrypted and
 * authenticated by itself (AES-256-GCM, NIST SP 800-38D), so that a player may begin anywhere.
 *
 *   0  'CADREC1' and a zero byte
 *   8  16 random bytes, the file's own
 *  24  bytes of a chunk (32 bits), 28 bytes of the clear file (64 bits)
 *  36  two places of 68 bytes for the data key, each wrapped with a key of the ring:
 *      its id (8), nonce (12), wrapped key (32), tag (16); an unused place is zero
 * 172  the chunks, each followed by its tag (16)
 *
 * The first 36 bytes are additional data of every chunk and of every wrapping: a chunk of another file, another length
 * or a file cut short does not open. The data key is used for one file alone, so a chunk's number is its nonce. Of two
 * places one is always whole: a new wrapping is written into the free one before the old one is wiped.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { RecordingKeyRing, WrappingKey } from './recording-key-ring.js';

export const CHUNK_BYTES = 64 * 1024;
const MAGIC = Buffer.from('CADREC1\0', 'latin1');
const FIXED_BYTES = 36;
const PLACE_BYTES = 68;
const PLACES = 2;
export const HEAD_BYTES = FIXED_BYTES + PLACES * PLACE_BYTES;
const TAG_BYTES = 16;
const NONCE_BYTES = 12;
const ID_BYTES = 8;
const KEY_BYTES = 32;
const CIPHER = 'aes-256-gcm';
const MOST_CHUNK_BYTES = 1 << 24;

/** What the head of a file says, with the key that opens its chunks. */
export interface OpenHead {
  readonly fixed: Buffer;
  readonly chunkBytes: number;
  readonly clearBytes: number;
  readonly dataKey: Buffer;
  /** Which of the places holds the wrapping that opened. */
  readonly place: number;
  readonly keyId: string;
}

/** The error for a file that does not open. */
export function sealedError(detail: string, cause?: unknown): CadenciaError {
  return new CadenciaError('DLR_RECORDING_SEALED', { detail, cause });
}

/** A new head for a clear file of that length, with a data key of its own. */
export function makeHead(
  clearBytes: number,
  key: WrappingKey,
): { readonly head: Buffer; readonly open: OpenHead } {
  const fixed = Buffer.alloc(FIXED_BYTES);
  MAGIC.copy(fixed, 0);
  randomBytes(16).copy(fixed, 8);
  fixed.writeUInt32BE(CHUNK_BYTES, 24);
  fixed.writeBigUInt64BE(BigInt(clearBytes), 28);
  const dataKey = randomBytes(KEY_BYTES);
  const head = Buffer.concat([fixed, wrap(dataKey, fixed, key), Buffer.alloc(PLACE_BYTES)]);
  return { head, open: { fixed, chunkBytes: CHUNK_BYTES, clearBytes, dataKey, place: 0, keyId: key.id } };
}

function wrap(dataKey: Buffer, fixed: Buffer, { id, key }: WrappingKey): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(fixed);
  const wrapped = Buffer.concat([cipher.update(dataKey), cipher.final()]);
  return Buffer.concat([Buffer.from(id, 'hex'), nonce, wrapped, cipher.getAuthTag()]);
}

function unwrap(place: Buffer, fixed: Buffer, key: Buffer): Buffer | null {
  const nonce = place.subarray(ID_BYTES, ID_BYTES + NONCE_BYTES);
  const wrapped = place.subarray(ID_BYTES + NONCE_BYTES, PLACE_BYTES - TAG_BYTES);
  const decipher = createDecipheriv(CIPHER, key, nonce).setAAD(fixed);
  decipher.setAuthTag(place.subarray(PLACE_BYTES - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(wrapped), decipher.final()]);
  } catch {
    return null;
  }
}

/** Reads the head and unwraps the data key with whichever key of the ring fits. DLR_RECORDING_SEALED. */
export async function readHead(handle: FileHandle, ring: RecordingKeyRing): Promise<OpenHead> {
  const head = Buffer.alloc(HEAD_BYTES);
  const { bytesRead } = await handle.read(head, 0, HEAD_BYTES, 0);
  if (bytesRead !== HEAD_BYTES || !head.subarray(0, MAGIC.length).equals(MAGIC)) {
    throw sealedError('The file is no sealed recording; restore it from the backup.');
  }
  const fixed = head.subarray(0, FIXED_BYTES);
  const chunkBytes = fixed.readUInt32BE(24);
  const clearBytes = Number(fixed.readBigUInt64BE(28));
  if (chunkBytes < 1 || chunkBytes > MOST_CHUNK_BYTES) {
    throw sealedError('The head of the file was changed; restore it from the backup.');
  }
  for (let place = 0; place < PLACES; place += 1) {
    const at = FIXED_BYTES + place * PLACE_BYTES;
    const bytes = head.subarray(at, at + PLACE_BYTES);
    const key = ring.find(bytes.toString('hex', 0, ID_BYTES));
    const dataKey = key === null ? null : unwrap(bytes, fixed, key.key);
    if (key !== null && dataKey !== null) {
      return { fixed, chunkBytes, clearBytes, dataKey, place, keyId: key.id };
    }
  }
  throw sealedError('No key of this installation opens it; restore the file of keys from the backup.');
}

/** Wraps the data key anew; a crash in between leaves the old wrapping or both. */
export async function rewrapHead(handle: FileHandle, open: OpenHead, key: WrappingKey): Promise<void> {
  const free = 1 - open.place;
  const at = (place: number): number => FIXED_BYTES + place * PLACE_BYTES;
  if (open.keyId !== key.id) {
    await handle.write(wrap(open.dataKey, open.fixed, key), 0, PLACE_BYTES, at(free));
    await handle.sync();
  }
  const old = open.keyId === key.id ? free : open.place;
  await handle.write(Buffer.alloc(PLACE_BYTES), 0, PLACE_BYTES, at(old));
  await handle.sync();
}

function nonceOf(chunk: number): Buffer {
  const nonce = Buffer.alloc(NONCE_BYTES);
  nonce.writeUInt32BE(chunk, NONCE_BYTES - 4);
  return nonce;
}

/** A chunk with its tag. */
export function sealChunk({ dataKey, fixed }: OpenHead, chunk: number, clear: Uint8Array): Buffer {
  const cipher = createCipheriv(CIPHER, dataKey, nonceOf(chunk)).setAAD(fixed);
  return Buffer.concat([cipher.update(clear), cipher.final(), cipher.getAuthTag()]);
}

/** The clear bytes of a chunk, none of them before all are proved. DLR_RECORDING_SEALED. */
export async function openChunk(handle: FileHandle, head: OpenHead, chunk: number): Promise<Buffer> {
  const { chunkBytes, clearBytes, dataKey, fixed } = head;
  const length = Math.min(chunkBytes, clearBytes - chunk * chunkBytes);
  const sealed = Buffer.alloc(length + TAG_BYTES);
  const at = HEAD_BYTES + chunk * (chunkBytes + TAG_BYTES);
  const { bytesRead } = await handle.read(sealed, 0, sealed.length, at);
  if (bytesRead !== sealed.length) {
    throw sealedError('The file was cut short; restore it from the backup.');
  }
  const decipher = createDecipheriv(CIPHER, dataKey, nonceOf(chunk)).setAAD(fixed);
  decipher.setAuthTag(sealed.subarray(length));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, length)), decipher.final()]);
  } catch (cause) {
    throw sealedError(`Part ${chunk + 1} of the file was changed; restore it from the backup.`, cause);
  }
}
