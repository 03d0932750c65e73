import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { CadenciaError } from '../../core/kernel/errors.js';
import { runFetchScript } from './fetch-script.js';

/** How to start one installed Asterisk, and where its parts lie. */
export interface AsteriskInstallation {
  readonly program: string;
  /** Arguments that come before Asterisk's own. */
  readonly programArguments: readonly string[];
  readonly modulesFolder: string;
  /** The folder with sounds, documentation and rest-api. */
  readonly dataFolder: string;
}

export interface FindAsteriskOptions {
  /** A prefix named by the operator: `/` for the system's Asterisk, or one written by fetch-asterisk.sh. */
  readonly prefix?: string;
  /** Where fetched programs are kept between runs. */
  readonly cacheFolder: string;
  /** The folder of the product, with scripts/ below. */
  readonly rootFolder: string;
  /** Told once, before anything is downloaded. */
  readonly onFetch?: (what: string) => void;
  /** Gives the fetching up. */
  readonly signal?: AbortSignal;
}

const MODULE_FOLDERS = [
  'usr/lib/x86_64-linux-gnu/asterisk/modules',
  'usr/lib/asterisk/modules',
  'usr/lib64/asterisk/modules',
];
const DATA_FOLDERS = ['usr/share/asterisk', 'var/lib/asterisk'];

/** True when the file is there and may be used in that way. */
async function isAccessible(file: string, mode = constants.R_OK): Promise<boolean> {
  return access(file, mode).then(
    () => true,
    () => false,
  );
}

async function firstAccessible(folder: string, candidates: readonly string[]): Promise<string | undefined> {
  for (const candidate of candidates) {
    const path = join(folder, candidate);
    if (await isAccessible(path)) return path;
  }
  return undefined;
}

async function inspectPrefix(prefix: string): Promise<AsteriskInstallation | undefined> {
  const runner = join(prefix, 'run');
  const isFetched = await isAccessible(runner, constants.X_OK);
  const tree = isFetched ? join(prefix, 'root') : prefix;
  const program = join(tree, 'usr/sbin/asterisk');
  const modulesFolder = await firstAccessible(tree, MODULE_FOLDERS);
  const dataFolder = await firstAccessible(tree, DATA_FOLDERS);
  if (
    !(await isAccessible(program, constants.X_OK)) ||
    modulesFolder === undefined ||
    dataFolder === undefined
  ) {
    return undefined;
  }
  return {
    program: isFetched ? runner : program,
    programArguments: isFetched ? ['asterisk'] : [],
    modulesFolder,
    dataFolder,
  };
}

/**
 * Finds Asterisk: in the operator's prefix, else fetched before, else fetched now (Debian on x86-64 only).
 * Throws DLR_PROGRAM_MISSING; its field `failure` says whether another way (the simulator) is called for.
 */
export async function findAsterisk(options: FindAsteriskOptions): Promise<AsteriskInstallation> {
  if (options.prefix !== undefined) {
    const found = await inspectPrefix(resolve(options.prefix));
    if (found !== undefined) return found;
    throw new CadenciaError('DLR_PROGRAM_MISSING', {
      detail: `There is no usable Asterisk under ${options.prefix}: usr/sbin/asterisk, its modules and its data are looked for.`,
      fields: { failure: 'platform', prefix: options.prefix },
    });
  }
  const prefix = resolve(options.cacheFolder, 'asterisk');
  if ((await inspectPrefix(prefix)) === undefined) options.onFetch?.('Asterisk 22');
  await runFetchScript(options.rootFolder, 'fetch-asterisk.sh', [prefix], options.signal);
  const fetched = await inspectPrefix(prefix);
  if (fetched !== undefined) return fetched;
  throw new CadenciaError('DLR_PROGRAM_MISSING', {
    detail: `The Asterisk fetched into ${prefix} is not complete: delete that folder and start again.`,
    fields: { failure: 'fetch', prefix },
  });
}

/** A program that is started through a prefix, or directly when the system has it. */
export interface StartableProgram {
  readonly program: string;
  readonly programArguments: readonly string[];
}

/**
 * Fetches a program of the machine's own Debian release (SIPp, Redis) into the cache, once.
 * Throws DLR_PROGRAM_MISSING like findAsterisk.
 */
export async function findDebianProgram(
  options: Pick<FindAsteriskOptions, 'cacheFolder' | 'rootFolder' | 'onFetch' | 'signal'>,
  packageName: 'sip-tester' | 'redis-server' | 'nginx' | 'caddy' | 'coturn',
  programName: string,
): Promise<StartableProgram> {
  const prefix = resolve(options.cacheFolder, packageName);
  if (!(await isAccessible(join(prefix, 'run')))) options.onFetch?.(packageName);
  await runFetchScript(options.rootFolder, 'fetch-debian.sh', [prefix, 'own', packageName], options.signal);
  return { program: join(prefix, 'run'), programArguments: [programName] };
}
