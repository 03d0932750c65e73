import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LAST_BACKUP_FILE } from './last-backup.js';

/** Tells the data folder of a backup that ended well. */
export async function noteBackup(dataFolder: string, endedMs: number, folder: string): Promise<void> {
  const file = join(dataFolder, LAST_BACKUP_FILE);
  await writeFile(`${file}.part`, `${JSON.stringify({ endedMs, folder })}\n`, { mode: 0o600 });
  await rename(`${file}.part`, file);
}
