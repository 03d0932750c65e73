import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type DistributorEffect,
  type DistributorInput,
  type DistributorState,
  EMPTY_DISTRIBUTOR,
  stepDistributor,
} from '../../../src/core/acd/call-distributor.js';
import { mayTake } from '../../../src/core/acd/select-agent.js';
import { parseAgentId, parseAttemptId } from '../../../src/core/kernel/ids.js';
import { anyAgent, anyCall, freeAgent, need, SALES, SETTINGS, waiting } from './acd-samples.js';

/** Feeds inputs at their times and tells in words what came of it. */
function run(story: readonly (readonly [DistributorInput, number])[]) {
  let state = EMPTY_DISTRIBUTOR;
  let wake: number | null = null;
  const said: string[] = [];
  let refused: string | null = null;
  for (const [input, nowMs] of story) {
    const step = stepDistributor(state, input, SETTINGS, nowMs);
    ({ state, refused, wakeAtMs: wake } = step);
    said.push(...step.effects.map(inWords));
  }
  return { state, said, refused, wake };
}

function inWords(effect: DistributorEffect): string {
  const { id, callId, agentId } = effect.reservation;
  return effect.kind === 'offer' ? `${id}: ${callId} to ${agentId}` : `${id} ${effect.end}`;
}

const waits = (id: string, change = {}): DistributorInput => ({ kind: 'waits', call: waiting(id, change) });
const free = (id: string, change = {}): DistributorInput => ({
  kind: 'agentFree',
  agent: freeAgent(id, change),
});
const accepted = (reservationId: number): DistributorInput => ({ kind: 'accepted', reservationId });
const refusedBy = (reservationId: number): DistributorInput => ({ kind: 'refused', reservationId });
const TICK: DistributorInput = { kind: 'tick' };

describe('distributing calls', () => {
  test('the first caller gets the first free agent, and an accepted call waits no more', () => {
    const { said, state } = run([
      [waits('c1'), 0],
      [waits('c2', { sinceMs: 1 }), 1],
      [free('ana'), 2],
      [accepted(1), 3],
    ]);
    expect(said).toEqual(['1: c1 to ana', '1 accepted']);
    expect(state.line.map(({ callId }) => callId)).toEqual(['c2']);
    expect(state.free.size).toBe(0);
  });

  test('a refused call keeps its place and goes to somebody else, then back when nobody else came', () => {
    const { said, wake } = run([
      [free('ana'), 0],
      [waits('c1'), 0],
      [refusedBy(1), 1000],
    ]);
    expect(said).toEqual(['1: c1 to ana', '1 refused']);
    expect(wake).toBe(31_000);
    const more = [
      [free('ana'), 0],
      [waits('c1'), 0],
      [waits('c2', { sinceMs: 1 }), 1],
      [refusedBy(1), 1000],
      [free('bia'), 2000],
      [TICK, 31_000],
    ] as const;
    expect(run(more).said).toEqual([
      '1: c1 to ana',
      '1 refused',
      '2: c2 to ana',
      '3: c1 to bia',
      '2 expired',
      '3 expired',
    ]);
  });

  test('who does not answer is free no more until he says so, and the call goes on', () => {
    const { said, state } = run([
      [free('ana'), 0],
      [waits('c1'), 0],
      [TICK, 10_000],
      [free('bia'), 10_001],
    ]);
    expect(said).toEqual(['1: c1 to ana', '1 expired', '2: c1 to bia']);
    expect([...state.free.keys()]).toEqual(['bia']);
  });

  test('a caller who hangs up during the offer gives the agent to the next one at once', () => {
    expect(
      run([
        [waits('c1'), 0],
        [waits('c2', { sinceMs: 1 }), 1],
        [free('ana'), 2],
        [{ kind: 'left', callId: parseAttemptId('c1') }, 3],
      ]).said,
    ).toEqual(['1: c1 to ana', '1 withdrawn', '2: c2 to ana']);
  });

  test('an agent who pauses during the offer gives the caller to the next one at once', () => {
    expect(
      run([
        [waits('c1'), 0],
        [free('ana'), 2],
        [free('bia', { freeSinceMs: 1 }), 2],
        [{ kind: 'agentGone', agentId: parseAgentId('ana') }, 3],
      ]).said,
    ).toEqual(['1: c1 to ana', '1 withdrawn', '2: c1 to bia']);
  });

  test('the eighth caller is not served first: whom an agent may not take is passed over, and no one else', () => {
    const english = { needs: [need('ingles', 5)] };
    const story = [
      ...Array.from({ length: 7 }, (_, i) => [waits(`c${i}`, { sinceMs: i, ...english }), i] as const),
      [waits('c7', { sinceMs: 7 }), 7] as const,
      [waits('c8', { sinceMs: 8 }), 8] as const,
      [free('ana'), 9] as const,
      [free('bia', { skills: new Map([['ingles', 5]]) }), 10] as const,
    ];
    expect(run(story).said).toEqual(['1: c7 to ana', '2: c0 to bia']);
  });

  test('it asks to be woken when a need falls, and then the call is offered', () => {
    const relaxed = [{ afterMs: 20_000, level: 1 }];
    const story = [
      [waits('c1', { needs: [need('ingles', 5, { relaxed })] }), 0],
      [free('ana', { skills: new Map([['ingles', 1]]) }), 5],
    ] as const;
    expect(run(story)).toMatchObject({ said: [], wake: 20_000 });
    expect(run([...story, [TICK, 20_000]]).said).toEqual(['1: c1 to ana']);
  });

  test('a call that overflows waits in both queues and keeps its one place', () => {
    const story = [
      [waits('c1'), 0],
      [waits('c2', { sinceMs: 1, queueIds: [SALES] }), 1],
      [waits('c1', { queueIds: ['cobranca', SALES] }), 2],
      [free('ana', { queues: new Map([[SALES, 1]]) }), 3],
    ] as const;
    expect(run(story).said).toEqual(['1: c1 to ana']);
  });

  test('an answer that comes too late is refused to whoever gave it', () => {
    const { refused, state } = run([
      [free('ana'), 0],
      [waits('c1'), 0],
      [accepted(1), 10_000],
    ]);
    expect(refused).toBe('That offer does not stand any more.');
    expect(state.line).toHaveLength(1);
  });
});

