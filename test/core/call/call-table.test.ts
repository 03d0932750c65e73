import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { CALL_MOVES, CALL_PHASES } from '../../../src/core/call/call-phase.js';
import { type CallState, newCall } from '../../../src/core/call/call-state.js';
import { stepCall } from '../../../src/core/call/step-call.js';
import { CALL_INPUTS, CALL_PLAN } from '../../support/call-inputs.js';
import { movesFound, sortedMoves } from '../../support/state-search.js';

const PLANS = [
  CALL_PLAN,
  { ...CALL_PLAN, onMachine: 'message' as const },
  { ...CALL_PLAN, amd: false },
  { ...CALL_PLAN, amd: false, connectDeadlineMs: 0 },
];

/** What a call's next move can depend on. */
function keyOf(state: CallState): string {
  const { phase, plan, abandoned, voicemail, agentId, awaited, legGone, cancelled, optedOut } = state;
  const { queueId, returnTo } = state;
  const flags = { abandoned, voicemail, agentId, awaited, legGone, cancelled, optedOut, queueId, returnTo };
  const set = [state.tRingMs, state.tAnswerMs, state.tAgentMs, state.tWrapEndMs, state.disposition].map(
    (value) => value !== null,
  );
  return JSON.stringify([phase, PLANS.indexOf(plan as (typeof PLANS)[number]), flags, set]);
}

describe('the call table', () => {
  test('has every move that some order of inputs makes, and no other', () => {
    const found = movesFound({
      starts: PLANS.map(newCall),
      inputs: CALL_INPUTS,
      step: (state, input, nowMs) => stepCall(state, input, nowMs).state,
      nameOf: (state) => state.phase,
      keyOf,
      pausesMs: [10, 2500],
    });
    expect(sortedMoves(found)).toEqual(sortedMoves(CALL_MOVES));
  });

  test('is drawn with all its phases', () => {
    const source = readFileSync(new URL('../../../src/core/call/call-phase.ts', import.meta.url), 'utf8');
    const drawing = source.slice(0, source.indexOf('*/'));
    expect(CALL_PHASES.filter((phase) => !drawing.includes(phase))).toEqual([]);
  });
});
