import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdir, mkdtemp, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EmbeddedPostgres } from '../../../src/adapters/embedded-postgres/embedded-postgres.js';
import { runningPostmaster } from '../../../src/adapters/embedded-postgres/postmaster.js';
import { canReach } from '../../../src/adapters/embedded-postgres/server-account.js';
import { until } from '../../support/until.js';

describe('embedded PostgreSQL', () => {
  let folder: string;
  const servers: EmbeddedPostgres[] = [];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'cadencia-embedded-'));
    // As root the server has an account of its own, which must reach the folder.
    await chmod(folder, 0o755);
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      await server.stop();
    }
    await rm(folder, { recursive: true, force: true });
  });

  async function start(log: (message: string) => void = () => undefined): Promise<EmbeddedPostgres> {
    const server = await EmbeddedPostgres.start({ folder, log });
    servers.push(server);
    return server;
  }

  async function ask(url: string, sql: string): Promise<unknown> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query(sql)).rows;
    } finally {
      await client.end();
    }
  }

  it('keeps its tables, port and password over a stop, and its password to its owner', async () => {
    const first = await start();
    await ask(first.url, 'create table kept (a integer)');
    await first.stop();
    await first.stop();
    const second = await start();
    expect(second.url).toBe(first.url);
    expect(second.adopted).toBe(false);
    expect(await ask(second.url, 'select count(*)::integer as rows from kept')).toEqual([{ rows: 0 }]);
    expect((await stat(join(folder, 'postgres', 'password'))).mode & 0o777).toBe(0o600);
  });

  it('refuses a second server on the folder and leaves the first in peace', async () => {
    const first = await start();
    await expect(EmbeddedPostgres.start({ folder })).rejects.toMatchObject({ code: 'DLR_DATA_FOLDER_BUSY' });
    expect(await ask(first.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('takes over the postmaster that a killed server left running', async () => {
    const dead = await start();
    await dead.abandon();
    const next = await start();
    expect([next.adopted, next.pid]).toEqual([true, dead.pid]);
    expect(await ask(next.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('starts again over what a killed postmaster left, also when its number is another program by now', async () => {
    const first = await start();
    await first.abandon();
    process.kill(first.pid, 'SIGKILL');
    const file = join(first.clusterFolder, 'postmaster.pid');
    const left = await readFile(file, 'utf8');
    await writeFile(file, left.replace(/^\d+/, String(process.pid)));
    const second = await start();
    expect(second.adopted).toBe(false);
    expect(await ask(second.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('leaves a pid file alone that a postmaster has made and not filled yet, and removes one that nobody will fill', async () => {
    const file = join(folder, 'postmaster.pid');
    const isThere = () =>
      stat(file).then(
        () => true,
        () => false,
      );
    await writeFile(file, '');
    expect([await runningPostmaster(folder), await isThere()]).toEqual([null, true]);
    await utimes(file, new Date(0), new Date(0));
    expect([await runningPostmaster(folder, true), await isThere()]).toEqual([null, true]);
    expect([await runningPostmaster(folder), await isThere()]).toEqual([null, false]);
  });

  it('starts its postmaster again when that one dies by itself', async () => {
    const messages: string[] = [];
    const server = await start((message) => messages.push(message));
    const before = server.pid;
    process.kill(before, 'SIGKILL');
    await until(() => messages.some((message) => message.includes('runs again')) || 'the restart');
    expect(server.pid).not.toBe(before);
    expect(await ask(server.url, 'select 1 as one')).toEqual([{ one: 1 }]);
  });

  it('takes another port when its own was taken meanwhile', async () => {
    const first = await start();
    await first.stop();
    const port = new URL(first.url).port;
    const thief = spawn(process.execPath, [
      '-e',
      `require('net').createServer().listen(${port}, '127.0.0.1', () => console.log('up'))`,
    ]);
    await once(thief.stdout, 'data');
    const second = await start();
    expect(new URL(second.url).port).not.toBe(port);
    thief.kill();
  });

  it('is out of reach of a Ctrl-C: the postmaster leads a session of its own', async () => {
    const server = await start();
    const fields = (await readFile(`/proc/${server.pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
    expect([fields[2], fields[3]]).toEqual([String(server.pid), String(server.pid)]);
  });

  it('stops what it started', async () => {
    const server = await start();
    await server.stop();
    expect(await runningPostmaster(server.clusterFolder)).toBeNull();
    // Ended, though Node may not have taken note of its end yet: until then its number is there, without a command.
    expect(await readFile(`/proc/${server.pid}/cmdline`, 'utf8').catch(() => '')).toBe('');
  });

  it('knows which folders the account of the server can walk to', async () => {
    const closed = join(folder, 'closed');
    await mkdir(join(closed, 'inside'), { recursive: true, mode: 0o755 });
    const stranger = { uid: 54_321, gid: 54_321 };
    await chmod(folder, 0o755);
    await chmod(closed, 0o700);
    expect(await canReach(stranger, join(closed, 'inside', 'later'))).toBe(false);
    expect(await canReach(stranger, folder)).toBe(true);
    expect(await canReach(null, join(closed, 'inside'))).toBe(true);
  });
});
