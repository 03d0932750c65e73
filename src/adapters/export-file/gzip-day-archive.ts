import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { DayArchive } from '../../ports/retention-store.js';

/** Days of rows as compressed lines in a folder, the owner's alone to read. */
export class GzipDayArchive implements DayArchive {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
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
