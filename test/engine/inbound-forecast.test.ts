import { describe, expect, test } from 'vitest';
import { readAcdQueue } from '../../src/core/acd/read-acd-queue.js';
import { makeHolidayCalendar } from '../../src/core/compliance/calendar/holiday-calendar.js';
import { parseQueueId } from '../../src/core/kernel/ids.js';
import { DAY, HOUR, MINUTE } from '../../src/core/kernel/time.js';
import { InboundForecast } from '../../src/engine/inbound-forecast.js';
import type { QueueArrivals } from '../../src/ports/inbound-store.js';
import { makeManualClock } from '../support/manual-clock.js';

const QUEUE = parseQueueId('divida');
/** A Monday, 08:00 of Brasília. */
const MONDAY_MS = Date.parse('2026-11-23T08:00:00-03:00');

/** 40 calls an hour from 08:00 to 12:00 of the two Mondays before, and what today has by the log. */
function floor(today: number, queues = new Map([[QUEUE, readAcdQueue({ id: QUEUE }, 'queue')]])) {
  const clock = makeManualClock(MONDAY_MS + 2 * HOUR);
  const calendar = makeHolidayCalendar();
  const world = { reads: 0, down: false };
  const arrivals = async (): Promise<readonly QueueArrivals[]> => {
    if (world.down) {
      throw new Error('down');
    }
    world.reads += 1;
    return [14, 7, 0].flatMap((daysAgo) =>
      Array.from({ length: daysAgo === 0 ? 4 : 8 }, (_, index) => ({
        queueId: QUEUE,
        fromMs: MONDAY_MS - daysAgo * DAY + index * 30 * MINUTE,
        calls: daysAgo === 0 ? today : 20,
      })),
    );
  };
  const deps = {
    store: { arrivals },
    clock,
    calendar: () => calendar,
    queueOf: (id: typeof QUEUE) => queues.get(id),
  };
  const forecast = new InboundForecast(deps);
  return { forecast, clock, world, perHour: () => forecast.perHour(QUEUE, clock.now()) };
}

describe('what is promised of a queue', () => {
  test('is nothing before the log was read, of a queue it does not tell of, and of one that is gone', async () => {
    const { forecast, clock, perHour } = floor(20);
    expect(perHour()).toBeNull();
    await forecast.refresh();
    expect(perHour()).toBeCloseTo(40, 6);
    expect(forecast.perHour(parseQueueId('nova'), clock.now())).toBeNull();
    const gone = floor(20, new Map());
    await gone.forecast.refresh();
    expect(gone.perHour()).toBeNull();
  });

  test('is shown by half hours: what past weeks had, what is expected by how today runs, and what came', async () => {
    const { forecast, clock } = floor(30);
    expect(forecast.day(QUEUE)).toBeNull();
    await forecast.refresh();
    clock.advance(10 * MINUTE);
    forecast.arrived(QUEUE, clock.now());
    const day = forecast.day(QUEUE);
    expect(day?.pace).toBeGreaterThan(1.2);
    const at = (hours: number) => day?.halfHours.find(({ fromMs }) => fromMs === MONDAY_MS + hours * HOUR);
    expect(at(1)).toEqual({ fromMs: MONDAY_MS + HOUR, promised: 20, expected: null, came: 30 });
    expect(at(2)).toMatchObject({ promised: 20, came: 1 });
    expect(at(2)?.expected).toBeCloseTo(20 * (day?.pace ?? 0), 6);
    expect(at(3)).toMatchObject({ promised: 20, came: null });
    expect(at(6)).toMatchObject({ promised: 0, expected: 0, came: null });
  });

  test('goes by how today runs: by the log at a start, by who comes from then on', async () => {
    const dead = floor(0);
    await dead.forecast.refresh();
    const before = dead.perHour() ?? 0;
    expect(before).toBeLessThan(20);
    for (let calls = 0; calls < 20; calls++) {
      dead.clock.advance(MINUTE);
      dead.forecast.arrived(QUEUE, dead.clock.now());
    }
    expect(dead.perHour()).toBeGreaterThan(before + 3);
  });

  test('counts nobody twice who is in the log and was seen', async () => {
    const { forecast, clock, perHour } = floor(20);
    for (let calls = 0; calls < 20; calls++) {
      forecast.arrived(QUEUE, clock.now() - 10 * MINUTE);
    }
    await forecast.refresh();
    expect(perHour()).toBeCloseTo(40, 6);
  });

  test('is learned once a day, and at the next look where the store was down', async () => {
    const { forecast, clock, world } = floor(20);
    world.down = true;
    await expect(forecast.refresh()).rejects.toThrow('down');
    world.down = false;
    expect(await forecast.refresh()).toBe(true);
    expect(await forecast.refresh()).toBe(false);
    clock.advance(15 * HOUR);
    expect(await forecast.refresh()).toBe(true);
    expect(world.reads).toBe(2);
  });
});
