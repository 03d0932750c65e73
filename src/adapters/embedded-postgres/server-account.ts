import { execFile } from 'node:child_process';
import { stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { promisify } from 'node:util';
import { CadenciaError } from '../../core/kernel/errors.js';

const run = promisify(execFile);

/** Whom PostgreSQL runs as: it refuses to run as root. Null is whoever we are. */
export type ServerAccount = { readonly uid: number; readonly gid: number } | null;

const NAME = 'postgres';

async function lookUp(): Promise<ServerAccount> {
  try {
    const [uid, gid] = await Promise.all([run('id', ['-u', NAME]), run('id', ['-g', NAME])]);
    return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
  } catch {
    return null;
  }
}

/** The account of the server: ours, or as root that of `postgres`, made when the machine has none. */
export async function serverAccount(): Promise<ServerAccount> {
  if (process.getuid?.() !== 0) {
    return null;
  }
  const present = await lookUp();
  if (present !== null) {
    return present;
  }
  try {
    await run('useradd', [
      '--system',
      '--user-group',
      '--no-create-home',
      '--shell',
      '/usr/sbin/nologin',
      NAME,
    ]);
  } catch (cause) {
    throw new CadenciaError('DLR_PROGRAM_MISSING', {
      detail:
        "PostgreSQL does not run as root and the user 'postgres' could not be made: run 'useradd --system postgres' " +
        '(Debian: apt-get install passwd), or start Cadência as an ordinary user.',
      cause,
    });
  }
  const made = await lookUp();
  if (made === null) {
    throw new CadenciaError('DLR_PROGRAM_MISSING', {
      detail: "The user 'postgres' was made and cannot be found: check /etc/nsswitch.conf.",
    });
  }
  return made;
}

/** True when the account may walk down to the path; the path itself need not exist. */
export async function canReach(account: ServerAccount, path: string): Promise<boolean> {
  if (account === null) {
    return true;
  }
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const found = await stat(folder).catch(() => null);
    if (found?.isDirectory()) {
      const bits = found.uid === account.uid ? 0o100 : found.gid === account.gid ? 0o010 : 0o001;
      if ((found.mode & bits) === 0) {
        return false;
      }
    }
    if (dirname(folder) === folder) {
      return true;
    }
  }
}
