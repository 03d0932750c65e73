import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/adapters/clock/virtual-clock.js';
import { PostgresStores } from '../../../src/adapters/postgres/postgres-stores.js';
import { Boot } from '../../../src/app/server/boot.js';
import { startClock } from '../../../src/app/server/start-clock.js';
import { HOUR, MINUTE, SECOND } from '../../../src/core/kernel/time.js';
import { aBatch, aChain, anOpening, NOON } from '../../support/samples.js';
import { TestDatabases } from '../../support/test-database.js';

/** A Tuesday, 11:00 in Brasília, and what the machine's own clock shows meanwhile: a Sunday. */
const SHOWN = Date.parse('2026-11-10T14:00:00.000Z');
const WALL = Date.parse('2026-11-22T08:00:00.000Z');

let databases: TestDatabases;
let url: string;
let stores: PostgresStores;
const boots: Boot[] = [];

beforeAll(async () => {
  databases = await TestDatabases.start();
});
afterAll(() => databases.stop());
beforeEach(async () => {
  url = await databases.create();
  stores = new PostgresStores({ url });
});
afterEach(async () => {
  await Promise.all(boots.splice(0).map((boot) => boot.stop()));
  await stores.close();
});

describe('the time of a demo in PostgreSQL', () => {
  test('is nothing on an installation that never ran on a shifted clock', async () => {
    expect(await stores.demoClock.read()).toBeNull();
    expect(await stores.demoClock.lastRowMs()).toBeNull();
  });

  test('is what was kept last, also for a process that comes after', async () => {
    await stores.demoClock.keep({ nowMs: SHOWN, wallMs: WALL });
    await stores.demoClock.keep({ nowMs: SHOWN + 5000, wallMs: WALL + 5000 });
    await stores.close();
    stores = new PostgresStores({ url });
    expect(await stores.demoClock.read()).toEqual({ nowMs: SHOWN + 5000, wallMs: WALL + 5000 });
  });

  test('never goes back: an earlier time, or the same, changes nothing', async () => {
    const kept = { nowMs: SHOWN, wallMs: WALL };
    await stores.demoClock.keep(kept);
    await stores.demoClock.keep({ nowMs: SHOWN - 1, wallMs: WALL + HOUR });
    await stores.demoClock.keep({ nowMs: SHOWN, wallMs: WALL + HOUR });
    expect(await stores.demoClock.read()).toEqual(kept);
  });

  test('goes on, when two keep it at once, from the later of both', async () => {
    const times = Array.from({ length: 20 }, (_, index) => ({
      nowMs: SHOWN + ((index * 7) % 20) * SECOND,
      wallMs: WALL + index,
    }));
    await Promise.all(times.map((time) => stores.demoClock.keep(time)));
    expect((await stores.demoClock.read())?.nowMs).toBe(SHOWN + 19 * SECOND);
  });

  test('knows the latest instant of any row, whether open or closed', async () => {
    const closed = anOpening('a1');
    const open = anOpening('a2', { tQueuedMs: NOON + 30_000, tDialMs: NOON + 30_000 });
    await stores.attempts.commit(aBatch({ openings: [closed] }));
    expect(await stores.demoClock.lastRowMs()).toBe(NOON);
    await stores.attempts.commit(aBatch({ closings: closingsOf(closed) }));
    expect(await stores.demoClock.lastRowMs()).toBe(NOON + 20_000);
    await stores.attempts.commit(aBatch({ openings: [open] }));
    expect(await stores.demoClock.lastRowMs()).toBe(NOON + 30_000);
  });

  test('starts where it was left, after the last row, within working hours, and keeps what it shows', async () => {
    const first = await startDemo(WALL);
    expect(first.clock.now()).toBe(SHOWN);
    await first.system.runFor(20 * MINUTE);
    await first.stop();
    const second = await startDemo(WALL + 5 * 24 * HOUR);
    expect(second.clock.now()).toBeGreaterThanOrEqual(SHOWN + 20 * MINUTE);
    await second.stop();
    const kept = await stores.demoClock.read();
    // Whatever the machine's clock was set to: a third start shows nothing earlier.
    const third = await startDemo(WALL - 24 * HOUR);
    expect(third.clock.now()).toBeGreaterThan(kept?.nowMs ?? Number.POSITIVE_INFINITY);
  });
});

function closingsOf(opening: ReturnType<typeof anOpening>) {
  return aChain([opening]).map((row) => ({ row, contact: null }));
}

async function startDemo(wallMs: number) {
  const boot = new Boot(() => undefined, new AbortController().signal);
  boots.push(boot);
  const system = new VirtualClock(wallMs);
  const { clock } = await startClock(boot, pino({ level: 'silent' }), {
    store: stores.demoClock,
    system,
    trunkKinds: ['demo'],
  });
  return { clock, system, stop: () => boot.stop() };
}
