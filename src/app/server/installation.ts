import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CadenciaError } from '../../core/kernel/errors.js';
import { INSTALLATION_KEY_FILE } from '../commands/hash-cpf-command.js';

/** The data folder with what every installation has of its own. */
export interface Installation {
  readonly folder: string;
  /** Key of the CPF hashes, 64 hexadecimal digits; losing it makes old hashes unfindable. */
  readonly keyHex: string;
}

/** Makes the folder and the key when they are not there yet. */
export async function openInstallation(folder: string): Promise<Installation> {
  try {
    await mkdir(folder, { recursive: true });
    const file = join(folder, INSTALLATION_KEY_FILE);
    const known = await readFile(file, 'utf8').catch(() => null);
    const keyHex = known?.trim() ?? randomBytes(32).toString('hex');
    if (known === null) {
      await writeWhole(file, `${keyHex}\n`);
    }
    if (!/^[0-9a-f]{64}$/.test(keyHex)) {
      throw new CadenciaError('DLR_CONFIG_INVALID', {
        detail: `${file} does not hold 64 hexadecimal digits; restore it from the backup: CPF hashes depend on it.`,
      });
    }
    return { folder, keyHex };
  } catch (error) {
    if (error instanceof CadenciaError) {
      throw error;
    }
    const code = (error as NodeJS.ErrnoException).code ?? '';
    throw new CadenciaError(code === 'ENOSPC' ? 'DLR_DISK_FULL' : 'DLR_CONFIG_INVALID', {
      detail: `The data folder ${folder} cannot be used (${code}); free some room, or choose another (--data-folder).`,
      cause: error,
    });
  }
}

/** Tells the command line of this machine where the server is; the token's file is the owner's alone. */
export async function writeServerFile(folder: string, url: string): Promise<void> {
  await writeWhole(join(folder, 'server.json'), `${JSON.stringify({ url, token_file: TOKEN_FILE })}\n`);
}

const TOKEN_FILE = 'token';

/** The local token, or null when there is none yet. */
export function readLocalToken(folder: string): Promise<string | null> {
  return readFile(join(folder, TOKEN_FILE), 'utf8').then(
    (text) => text.trim(),
    () => null,
  );
}

export function writeLocalToken(folder: string, secret: string): Promise<void> {
  return writeWhole(join(folder, TOKEN_FILE), `${secret}\n`);
}

/** Never half of it, and for the owner alone. */
export async function writeWhole(file: string, text: string): Promise<void> {
  await writeFile(`${file}.part`, text, { mode: 0o600 });
  await rename(`${file}.part`, file);
}
