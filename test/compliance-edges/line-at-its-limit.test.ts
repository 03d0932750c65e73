import { describe, expect, test } from 'vitest';
import { NO_USAGE } from '../../src/core/compliance/limits/usage.js';
import { askAllDoors, type EdgeCall } from '../support/edge-doors.js';

const NOON = '2026-11-24T15:00:00.000Z';
/** Tuesday's midnight in Brasília: the counts of lines begin anew. */
const MIDNIGHT = '2026-11-25T03:00:00.000Z';

/**
 * Anatel blocks a line at its 100 000th short call of a day, whichever person it is to. What two engines and a crash
 * make of the last calls is in `test/integration/line-at-its-limit.test.ts`, what the auditor says of them in
 * `test/audit/limit-rules.test.ts`.
 */
describe('a line’s calls of a day, by what was dialled before', () => {
  test.each([
    ['the first', 0, 'open'],
    ['the 95 000th, the last below our margin', 94_999, 'open'],
    ['the 95 001st', 95_000, 'R03'],
    ['the 99 999th', 99_998, 'R03'],
    ['the 100 000th', 99_999, 'R03'],
    ['the 100 001st', 100_000, 'R03'],
  ])('%s call', async (_, calls, gate) => {
    const day = { ...NO_USAGE, calls };
    const call: EdgeCall = { ddd: '11', at: NOON };
    const [verdict] = await askAllDoors([call], { facts: () => ({ lineDay: day }) });
    expect(verdict?.gate).toBe(gate);
    if (gate === 'R03') {
      // The line, not the person, waits: the traffic takes another one meanwhile.
      expect(verdict?.decision.nextAllowedMs).toBe(Date.parse('2026-11-25T11:00:00.000Z'));
      expect(verdict?.decision.nextAllowedMs).toBeGreaterThan(Date.parse(MIDNIGHT));
    }
  });
});
