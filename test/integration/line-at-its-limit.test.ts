import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { SystemClock } from '../../src/adapters/clock/system-clock.js';
import { PostgresCoordination } from '../../src/adapters/postgres/postgres-coordination.js';
import { Periods } from '../../src/engine/periods.js';
import { buildProduct } from '../support/server-process.js';
import { ROOT_FOLDER } from '../support/telephony-lab.js';
import { TestDatabases } from '../support/test-database.js';

const LINE = '+551140001000';
/** Where the day stands when the engines begin. */
const CALLS_BEFORE = 98_000;
/** Most units a process holds ahead of their use near the end of a cap of 99 999, and so wastes when it is killed. */
const MOST_HELD = 500;

let databases: TestDatabases;

beforeAll(async () => {
  await buildProduct();
  databases = await TestDatabases.start();
}, 120_000);
afterAll(() => databases.stop());

/** An engine's quotas in a process of its own, whose calls are counted as they leave. */
class DialingChild {
  calls = 0;
  readonly ended: Promise<NodeJS.Signals | number | null>;
  readonly #process;
  #enough: { readonly calls: number; readonly tell: () => void } | null = null;

  constructor(url: string) {
    const args = [join(ROOT_FOLDER, 'test/support/dialing-child.mjs'), join(ROOT_FOLDER, 'dist'), url, LINE];
    this.#process = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#process.stdout.on('data', (bytes: Buffer) => {
      this.calls += bytes.length;
      if (this.#enough !== null && this.calls >= this.#enough.calls) {
        this.#enough.tell();
      }
    });
    this.ended = new Promise((resolve) => {
      this.#process.once('close', (code, signal) => resolve(signal ?? code));
    });
  }

  reached(calls: number): Promise<void> {
    return new Promise((tell) => {
      this.#enough = { calls, tell };
    });
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }
}

test('the 100 000th call of a line never leaves, with two engines, one of them killed, and a third that begins anew', async () => {
  const url = await databases.create();
  const coordination = new PostgresCoordination({ url });
  const counter = new Periods(new SystemClock()).name('line', LINE);
  await coordination.raiseTo(counter, CALLS_BEFORE);

  const killed = new DialingChild(url);
  const survivor = new DialingChild(url);
  await killed.reached(200);
  killed.kill();
  expect(await killed.ended).toBe('SIGKILL');
  const heir = new DialingChild(url);
  expect(await Promise.all([survivor.ended, heir.ended])).toEqual([0, 0]);

  const calls = CALLS_BEFORE + killed.calls + survivor.calls + heir.calls;
  expect(survivor.calls).toBeGreaterThan(0);
  expect(calls).toBeLessThanOrEqual(99_999);
  expect(calls).toBeGreaterThanOrEqual(99_999 - MOST_HELD);
  expect(await coordination.unitsTaken(counter)).toBe(99_999);
  expect(await coordination.takeUnits(counter, 1, 99_999)).toEqual({ granted: 0, taken: 99_999 });
  await coordination.close();
}, 60_000);
