import { expect, test } from 'vitest';
import { makeHolidayCalendar } from '../../../src/core/compliance/calendar/holiday-calendar.js';
import { parseAgentId } from '../../../src/core/kernel/ids.js';
import { calibrate } from '../../../src/core/quality/calibration.js';
import { contestRefusal } from '../../../src/core/quality/contest-window.js';
import { iqaOf, type SideScore } from '../../../src/core/quality/iqa.js';
import { isNewcomer } from '../../../src/core/quality/newcomer.js';
import { formProblems } from '../../../src/core/quality/quality-form.js';
import { type PeriodScore, periodQuality } from '../../../src/core/quality/quality-period.js';
import { scoreCall, unmarkedItems } from '../../../src/core/quality/score-call.js';
import { marksBut, PRINTED_FORM } from '../../support/quality-form.js';

const scored = (...wrong: string[]): number => scoreCall(PRINTED_FORM, marksBut(...wrong)).score;

test('points are lost by what was not kept to, and a fatal item takes its dimension or all', () => {
  expect(scored()).toBe(100);
  expect(scored('promptness', 'interest')).toBe(89);
  expect(scored('information')).toBe(79);
  expect(scored('ethics')).toBe(0);
  expect(scoreCall(PRINTED_FORM, marksBut('ethics', 'survey')).fatal).toEqual(['ethics', 'survey']);
});

test('a dimension whose items add up to more than it is worth never falls below zero', () => {
  expect(scored('complete', 'records', 'procedures', 'equipment')).toBe(79);
  const all = PRINTED_FORM.dimensions.flatMap(({ items }) => items.filter(({ kind }) => kind !== 'NCF'));
  expect(scored(...all.map(({ id }) => id))).toBe(0);
});

test('a form worth something else than a hundred is brought to a hundred', () => {
  const [attitudes] = PRINTED_FORM.dimensions;
  const small = { ...PRINTED_FORM, dimensions: attitudes === undefined ? [] : [attitudes] };
  expect(scoreCall(small, { interest: 'nc' }).score).toBe(27.27);
});

test('a score needs a mark for each item and none for another', () => {
  const { ethics: _, ...rest } = marksBut();
  expect(unmarkedItems(PRINTED_FORM, { ...rest, ethic: 'ok' })).toEqual({
    missing: ['ethics'],
    unknown: ['ethic'],
  });
});

test('the printed form is taken, and one with doubles or points out of their class is not', () => {
  expect(formProblems(PRINTED_FORM)).toEqual([]);
  const [attitudes] = PRINTED_FORM.dimensions;
  const items = [
    { id: 'a', text: 'a', kind: 'NCL', points: 6 },
    { id: 'a', text: 'a', kind: 'NCG', points: 5 },
  ] as const;
  expect(
    formProblems({ ...PRINTED_FORM, dimensions: [{ ...attitudes, id: 'x', name: 'x', points: 0, items }] }),
  ).toHaveLength(4);
});

const own = (attemptId: string, score: number): SideScore => ({ attemptId, side: 'own', score });
const client = (attemptId: string, score: number): SideScore => ({ attemptId, side: 'client', score });

test('means are weighted 0.4 and 0.6 while both sides judge alike, with a warning from three points on', () => {
  expect(iqaOf([own('a', 90), client('a', 93)])).toMatchObject({
    value: 91.8,
    basis: 'weighted',
    auditDifference: 3,
    conduct: 'none',
  });
  expect(iqaOf([own('a', 90), client('a', 84)])).toMatchObject({ value: 86.4, conduct: 'warning' });
});

test('more than six points apart the client’s mean stands alone, on audited calls or on the others', () => {
  const apart = iqaOf([own('a', 90), client('a', 83.9)]);
  expect(apart).toMatchObject({ value: 83.9, basis: 'client_alone', conduct: 'warning_or_fine' });
  const others = iqaOf([own('a', 90), client('a', 90), own('b', 100), client('c', 90)]);
  expect(others).toMatchObject({ otherDifference: 10, basis: 'client_alone', conduct: 'none' });
  expect(iqaOf([own('a', 80)])).toMatchObject({ value: 80, basis: 'own_alone', auditDifference: null });
  expect(iqaOf([])).toMatchObject({ value: null, basis: 'none' });
});

test('a score is contested for two business days, holidays left out, and not on the last one of the period', () => {
  const calendar = makeHolidayCalendar();
  const at = (text: string): number => Date.parse(`${text}:00-03:00`);
  const end = at('2026-12-01T00:00');
  // Wednesday 18 November; Friday 20 is Zumbi's day.
  const given = at('2026-11-18T10:00');
  const on = (text: string) => contestRefusal(given, end, at(text), calendar);
  expect([on('2026-11-18T18:00'), on('2026-11-19T09:00'), on('2026-11-23T23:59')]).toEqual([
    null,
    null,
    null,
  ]);
  expect(on('2026-11-24T00:00')).toBe('too_late');
  const late = at('2026-11-27T10:00');
  expect(contestRefusal(late, end, at('2026-11-27T20:00'), calendar)).toBeNull();
  expect(contestRefusal(late, end, at('2026-11-30T08:00'), calendar)).toBe('last_business_day');
  expect(contestRefusal(late, end, at('2026-12-01T08:00'), calendar)).toBe('too_late');
});

test('an agent is a newcomer until the end of the month after the one he started in', () => {
  const at = (text: string): number => Date.parse(`${text}T12:00:00-03:00`);
  expect(
    ['2026-11-19', '2026-11-20', '2026-12-31', '2027-01-01'].map((day) => isNewcomer('2026-11-20', at(day))),
  ).toEqual([false, true, true, false]);
});

test('newcomers, void scores and calibrations stay out of the index, and who has too few calls is named', () => {
  const score = (
    attemptId: string,
    agent: string,
    value: number,
    change: Partial<PeriodScore> = {},
  ): PeriodScore => ({
    attemptId,
    agentId: parseAgentId(agent),
    side: 'own',
    score: value,
    atMs: Date.parse('2026-11-20T12:00:00Z'),
    isVoid: false,
    ...change,
  });
  const report = periodQuality(
    [
      score('a', 'ana', 80),
      score('b', 'ana', 90),
      score('c', 'bia', 20),
      score('d', 'ana', 0, { isVoid: true }),
      score('e', 'ana', 0, { side: 'calibration' }),
    ],
    2,
    { bia: '2026-11-02' },
  );
  expect(report.agents.value).toBe(85);
  expect(report.newcomers.value).toBe(20);
  expect(report.voided).toBe(1);
  expect(report.byAgent).toEqual([
    { agentId: 'ana', scored: 2, mean: 85, isNewcomer: false, isShort: false },
    { agentId: 'bia', scored: 1, mean: 20, isNewcomer: true, isShort: true },
  ]);
});

test('a calibration shows how far monitors are apart and over which items', () => {
  const one = { by: 'ana', score: 90, marks: { a: 'ok', b: 'nc' } } as const;
  const other = { by: 'bia', score: 80, marks: { a: 'ok', b: 'ok' } } as const;
  expect(calibrate([one, other])).toEqual({
    mean: 85,
    spread: 10,
    deviations: { ana: 5, bia: -5 },
    disputed: [{ item: 'b', marks: { ana: 'nc', bia: 'ok' } }],
    agreement: 0.5,
  });
  expect(calibrate([one])).toBeNull();
});
