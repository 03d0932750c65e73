import { describe, expect, test } from 'vitest';
import { CONTACT_MOVES, CONTACT_STATES, type ContactState } from '../../src/core/contact/contact.js';
import { parseContactId } from '../../src/core/kernel/ids.js';
import { SECOND } from '../../src/core/kernel/time.js';
import { DEFAULT_RETRY } from '../../src/core/retry/retry-presets.js';
import { inTurn, ringsOut } from '../support/fates.js';
import { enter, handWorld } from '../support/hand-floor.js';
import { testLine, testTrunk, type World } from '../support/world.js';

const FIRST = parseContactId('1');
const ALFA = testTrunk('ta', 'alfa', { weight: 100 });
const CARRIERS = {
  trunks: [ALFA, testTrunk('tb', 'beta')],
  lines: [testLine('+551140000001', 'alfa'), testLine('+551150000001', 'beta')],
};

/** The states the first contact is in after each commit of the log, one after the other. */
async function statesOf(retry = DEFAULT_RETRY): Promise<readonly ContactState[]> {
  const world: World = await handWorld({
    agents: 1,
    ready: 0,
    ...CARRIERS,
    campaign: { retry },
    fates: inTurn(ringsOut()),
  });
  const { attempts, contacts } = world.stores;
  const commit = attempts.commit.bind(attempts);
  const seen: ContactState[] = [];
  attempts.commit = async (batch) => {
    const result = await commit(batch);
    seen.push((await contacts.stateOf(FIRST)) ?? 'ready');
    return result;
  };
  world.network.faults.setTrunkFault(ALFA.id, { refusedShare: 1 });
  for (const { id } of world.profiles) {
    await enter(world, id);
  }
  await world.clock.runFor(20 * SECOND);
  expect(world.defects).toEqual([]);
  return seen.filter((state, index) => state !== seen[index - 1]);
}

function unknownMoves(states: readonly ContactState[]): readonly string[] {
  return states.flatMap((to, index) => {
    const from = states[index - 1];
    return from === undefined || CONTACT_MOVES[from].includes(to) ? [] : [`${from} → ${to}`];
  });
}

describe('the table of a contact’s states', () => {
  test('has the way of a try that goes on by another carrier: from ready back to calling', async () => {
    const states = await statesOf();
    expect(states.join(' ')).toContain('calling ready calling');
    expect(unknownMoves(states)).toEqual([]);
  });

  test('has it also where the first carrier’s row had ended the contact', async () => {
    const { byReason } = DEFAULT_RETRY;
    const congestion = { ...byReason.congestion, endsContact: true };
    const states = await statesOf({ ...DEFAULT_RETRY, byReason: { ...byReason, congestion } });
    expect(states.join(' ')).toContain('calling done calling');
    expect(unknownMoves(states)).toEqual([]);
  });

  test('leads from every state to every other', () => {
    const reached = new Set<ContactState>(['ready']);
    for (const state of reached) {
      for (const next of CONTACT_MOVES[state]) {
        reached.add(next);
      }
    }
    expect([...reached].toSorted()).toEqual([...CONTACT_STATES].toSorted());
  });
});
