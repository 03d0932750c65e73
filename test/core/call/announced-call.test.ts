import { expect, test } from 'vitest';
import { outcomeOf } from '../../../src/core/call/attempt-result.js';
import type { CallInput } from '../../../src/core/call/call-input.js';
import { CALL_PLAN } from '../../support/call-inputs.js';
import { CallRig } from '../../support/call-rig.js';

const ANNOUNCED = { kind: 'announced', says: 'nonexistent' } as const;
const REFUSED = { kind: 'hungUp', by: 'network', q850: 19, sipCode: 480 } as const;

function reasonAfter(...inputs: readonly CallInput[]): string {
  const rig = new CallRig(CALL_PLAN);
  for (const input of [{ kind: 'committed' }, { kind: 'progress', code: 183 }, ...inputs] as const) {
    rig.input(input);
  }
  return outcomeOf(rig.state).reason;
}

test('a number that was said not to exist is invalid, though the network only says that nobody answered', () => {
  expect(reasonAfter(REFUSED)).toBe('no_answer');
  expect(reasonAfter(ANNOUNCED, REFUSED)).toBe('invalid_number');
});

test('the last thing the network said counts', () => {
  expect(reasonAfter(ANNOUNCED, { kind: 'announced', says: 'busy' }, REFUSED)).toBe('busy');
});

test('it counts also where we give up the ringing', () => {
  const rig = new CallRig(CALL_PLAN);
  for (const input of [{ kind: 'committed' }, { kind: 'progress', code: 183 }, ANNOUNCED] as const) {
    rig.input(input);
  }
  rig.run(60_000);
  expect(rig.state.phase).toBe('closed');
  expect(outcomeOf(rig.state).reason).toBe('invalid_number');
});

test('who is answered after an announcement is a person like any other', () => {
  const gone = { kind: 'hungUp', by: 'remote', q850: 16, sipCode: null } as const;
  expect(reasonAfter(ANNOUNCED, { kind: 'answered' }, gone)).toBe('hung_up_before_agent');
});
