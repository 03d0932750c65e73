import { randomBytes } from 'node:crypto';
import { type FileHandle, open, readFile, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { CadenciaError } from '../../core/kernel/errors.js';

/** A key that wraps the data keys of recordings. */
export interface WrappingKey {
  /** 8 bytes, hexadecimal; it says which key, and nothing of it. */
  readonly id: string;
  readonly key: Buffer;
}

const FORM = /^[0-9a-f]{64}$/;

interface RingFile {
  readonly current: string;
  readonly keys: Readonly<Record<string, string>>;
}

/** The wrapping keys of this installation: one, and during a rotation the one before it. In a file for its owner only. */
export class RecordingKeyRing {
  readonly #path: string;
  #current: WrappingKey;
  #keys: ReadonlyMap<string, WrappingKey>;

  private constructor(path: string, current: WrappingKey, keys: ReadonlyMap<string, WrappingKey>) {
    this.#path = path;
    this.#current = current;
    this.#keys = keys;
  }

  /** Reads the file, or makes it with a new key. DLR_CONFIG_INVALID where it holds something else. */
  static async open(path: string): Promise<RecordingKeyRing> {
    const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') {
        return null;
      }
      throw unreadable(path, error);
    });
    if (text !== null) {
      const { current, keys } = parseRing(path, text);
      return new RecordingKeyRing(path, current, keys);
    }
    const made = newKey();
    const ring = new RecordingKeyRing(path, made, new Map([[made.id, made]]));
    await ring.#write();
    return ring;
  }

  get current(): WrappingKey {
    return this.#current;
  }

  find(id: string): WrappingKey | null {
    return this.#keys.get(id) ?? null;
  }

  /** True while recordings may still be wrapped with a key before the current one. */
  get isRotating(): boolean {
    return this.#keys.size > 1;
  }

  /** A new key becomes the current one; those before it still open. */
  async addKey(): Promise<void> {
    const made = newKey();
    this.#keys = new Map([...this.#keys, [made.id, made]]);
    this.#current = made;
    await this.#write();
  }

  /** Nothing is wrapped with the others any more. */
  async keepCurrentOnly(): Promise<void> {
    this.#keys = new Map([[this.#current.id, this.#current]]);
    await this.#write();
  }

  async #write(): Promise<void> {
    const keys = Object.fromEntries([...this.#keys].map(([id, { key }]) => [id, key.toString('hex')]));
    const file: RingFile = { current: this.#current.id, keys };
    const part = `${this.#path}.part`;
    const handle = await open(part, 'w', 0o600);
    try {
      await handle.writeFile(`${JSON.stringify(file, null, 2)}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(part, this.#path);
    await syncFolder(dirname(this.#path));
  }
}

/** Makes a rename in the folder last through a power cut; where folders cannot be synchronised nothing can be done. */
export async function syncFolder(folder: string): Promise<void> {
  let handle: FileHandle;
  try {
    handle = await open(folder, 'r');
  } catch {
    return;
  }
  try {
    await handle.sync().catch(() => undefined);
  } finally {
    await handle.close();
  }
}

function newKey(): WrappingKey {
  return { id: randomBytes(8).toString('hex'), key: randomBytes(32) };
}

function parseRing(path: string, text: string) {
  try {
    const { current: id, keys: entries } = JSON.parse(text) as RingFile;
    const keys = new Map<string, WrappingKey>();
    for (const [name, hex] of Object.entries(entries)) {
      if (!/^[0-9a-f]{16}$/.test(name) || !FORM.test(hex)) {
        throw new RangeError('not a key');
      }
      keys.set(name, { id: name, key: Buffer.from(hex, 'hex') });
    }
    const current = keys.get(id);
    if (current === undefined) {
      throw new RangeError('no current key');
    }
    return { current, keys };
  } catch {
    // The cause would show a part of the file.
    throw unreadable(path, undefined);
  }
}

function unreadable(path: string, cause: unknown): CadenciaError {
  return new CadenciaError('DLR_CONFIG_INVALID', {
    detail: `${path} does not hold the keys of the recordings; restore it from the backup: without them no recording opens.`,
    cause,
  });
}
