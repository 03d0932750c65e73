import { expect, test } from 'vitest';
import { MINUTE } from '../../src/core/kernel/time.js';
import { inTurn, ringsOut } from '../support/fates.js';
import { testTrunk, World } from '../support/world.js';

/** In our settings, and not in those of the media server. Always idle, it is the first choice of every call. */
const UNKNOWN = testTrunk('t0');
const KNOWN = testTrunk('t1');

test('a trunk that the media server does not know rests after five calls in a row, and the others carry the campaign', async () => {
  const world = await World.create({
    agents: 3,
    contacts: 300,
    phones: (index) => `+55119${80_000_000 + index}`,
    fates: inTurn(ringsOut()),
    campaign: { mode: 'power', amd: false },
    trunks: [UNKNOWN, KNOWN],
    networkTrunks: [KNOWN],
  });
  await world.open();
  const closed: (readonly [string, number])[] = [];
  world.engine.events.on('trunk:closed', ({ trunkId, faults }) => closed.push([trunkId, faults]));
  await world.clock.runFor(10 * MINUTE);
  const rows = await world.rows();
  const refused = rows.filter(({ opening }) => opening.trunkId === UNKNOWN.id);
  expect(refused.every(({ result }) => result.reason === 'not_sent' && result.tDialMs === null)).toBe(true);
  expect(closed[0]).toEqual([UNKNOWN.id, 5]);
  // Those that were on their way as the fifth failed, and one after each pause of 5, 10, 20, 40, 80, 160 seconds.
  expect(refused.length).toBeGreaterThanOrEqual(5);
  expect(refused.length).toBeLessThanOrEqual(15);
  expect(world.records.length).toBeGreaterThan(50);
});
