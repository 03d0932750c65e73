import { expect, it } from 'vitest';
import { VirtualClock } from '../../src/adapters/clock/virtual-clock.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import { CarrierDesk } from '../../src/engine/carrier-desk.js';
import { aBatch, aChain, anOpening } from '../support/samples.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** 10:00 in Brasília. */
const TEN = Date.UTC(2026, 2, 10, 13);

async function desk() {
  const stores = new MemoryStores();
  const clock = new VirtualClock(TEN);
  let called = 0;
  const call = async (count: number, answered: number, endMs: number) => {
    for (let index = 0; index < count; index += 1) {
      called += 1;
      const opening = anOpening(`a${called}`, { tDialMs: endMs - 30_000, tQueuedMs: endMs - 30_000 });
      const tAnswerMs = index < answered ? endMs - 20_000 : null;
      const [row] = aChain([opening], {
        tDialMs: endMs - 30_000,
        tRingMs: endMs - 25_000,
        tAnswerMs,
        tEndMs: endMs,
      });
      await stores.attempts.commit(aBatch({ openings: [opening], closings: [{ row: row!, contact: null }] }));
    }
  };
  const failures: string[] = [];
  const make = () =>
    new CarrierDesk({ log: stores.carriers, clock, onFailed: (text) => failures.push(text) });
  return { stores, clock, call, make, failures };
}

it('tells four stretches apart, each beside what came before it, also after a restart', async () => {
  const { call, make, clock, failures } = await desk();
  await call(300, 60, TEN - 3 * DAY);
  await call(200, 40, TEN - 2 * HOUR);
  await call(100, 20, TEN - 30 * 60_000);
  await call(100, 4, TEN - 60_000);
  const carriers = make();
  const of = async (span: 'minutes' | 'hour' | 'day' | 'month', at = carriers) => {
    await at.settled();
    const {
      carriers: [one],
      ...rest
    } = await at.report(span);
    return { ...rest, attempts: one?.measure.attempts, asr: one?.measure.asr, drift: one?.drift.asr };
  };
  await carriers.report('hour');
  expect(await of('minutes')).toMatchObject({
    attempts: 100,
    drift: 'down',
    beforeFromMs: TEN - HOUR - 300_000,
  });
  expect(await of('hour')).toMatchObject({ attempts: 200, asr: 24 / 200 });
  expect(await of('day')).toMatchObject({ attempts: 400, drift: 'same', fromMs: Date.UTC(2026, 2, 10, 3) });
  expect(await of('month')).toMatchObject({ attempts: 700, drift: 'unknown', days: { counted: 29, of: 29 } });
  const again = make();
  await again.report('day');
  expect(await of('month', again)).toMatchObject({ attempts: 700 });
  await clock.runFor(DAY);
  await again.report('day');
  expect(await of('month', again)).toMatchObject({ attempts: 700 });
  expect(await of('day', again)).toMatchObject({ attempts: undefined });
  expect(failures).toEqual([]);
});

it('holds an hour against the same hour of the days before, not against a morning that people pick up otherwise', async () => {
  const { call, make, clock } = await desk();
  for (const day of [1, 2, 3]) {
    await call(100, 20, TEN - day * DAY - 10 * 60_000);
  }
  // Early in the morning nobody picked up.
  await call(400, 4, TEN - 3 * HOUR);
  await call(100, 21, TEN - 60_000);
  const carriers = make();
  const drift = async () => (await carriers.report('hour')).carriers[0]?.drift.asr;
  expect(await drift()).toBe('same');
  expect((await carriers.report('hour')).beforeFromMs).toBe(TEN - HOUR - 7 * DAY);
  await call(200, 0, TEN + 30_000);
  await clock.runFor(60_000);
  expect(await drift()).toBe('down');
});
