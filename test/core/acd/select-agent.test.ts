import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type FreeAgent,
  mayTake,
  SELECTION_STRATEGIES,
  type SelectionStrategy,
  selectAgent,
} from '../../../src/core/acd/select-agent.js';
import type { WaitingCall } from '../../../src/core/acd/waiting-line.js';
import { anyAgent, anyCall, DEBTS, freeAgent, need, SALES, waiting } from './acd-samples.js';

const chosen = (
  strategy: SelectionStrategy,
  agents: readonly FreeAgent[],
  call: WaitingCall = waiting('c1'),
  nowMs = 100_000,
): string | null => selectAgent(strategy, agents, call, nowMs)?.agentId ?? null;

describe('choosing an agent', () => {
  const ana = freeAgent('ana', { freeSinceMs: 50, calls: 1, skills: new Map([['ingles', 4]]) });
  const bia = freeAgent('bia', { freeSinceMs: 40, calls: 9, queues: new Map([[DEBTS, 2]]) });
  const caio = freeAgent('caio', { freeSinceMs: 60, calls: 0, skills: new Map([['ingles', 9]]) });
  const all = [ana, bia, caio];

  test('goes by the longest idle, the fewest calls, the rank in the queue or the skills', () => {
    expect(chosen('longest_idle', all)).toBe('bia');
    expect(chosen('fewest_calls', all)).toBe('caio');
    expect(chosen('rank', all)).toBe('ana');
    const english = waiting('c1', { needs: [need('ingles', 3)] });
    expect(chosen('skill_weighted', all, english)).toBe('caio');
  });

  test('breaks ties by idle time, then by calls, then by the id', () => {
    const same = (id: string, change: Partial<FreeAgent>): FreeAgent => freeAgent(id, change);
    expect(chosen('rank', [same('z', { freeSinceMs: 1 }), same('y', { freeSinceMs: 2 })])).toBe('z');
    expect(chosen('rank', [same('z', { calls: 2 }), same('y', { calls: 1 })])).toBe('y');
    expect(chosen('rank', [same('z', {}), same('y', {})])).toBe('y');
  });

  test('the agent whom the caller knows comes before every strategy, and for a while he alone', () => {
    const known = waiting('c1', { sticky: { agentId: caio.agentId, onlyUntilMs: 100 } });
    expect(chosen('longest_idle', all, known, 99)).toBe('caio');
    expect(chosen('longest_idle', [ana, bia], known, 99)).toBeNull();
    expect(chosen('longest_idle', [ana, bia], known, 100)).toBe('bia');
    expect(chosen('longest_idle', all, known, 100)).toBe('caio');
  });

  test('passes over who serves another queue, lacks a skill, or declined a moment ago', () => {
    expect(chosen('rank', [freeAgent('x', { queues: new Map([[SALES, 1]]) })])).toBeNull();
    expect(chosen('rank', [ana], waiting('c1', { sinceMs: 99_999, needs: [need('ingles', 5)] }))).toBeNull();
    const declined = waiting('c1', { declines: [{ agentId: ana.agentId, untilMs: 200_000 }] });
    expect(chosen('longest_idle', [ana], declined)).toBeNull();
    expect(chosen('longest_idle', [ana], declined, 200_000)).toBe('ana');
  });

  test('takes the best rank where an agent serves several of the queues that the call waits in', () => {
    const both = freeAgent('both', {
      queues: new Map([
        [DEBTS, 3],
        [SALES, 1],
      ]),
    });
    const two = freeAgent('two', { queues: new Map([[DEBTS, 2]]) });
    expect(chosen('rank', [two, both], waiting('c1', { queueIds: [DEBTS, SALES] }))).toBe('both');
    expect(chosen('rank', [two, both], waiting('c1', { queueIds: [DEBTS] }))).toBe('two');
  });

  test('finds somebody whenever somebody may, and the same one in whatever order they are named', () => {
    const agents = fc.uniqueArray(anyAgent, { selector: ({ agentId }) => agentId, maxLength: 6 });
    fc.assert(
      fc.property(agents, anyCall, fc.constantFrom(...SELECTION_STRATEGIES), (some, call, strategy) => {
        const nowMs = 210_000;
        const found = selectAgent(strategy, some, call, nowMs);
        expect(found === null).toBe(!some.some((agent) => mayTake(agent, call, nowMs)));
        expect(selectAgent(strategy, [...some].reverse(), call, nowMs)?.agentId).toBe(found?.agentId);
        expect(found === null || mayTake(found, call, nowMs)).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});
