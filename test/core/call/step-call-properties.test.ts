import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outcomeOf } from '../../../src/core/call/attempt-result.js';
import type { CallInput } from '../../../src/core/call/call-input.js';
import { OUTSIDE_LIMIT_MS } from '../../../src/core/call/step-outside-call.js';
import { MINUTE } from '../../../src/core/kernel/time.js';
import { CALL_INPUTS, CALL_PLAN } from '../../support/call-inputs.js';
import { CallRig } from '../../support/call-rig.js';

const plan = fc.record({
  amd: fc.boolean(),
  onMachine: fc.constantFrom('hangup' as const, 'message' as const),
  connectDeadlineMs: fc.constantFrom(500, 2000),
});
/** The order a real call mostly has, from which a random one departs: pure chance rarely gets past the row. */
const LIKELY: readonly CallInput['kind'][] = [
  'committed',
  'progress',
  'answered',
  'screened',
  'agentGranted',
  'bridged',
];
const likelyInputs = LIKELY.map((kind) => CALL_INPUTS.find((input) => input.kind === kind) as CallInput);
const events = fc.array(
  fc.record({
    input: fc.constantFrom(...CALL_INPUTS.filter(({ kind }) => kind !== 'timer')),
    afterMs: fc.nat(4000),
  }),
  { maxLength: 25 },
);
const story = fc.record({ plan, likely: fc.nat(likelyInputs.length), doubled: fc.boolean(), events });

function play({
  plan,
  likely,
  doubled,
  events,
}: typeof story extends fc.Arbitrary<infer Value> ? Value : never) {
  const rig = new CallRig({ ...CALL_PLAN, ...plan });
  for (const input of likelyInputs.slice(0, likely)) {
    rig.run(100);
    rig.input(input);
    if (doubled) {
      rig.input(input);
    }
  }
  for (const { input, afterMs } of events) {
    rig.run(afterMs);
    rig.input(input);
  }
  return rig;
}

describe('a call, whatever comes in whatever order', () => {
  test('never breaks, keeps its rules and closes once its row is settled and its leg is gone', () => {
    fc.assert(
      fc.property(story, (told) => {
        const rig = play(told);
        rig.input({ kind: 'committed' });
        rig.input({ kind: 'legLost' });
        rig.run(2 * MINUTE);
        expect(rig.state.phase).toBe('closed');
        expect(outcomeOf(rig.state).reason).toBeTruthy();
      }),
      { numRuns: 3000 },
    );
  });

  test('closes by its own timers when the switch says nothing more, unless a talk goes on', () => {
    fc.assert(
      fc.property(story, (told) => {
        const rig = play(told);
        rig.input({ kind: 'committed' });
        rig.run(10 * MINUTE);
        if (rig.state.phase === 'talking') {
          rig.input({ kind: 'agentHangup' });
          rig.run(10 * MINUTE);
        }
        if (rig.state.phase === 'outside') {
          rig.run(OUTSIDE_LIMIT_MS + MINUTE);
        }
        expect(rig.state.phase).toBe('closed');
      }),
      { numRuns: 3000 },
    );
  });

  test('that is closed is changed by nothing', () => {
    fc.assert(
      fc.property(story, fc.constantFrom(...CALL_INPUTS), (told, input) => {
        const rig = play(told);
        rig.input({ kind: 'commitFailed' });
        rig.input({ kind: 'committed' });
        rig.input({ kind: 'legLost' });
        rig.run(2 * MINUTE);
        const { state } = rig;
        const count = rig.effects.length;
        rig.input(input);
        expect(rig.state).toBe(state);
        expect(rig.effects.length).toBe(count);
      }),
    );
  });
});
