import { expect, test } from 'vitest';
import { LEAST_BRIDGE_MS } from '../../../src/core/call/call-clocks.js';
import { type CallState, newCall } from '../../../src/core/call/call-state.js';
import { stepCall } from '../../../src/core/call/step-call.js';
import { parseAgentId } from '../../../src/core/kernel/ids.js';
import { CALL_PLAN } from '../../support/call-inputs.js';

const AGENT = parseAgentId('ana');
const NOW = 1_000_000;

/** Somebody who waits since before a restart, say, with so much of his wait left. */
function grantedWith(leftMs: number) {
  const waiting: CallState = {
    ...newCall(CALL_PLAN),
    phase: 'waiting',
    tAnswerMs: NOW - 2000,
    connectByMs: NOW + leftMs,
  };
  return stepCall(waiting, { kind: 'agentGranted', agentId: AGENT }, NOW);
}

test('who cannot be joined in what is left of his wait hears the message, and the agent keeps his telephone', () => {
  for (const leftMs of [LEAST_BRIDGE_MS - 1, 0, -3000]) {
    const { state, effects } = grantedWith(leftMs);
    expect(state).toMatchObject({ phase: 'messaging', abandoned: true, agentId: null });
    expect(effects).toContainEqual({ kind: 'releaseAgent', agentId: AGENT, how: 'unused' });
    expect(effects.some(({ kind }) => kind === 'bridge')).toBe(false);
  }
});

test('who can be, is', () => {
  const { state, effects } = grantedWith(LEAST_BRIDGE_MS);
  expect(state.phase).toBe('connecting');
  expect(effects).toContainEqual({ kind: 'bridge', agentId: AGENT });
});
