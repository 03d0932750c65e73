import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import { type DatabaseSnapshot, withSnapshot } from '../../adapters/postgres/database-snapshot.js';
import type { TableShape } from '../../adapters/postgres/table-shape.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import { INSTALLATION_KEY_FILE } from '../commands/hash-cpf-command.js';
import {
  fingerprint,
  MANIFEST_FILE,
  type Manifest,
  SUM_FILE,
  sealManifest,
  type TableEntry,
  tableFile,
} from './manifest.js';

/** Fast, and a third to a fifth of the size; what is gained beyond costs several times the processor. */
const COMPRESSION = 1;
const NAME = /^cadencia-\d{8}T\d{6}Z$/;

export interface BackupWish {
  readonly url: string;
  /** Backups lie below it, each in a folder of its own. */
  readonly into: string;
  readonly installationKeyFile: string;
  readonly recordingKeysFile: string;
  /** Version of the program. */
  readonly product: string;
  readonly now: () => number;
}

export interface MadeBackup {
  readonly folder: string;
  readonly manifest: Omit<Manifest, 'format'>;
}

/** Where the keys are that a backup does not hold. */
export function keyFilesOf(dataFolder: string, recordingsKeysFile: string) {
  return {
    installationKeyFile: resolve(dataFolder, INSTALLATION_KEY_FILE),
    recordingKeysFile: resolve(
      recordingsKeysFile === '' ? join(dataFolder, 'recording-keys.json') : recordingsKeysFile,
    ),
  };
}

/** Writes the database as it is now, while calls run. The folder appears under its name only once it is whole. */
export async function makeBackup(wish: BackupWish): Promise<MadeBackup> {
  const beganMs = wish.now();
  const name = `cadencia-${new Date(beganMs).toISOString().replace(/[-:]|\.\d+/g, '')}`;
  const folder = join(resolve(wish.into), name);
  const part = `${folder}.part`;
  try {
    await mkdir(part, { recursive: true, mode: 0o700 });
    const manifest = await withSnapshot(wish.url, async (snapshot) => {
      const tables: TableEntry[] = [];
      for (const table of snapshot.tables) {
        tables.push(await writeTable(snapshot, table, part));
      }
      return {
        product: wish.product,
        postgres: snapshot.versionNumber,
        beganAt: new Date(beganMs).toISOString(),
        endedAt: new Date(wish.now()).toISOString(),
        migrations: [...snapshot.migrations],
        installationKey: await fingerprintOf(wish.installationKeyFile),
        recordingKeys: await fingerprintOf(wish.recordingKeysFile),
        tables,
        sequences: { ...(await snapshot.sequences()) },
      };
    });
    const { text, sum } = sealManifest(manifest);
    await writeDurably(join(part, SUM_FILE), sum);
    await writeDurably(join(part, MANIFEST_FILE), text);
    await rename(part, folder);
    return { folder, manifest };
  } catch (error) {
    await rm(part, { recursive: true, force: true });
    throw diskError(error, wish.into) ?? error;
  }
}

const OF_FILES = new Set(['open', 'write', 'fsync', 'mkdir', 'rename', 'close']);

/** What the disk said against it, in words; null where it was something else. */
function diskError(error: unknown, into: string): CadenciaError | null {
  const { syscall = '', code = '' } = error as NodeJS.ErrnoException;
  return OF_FILES.has(syscall)
    ? new CadenciaError(code === 'ENOSPC' ? 'DLR_DISK_FULL' : 'DLR_INPUT_INVALID', {
        detail: `The backup cannot be written below ${into} (${code}); nothing was left there. Free some room, or name a folder that you may write to.`,
        cause: error,
      })
    : null;
}

async function writeTable(
  snapshot: DatabaseSnapshot,
  table: TableShape,
  folder: string,
): Promise<TableEntry> {
  const hash = createHash('sha256');
  let bytes = 0;
  const rows = snapshot.read(table);
  const file = tableFile(folder, table.name);
  await pipeline(
    rows,
    async function* (chunks: AsyncIterable<Buffer>) {
      for await (const chunk of chunks) {
        hash.update(chunk);
        bytes += chunk.length;
        yield chunk;
      }
    },
    createGzip({ level: COMPRESSION }),
    createWriteStream(file, { mode: 0o600, flush: true }),
  );
  return {
    ...table,
    columns: [...table.columns],
    indexes: [...table.indexes],
    rows: rows.rowCount,
    bytes,
    sha256: hash.digest('hex'),
  };
}

/** Null where there is no such file: a server of another machine keeps it. */
async function fingerprintOf(file: string): Promise<string | null> {
  const text = await readFile(file, 'utf8').catch(() => null);
  return text === null ? null : fingerprint(text.trim());
}

async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, 'w', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Removes all whole backups below `into` but the newest `keep`. @returns what went. */
export async function dropOldBackups(into: string, keep: number): Promise<readonly string[]> {
  const whole = (await readdir(resolve(into))).filter((name) => NAME.test(name)).sort();
  const old = whole.slice(0, Math.max(0, whole.length - keep));
  for (const name of old) {
    await rm(join(resolve(into), name), { recursive: true, force: true });
  }
  return old;
}
