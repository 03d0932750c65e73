import { expect, test } from 'vitest';
import { refused } from '../../src/adapters/simulator/fate.js';
import { MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { inTurn } from '../support/fates.js';
import { CAMPAIGN, testLine, testTrunk, World } from '../support/world.js';

const SOLD = testTrunk('t1', 'alfa', { cps: 20 });
const TAKES = 5;

test('a carrier that takes a quarter of what it sold is asked for that within two minutes, and the reason is told', async () => {
  const world = await World.create({
    agents: 20,
    contacts: 2500,
    trunks: [SOLD],
    lines: [testLine('+551140001000', 'alfa')],
    networkTrunks: [{ ...SOLD, cps: TAKES }],
    campaign: { mode: 'power', powerRatio: 3, amd: false },
    fates: inTurn(refused('busy', 500, 4000, 486, 17)),
    crewPlansPauses: false,
  });
  await world.open();
  const countedIn = async (ms: number): Promise<{ taken: number; refused: number }> => {
    const trunk = world.network.trunk(SOLD.id);
    const [calls, before] = [world.records.length, trunk?.refusedCalls ?? 0];
    await world.clock.runFor(ms);
    const turnedAway = (trunk?.refusedCalls ?? 0) - before;
    return { taken: world.records.length - calls - turnedAway, refused: turnedAway };
  };
  const learning = await countedIn(2 * MINUTE);
  const learned = await countedIn(3 * MINUTE);
  expect(learned.taken / ((3 * MINUTE) / SECOND)).toBeGreaterThanOrEqual(0.9 * TAKES);
  expect(learned.refused / learned.taken).toBeLessThan(0.08);
  expect(learning.refused).toBeLessThan(100);
  const { obstacles } = await world.engine.campaigns.readiness(CAMPAIGN);
  expect(obstacles.find(({ code }) => code === 'carrier_backs_off')?.text).toMatch(
    /^Carrier alfa backs off on trunk t1: 503 for \d+ % of the last \d+ calls\. It is asked for \d/,
  );
  expect(world.defects).toEqual([]);
}, 60_000);
