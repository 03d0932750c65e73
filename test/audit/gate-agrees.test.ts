import { describe, expect, test } from 'vitest';
import { auditAllowed, auditEverything, DECIDED_BY_THE_GATE } from '../support/gate-audit.js';
import type { RandomLogWish } from '../support/random-log.js';

/**
 * Gate and auditor share no code. Logs of a small country, lawful and not, are put to both: what the auditor finds the
 * gate would have blocked for the same rule, and of what the gate allows the auditor finds nothing.
 */

/** Finados, Proclamação da República and Consciência Negra, state and municipal days, and Sundays lie inside. */
const NOVEMBER: RandomLogWish = {
  seed: 'novembro',
  people: 60,
  rows: 6000,
  fromMs: Date.parse('2026-10-30T03:00:00.000Z'),
  days: 26,
};
/** Carnival, in the part of the year in which clocks of the north are not the south's. */
const CARNIVAL: RandomLogWish = {
  ...NOVEMBER,
  seed: 'carnaval',
  fromMs: Date.parse('2027-02-04T03:00:00.000Z'),
};
const CHRISTMAS: RandomLogWish = {
  ...NOVEMBER,
  seed: 'natal',
  fromMs: Date.parse('2026-12-18T03:00:00.000Z'),
};

describe.each([
  ['November with its holidays', NOVEMBER],
  ['the days of Carnival', CARNIVAL],
  ['the days between Christmas and the new year', CHRISTMAS],
])('gate and auditor over %s', (_, wish) => {
  test('what the auditor finds the gate would have blocked, for the same rule', async () => {
    const { planted, missed } = await auditEverything(wish);
    expect(missed.slice(0, 5)).toEqual([]);
    // Every rule was broken by some row: the comparison compared something.
    const rules = new Set(planted);
    expect([...DECIDED_BY_THE_GATE].filter((rule) => !rules.has(rule))).toEqual([]);
  });

  test('of what the gate allows the auditor finds nothing', async () => {
    const verdict = await auditAllowed({ ...wish, seed: `${wish.seed}-lawful`, people: 1500, rows: 25_000 });
    expect(verdict.allowed).toBeGreaterThan(1500);
    expect(verdict.findings.slice(0, 5)).toEqual([]);
  });
});
