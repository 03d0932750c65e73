import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { open, readFile, rm, stat, truncate } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { PostgresBinaries } from './postgres-binaries.js';
import type { ServerAccount } from './server-account.js';

const run = promisify(execFile);
const LOG_KEPT_BYTES = 20_000_000;
/** An empty pid file older than this was left by a crash or a full disk. */
const FILLED_WITHIN_MS = 2000;

/** A postmaster that serves a cluster now. */
export interface Postmaster {
  readonly pid: number;
  readonly port: number;
}

/** Where a cluster lies and what may run it. */
export interface Cluster {
  readonly folder: string;
  readonly logFile: string;
  readonly account: ServerAccount;
  readonly binaries: PostgresBinaries;
  /** Further `name=value` settings. */
  readonly settings: readonly string[];
}

async function isPostgres(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(async () => {
    const { stdout } = await run('ps', ['-o', 'command=', '-p', String(pid)]).catch(() => ({ stdout: '' }));
    return stdout;
  });
  return /postgres/.test(command);
}

/**
 * The postmaster that holds the cluster, or null. Its pid file outlives a kill -9, and the number in it may by
 * then be another program's: such a file is removed, for PostgreSQL would refuse to start over it.
 * @param starting A postmaster of ours has been started and may be writing its file.
 */
export async function runningPostmaster(folder: string, starting = false): Promise<Postmaster | null> {
  const file = join(folder, 'postmaster.pid');
  const text = await readFile(file, 'utf8').catch(() => null);
  if (text === null) {
    return null;
  }
  // PostgreSQL makes the file and then fills it: taken away in between, it would end as soon as it is ready.
  if (text === '' && (starting || (await isYoung(file)))) {
    return null;
  }
  const lines = text.split('\n');
  const pid = Number(lines[0]);
  const port = Number(lines[3]);
  if (!(pid > 0) || !(await isPostgres(pid))) {
    await rm(file, { force: true });
    return null;
  }
  return { pid, port };
}

async function isYoung(file: string): Promise<boolean> {
  const found = await stat(file).catch(() => null);
  return found !== null && Date.now() - found.mtimeMs < FILLED_WITHIN_MS;
}

/** A port of the loopback that nobody uses now; the preferred one when it is free. */
export async function freePort(preferred: number): Promise<number> {
  const attempt = (port: number): Promise<number | null> =>
    new Promise((resolve) => {
      const server = createServer();
      server.once('error', () => resolve(null));
      server.listen({ host: '127.0.0.1', port, exclusive: true }, () => {
        const address = server.address();
        server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : null));
      });
    });
  const port = (preferred > 0 ? await attempt(preferred) : null) ?? (await attempt(0));
  if (port === null) {
    throw new CadenciaError('DLR_PORT_TAKEN', { detail: 'No port of 127.0.0.1 is free for PostgreSQL.' });
  }
  return port;
}

/**
 * Starts a postmaster in a process group and session of its own: a Ctrl-C at the terminal reaches us, not it, so
 * it is there until our drain has ended. It writes to a file, so it lives on when we are killed.
 */
export async function spawnPostmaster(cluster: Cluster, port: number): Promise<ChildProcess> {
  const size = await stat(cluster.logFile).then(
    (found) => found.size,
    () => 0,
  );
  if (size > LOG_KEPT_BYTES) {
    await truncate(cluster.logFile);
  }
  const settings = [
    `port=${port}`,
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'timezone=UTC',
    'lc_messages=C',
    // Errors quote rows in their details and statements: neither belongs in a log.
    'log_error_verbosity=terse',
    'log_min_error_statement=panic',
    ...cluster.settings,
  ];
  const log = await open(cluster.logFile, 'a', 0o600);
  try {
    const child = spawn(
      cluster.binaries.postgres,
      ['-D', cluster.folder, ...settings.flatMap((setting) => ['-c', setting])],
      {
        detached: true,
        cwd: cluster.folder,
        env: { PATH: '/usr/bin:/bin', LC_ALL: 'C', TZ: 'UTC' },
        stdio: ['ignore', log.fd, log.fd],
        ...(cluster.account ?? {}),
      },
    );
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    child.unref();
    return child;
  } finally {
    await log.close();
  }
}

/** Last lines of the server's log, for a message that says why it did not start. */
export async function logTail(logFile: string): Promise<string> {
  const text = await readFile(logFile, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-3).join(' | ');
}

/**
 * Fast shutdown: sessions are cut, nothing is lost. After `deadlineMs` an immediate one, which only costs the next
 * start a recovery.
 */
export async function stopPostmaster(postmaster: Postmaster, deadlineMs: number): Promise<void> {
  const signal = (name: 'SIGINT' | 'SIGQUIT'): void => {
    try {
      process.kill(postmaster.pid, name);
    } catch {
      // It is gone already.
    }
  };
  signal('SIGINT');
  const started = performance.now();
  let harder = false;
  while (await isPostgres(postmaster.pid)) {
    if (!harder && performance.now() - started > deadlineMs) {
      harder = true;
      signal('SIGQUIT');
    }
    await pause(20);
  }
}

/** A short wait between two looks at a process that is not ours to wait for. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
