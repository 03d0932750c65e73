import { describe, expect, test } from 'vitest';
import type { ShiftRules, ShiftSpan, ShiftSpanKind } from '../../../src/core/compliance/nr17.js';
import { parametersOf } from '../../../src/core/compliance/policy.js';
import { BRASIL_2026 } from '../../../src/core/compliance/presets/brasil-2026.js';
import { HOUR, MINUTE } from '../../../src/core/kernel/time.js';
import { owedFrom, standPauses } from '../../../src/core/pauses/pause-standing.js';
import { type PlannedPause, pausesOwed } from '../../../src/core/pauses/shift-pauses.js';

const RULES: ShiftRules = {
  activeTime: parametersOf(BRASIL_2026, 'active_time')!,
  pauses: parametersOf(BRASIL_2026, 'pauses')!,
};
const SHIFT = { startMs: 0, endMs: 6 * HOUR + 20 * MINUTE };
const PLAN: readonly PlannedPause[] = [
  { code: 'nr17_10a', startMs: 90 * MINUTE, endMs: 100 * MINUTE },
  { code: 'refeicao', startMs: 180 * MINUTE, endMs: 200 * MINUTE },
  { code: 'nr17_10b', startMs: 270 * MINUTE, endMs: 280 * MINUTE },
];
const span = (kind: ShiftSpanKind, from: number, to: number | null): ShiftSpan => ({
  kind,
  startMs: from * MINUTE,
  endMs: to === null ? null : to * MINUTE,
});
const stands = (atMinute: number, ...spans: readonly ShiftSpan[]): string =>
  standPauses(PLAN, spans, atMinute * MINUTE)
    .map(({ standing }) => standing)
    .join(' ');

describe('a planned pause', () => {
  test('is to come, then due, and missed where nobody took it in its time', () => {
    expect(stands(89, span('active', 0, null))).toBe('later later later');
    expect(stands(90, span('active', 0, null))).toBe('due later later');
    expect(stands(100, span('active', 0, null))).toBe('missed later later');
  });

  test('is taken by whoever took one as long, sooner or later than planned', () => {
    expect(stands(95, span('active', 0, 92), span('short_pause', 92, null))).toBe('now later later');
    expect(stands(60, span('active', 0, 40), span('short_pause', 40, 50), span('active', 50, null))).toBe(
      'taken later later',
    );
    expect(stands(260, span('meal', 150, 172), span('active', 172, null))).toBe('missed taken later');
  });

  test('is not taken by one that broke off, nor by the toilet', () => {
    expect(stands(120, span('short_pause', 90, 94), span('active', 94, null))).toBe('missed later later');
    expect(stands(120, span('other_pause', 90, 105), span('active', 105, null))).toBe('missed later later');
  });

  test('is planned again from now on while it can be given, with work after the rest before it', () => {
    const still = (atMinute: number, ...spans: readonly ShiftSpan[]) =>
      owedFrom(
        pausesOwed(SHIFT, RULES),
        standPauses(PLAN, spans, atMinute * MINUTE),
        spans,
        atMinute * MINUTE,
      ).map(({ code, fromMs }) => `${code} from ${fromMs / MINUTE}`);
    expect(still(120, span('active', 0, null))).toEqual([
      'nr17_10a from 120',
      'refeicao from 145',
      'nr17_10b from 180',
    ]);
    const rested = [span('active', 0, 118), span('short_pause', 118, 129), span('active', 129, null)];
    expect(still(130, ...rested)).toEqual(['refeicao from 144', 'nr17_10b from 179']);
    // Too late for the first two: the last hour of the shift begins.
    expect(still(300, span('active', 0, null))).toEqual(['nr17_10b from 300']);
    expect(still(330, span('active', 0, null))).toEqual([]);
  });
});
