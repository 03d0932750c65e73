import { spawn } from 'node:child_process';
import { once } from 'node:events';
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
const CALLS_BEFORE = 90_000;
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
  readonly ready: Promise<void>;
  readonly ended: Promise<NodeJS.Signals | number | null>;
  readonly #process;
  #enough: { readonly calls: number; readonly tell: () => void } | null = null;

  constructor(url: string, most = Number.POSITIVE_INFINITY) {
    const program = join(ROOT_FOLDER, 'test/support/dialing-child.mjs');
    const args = [program, join(ROOT_FOLDER, 'dist'), url, LINE, String(most)];
    this.#process = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdout } = this.#process;
    this.ready = once(stdout, 'data').then(([bytes]: Buffer[]) => {
      expect(bytes?.toString()).toBe('r');
      stdout.on('data', (more: Buffer) => this.#count(more.length));
    });
    this.ended = new Promise((resolve) => {
      this.#process.once('close', (code, signal) => resolve(signal ?? code));
    });
  }

  begin(): void {
    this.#process.stdin.end('b');
  }

  reached(calls: number): Promise<void> {
    return new Promise((tell) => {
      this.#enough = { calls, tell };
    });
  }

  kill(): void {
    this.#process.kill('SIGKILL');
  }

  #count(calls: number): void {
    this.calls += calls;
    if (this.#enough !== null && this.calls >= this.#enough.calls) {
      this.#enough.tell();
    }
  }
}

/** Engines that begin together. */
async function beginEngines(url: string, count: number, most?: number): Promise<readonly DialingChild[]> {
  const engines = Array.from({ length: count }, () => new DialingChild(url, most));
  await Promise.all(engines.map(({ ready }) => ready));
  for (const engine of engines) {
    engine.begin();
  }
  return engines;
}

/** The counter of the line's day, as the engines name it, and a hand of the test's own on it. */
async function dayOf(url: string) {
  const coordination = new PostgresCoordination({ url });
  const counter = new Periods(new SystemClock()).name('line', LINE);
  await coordination.raiseTo(counter, CALLS_BEFORE);
  /** Asks for one more call than have been granted: what the 100 000th and the 100 001st get. */
  const askForOne = () => coordination.takeUnits(counter, 1, 99_999);
  return { coordination, counter, askForOne };
}

const NONE_LEFT = { granted: 0, taken: 99_999 };

test('the 99 999th call of a line leaves, the 100 000th and the 100 001st do not, with two engines and a third that begins anew', async () => {
  const url = await databases.create();
  const { coordination, counter, askForOne } = await dayOf(url);
  const engines = await beginEngines(url, 2);
  // Each ends by itself once it is told that there is no call left.
  expect(await Promise.all(engines.map(({ ended }) => ended))).toEqual([0, 0]);
  expect(engines.map(({ calls }) => calls > 0)).toEqual([true, true]);
  expect(CALLS_BEFORE + engines.reduce((sum, { calls }) => sum + calls, 0)).toBe(99_999);

  expect(await askForOne()).toMatchObject(NONE_LEFT);
  expect(await askForOne()).toMatchObject(NONE_LEFT);
  const [restarted] = await beginEngines(url, 1);
  expect(await restarted?.ended).toBe(0);
  expect(restarted?.calls).toBe(0);
  expect(await coordination.unitsTaken(counter)).toBe(99_999);
  await coordination.close();
}, 60_000);

test('the 100 000th call of a line never leaves, with two engines, one of them killed, and a third that begins anew', async () => {
  const url = await databases.create();
  const { coordination, counter, askForOne } = await dayOf(url);

  const [killed, survivor] = (await beginEngines(url, 2)) as [DialingChild, DialingChild];
  // The blocks are parts of what remains: those at 90 000 are larger than those near the end.
  await killed.reached(3000);
  killed.kill();
  expect(await killed.ended).toBe('SIGKILL');
  const [heir] = (await beginEngines(url, 1)) as [DialingChild];
  expect(await Promise.all([survivor.ended, heir.ended])).toEqual([0, 0]);

  const calls = CALLS_BEFORE + killed.calls + survivor.calls + heir.calls;
  expect(killed.calls).toBeGreaterThanOrEqual(3000);
  expect(survivor.calls).toBeGreaterThan(0);
  expect(calls).toBeLessThanOrEqual(99_999);
  expect(calls).toBeGreaterThanOrEqual(99_999 - MOST_HELD);
  expect(await coordination.unitsTaken(counter)).toBe(99_999);

  // What the killed one held is lost for the day, not given out again: nobody gets the 100 000th, nor the 100 001st.
  expect(await askForOne()).toMatchObject(NONE_LEFT);
  expect(await askForOne()).toMatchObject(NONE_LEFT);
  const restarted = await beginEngines(url, 2);
  expect(await Promise.all(restarted.map(({ ended }) => ended))).toEqual([0, 0]);
  expect(restarted.map((engine) => engine.calls)).toEqual([0, 0]);
  await coordination.close();
}, 60_000);

test('an engine that stops leaves its calls in the counter and nothing else; one that is killed leaves what it held, told apart', async () => {
  const url = await databases.create();
  const coordination = new PostgresCoordination({ url });
  const counter = new Periods(new SystemClock()).name('line', LINE);

  const [stopped] = (await beginEngines(url, 1, 300)) as [DialingChild];
  expect(await stopped.ended).toBe(0);
  expect(stopped.calls).toBe(300);
  expect(await coordination.takeUnits(counter, 0, 0)).toMatchObject({ taken: 300, held: 0 });

  const [killed] = (await beginEngines(url, 1)) as [DialingChild];
  await killed.reached(50);
  killed.kill();
  expect(await killed.ended).toBe('SIGKILL');
  const { taken, held } = await coordination.takeUnits(counter, 0, 0);
  expect(held).toBeGreaterThan(0);
  expect(taken).toBeGreaterThanOrEqual(300 + killed.calls);
  // Of what it held, some may have been used since it said so: never more than is told apart.
  expect(taken - held).toBeLessThanOrEqual(300 + killed.calls);
  await coordination.close();
}, 60_000);
