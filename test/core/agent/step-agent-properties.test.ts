import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type AgentState, offlineAgent } from '../../../src/core/agent/agent-state.js';
import { type AgentInput, stepAgent } from '../../../src/core/agent/step-agent.js';
import { parseAttemptId } from '../../../src/core/kernel/ids.js';
import { AGENT_INPUTS } from '../../support/agent-inputs.js';

const IN_CALL = ['reserved', 'talking', 'wrap_up'];
const T1 = parseAttemptId('t1');
const T2 = parseAttemptId('t2');

function run(inputs: readonly AgentInput[], from = offlineAgent(0), owes = false): AgentState {
  return inputs.reduce((state, input, index) => stepAgent(state, input, index + 1, owes).state, from);
}

/** Inputs, and whether calls ring that may need him. */
const story = fc.array(fc.tuple(fc.constantFrom(...AGENT_INPUTS), fc.boolean()), { maxLength: 40 });
const told = (steps: readonly (readonly [AgentInput, boolean])[]): AgentState =>
  steps.reduce(
    (state, [input, owes], index) => stepAgent(state, input, index + 1, owes).state,
    offlineAgent(0),
  );
const READY: readonly AgentInput[] = [{ kind: 'login' }, { kind: 'legUp' }, { kind: 'ready' }];
const IN_TALK: readonly AgentInput[] = [...READY, { kind: 'reserve', attemptId: T1 }, { kind: 'talk' }];

