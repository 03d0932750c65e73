import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { createConnection, createServer, type Server } from 'node:net';
import { join, resolve } from 'node:path';
import { CadenciaError } from '../../core/kernel/errors.js';

/** Held by the one server that uses a data folder; released by `release` or by the death of the process. */
export interface DataFolderLock {
  release(): Promise<void>;
}

/**
 * Listens on a local socket named after the folder: a second server cannot, and a dead one leaves nothing behind.
 * On Linux the name is abstract (no file); elsewhere a socket file whose owner no longer answers is removed.
 */
export async function lockDataFolder(folder: string): Promise<DataFolderLock> {
  const path = socketPath(folder);
  let server = await listen(path);
  if (server === null && !(await isAnswered(path))) {
    await rm(path, { force: true });
    server = await listen(path);
  }
  if (server === null) {
    throw new CadenciaError('DLR_DATA_FOLDER_BUSY', {
      detail: `A Cadência server uses ${resolve(folder)} already; stop it first, or give this one another data folder (--data-folder).`,
    });
  }
  const held = server;
  return { release: () => new Promise((done) => held.close(() => done())) };
}

function socketPath(folder: string): string {
  const name = createHash('sha256').update(resolve(folder)).digest('hex').slice(0, 32);
  return process.platform === 'linux' ? `\0cadencia-${name}` : join(resolve(folder), 'server.lock');
}

function listen(path: string): Promise<Server | null> {
  return new Promise((done, failed) => {
    const server = createServer((socket) => socket.end());
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') {
        done(null);
      } else {
        failed(error);
      }
    });
    server.listen(path, () => {
      // The lock alone keeps no process alive.
      server.unref();
      done(server);
    });
  });
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((done) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.destroy();
      done(true);
    });
    socket.once('error', () => done(false));
  });
}
