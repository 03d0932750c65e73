import { expect, test } from 'vitest';
import { VirtualClock } from '../../src/adapters/clock/virtual-clock.js';
import { CadenciaError } from '../../src/core/kernel/errors.js';
import { HOUR } from '../../src/core/kernel/time.js';
import type { ConsumptionCell } from '../../src/core/retry/consumption-curve.js';
import { EventBus } from '../../src/engine/event-bus.js';
import { YieldBook } from '../../src/engine/yield-book.js';
import type { CadenceStore, ConsumptionQuery } from '../../src/ports/cadence-store.js';
import { aContactWith } from '../support/retry-samples.js';
import { CAMPAIGN, NOON } from '../support/samples.js';

const CELL: ConsumptionCell = {
  mailingId: 'm1',
  hour: 10,
  attemptNo: 2,
  attempts: 1000,
  answers: 9,
  contacts: 5,
};
const CONTACT = aContactWith(1);

function book(consumption: (query: ConsumptionQuery) => Promise<readonly ConsumptionCell[]>) {
  const clock = new VirtualClock(NOON);
  const bus = new EventBus();
  const failed: string[] = [];
  bus.on('store:failed', ({ operation, code }) => failed.push(`${operation} ${code}`));
  const store = { consumption } as unknown as CadenceStore;
  return { clock, failed, yields: new YieldBook({ store, clock, bus }) };
}

test('yields are known from the first answer on, and asked again after an hour', async () => {
  let asked = 0;
  const { clock, yields } = book(async () => {
    asked += 1;
    return [{ ...CELL, contacts: asked * 5 }];
  });
  expect(yields.of(CAMPAIGN).expectedPerThousand(CONTACT, 2)).toBeNull();
  await clock.runFor(1);
  const first = yields.of(CAMPAIGN).expectedPerThousand(CONTACT, 2) ?? 0;
  expect(first).toBeCloseTo(11.7, 1);
  expect(asked).toBe(1);
  await clock.runFor(HOUR);
  expect(yields.of(CAMPAIGN).expectedPerThousand(CONTACT, 2)).toBe(first);
  await clock.runFor(1);
  expect(yields.of(CAMPAIGN).expectedPerThousand(CONTACT, 2)).toBeGreaterThan(first);
  expect(asked).toBe(2);
});

test('a store that is away costs nothing but newer figures', async () => {
  const down = new CadenciaError('DLR_DATABASE_DOWN', { detail: 'Test.' });
  const { clock, failed, yields } = book(() => Promise.reject(down));
  expect(yields.of(CAMPAIGN).baseHours(CONTACT)).toEqual([]);
  await clock.runFor(1);
  expect(yields.of(CAMPAIGN).baseHours(CONTACT)).toEqual([]);
  expect(failed).toEqual(['consumption DLR_DATABASE_DOWN']);
});
