import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { assessShift, type ShiftRules, type ShiftSpan } from '../../../src/core/compliance/nr17.js';
import { parametersOf } from '../../../src/core/compliance/policy.js';
import { BRASIL_2026 } from '../../../src/core/compliance/presets/brasil-2026.js';
import { type AgentId, parseAgentId } from '../../../src/core/kernel/ids.js';
import { HOUR, MINUTE } from '../../../src/core/kernel/time.js';
import { adherenceOf, type DoneSpan } from '../../../src/core/pauses/adherence.js';
import { callerLoss } from '../../../src/core/pauses/caller-loss.js';
import {
  planFloorPauses,
  type RosteredShift,
  SLOT_MS,
  type SlotLoss,
} from '../../../src/core/pauses/floor-pauses.js';
import { pauseWorth } from '../../../src/core/pauses/pause-worth.js';
import { faultsOfPlan, type PlannedPause, pausesOwed } from '../../../src/core/pauses/shift-pauses.js';

const RULES: ShiftRules = {
  activeTime: parametersOf(BRASIL_2026, 'active_time')!,
  pauses: parametersOf(BRASIL_2026, 'pauses')!,
};
const LONG = { startMs: 0, endMs: 6 * HOUR + 20 * MINUTE };
const SHORT = { startMs: 0, endMs: 4 * HOUR };
const minutes = (plan: readonly PlannedPause[] | undefined): string[] =>
  (plan ?? []).map(({ code, startMs, endMs }) => `${code} ${startMs / MINUTE}-${endMs / MINUTE}`);

/** The day as it goes when the plan is kept. */
function kept(shift: typeof LONG, plan: readonly PlannedPause[]): ShiftSpan[] {
  const spans: ShiftSpan[] = [];
  let fromMs = shift.startMs;
  for (const { code, startMs, endMs } of plan) {
    spans.push({ kind: 'active', startMs: fromMs, endMs: startMs });
    spans.push({ kind: code === 'refeicao' ? 'meal' : 'short_pause', startMs, endMs });
    fromMs = endMs;
  }
  return [...spans, { kind: 'active', startMs: fromMs, endMs: shift.endMs }];
}

describe('the pauses that a shift owes', () => {
  test('are ten, the meal of twenty and ten, none in the first or last hour', () => {
    expect(pausesOwed(LONG, RULES).map(({ code, lengthMs }) => `${code} ${lengthMs / MINUTE}`)).toEqual([
      'nr17_10a 10',
      'refeicao 20',
      'nr17_10b 10',
    ]);
    const [first] = pausesOwed(LONG, RULES);
    const last = pausesOwed(LONG, RULES).at(-1);
    expect(first?.fromMs).toBe(60 * MINUTE);
    expect(last!.byMs + last!.lengthMs).toBe(LONG.endMs - 60 * MINUTE);
  });

  test('are one of ten in a shift of four hours', () => {
    expect(pausesOwed(SHORT, RULES).map(({ code }) => code)).toEqual(['nr17_10a']);
  });

  test('have room, or the shift is refused with how long it would have to be', () => {
    expect(() => pausesOwed({ startMs: 0, endMs: 2 * HOUR }, RULES)).toThrow('make it at least 130 minutes');
    expect(() => pausesOwed({ startMs: 0, endMs: 7 * HOUR }, RULES)).toThrow('at most 380');
    expect(() => pausesOwed({ startMs: HOUR, endMs: 0 }, RULES)).toThrow('DLR_INPUT_INVALID');
  });
});

