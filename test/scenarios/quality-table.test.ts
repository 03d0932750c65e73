import { expect, it } from 'vitest';
import { plain } from '../../bench/pacing/scenarios.js';
import type { CellDay } from '../../bench/quality/cell.js';
import { type DayQuestion, meanBurst, occupancyKeepingDays } from '../../bench/quality/day-bound.js';
import { coldStartMinutes, shockFigures } from '../../bench/quality/day-curves.js';
import { type CellDays, daysIn, tallied, tallyLines } from '../../bench/quality/day-tally.js';
import { type Judged, regressionsOf } from '../../bench/quality/regressions.js';
import { estimate, occupancyAtCap } from '../../bench/quality/statistics.js';

const row: Judged = {
  scenario: { name: 'tele-5' },
  cap: 0.03,
  occupancy: { mean: 0.68, error: 0.01, days: 4 },
  drop: { mean: 0.028, error: 0.001, days: 4 },
  attempts: { mean: 4, error: 0.05, days: 4 },
  days: 4,
  daysOver: 0,
};
const kept = { 'tele-5@0.03': row };

it('tells a loss of occupancy only beyond three standard errors of the difference', () => {
  const at = (mean: number) => regressionsOf([{ ...row, occupancy: { ...row.occupancy, mean } }], kept, 3);
  expect(at(0.64).regressions).toEqual([]);
  expect(at(0.63).regressions).toMatchObject([{ row: 'tele-5@0.03', figure: 'occupancy' }]);
});

it('tells every further day over the cap, and no drop that stays under it', () => {
  const higher = { ...row, drop: { ...row.drop, mean: 0.0299, error: 0.0001 } };
  expect(regressionsOf([higher], kept, 3).regressions).toEqual([]);
  expect(regressionsOf([{ ...row, daysOver: 1 }], kept, 3).regressions).toMatchObject([
    { figure: 'days over the cap', was: '0/4', is: '1/4' },
  ]);
});

it('compares nothing with a row that was never saved', () => {
  expect(regressionsOf([{ ...row, cap: 0.01 }], kept, 3)).toEqual({ regressions: [], compared: 0 });
});

it('remembers days of several runs until the code they were made with changes, and names each over its cap', () => {
  const day = (drop: number) => ({ drop, violated: drop > 0.03 }) as CellDay;
  const store = (made: string, days: Readonly<Record<number, CellDay>>): CellDays => ({
    printOf: () => made,
    read: ({ seed }) => days[seed] ?? null,
  });
  const cells = [1, 2, 3, 4].map((seed) => ({ scenario: 'tele-5', cap: 0.03, strategy: 'ours', seed }));
  const first = tallied({}, cells, store('a', { 1: day(0.02), 2: day(0.029) }));
  const second = tallied(first, cells, store('a', { 4: day(0.031) }));
  expect(second['tele-5@0.03']).toEqual({
    made: 'a',
    seeds: [
      [1, 2],
      [4, 4],
    ],
    worst: { seed: 4, drop: 0.031 },
    over: [4],
  });
  expect(tallyLines(second)[1]).toContain('tele-5@0.03 seed 4');
  const third = tallied(second, cells, store('b', { 3: day(0.01) }));
  expect(Object.values(third).map(daysIn)).toEqual([1]);
});

it('reads the frontier of a grid at the cap, between the setting below and a better one above', () => {
  const points = [
    { occupancy: 0.5, drop: 0.01 },
    { occupancy: 0.45, drop: 0.02 },
    { occupancy: 0.7, drop: 0.05 },
  ];
  expect(occupancyAtCap(points, 0.03)).toBeCloseTo(0.6);
  expect(occupancyAtCap(points, 0.005)).toBeNull();
});

it('believes no spread smaller than chance has', () => {
  expect(estimate([0.7, 0.7, 0.7, 0.7], 0.005)).toMatchObject({ mean: 0.7, error: 0.0025, days: 4 });
});

it('finds the minute at which a cold start has come to its steady occupancy', () => {
  const minutes = Array.from({ length: 120 }, (_, minute) => (minute < 12 ? 20 : 40));
  const day = { live: minutes, drops: minutes.map(() => 0), talk: minutes, idle: minutes.map((m) => 50 - m) };
  expect(coldStartMinutes(plain('steady', 20, 0.2, 2), [day])).toBe(17);
});

it('counts the drops of the half hour after a shock, and when the agents are busy again', () => {
  const live = Array.from({ length: 120 }, () => 10);
  const drops = live.map((_, minute) => (minute >= 60 && minute < 63 ? 5 : 0));
  const talk = live.map((_, minute) => (minute >= 60 && minute < 70 ? 20 : 40));
  const day = { live, drops, talk, idle: talk.map((seconds) => 50 - seconds) };
  const scenario = { ...plain('shocked', 20, 0.2, 2), shocks: [3600] };
  expect(shockFigures(scenario, [day])).toEqual({ drop: 0.05, worst: 0.05, recoveryMinutes: 15 });
});

const SMALL_TEAM: DayQuestion = {
  frontier: [
    { occupancy: 0.46, drop: 0.0014 },
    { occupancy: 0.51, drop: 0.0046 },
    { occupancy: 0.57, drop: 0.0133 },
  ],
  progressive: 0.25,
  people: 800,
  cap: 0.01,
  burst: 1.15,
};

it('promises a team that must keep each day less than one that keeps the mean, and the more people the closer', () => {
  const few = occupancyKeepingDays(SMALL_TEAM);
  const many = occupancyKeepingDays({ ...SMALL_TEAM, people: 8000 });
  const mean = occupancyAtCap(SMALL_TEAM.frontier, SMALL_TEAM.cap) ?? 0;
  expect(few).toBeGreaterThan(0.46);
  expect(few).toBeLessThan(mean - 0.02);
  expect(many).toBeGreaterThan(few + 0.02);
  expect(many).toBeLessThanOrEqual(mean + 0.005);
});

it('leaves nothing but 1:1 where the first burst breaks the day', () => {
  expect(occupancyKeepingDays({ ...SMALL_TEAM, people: 40, burst: 3 })).toBeLessThan(0.35);
});

it('takes drops of one minute and the next for one burst', () => {
  expect(meanBurst([[0, 1, 2, 0, 0, 1, 0]])).toBe(2);
  expect(meanBurst([[0, 0]])).toBe(1);
});
