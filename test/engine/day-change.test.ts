import { expect, test } from 'vitest';
import { HOUR, MINUTE, SECOND } from '../../src/core/kernel/time.js';
import { inTurn, person } from '../support/fates.js';
import { handWorld, untilPhases } from '../support/hand-floor.js';

test('at midnight of Brasília the day’s figures begin anew, also for people who answered before and after', async () => {
  const world = await handWorld({
    agents: 1,
    contacts: 2,
    phones: (index) => `+551198000000${index}`,
    // 19:55 of 12 January in Brasília, the last minutes of the window; the talk goes on past midnight.
    startMs: Date.UTC(2026, 0, 12, 22, 55),
    campaign: { powerRatio: 2 },
    fates: inTurn(person({ talkMs: 5 * HOUR })),
  });
  await untilPhases(world, 'talking');
  const today = () => world.engine.campaigns.views()[0]?.today;
  expect(today()).toMatchObject({ attempts: 2, answered: 2, connected: 1, abandoned: 1 });
  await world.clock.runUntil(Date.UTC(2026, 0, 13, 3) + SECOND);
  expect(today()).toMatchObject({ attempts: 0, answered: 0, connected: 0, abandoned: 0, reasons: {} });
  await world.clock.runFor(MINUTE);
});
