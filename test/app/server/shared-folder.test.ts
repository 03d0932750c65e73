import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { MemoryCoordination } from '../../../src/adapters/memory/memory-coordination.js';
import { LOOK_EVERY_MS, markOf, SharedFolder } from '../../../src/app/server/shared-folder.js';
import { MINUTE } from '../../../src/core/kernel/time.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadencia-shared-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the mark of a folder', () => {
  test('is one for all servers, however many come at once, and leaves nothing half written', async () => {
    const marks = await Promise.all(Array.from({ length: 20 }, () => markOf(join(folder, 'shared'))));
    expect(new Set(marks).size).toBe(1);
    expect(marks[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(readdirSync(join(folder, 'shared'))).toEqual(['folder.id']);
    expect(await markOf(join(folder, 'other'))).not.toBe(marks[0]);
  });

  test('that was written over is refused with what to do, and left as it is', async () => {
    writeFileSync(join(folder, 'folder.id'), 'x\n');
    await expect(markOf(folder)).rejects.toMatchObject({
      code: 'DLR_CONFIG_INVALID',
      detail: expect.stringContaining('delete it while no server works'),
    });
    expect(readFileSync(join(folder, 'folder.id'), 'utf8')).toBe('x\n');
  });

  test('cannot be made where there is a file, which is told with the setting', async () => {
    writeFileSync(join(folder, 'file'), '');
    await expect(markOf(join(folder, 'file'))).rejects.toMatchObject({
      code: 'DLR_CONFIG_INVALID',
      detail: expect.stringContaining('shared_folder'),
    });
  });
});

describe('servers of one database', () => {
  let nowMs = 0;
  const coordination = () => new MemoryCoordination();
  const changes: [string, boolean][] = [];
  const server = (store: MemoryCoordination, name: string, mark: string) =>
    new SharedFolder({
      coordination: store,
      clock: { now: () => nowMs },
      readMark: async () => mark,
      onChange: (apart) => changes.push([name, apart]),
    });
  beforeEach(() => {
    nowMs = 1_000_000;
    changes.length = 0;
  });

  test('with one folder are never told to be apart', async () => {
    const store = coordination();
    const both = [server(store, 'a', 'm1'), server(store, 'b', 'm1')];
    for (let look = 0; look < 10; look += 1) {
      await Promise.all(both.map((one) => one.look()));
      nowMs += LOOK_EVERY_MS;
    }
    expect(both.map(({ apart }) => apart)).toEqual([false, false]);
    expect(changes).toEqual([]);
  });

  test('with two folders know it, once, and no longer than a minute after the other has gone', async () => {
    const store = coordination();
    const [a, b] = [server(store, 'a', 'm1'), server(store, 'b', 'm2')];
    for (let look = 0; look < 5; look += 1) {
      await a.look();
      await b.look();
      nowMs += LOOK_EVERY_MS;
    }
    expect([a.apart, b.apart]).toEqual([false, true]);
    expect(changes).toEqual([['b', true]]);
    nowMs += MINUTE;
    await b.look();
    expect(b.apart).toBe(false);
    expect(changes).toEqual([
      ['b', true],
      ['b', false],
    ]);
  });

  test('notice that the folder came off: what is mounted nowhere has another mark', async () => {
    const store = coordination();
    let mount = join(folder, 'mounted');
    const other = server(store, 'a', await markOf(mount));
    const one = new SharedFolder({
      coordination: store,
      clock: { now: () => nowMs },
      readMark: () => markOf(mount),
      onChange: (apart) => changes.push(['b', apart]),
    });
    await other.look();
    await one.look();
    expect(one.apart).toBe(false);
    mount = join(folder, 'bare');
    await one.look();
    expect(one.apart).toBe(true);
    mount = join(folder, 'mounted');
    await one.look();
    expect(changes).toEqual([
      ['b', true],
      ['b', false],
    ]);
  });

  test('say that the folder does not answer, and ask it again only when it has', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const asked: ((mark: string) => void)[] = [];
      const one = new SharedFolder({
        coordination: coordination(),
        clock: { now: () => nowMs },
        readMark: () => new Promise((done) => asked.push(done)),
        onChange: (apart) => changes.push(['a', apart]),
      });
      for (let look = 0; look < 3; look += 1) {
        const looked = expect(one.look()).rejects.toMatchObject({
          detail: expect.stringContaining('does not answer'),
        });
        await vi.advanceTimersByTimeAsync(5000);
        await looked;
      }
      expect(asked.length).toBe(1);
      asked[0]!('m1');
      await vi.advanceTimersByTimeAsync(0);
      const looked = one.look();
      asked[1]!('m1');
      await looked;
      expect(one.apart).toBe(false);
    } finally {
      vi.useRealTimers();
    }
  });
});
