import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  callsAhead,
  compareCalls,
  joinLine,
  leaveLine,
  type WaitingCall,
  type WaitingLine,
} from '../../../src/core/acd/waiting-line.js';
import { anyCall, DEBTS, SALES, waiting } from './acd-samples.js';

const STEP = 60_000;
const lineOf = (calls: readonly WaitingCall[], step: number | null = STEP): WaitingLine =>
  calls.reduce<WaitingLine>((line, call) => joinLine(line, call, step), []);
const ids = (line: WaitingLine): string[] => line.map(({ callId }) => callId);

describe('the line of callers', () => {
  test('serves whoever came first, whatever the order in which they are named', () => {
    const calls = [3, 1, 2].map((n) => waiting(`c${n}`, { sinceMs: n * 1000 }));
    expect(ids(lineOf(calls))).toEqual(['c1', 'c2', 'c3']);
    expect(ids(lineOf([...calls].reverse()))).toEqual(['c1', 'c2', 'c3']);
  });

  test('counts a step of priority as so much earlier an arrival, so a long wait outweighs it', () => {
    const early = waiting('early', { sinceMs: 0 });
    const soon = waiting('soon', { sinceMs: 59_000, priority: 1 });
    const late = waiting('late', { sinceMs: 61_000, priority: 1 });
    expect(ids(lineOf([late, early, soon]))).toEqual(['soon', 'early', 'late']);
  });

  test('with strict priority no wait ever outweighs it', () => {
    const early = waiting('early', { sinceMs: 0 });
    const late = waiting('late', { sinceMs: 86_400_000, priority: 1 });
    expect(ids(lineOf([early, late], null))).toEqual(['late', 'early']);
  });

  test('tells how many are before somebody whom the same agents serve', () => {
    const line = lineOf([
      waiting('c1', { queueIds: [SALES] }),
      waiting('c2', { queueIds: [DEBTS], sinceMs: 1 }),
      waiting('c3', { queueIds: [DEBTS, SALES], sinceMs: 2 }),
    ]);
    expect(ids(line).map((id) => callsAhead(line, id as never))).toEqual([0, 0, 2]);
    expect(callsAhead(line, 'gone' as never)).toBeNull();
  });

  test('stays in order, holds everybody once, and never changes the order of two, whoever comes and goes', () => {
    const steps = fc.array(fc.tuple(anyCall, fc.boolean()), { maxLength: 30 });
    fc.assert(
      fc.property(steps, fc.constantFrom(STEP, null), (story, step) => {
        let line: WaitingLine = [];
        for (const [call, joins] of story) {
          const before = line;
          line = joins ? joinLine(line, call, step) : leaveLine(line, call.callId);
          expect(new Set(ids(line)).size).toBe(line.length);
          for (let i = 0; i + 1 < line.length; i++) {
            expect(compareCalls(line[i]!, line[i + 1]!, step)).toBeLessThan(0);
          }
          const others = (whole: WaitingLine): string[] => ids(whole).filter((id) => id !== call.callId);
          expect(others(line)).toEqual(others(before));
          expect(line.some(({ callId }) => callId === call.callId)).toBe(joins);
        }
      }),
      { numRuns: 500 },
    );
  });
});
