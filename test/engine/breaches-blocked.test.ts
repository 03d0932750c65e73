import { describe, expect, test } from 'vitest';
import { GATE_RULES } from '../../src/core/compliance/gate/gate-rules.js';
import { RULE_IDS, RULE_NAMES } from '../../src/core/compliance/rule-id.js';
import { HOUR, MINUTE } from '../../src/core/kernel/time.js';
import { BREACHES } from '../support/breaches.js';
import { CAMPAIGN, World } from '../support/world.js';

/** Blocks of the ledger: the rule each is named after, and all that spoke against the call. */
async function blocks(world: World): Promise<readonly { named: string; rules: readonly string[] }[]> {
  const found: { named: string; rules: readonly string[] }[] = [];
  for await (const { row } of world.stores.ledger.read({ allowed: false })) {
    const { blockedBy, results } = row.decision;
    const against = results.filter(({ verdict }) => verdict === 'block');
    found.push({ named: blockedBy, rules: against.map(({ rule }) => rule) });
  }
  return found;
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
  test.each(BREACHES)('$rule: $what', async ({ rule, named = rule, options, before, forMs, lawful }) => {
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
    const found = await blocks(world);
    const why = found.filter((block) => block.named === named && block.rules.includes(rule));
    expect(why, `blocks: ${JSON.stringify(found)}`).not.toEqual([]);
    expect(world.defects).toEqual([]);
  });

  test('and no rule that the gate asks is without such a case', () => {
    const tried = new Set(BREACHES.map(({ rule }) => rule));
    expect(GATE_RULES.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]);
    const decided = RULE_IDS.filter((id) => RULE_NAMES[id].decidedBy === 'gate' && !tried.has(id));
    expect(decided).toEqual([]);
  });
});