describe('an agent, whatever comes in whatever order', () => {
  test('has a call exactly while reserved, talking or in wrap-up, and never a second one', () => {
    fc.assert(
      fc.property(story, (inputs) => {
        let state = offlineAgent(0);
        for (const [index, [input, owes]] of inputs.entries()) {
          const before = state;
          state = stepAgent(state, input, index + 1, owes).state;
          // Whose page has gone in a talk has his call while the person waits for him.
          const keeps = state.name === 'connection_lost' && state.attemptId !== null;
          expect(state.attemptId !== null).toBe(IN_CALL.includes(state.name) || keeps);
          // Only a call that did not get through goes on as another one, for the agent who waits for it.
          const goesOn = input.kind === 'reserveAgain' && before.name === 'reserved';
          if (before.attemptId !== null && state.attemptId !== null) {
            expect(state.attemptId).toBe(goesOn ? input.attemptId : before.attemptId);
          }
          expect(state.sinceMs).toBeGreaterThanOrEqual(before.sinceMs);
          expect(state.pending === null || keeps || [...IN_CALL, 'available'].includes(state.name)).toBe(
            true,
          );
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('is free only with a phone on the line, and says so each time he becomes free', () => {
    fc.assert(
      fc.property(story, (inputs) => {
        let state = offlineAgent(0);
        for (const [index, [input, owes]] of inputs.entries()) {
          const step = stepAgent(state, input, index + 1, owes);
          const stays = state.name === 'available' && (state.pending === null || step.state.pending !== null);
          const became = step.state.name === 'available' && !stays;
          expect(step.effects.some(({ kind }) => kind === 'becameFree')).toBe(became);
          state = step.state;
          expect(state.name !== 'available' || state.legUp).toBe(true);
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('comes back to work from anywhere: call over, phone up, ready', () => {
    fc.assert(
      fc.property(story, (inputs) => {
        const state = run(
          [
            { kind: 'talkEnded' },
            { kind: 'wrapDone' },
            { kind: 'unreserve' },
            { kind: 'previewEnded' },
            { kind: 'login' },
            { kind: 'legUp' },
            { kind: 'ready' },
          ],
          told(inputs),
        );
        expect(state.name).toBe('available');
      }),
      { numRuns: 2000 },
    );
  });

  test('a refused input changes nothing', () => {
    fc.assert(
      fc.property(story, fc.constantFrom(...AGENT_INPUTS), (inputs, last) => {
        const state = told(inputs);
        const step = stepAgent(state, last, 99);
        if (step.refused !== null) {
          expect(step).toEqual({ state, effects: [], refused: step.refused });
        }
      }),
    );
  });
});

describe('a wish to leave while calls ring for whoever is free', () => {
  const wish: readonly AgentInput[] = [...READY, { kind: 'logout' }];

  test('is kept until nothing rings any more', () => {
    const kept = run(wish, offlineAgent(0), true);
    expect(kept).toMatchObject({ name: 'available', pending: { kind: 'logout', askedMs: 4 } });
    expect(run([{ kind: 'owesNothing' }], kept).name).toBe('offline');
  });

  test('outlasts a talk, after which it is honoured', () => {
    const talk: readonly AgentInput[] = [
      { kind: 'reserve', attemptId: T1 },
      { kind: 'talk' },
      { kind: 'talkEnded' },
      { kind: 'wrapDone' },
    ];
    expect(run(talk, run(wish, offlineAgent(0), true)).name).toBe('offline');
  });

  test('outlasts the phone: who is lost meanwhile is gone', () => {
    const kept = run(wish, offlineAgent(0), true);
    expect(run([{ kind: 'legDown', reason: 'x' }], kept).name).toBe('offline');
  });

  test('is not kept for the toilet, and no preview is shown to who waits', () => {
    const toilet = run([...READY, { kind: 'pause', reason: 'banheiro' }], offlineAgent(0), true);
    expect(toilet).toMatchObject({ name: 'paused', reason: 'banheiro', pending: null });
    expect(stepAgent(run(wish, offlineAgent(0), true), { kind: 'previewOffered' }, 9).refused).not.toBeNull();
  });
});

describe('wishes and faults during a call', () => {
  test('a pause asked for in a talk begins after the wrap-up, with its reason', () => {
    const talking = run([...IN_TALK, { kind: 'pause', reason: 'descanso' }]);
    expect(talking).toMatchObject({ name: 'talking', pending: { kind: 'pause' } });
    expect(run([{ kind: 'talkEnded' }, { kind: 'wrapDone' }], talking)).toMatchObject({
      name: 'paused',
      reason: 'descanso',
      pending: null,
    });
  });

  test('a log-out asked for in a talk comes after the wrap-up and drops the phone', () => {
    const wrapping = run([...IN_TALK, { kind: 'logout' }, { kind: 'talkEnded' }]);
    const { state, effects } = stepAgent(wrapping, { kind: 'wrapDone' }, 50);
    expect(state.name).toBe('offline');
    expect(effects).toEqual([{ kind: 'dropLeg' }]);
  });

  test('ready takes a pending pause back', () => {
    const state = run([...IN_TALK, { kind: 'pause', reason: 'descanso' }, { kind: 'ready' }]);
    expect(run([{ kind: 'talkEnded' }, { kind: 'wrapDone' }], state).name).toBe('available');
  });

  test('a pause asked for while reserved is honoured when the call ends unjoined', () => {
    const state = run([
      ...READY,
      { kind: 'reserve', attemptId: T1 },
      { kind: 'pause', reason: 'banheiro' },
      { kind: 'unreserve' },
    ]);
    expect(state).toMatchObject({ name: 'paused', reason: 'banheiro', attemptId: null });
  });

  test('a second reservation is refused', () => {
    const state = run([...READY, { kind: 'reserve', attemptId: T1 }]);
    expect(stepAgent(state, { kind: 'reserve', attemptId: T2 }, 9).refused).not.toBeNull();
  });

  test('a phone that drops in a talk gives connection_lost, which heals to available by itself', () => {
    const lost = run([...IN_TALK, { kind: 'legDown', reason: 'phone_hung_up' }]);
    expect(lost).toMatchObject({ name: 'connection_lost', attemptId: null, legUp: false });
    expect(run([{ kind: 'legUp' }], lost).name).toBe('available');
  });

  test('a phone that drops in a pause heals to the same pause, and in wrap-up the wrap-up goes on', () => {
    const paused = run([...READY, { kind: 'pause', reason: 'refeicao' }, { kind: 'legDown', reason: 'x' }]);
    expect(run([{ kind: 'legUp' }], paused)).toMatchObject({ name: 'paused', reason: 'refeicao' });
    const wrapping = run([...IN_TALK, { kind: 'talkEnded' }, { kind: 'legDown', reason: 'x' }]);
    expect(wrapping).toMatchObject({ name: 'wrap_up', attemptId: T1, legUp: false });
    expect(run([{ kind: 'wrapDone' }], wrapping).name).toBe('connection_lost');
    expect(run([{ kind: 'legUp' }, { kind: 'wrapDone' }], wrapping).name).toBe('available');
  });
});