describe('the pauses of a floor', () => {
  const shifts = (count: number, shift = LONG): RosteredShift[] =>
    Array.from({ length: count }, (_, i) => ({
      ...shift,
      agentId: parseAgentId(`a${String(i).padStart(3, '0')}`),
    }));
  const awayAt = (plans: ReadonlyMap<AgentId, readonly PlannedPause[]>, atMs: number): number =>
    [...plans.values()].filter((plan) => plan.some(({ startMs, endMs }) => startMs <= atMs && atMs < endMs))
      .length;
  const nothing: SlotLoss = () => 0;

  test('lie at the even places of a lone shift when nothing else asks for another', () => {
    const { pauses } = planFloorPauses(shifts(1), RULES, nothing);
    expect(minutes(pauses.get(parseAgentId('a000')))).toEqual([
      'nr17_10a 95-105',
      'refeicao 190-210',
      'nr17_10b 285-295',
    ]);
  });

  test('are spread so evenly that no more are away at once than must be', () => {
    const { pauses } = planFloorPauses(shifts(20), RULES, nothing);
    const away: number[] = [];
    for (let atMs = 0; atMs < LONG.endMs; atMs += SLOT_MS) {
      away.push(awayAt(pauses, atMs));
    }
    // Forty minutes of twenty agents over the 260 between the first and the last hour.
    expect(Math.max(...away)).toBeLessThanOrEqual(Math.ceil((20 * 40) / 260) + 1);
  });

  test('keep out of the peak, and cost the callers less than pauses at the even places', () => {
    const peak = (atMs: number) => ({
      callsPerHour: atMs >= 3 * HOUR && atMs < 4 * HOUR ? 260 : 120,
      handleSeconds: 240,
      patienceSeconds: 120,
    });
    const lossOf = callerLoss(peak, { serviceLevel: 0.9, withinSeconds: 10 });
    const floor = shifts(20);
    const plan = planFloorPauses(floor, RULES, lossOf);
    const even = planFloorPauses(floor, RULES, nothing);
    const lossOfPlan = (plans: typeof even.pauses): number => {
      let sum = 0;
      for (let atMs = 0; atMs < LONG.endMs; atMs += SLOT_MS) {
        sum += lossOf(atMs, 20 - awayAt(plans, atMs));
      }
      return sum;
    };
    expect(plan.loss).toBeCloseTo(lossOfPlan(plan.pauses), 6);
    expect(plan.loss).toBeLessThan(0.75 * lossOfPlan(even.pauses));
    expect(plan.loss).toBeGreaterThan(plan.lossWithoutPauses);
    for (let atMs = 3 * HOUR; atMs < 4 * HOUR; atMs += SLOT_MS) {
      expect(awayAt(plan.pauses, atMs)).toBeLessThanOrEqual(1);
    }
  });

  test('a floor of 300 in four waves of shifts is planned, all of it by the law', () => {
    const floor = Array.from({ length: 300 }, (_, i) => ({
      agentId: parseAgentId(`a${i}`),
      startMs: 8 * HOUR + (i % 4) * 2 * HOUR,
      endMs: 8 * HOUR + (i % 4) * 2 * HOUR + LONG.endMs,
    }));
    const { pauses } = planFloorPauses(floor, RULES, nothing);
    expect(floor.flatMap((shift) => faultsOfPlan(shift, pauses.get(shift.agentId) ?? [], RULES))).toEqual([]);
  });

  test('are by the law whatever the shifts and the loss, and a day that keeps them owes nothing', () => {
    const shift = fc
      .record({
        start: fc.integer({ min: 0, max: 600 }),
        length: fc.integer({ min: 130, max: 380 }),
        off: fc.integer({ min: 0, max: 59_999 }),
      })
      .map(({ start, length, off }) => ({
        startMs: start * MINUTE + off,
        endMs: (start + length) * MINUTE + off,
      }));
    const floor = fc.array(shift, { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(floor, fc.integer({ min: 1, max: 9 }), (some, hard) => {
        const roster = some.map((one, i) => ({ ...one, agentId: parseAgentId(`a${i}`) }));
        const lossOf: SlotLoss = (atMs, agents) => (hard * ((atMs / SLOT_MS) % 7)) / (1 + agents);
        const { pauses, loss } = planFloorPauses(roster, RULES, lossOf);
        expect(Number.isFinite(loss)).toBe(true);
        for (const one of roster) {
          const plan = pauses.get(one.agentId) ?? [];
          expect(faultsOfPlan(one, plan, RULES)).toEqual([]);
          const day = assessShift(kept(one, plan), RULES, one.endMs, one.endMs);
          expect(day.pausesTaken).toBeGreaterThanOrEqual(day.pausesNeeded);
          expect(day.mealTaken || !day.mealNeeded).toBe(true);
          expect(day.pauseDue).toBe(false);
        }
      }),
      { numRuns: 150 },
    );
  });

  test('the loss of a slot is its callers not answered in time, all of them without agents', () => {
    const load = { callsPerHour: 120, handleSeconds: 240, patienceSeconds: 120 };
    const lossOf = callerLoss((atMs) => (atMs === 0 ? load : null), { serviceLevel: 0.9, withinSeconds: 10 });
    expect(lossOf(0, 0)).toBe(10);
    expect(lossOf(0, 9)).toBeGreaterThan(lossOf(0, 10));
    expect(lossOf(0, 100)).toBeLessThan(1e-6);
    expect(lossOf(SLOT_MS, 0)).toBe(0);
  });
});

describe('a pause that somebody asks for', () => {
  const worth = (reason: string, atMs: number) => pauseWorth(reason, LONG, RULES, atMs);

  test('for the toilet or after an abuse is granted at once and measured by nobody, at any minute', () => {
    for (const atMs of [0, 59 * MINUTE, 3 * HOUR, LONG.endMs - MINUTE]) {
      expect(worth('banheiro', atMs)).toEqual({ kind: 'urgent', measured: false });
      expect(worth('pos_abuso', atMs)).toEqual({ kind: 'urgent', measured: false });
    }
  });

  test('of the shift counts as the owed one only outside the first and last hour', () => {
    expect(worth('nr17_10a', 60 * MINUTE - 1).kind).toBe('early');
    expect(worth('nr17_10a', 60 * MINUTE).kind).toBe('owed');
    expect(worth('refeicao', LONG.endMs - 80 * MINUTE).kind).toBe('owed');
    expect(worth('refeicao', LONG.endMs - 80 * MINUTE + 1).kind).toBe('late');
    expect(worth('treinamento', 0)).toEqual({ kind: 'other', measured: true });
  });
});

describe('how far a shift went as planned', () => {
  const plan: readonly PlannedPause[] = [
    { code: 'nr17_10a', startMs: 90 * MINUTE, endMs: 100 * MINUTE },
    { code: 'refeicao', startMs: 180 * MINUTE, endMs: 200 * MINUTE },
    { code: 'nr17_10b', startMs: 280 * MINUTE, endMs: 290 * MINUTE },
  ];
  const span = (kind: DoneSpan['kind'], from: number, to: number, reason = ''): DoneSpan => ({
    kind,
    reason,
    startMs: from * MINUTE,
    endMs: to * MINUTE,
  });
  const asPlanned = [
    span('work', 0, 90),
    span('pause', 90, 100, 'nr17_10a'),
    span('work', 100, 180),
    span('pause', 180, 200, 'refeicao'),
    span('work', 200, 280),
    span('pause', 280, 290, 'nr17_10b'),
    span('work', 290, 380),
  ];
  const with_ = (at: number, ...instead: DoneSpan[]): DoneSpan[] => [
    ...asPlanned.slice(0, at),
    ...instead,
    ...asPlanned.slice(at + 1),
  ];

  test('is whole when it did', () => {
    expect(adherenceOf(LONG, plan, asPlanned)).toEqual({
      measuredMs: LONG.endMs,
      keptMs: LONG.endMs,
      share: 1,
    });
  });

  test('is not touched by the toilet or the rest after an abuse, however long', () => {
    for (const reason of ['banheiro', 'pos_abuso']) {
      const day = with_(2, span('work', 100, 120), span('pause', 120, 165, reason), span('work', 165, 180));
      expect(adherenceOf(LONG, plan, day)).toMatchObject({ share: 1, measuredMs: LONG.endMs - 45 * MINUTE });
    }
  });

  test('allows five minutes for the call at hand, and counts what is longer', () => {
    const late = [
      span('work', 0, 95),
      span('pause', 95, 105, 'nr17_10a'),
      span('work', 105, 180),
      ...asPlanned.slice(3),
    ];
    expect(adherenceOf(LONG, plan, late).share).toBe(1);
    const never = [span('work', 0, 180), ...asPlanned.slice(3)];
    expect(adherenceOf(LONG, plan, never).keptMs).toBe(LONG.endMs - 5 * MINUTE);
    const absent = asPlanned.slice(0, -1);
    expect(adherenceOf(LONG, plan, absent).keptMs).toBe(290 * MINUTE);
  });

  test('urgent pauses never lower the share, wherever they fall', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 370 }), fc.integer({ min: 1, max: 60 }), (from, length) => {
        const to = Math.min(380, from + length);
        const day = asPlanned.flatMap((one) => {
          const [a, b] = [one.startMs / MINUTE, one.endMs / MINUTE];
          const parts = [
            { ...one, endMs: Math.min(b, from) * MINUTE },
            { ...one, startMs: Math.max(a, to) * MINUTE },
          ];
          return parts.filter(({ startMs, endMs }) => startMs < endMs);
        });
        const all = [...day, span('pause', from, to, 'banheiro')].sort((a, b) => a.startMs - b.startMs);
        expect(adherenceOf(LONG, plan, all).share).toBe(1);
      }),
    );
  });
});
