import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { extname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { MultipartFile } from '@fastify/multipart';
import { CadenciaError } from '../../core/kernel/errors.js';

/** Full disk, full quota, and the most a file may grow to for this process. */
const NO_ROOM: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** The kinds of file a mailing, a list or a register may be. */
const EXTENSIONS: ReadonlySet<string> = new Set(['.csv', '.txt', '.xlsx']);

export interface KeptUpload {
  /** Absolute. */
  readonly path: string;
  /** The same within the shared folder: another server may take up the job, and have it mounted elsewhere. */
  readonly place: string;
  /** The client's file name, without folders. */
  readonly name: string;
}

/** The client's name of a file, fit to be shown: no folders, no control characters. */
function shownName(filename: string): string {
  const base = filename.replaceAll('\\', '/').split('/').at(-1) ?? '';
  return base.replace(/\p{Cc}/gu, '').slice(0, 120);
}

/** Streams a part to `uploads/<id>.<ext>`; a part that is refused or breaks off leaves nothing behind. */
export async function keepUpload(part: MultipartFile, sharedFolder: string, id: string): Promise<KeptUpload> {
  const name = shownName(part.filename);
  const extension = extname(name).toLowerCase();
  if (!EXTENSIONS.has(extension)) {
    part.file.resume();
    throw new CadenciaError('DLR_INPUT_TYPE', { detail: 'The file must be .csv, .txt or .xlsx.' });
  }
  const folder = join(sharedFolder, 'uploads');
  const place = join('uploads', `${id}${extension}`);
  const path = join(sharedFolder, place);
  const half = `${path}.part`;
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await pipeline(part.file, createWriteStream(half, { flags: 'wx', mode: 0o600 }));
    if (part.file.truncated) {
      throw new CadenciaError('DLR_INPUT_TOO_LARGE', {
        detail: 'The file is larger than this server takes; split it.',
      });
    }
    await rename(half, path);
    return { path, place, name };
  } catch (failure) {
    await rm(half, { force: true });
    if (NO_ROOM.has((failure as NodeJS.ErrnoException).code ?? '')) {
      throw new CadenciaError('DLR_DISK_FULL', {
        detail:
          'The upload was not kept; make room in the folder of uploads (shared_folder, else data_folder) and send it again.',
        cause: failure,
      });
    }
    throw failure;
  }
}
