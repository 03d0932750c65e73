import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CadenciaError } from '../../core/kernel/errors.js';
import { SECOND } from '../../core/kernel/time.js';
import type { Clock } from '../../ports/clock.js';
import type { Coordination } from '../../ports/coordination.js';

export const MARK_FILE = 'folder.id';
const MARK = /^[0-9a-f]{32}\n$/;
/** The folder, not a server, owns this lease: servers of one folder renew it for each other. */
const LEASE = 'shared-folder';
/** Servers that are gone are no longer apart from us. */
const HELD_MS = 60 * SECOND;
export const LOOK_EVERY_MS = 20 * SECOND;
/** A mount whose server is away may never answer; each question to it holds a thread of the few that read files. */
const READ_MS = 5 * SECOND;
/** What file systems without hard links answer. */
const NO_LINKS = ['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK'];

export interface SharedFolderDeps {
  readonly coordination: Pick<Coordination, 'acquireLease'>;
  readonly clock: Pick<Clock, 'now'>;
  /** What the folder is known by now: {@link markOf}. */
  readonly readMark: () => Promise<string>;
  readonly onChange: (apart: boolean) => void;
}

/**
 * Tells whether servers of this database keep their uploads, exports and reports elsewhere: any of them may work on what
 * this one received, and asks in its own folder for what another made.
 */
export class SharedFolder {
  readonly #deps: SharedFolderDeps;
  #apart = false;
  #reading: Promise<string> | null = null;

  constructor(deps: SharedFolderDeps) {
    this.#deps = deps;
  }

  get apart(): boolean {
    return this.#apart;
  }

  /**
   * Reads the mark anew, for a folder may be mounted, and come off, at any time. Rejects with DLR_COORDINATION_DOWN, and
   * as {@link markOf} does; what was known is then kept.
   */
  async look(): Promise<void> {
    const { coordination, clock, onChange } = this.#deps;
    const mark = await this.#mark();
    const apart = (await coordination.acquireLease(LEASE, mark, clock.now(), HELD_MS)) === null;
    if (apart !== this.#apart) {
      this.#apart = apart;
      onChange(apart);
    }
  }

  /** Of a folder that does not answer nothing is asked again until it has. */
  #mark(): Promise<string> {
    this.#reading ??= this.#deps.readMark().finally(() => {
      this.#reading = null;
    });
    const reading = this.#reading;
    return new Promise((done, failed) => {
      const timer = setTimeout(
        () =>
          failed(
            new CadenciaError('DLR_CONFIG_INVALID', {
              detail: `The shared folder does not answer within ${READ_MS / SECOND} s; look at its mount (shared_folder).`,
            }),
          ),
        READ_MS,
      );
      reading.then(done, failed).finally(() => clearTimeout(timer));
    });
  }
}

/** What the folder is known by, whoever mounts it where; the first server that comes writes it, whole or not at all. */
export async function markOf(folder: string): Promise<string> {
  const file = join(folder, MARK_FILE);
  const part = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    await mkdir(folder, { recursive: true });
    const mark = (await readMark(file)) ?? (await makeMark(part, file));
    if (!MARK.test(mark)) {
      throw new CadenciaError('DLR_CONFIG_INVALID', {
        detail: `${file} does not hold 32 hexadecimal digits; delete it while no server works with this folder.`,
      });
    }
    return mark.trim();
  } catch (error) {
    if (error instanceof CadenciaError) {
      throw error;
    }
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new CadenciaError(code === 'ENOSPC' ? 'DLR_DISK_FULL' : 'DLR_CONFIG_INVALID', {
      detail: `The shared folder ${folder} cannot be used (${code}); mount it, or choose another (shared_folder).`,
      cause: error,
    });
  } finally {
    await rm(part, { force: true }).catch(() => undefined);
  }
}

async function readMark(file: string): Promise<string | null> {
  return await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') {
      return null;
    }
    throw error;
  });
}

async function makeMark(part: string, file: string): Promise<string> {
  const mark = `${randomBytes(16).toString('hex')}\n`;
  await writeFile(part, mark, { flag: 'wx', mode: 0o600 });
  await link(part, file)
    .catch(async (error: NodeJS.ErrnoException) => {
      if (!NO_LINKS.includes(error.code ?? '')) {
        throw error;
      }
      await writeFile(file, mark, { flag: 'wx', mode: 0o600 });
    })
    .catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    });
  return await readFile(file, 'utf8');
}
