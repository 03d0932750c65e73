import { expect, test } from 'vitest';
import { IN_FLIGHT_PHASES } from '../../src/core/call/call-phase.js';
import { MINUTE } from '../../src/core/kernel/time.js';
import { CAMPAIGN, World } from '../support/world.js';

test.each([1, 1.5, 2.5])(
  'power with ratio %s never has more calls in flight than ratio × free agents',
  async (powerRatio) => {
    const world = await World.create({
      seed: `power-${powerRatio}`,
      agents: 6,
      contacts: 150,
      campaign: { mode: 'power', powerRatio },
    });
    const beyond: string[] = [];
    let dialed = 0;
    world.engine.events.on('call:dialed', () => {
      dialed += 1;
      const view = world.engine.campaigns.view(CAMPAIGN);
      const inFlight = Object.entries(view?.calls ?? {})
        .filter(([phase]) => IN_FLIGHT_PHASES.has(phase as never))
        .reduce((sum, [, count]) => sum + count, 0);
      const free = view?.agents['available'] ?? 0;
      if (inFlight > Math.floor(powerRatio * free)) {
        beyond.push(`${inFlight} for ${free}`);
      }
    });
    await world.open();
    await world.clock.runFor(20 * MINUTE);
    expect(beyond).toEqual([]);
    expect(dialed).toBeGreaterThan(100);
  },
);