const anyInput: fc.Arbitrary<DistributorInput> = fc.oneof(
  { weight: 4, arbitrary: anyCall.map((call): DistributorInput => ({ kind: 'waits', call })) },
  { weight: 4, arbitrary: anyAgent.map((agent): DistributorInput => ({ kind: 'agentFree', agent })) },
  fc
    .integer({ min: 0, max: 7 })
    .map((n): DistributorInput => ({ kind: 'left', callId: parseAttemptId(`c${n}`) })),
  fc
    .integer({ min: 0, max: 5 })
    .map((n): DistributorInput => ({ kind: 'agentGone', agentId: parseAgentId(`a${n}`) })),
  fc.integer({ min: 1, max: 30 }).map(accepted),
  fc.integer({ min: 1, max: 30 }).map(refusedBy),
  fc.constant(TICK),
);

/** Nobody free and able is left idle while somebody waits for him, except where both are offered or just declined. */
function expectWorkConserved(state: DistributorState, nowMs: number): void {
  const calls = new Set(state.book.open.map(({ callId }) => callId));
  const agents = new Set(state.book.open.map(({ agentId }) => agentId));
  for (const call of state.line) {
    for (const agent of state.free.values()) {
      const idle = !calls.has(call.callId) && !agents.has(agent.agentId) && mayTake(agent, call, nowMs);
      expect(idle, `${agent.agentId} is left idle while ${call.callId} waits`).toBe(false);
    }
  }
}

describe('distributing calls, whatever comes in whatever order', () => {
  const story = fc.array(fc.tuple(anyInput, fc.integer({ min: 0, max: 8000 })), { maxLength: 50 });

  test('offers stand only between who waits and who is free, one each, and every one ends', () => {
    fc.assert(
      fc.property(story, (inputs) => {
        let state = EMPTY_DISTRIBUTOR;
        let nowMs = 0;
        const standing = new Set<number>();
        for (const [input, laterMs] of inputs) {
          nowMs += laterMs;
          const step = stepDistributor(state, input, SETTINGS, nowMs);
          state = step.state;
          for (const effect of step.effects) {
            const { id } = effect.reservation;
            expect(effect.kind === 'offer' ? !standing.has(id) : standing.has(id)).toBe(true);
            standing[effect.kind === 'offer' ? 'add' : 'delete'](id);
          }
          expect(state.book.open.map(({ id }) => id).sort()).toEqual([...standing].sort());
          for (const { callId, agentId } of state.book.open) {
            expect(state.line.some((call) => call.callId === callId)).toBe(true);
            expect(state.free.has(agentId)).toBe(true);
          }
          expectWorkConserved(state, nowMs);
          expect(step.wakeAtMs === null || step.wakeAtMs > nowMs).toBe(true);
        }
      }),
      { numRuns: 1500 },
    );
  });

  test('time alone, stepped when it asks for it, ends every offer and then asks no more', () => {
    fc.assert(
      fc.property(story, (inputs) => {
        let state = EMPTY_DISTRIBUTOR;
        let nowMs = 0;
        let wake: number | null = null;
        for (const [input, laterMs] of inputs) {
          nowMs += laterMs;
          ({ state, wakeAtMs: wake } = stepDistributor(state, input, SETTINGS, nowMs));
        }
        let steps = 0;
        while (wake !== null) {
          nowMs = wake;
          ({ state, wakeAtMs: wake } = stepDistributor(state, TICK, SETTINGS, nowMs));
          steps += 1;
          expect(steps).toBeLessThan(200);
        }
        expect(state.book.open).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });
});
