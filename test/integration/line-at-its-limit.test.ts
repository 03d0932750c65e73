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

/** What an engine does after so many calls; `Infinity`: dials until it is told that there is no call left. */
interface Halt {
  readonly calls: number;
  readonly does: 'stop' | 'die' | 'wait';
}
const NEVER: Halt = { calls: Number.POSITIVE_INFINITY, does: 'stop' };

/** An engine's quotas in a process of its own, whose calls are counted as they leave. */
class DialingChild {
  calls = 0;
  readonly ready: Promise<void>;
  /** When it has made the calls it halts at. */
  readonly halted: Promise<void>;
  readonly ended: Promise<NodeJS.Signals | number | null>;
  readonly #process;

  constructor(url: string, halt: Halt) {
    const program = join(ROOT_FOLDER, 'test/support/dialing-child.mjs');
    const args = [program, join(ROOT_FOLDER, 'dist'), url, LINE, String(halt.calls), halt.does];
    this.#process = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
    const { stdout } = this.#process;
    let tellHalted = () => {};
    this.halted = new Promise((resolve) => {
      tellHalted = resolve;
    });
    this.ready = once(stdout, 'data').then(([bytes]: Buffer[]) => {
      expect(bytes?.toString()).toBe('r');
      stdout.on('data', (more: Buffer) => {
        this.calls += more.length;
        if (this.calls >= halt.calls) {
          tellHalted();
        }
      });
    });
    this.ended = new Promise((resolve) => {
      this.#process.once('close', (code, signal) => resolve(signal ?? code));
    });
  }

  /** Begins; or goes on, once halted, from a wait. */
  begin(): void {
    this.#process.stdin.write('b');
  }
}

/** Engines that begin together, each with its own halt. */
async function beginEngines(url: string, ...halts: readonly Halt[]): Promise<readonly DialingChild[]> {
  const engines = halts.map((halt) => new DialingChild(url, halt));
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
  // Neither outruns the other before both have called, however the machine shares its time.
  const waits: Halt = { calls: 500, does: 'wait' };
  const engines = await beginEngines(url, waits, waits);
  await Promise.all(engines.map(({ halted }) => halted));
  for (const engine of engines) {
    engine.begin();
  }
  // Each ends by itself once it is told that there is no call left.
  expect(await Promise.all(engines.map(({ ended }) => ended))).toEqual([0, 0]);
  expect(engines.map(({ calls }) => calls >= 500)).toEqual([true, true]);
  expect(CALLS_BEFORE + engines.reduce((sum, { calls }) => sum + calls, 0)).toBe(99_999);

  expect(await askForOne()).toMatchObject(NONE_LEFT);
  expect(await askForOne()).toMatchObject(NONE_LEFT);
  const [restarted] = await beginEngines(url, NEVER);
  expect(await restarted?.ended).toBe(0);
  expect(restarted?.calls).toBe(0);
  expect(await coordination.unitsTaken(counter)).toBe(99_999);
  await coordination.close();
}, 60_000);

test('the 100 000th call of a line never leaves, with two engines, one of them killed, and a third that begins anew', async () => {
  const url = await databases.create();
  const { coordination, counter, askForOne } = await dayOf(url);

  // The blocks are parts of what remains: those at 90 000 are larger than those near the end. The survivor waits half way,
  // so that however the machine shares its time there are calls left for the one that is killed.
  const halts: readonly Halt[] = [
    { calls: 3000, does: 'die' },
    { calls: 3000, does: 'wait' },
  ];
  const [killed, survivor] = (await beginEngines(url, ...halts)) as [DialingChild, DialingChild];
  expect(await killed.ended).toBe('SIGKILL');
  await survivor.halted;
  const [heir] = (await beginEngines(url, NEVER)) as [DialingChild];
  survivor.begin();
  expect(await Promise.all([survivor.ended, heir.ended])).toEqual([0, 0]);

  const calls = CALLS_BEFORE + killed.calls + survivor.calls + heir.calls;
  expect(killed.calls).toBe(3000);
  expect(survivor.calls).toBeGreaterThanOrEqual(3000);
  expect(calls).toBeLessThanOrEqual(99_999);
  expect(calls).toBeGreaterThanOrEqual(99_999 - MOST_HELD);
  expect(await coordination.unitsTaken(counter)).toBe(99_999);

  // What the killed one held is lost for the day, not given out again: nobody gets the 100 000th, nor the 100 001st.
  expect(await askForOne()).toMatchObject(NONE_LEFT);
  expect(await askForOne()).toMatchObject(NONE_LEFT);
  const restarted = await beginEngines(url, NEVER, NEVER);
  expect(await Promise.all(restarted.map(({ ended }) => ended))).toEqual([0, 0]);
  expect(restarted.map((engine) => engine.calls)).toEqual([0, 0]);
  await coordination.close();
}, 60_000);

test('an engine that stops leaves its calls in the counter and nothing else; one that is killed leaves what it held, told apart', async () => {
  const url = await databases.create();
  const coordination = new PostgresCoordination({ url });
  const counter = new Periods(new SystemClock()).name('line', LINE);

  const [stopped] = (await beginEngines(url, { calls: 300, does: 'stop' })) as [DialingChild];
  expect(await stopped.ended).toBe(0);
  expect(stopped.calls).toBe(300);
  expect(await coordination.takeUnits(counter, 0, 0)).toMatchObject({ taken: 300, held: 0 });

  const [killed] = (await beginEngines(url, { calls: 50, does: 'die' })) as [DialingChild];
  expect(await killed.ended).toBe('SIGKILL');
  const { taken, held } = await coordination.takeUnits(counter, 0, 0);
  expect(held).toBeGreaterThan(0);
  expect(taken).toBeGreaterThanOrEqual(300 + killed.calls);
  // Of what it held, some may have been used since it said so: never more than is told apart.
  expect(taken - held).toBeLessThanOrEqual(300 + killed.calls);
  await coordination.close();
}, 60_000);
