import { describe, expect, test } from 'vitest';
import { attemptResult, retryReasonOf } from '../../../src/core/call/attempt-result.js';
import type { CallInput } from '../../../src/core/call/call-input.js';
import { CALL_PLAN } from '../../support/call-inputs.js';
import { CallRig } from '../../support/call-rig.js';

function messaging(answer: 'human' | 'machine', ...inputs: readonly CallInput[]): CallRig {
  const rig = new CallRig({ ...CALL_PLAN, onMachine: 'message' });
  rig.input({ kind: 'committed' });
  rig.input({ kind: 'answered' });
  rig.input({ kind: 'screened', verdict: answer });
  rig.run(2000);
  for (const input of inputs) {
    rig.run(500);
    rig.input(input);
  }
  return rig;
}

const NINE = { kind: 'dtmf', digit: '9' } as const;
const GONE = { kind: 'hungUp', by: 'remote', q850: 16, sipCode: null } as const;

describe('key 9 during the drop message', () => {
  test('ends all calls to the person, while the row stays an abandoned one', () => {
    const { state, nowMs } = messaging('human', NINE, GONE);
    expect(state).toMatchObject({ phase: 'closed', abandoned: true, optedOut: true });
    expect(attemptResult(state, '', nowMs)).toMatchObject({ reason: 'abandoned', abandoned: true });
    expect(retryReasonOf(state)).toBe('opt_out');
  });

  test('is heard once, and other keys are not', () => {
    const pressed = messaging('human', NINE);
    const { state } = pressed;
    pressed.input(NINE);
    expect(pressed.state).toBe(state);
    expect(messaging('human', { kind: 'dtmf', digit: '8' }, GONE).state.optedOut).toBe(false);
  });

  test('means nothing from a machine, before the message, or in a talk', () => {
    expect(messaging('machine', NINE, GONE).state.optedOut).toBe(false);
    const rig = new CallRig(CALL_PLAN);
    for (const kind of ['committed', 'answered'] as const) {
      rig.input({ kind });
      rig.input(NINE);
    }
    rig.input({ kind: 'screened', verdict: 'human' });
    rig.input(NINE);
    expect(rig.state.optedOut).toBe(false);
  });
});
