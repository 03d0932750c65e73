import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { AGENT_MOVES, AGENT_STATES, offlineAgent } from '../../../src/core/agent/agent-state.js';
import { stepAgent } from '../../../src/core/agent/step-agent.js';
import { AGENT_INPUTS } from '../../support/agent-inputs.js';
import { movesFound, sortedMoves } from '../../support/state-search.js';

describe('the agent table', () => {
  test('has every move that some order of inputs makes, and no other', () => {
    const found = movesFound({
      starts: [offlineAgent(0)],
      inputs: [false, true].flatMap((owes) => AGENT_INPUTS.map((input) => ({ input, owes }))),
      step: (state, { input, owes }, nowMs) => stepAgent(state, input, nowMs, owes).state,
      nameOf: (state) => state.name,
      keyOf: ({ name, legUp, attemptId, pending, resume }) =>
        JSON.stringify([name, legUp, attemptId, pending?.kind, resume]),
      pausesMs: [10],
    });
    expect(sortedMoves(found)).toEqual(sortedMoves(AGENT_MOVES));
  });

  test('is drawn with all its states', () => {
    const source = readFileSync(new URL('../../../src/core/agent/agent-state.ts', import.meta.url), 'utf8');
    const drawing = source.slice(0, source.indexOf('*/'));
    expect(AGENT_STATES.filter((state) => !drawing.includes(state))).toEqual([]);
  });
});
