import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** In the data folder, so that a running server can tell how old the last backup is. */
export const LAST_BACKUP_FILE = 'last-backup.json';

/** When the last backup of this data folder ended well; null where there was none, or where that cannot be read. */
export async function lastBackupMs(dataFolder: string): Promise<number | null> {
  try {
    const kept: unknown = JSON.parse(await readFile(join(dataFolder, LAST_BACKUP_FILE), 'utf8'));
    const endedMs = (kept as { endedMs?: unknown } | null)?.endedMs;
    return typeof endedMs === 'number' ? endedMs : null;
  } catch {
    return null;
  }
}
