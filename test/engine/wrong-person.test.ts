import { afterEach, describe, expect, it, vi } from 'vitest';
import { MemoryAttemptStore } from '../../src/adapters/memory/memory-attempt-store.js';
import { isProtocol } from '../../src/core/compliance/facts/protocol.js';
import { inTurn, person } from '../support/fates.js';
import { agent, handWorld, untilPhases, untilStates } from '../support/hand-floor.js';

afterEach(() => vi.restoreAllMocks());

describe('a person whom nobody knows at the number', () => {
  it('gives the agent a protocol at once, and the fact kept with the row carries the same', async () => {
    const commit = vi.spyOn(MemoryAttemptStore.prototype, 'commit');
    const world = await handWorld({ agents: 1, fates: inTurn(person()) });
    await untilStates(world, 'talking');
    const { id } = agent(world, 0);
    world.engine.agents.hangup(id);
    const { protocol } = world.engine.agents.dispose(id, 'nao_conhece', null);
    expect(isProtocol(protocol)).toBe(true);
    await untilPhases(world);
    await world.clock.runFor(1000);
    const [row] = await world.rows();
    const facts = commit.mock.calls.flatMap(([batch]) => batch.facts);
    expect(facts).toMatchObject([
      { kind: 'wrong_person', protocol, phone: row?.opening.phone, sinceMs: row?.result.tWrapEndMs },
    ]);
  });

  it('owes no protocol after any other word', async () => {
    const world = await handWorld({ agents: 1, fates: inTurn(person()) });
    await untilStates(world, 'talking');
    const { id } = agent(world, 0);
    world.engine.agents.hangup(id);
    expect(world.engine.agents.dispose(id, 'promessa', null).protocol).toBe('');
  });
});
