import { expect, test } from 'vitest';
import { AGENT_MOVES } from '../../../src/core/agent/agent-state.js';
import { runAgentOrders } from '../../support/agent-orders.js';

test('in 60 000 random orders of events no agent is stuck and none has two calls, by every move of the table', () => {
  const seen = runAgentOrders(60_000, 'orders');
  expect(seen.faults).toEqual([]);
  expect(seen.events).toBeGreaterThan(900_000);
  for (const [from, moves] of Object.entries(AGENT_MOVES)) {
    for (const to of moves) {
      expect(seen.met, `${from} → ${to}`).toContain(`${from} ${to}`);
    }
  }
});
