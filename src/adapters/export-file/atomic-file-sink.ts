import { randomUUID } from 'node:crypto';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { TextSink } from '../../ports/text-sink.js';

const BUFFERED = 256 * 1024;

function fileError(path: string, thrown: unknown): CadenciaError {
  const code = (thrown as NodeJS.ErrnoException).code ?? '';
  if (code === 'ENOSPC' || code === 'EDQUOT' || code === 'EFBIG') {
    return new CadenciaError('DLR_DISK_FULL', {
      detail: `No room left for ${path}. Free some, or export to another disk; nothing was left half written`,
      cause: thrown,
    });
  }
  return new CadenciaError('DLR_INPUT_INVALID', {
    detail: `${path} cannot be written (${code}). Give a path in a folder that exists and may be written`,
    cause: thrown,
  });
}

/**
 * A file written beside its final name, flushed to the disk and then renamed: a reader sees all of it or the
 * file that was there before.
 */
export async function openAtomicFileSink(path: string): Promise<TextSink> {
  const part = join(dirname(path), `.${basename(path)}.${randomUUID()}.part`);
  const guarded = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (thrown) {
      throw fileError(path, thrown);
    }
  };
  // Rows hold phones: nobody but the owner reads them.
  const file: FileHandle = await guarded(() => open(part, 'wx', 0o600));
  let buffered: string[] = [];
  let length = 0;
  let done = false;

  const flush = () =>
    guarded(async () => {
      const text = buffered.join('');
      buffered = [];
      length = 0;
      await file.appendFile(text);
    });
  return {
    async write(text) {
      buffered.push(text);
      length += text.length;
      if (length >= BUFFERED) {
        await flush();
      }
    },
    async commit() {
      await flush();
      await guarded(async () => {
        await file.sync();
        await file.close();
        await rename(part, path);
      });
      done = true;
    },
    async abort() {
      if (!done) {
        done = true;
        await file.close().catch(() => undefined);
        await rm(part, { force: true });
      }
    },
  };
}
