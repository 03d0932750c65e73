import { describe, expect, test } from 'vitest';
import { HOUR, MINUTE } from '../../src/core/kernel/time.js';
import { BREACHES } from '../support/breaches.js';
import { CAMPAIGN, World } from '../support/world.js';

async function blockedRules(world: World): Promise<readonly string[]> {
  const rules = new Set<string>();
  for await (const { row } of world.stores.ledger.read({ allowed: false })) {
    for (const { rule, verdict } of row.decision.results) {
      if (verdict === 'block') {
        rules.add(rule);
      }
    }
  }
  return [...rules];
}

/** An agent looks in for some minutes of every hour: whole days cost no more than that. */
async function runHours(world: World, forMs: number): Promise<void> {
  const id = world.profiles[0]?.id ?? ('' as never);
  for (let leftMs = forMs; leftMs > 0; leftMs -= HOUR) {
    if (leftMs <= HOUR) {
      await world.clock.runFor(leftMs);
      return;
    }
    await world.clock.runFor(3 * MINUTE);
    world.crew.leave(id);
    await world.clock.runFor(HOUR - 3 * MINUTE);
    world.crew.enter(id, [CAMPAIGN]);
  }
}

describe('a breach the engine is asked for reaches nobody', () => {
  test.each(BREACHES)('$rule: $what', async ({ rule, options, before, forMs, lawful, by }) => {
    const world = await World.create({
      agents: 1,
      contacts: 1,
      ...options,
      campaign: { mode: 'power', amd: false, ...options.campaign },
    });
    await before?.(world);
    await world.open();
    await runHours(world, forMs ?? 2 * MINUTE);
    expect(world.records.map(({ number }) => number)).toHaveLength(lawful ?? 0);
    if (by !== 'route') {
      expect(await blockedRules(world)).toContain(rule);
    }
    expect(world.defects).toEqual([]);
  });
});
