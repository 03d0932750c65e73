import { describe, expect, test } from 'vitest';
import { SECOND } from '../../src/core/kernel/time.js';
import { weightedMedian } from '../../src/core/kernel/weighted-median.js';
import { CAMPAIGN, World, type WorldOptions } from '../support/world.js';

/** What the first decision of a predictive lane was planned for. */
async function minutesLeft(options: WorldOptions): Promise<number | undefined> {
  const world = await World.create({ agents: 3, contacts: 200, ...options });
  await world.open();
  await world.clock.runFor(5 * SECOND);
  return world.engine.campaigns.view(CAMPAIGN)?.pacing.predictive?.figures['minutesLeft'];
}

const at = (hour: number, minute = 0) => Date.UTC(2026, 0, 13, hour + 3, minute);
const inArea = (ddd: string) => (index: number) => `+55${ddd}9${80_000_000 + index}`;

describe('the budget of drops is planned', () => {
  test('until the window of the people called closes', async () => {
    const left = await minutesLeft({ startMs: at(19), phones: inArea('11') });
    expect(left).toBeGreaterThan(59);
    expect(left).toBeLessThanOrEqual(60);
  });

  test('until most of the contacts’ windows close, not until the last hour of the far west', async () => {
    const west = inArea('68');
    const south = inArea('51');
    const most = await minutesLeft({
      startMs: at(19),
      phones: (index) => (index % 10 === 0 ? west(index) : south(index)),
    });
    expect(most).toBeLessThanOrEqual(60);
  });

  test('until the agents have worked their hours, when the window is open for longer', async () => {
    const left = await minutesLeft({ startMs: at(9), phones: inArea('11') });
    expect(left).toBeGreaterThan(5.9 * 60);
    expect(left).toBeLessThanOrEqual(6 * 60);
  });
});

test('a weighted median needs weight, and is a value that was given', () => {
  expect(weightedMedian([])).toBeNull();
  expect(weightedMedian([{ value: 3, weight: 0 }])).toBeNull();
  expect(
    weightedMedian([
      { value: 9, weight: 1 },
      { value: 1, weight: 2 },
      { value: 5, weight: 2 },
    ]),
  ).toBe(5);
});
