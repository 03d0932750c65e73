import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAgentId, parseAttemptId } from '../../../src/core/kernel/ids.js';
import {
  MONITOR_MODES,
  type MonitorEffect,
  type MonitorInput,
  type MonitorState,
  monitorOff,
} from '../../../src/core/monitor/monitor-state.js';
import { stepMonitor } from '../../../src/core/monitor/step-monitor.js';

const ANA = parseAgentId('ana');
const BIA = parseAgentId('bia');
const FIRST = parseAttemptId('t1');
const SECOND = parseAttemptId('t2');

function run(...inputs: readonly MonitorInput[]) {
  let state: MonitorState = monitorOff(0);
  let effects: readonly MonitorEffect[] = [];
  let refused: string | null = null;
  for (const input of inputs) {
    ({ state, effects, refused } = stepMonitor(state, input, 1));
  }
  return { state, effects, refused };
}

const watch = (mode: (typeof MONITOR_MODES)[number], talk = true, agentId = ANA): MonitorInput => ({
  kind: 'watch',
  agentId,
  mode,
  talk: talk ? FIRST : null,
});
const UP: MonitorInput = { kind: 'phoneUp' };

describe('a supervisor beside a talk', () => {
  test('rings his phone once, and hears when it is up', () => {
    expect(run(watch('listen'))).toMatchObject({ state: { phase: 'ringing' }, effects: [{ kind: 'ring' }] });
    expect(run(watch('listen'), UP)).toMatchObject({
      state: { phase: 'watching', agentId: ANA, mode: 'listen', talk: FIRST },
      effects: [
        { kind: 'heard', attemptId: FIRST, mode: 'listen' },
        { kind: 'snoop', mode: 'listen' },
      ],
    });
  });

  test('takes the person over, and gives him back when he only wants to hear again', () => {
    expect(run(watch('listen'), UP, watch('take')).effects).toEqual([
      { kind: 'endSnoop' },
      { kind: 'heard', attemptId: FIRST, mode: 'take' },
      { kind: 'take' },
    ]);
    expect(run(watch('take'), UP, watch('listen')).effects[0]).toEqual({
      kind: 'giveBack',
      agentId: ANA,
      attemptId: FIRST,
    });
  });

  test('cannot take what is not there', () => {
    const { state, effects, refused } = run(watch('take', false));
    expect({ phase: state.phase, effects }).toEqual({ phase: 'off', effects: [] });
    expect(refused).toContain('nothing to take over');
  });

  test('gives the person back when his phone drops in the middle of what he took', () => {
    expect(run(watch('take'), UP, { kind: 'phoneDown' })).toMatchObject({
      state: { phase: 'off', ended: 'phone', agentId: null },
      effects: [{ kind: 'giveBack', agentId: ANA, attemptId: FIRST }],
    });
  });

  test('falls back to hearing when the talk ends, and the next talk is noted anew', () => {
    const after = run(watch('barge'), UP, { kind: 'talkEnded' });
    expect(after).toMatchObject({
      state: { mode: 'listen', talk: null },
      effects: [{ kind: 'snoop', mode: 'listen' }],
    });
    expect(stepMonitor(after.state, { kind: 'talkBegan', attemptId: SECOND }, 2).effects).toEqual([
      { kind: 'heard', attemptId: SECOND, mode: 'listen' },
    ]);
  });

  test('keeps the phone from one agent to the next, and lets go of it when he hangs up', () => {
    const next = run(watch('whisper'), UP, watch('listen', false, BIA));
    expect(next.effects).toEqual([{ kind: 'endSnoop' }, { kind: 'snoop', mode: 'listen' }]);
    expect(run(watch('listen'), UP, { kind: 'agentGone' }).state).toMatchObject({
      phase: 'idle',
      ended: 'agent',
    });
    expect(run(watch('listen'), UP, { kind: 'leave' }, { kind: 'hangUp' })).toMatchObject({
      state: { phase: 'off' },
      effects: [{ kind: 'dropPhone' }],
    });
  });

  test('never leaves a person with nobody, whatever comes in whatever order', () => {
    const input = fc.oneof(
      fc.record({
        kind: fc.constant('watch' as const),
        agentId: fc.constantFrom(ANA, BIA),
        mode: fc.constantFrom(...MONITOR_MODES),
        talk: fc.constantFrom(FIRST, SECOND, null),
      }),
      fc.record({ kind: fc.constant('talkBegan' as const), attemptId: fc.constantFrom(FIRST, SECOND) }),
      fc.constantFrom<MonitorInput>(
        { kind: 'phoneUp' },
        { kind: 'phoneDown' },
        { kind: 'talkEnded' },
        { kind: 'agentGone' },
        { kind: 'leave' },
        { kind: 'hangUp' },
      ),
    );
    fc.assert(
      fc.property(fc.array(input, { maxLength: 40 }), (inputs) => {
        let state = monitorOff(0);
        for (const one of inputs) {
          const before = state;
          const step = stepMonitor(before, one, 1);
          state = step.state;
          const held = before.phase === 'watching' && before.mode === 'take' && before.talk !== null;
          const stillHeld = state.phase === 'watching' && state.mode === 'take' && state.talk === before.talk;
          const over = one.kind === 'talkEnded' || one.kind === 'agentGone' || one.kind === 'talkBegan';
          const handed = step.effects.some(({ kind }) => kind === 'giveBack');
          expect(!held || stillHeld || over || handed).toBe(true);
          expect((state.agentId === null) === (state.phase === 'off' || state.phase === 'idle')).toBe(true);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
