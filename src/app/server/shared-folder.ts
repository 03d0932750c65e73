import { randomBytes } from 'node:crypto';
import { link, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CadenciaError } from '../../core/kernel/errors.js';
import { SECOND } from '../../core/kernel/time.js';
import type { Clock } from '../../ports/clock.js';
import type { Coordination } from '../../ports/coordination.js';

const MARK_FILE = 'folder.id';
const MARK = /^[0-9a-f]{32}\n$/;
/** The folder, not a server, owns this lease: servers of one folder renew it for each other. */
const LEASE = 'shared-folder';
/** Servers that are gone are no longer apart from us. */
const HELD_MS = 60 * SECOND;
export const LOOK_EVERY_MS = 20 * SECOND;

export interface SharedFolderDeps {
  readonly coordination: Pick<Coordination, 'acquireLease'>;
  readonly clock: Pick<Clock, 'now'>;
  /** What the folder is known by: {@link markOf}. */
  readonly mark: string;
  readonly onChange: (apart: boolean) => void;
}

/**
 * Tells whether servers of this database keep their uploads, exports and reports elsewhere: any of them may work on what
 * this one received, and asks in its own folder for what another made.
 */
export class SharedFolder {
  readonly #deps: SharedFolderDeps;
  #apart = false;

  constructor(deps: SharedFolderDeps) {
    this.#deps = deps;
  }

  get apart(): boolean {
    return this.#apart;
  }

  /** Rejects with DLR_COORDINATION_DOWN; what was known is then kept. */
  async look(): Promise<void> {
    const { coordination, clock, mark, onChange } = this.#deps;
    const apart = (await coordination.acquireLease(LEASE, mark, clock.now(), HELD_MS)) === null;
    if (apart !== this.#apart) {
      this.#apart = apart;
      onChange(apart);
    }
  }
}

/** What the folder is known by, whoever mounts it where; the first server that comes writes it, whole or not at all. */
export async function markOf(folder: string): Promise<string> {
  const file = join(folder, MARK_FILE);
  const part = `${file}.${randomBytes(8).toString('hex')}`;
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(part, `${randomBytes(16).toString('hex')}\n`, { flag: 'wx', mode: 0o600 });
    await link(part, file).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') {
        throw error;
      }
    });
    const mark = await readFile(file, 'utf8');
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
