import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { loadDatabase } from '../../adapters/postgres/load-database.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { fingerprint, type Manifest, readManifest, tableFile, verifyTables } from './manifest.js';

export interface RestoreWish {
  readonly url: string;
  readonly folder: string;
  readonly installationKeyFile: string;
  readonly nowMs: number;
  /** @default the package's own */
  readonly migrationsFolder?: string;
}

/** Whole, and as it was written. */
export async function checkBackup(folder: string): Promise<Manifest> {
  const manifest = await readManifest(folder);
  await verifyTables(folder, manifest.tables);
  return manifest;
}

/** Fills an empty database from a backup. All that can be wrong with it is found before the first row is written. */
export async function restoreBackup({
  url,
  folder,
  installationKeyFile,
  nowMs,
  ...where
}: RestoreWish): Promise<Manifest> {
  const manifest = await checkBackup(folder);
  await requireSameKey(manifest, installationKeyFile);
  await loadDatabase({
    ...where,
    url,
    nowMs,
    migrations: manifest.migrations,
    sequences: manifest.sequences,
    tables: manifest.tables.map((entry) => ({
      shape: entry,
      rows: entry.rows,
      open: () => createReadStream(tableFile(folder, entry.name)).pipe(createGunzip()),
    })),
  });
  return manifest;
}

/** With another key nobody of the backup would be found by his CPF, and no suppressed number would be known. */
async function requireSameKey({ installationKey }: Manifest, file: string): Promise<void> {
  const key = await readFile(file, 'utf8').catch(() => null);
  if (key !== null && installationKey !== null && fingerprint(key.trim()) !== installationKey) {
    throw new CadenciaError('DLR_STATE_CONFLICT', {
      detail: `${file} is not the key of this backup: CPF hashes and suppressed numbers would be found no more. Nothing was changed. Put the key of the backed-up installation there, or name another data folder (--data-folder).`,
    });
  }
}
