import { readFile, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

const FILE = 'last-backup.json';

/** Kept in the data folder, so that a running server can tell how old the last backup is. */
export async function noteBackup(dataFolder: string, endedMs: number, folder: string): Promise<void> {
  const file = join(dataFolder, FILE);
  await writeFile(`${file}.part`, `${JSON.stringify({ endedMs, folder })}\n`, { mode: 0o600 });
  await rename(`${file}.part`, file);
}

/** When the last backup of this data folder ended well; null where there was none, or where that cannot be read. */
export async function lastBackupMs(dataFolder: string): Promise<number | null> {
  try {
    const kept: unknown = JSON.parse(await readFile(join(dataFolder, FILE), 'utf8'));
    const endedMs = (kept as { endedMs?: unknown } | null)?.endedMs;
    return typeof endedMs === 'number' ? endedMs : null;
  } catch {
    return null;
  }
}
