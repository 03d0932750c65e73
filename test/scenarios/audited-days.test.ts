import { beforeAll, describe, expect, test } from 'vitest';
import { type DaysVerdict, judgeDays } from '../support/days-audit.js';
import { EngineDays } from '../support/engine-days.js';

/** 17 November is a holiday of Acre, the 20th of the country, the 22nd a Sunday; towns have days of their own. */
const FROM_MS = Date.parse('2026-11-17T03:00:00.000Z');

describe('six days of two engines that die, on stores that fail', () => {
  let days: EngineDays;
  let verdict: DaysVerdict;

  beforeAll(async () => {
    days = await EngineDays.run({
      seed: 'seis dias',
      fromMs: FROM_MS,
      days: 6,
      people: 400,
      agents: 10,
      engines: 2,
      crashesADay: 1,
      troublesADay: 1,
      storeDelayMs: 0,
      shifts: 'edges',
    });
    verdict = await judgeDays(days);
  }, 240_000);

  test('the auditor, who shares no code with the gate, finds nothing that is forbidden', () => {
    console.log(
      `${verdict.attempts} attempts of ${verdict.decisions} decisions, ${days.told.length} troubles`,
    );
    expect(verdict.broken).toEqual([]);
    expect(verdict.attempts).toBeGreaterThan(500);
  });

  test('every call has a row, an allow of its own and a place in chains that hold', () => {
    expect(verdict.disagreements).toEqual([]);
  });

  test('the days were such that rules of every kind had to block', () => {
    const due = ['R13', 'R14', 'R15', 'R17', 'R20', 'R21', 'R24', 'R26', 'R40', 'OPT_IN'];
    expect(due.filter((rule) => (verdict.blocked[rule] ?? 0) === 0)).toEqual([]);
  });
});
