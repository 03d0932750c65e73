import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { createInterface } from 'node:readline';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { ArchivedFiles } from '../../ports/archive-store.js';
import type { DayArchive } from '../../ports/retention-store.js';

/** Days of rows as compressed lines in a folder, the owner's alone to read. */
export class GzipDayArchive implements DayArchive, ArchivedFiles {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  async *read(file: string): AsyncGenerator<string> {
    const bytes = createReadStream(this.#pathOf(file));
    const text = bytes.pipe(createGunzip());
    bytes.on('error', (error) => text.destroy(error));
    try {
      yield* createInterface({ input: text, crlfDelay: Number.POSITIVE_INFINITY });
    } catch (cause) {
      throw unreadable(file, cause);
    }
  }

  async weigh(file: string) {
    const hash = createHash('sha256');
    let bytes = 0;
    try {
      for await (const chunk of createReadStream(this.#pathOf(file)) as AsyncIterable<Buffer>) {
        hash.update(chunk);
        bytes += chunk.length;
      }
    } catch (cause) {
      throw unreadable(file, cause);
    }
    return { sha256: hash.digest('hex'), bytes };
  }

  /** A name that leads out of the folder is none of ours. */
  #pathOf(file: string): string {
    return join(this.#folder, basename(file));
  }

  async write(name: string, lines: AsyncIterable<string>) {
    const file = `${name}.jsonl.gz`;
    const part = join(this.#folder, `.${file}.${randomUUID()}.part`);
    const hash = createHash('sha256');
    const hashed = new Transform({
      transform(chunk: Buffer, _encoding, done) {
        hash.update(chunk);
        done(null, chunk);
      },
    });
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await pipeline(
        Readable.from(lines, { objectMode: true }),
        createGzip(),
        hashed,
        createWriteStream(part, { mode: 0o600, flags: 'wx' }),
      );
      // On the disk before the rows leave the database.
      const handle = await open(part, 'r');
      await handle.sync().finally(() => handle.close());
      await rename(part, join(this.#folder, file));
    } catch (cause) {
      await rm(part, { force: true }).catch(() => undefined);
      const code = (cause as NodeJS.ErrnoException).code ?? '';
      if (cause instanceof CadenciaError || code === '') {
        throw cause;
      }
      throw new CadenciaError(code === 'ENOSPC' ? 'DLR_DISK_FULL' : 'DLR_CONFIG_INVALID', {
        detail: `The archive ${file} cannot be written to ${this.#folder} (${code}); nothing was dropped. Free some room there.`,
        cause,
      });
    }
    return { file, sha256: hash.digest('hex') };
  }
}

function unreadable(file: string, cause: unknown): CadenciaError {
  const { code } = cause as NodeJS.ErrnoException;
  return code === 'ENOENT'
    ? new CadenciaError('DLR_NOT_FOUND', { detail: `The archive has no file ${file}.`, cause })
    : new CadenciaError('DLR_INPUT_INVALID', {
        detail: `${file} of the archive cannot be read (${code ?? 'not gzip'}).`,
        cause,
      });
}
