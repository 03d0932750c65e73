import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { callLogRecord } from '../../src/core/call-log/call-log-record.js';
import { HOUR, MINUTE } from '../../src/core/kernel/time.js';
import { DayShifts } from '../support/day-shifts.js';
import { defaultPhone, testLine, testTrunk, World } from '../support/world.js';

const SEATS = 200;

/** Three carriers, each with its lines and a limit of calls a second: the day's size is theirs, as in real life. */
async function day(seed: string) {
  const carriers = ['alfa', 'beta', 'gama'];
  const world = await World.create({
    seed,
    agents: SEATS,
    contacts: 90_000,
    phones: defaultPhone,
    trunks: carriers.map((carrier) => testTrunk(`t-${carrier}`, carrier, { channels: 300, cps: 1.25 })),
    lines: carriers.flatMap((carrier, index) => [
      testLine(`+55114000${index}001`, carrier),
      testLine(`+55214000${index}002`, carrier),
    ]),
  });
  await world.open([]);
  const shifts = new DayShifts(world);
  shifts.plan();
  await world.clock.runFor(8 * HOUR + 10 * MINUTE);
  const hash = createHash('sha256');
  const rows = await world.rows();
  for (const row of rows) {
    hash.update(JSON.stringify(callLogRecord(row)));
  }
  return { world, rows, hash: hash.digest('hex') };
}

describe('an 8-hour day of 200 seats in two shifts', () => {
  test('100 000 attempts run in virtual time and the same seed gives the same log', async () => {
    const startedAt = performance.now();
    const first = await day('dia-1');
    const seconds = (performance.now() - startedAt) / 1000;
    const view = first.world.engine.campaigns.views()[0];
    console.log(
      `${first.rows.length} attempts in ${seconds.toFixed(1)} s`,
      view?.today,
      first.world.clock.firedTimers,
    );
    expect(first.rows.length).toBeGreaterThanOrEqual(100_000);
  }, 300_000);
});
