import type { Scenario } from '../pacing/scenarios.js';
import type { DayResult } from '../pacing/world.js';
import { sum } from './statistics.js';

type Minutes = DayResult['minutes'];

/** Minutes from which on a day counts as settled, and those before its end in which the guard of the day works. */
const SETTLED_FROM = 30;
const END_GUARD = 20;
const ENOUGH = 0.95;
const HALF_HOUR = 30;
/** Fewer agents need a longer window for their occupancy to be more than chance. */
const windowOf = (agents: number): number => (agents < 10 ? 10 : 5);

function occupancyBetween(days: readonly Minutes[], from: number, until: number): number {
  const part = (pick: (day: Minutes) => readonly number[]): number =>
    sum(days.map((day) => sum(pick(day).slice(from, until))));
  const talk = part((day) => day.talk);
  return talk / Math.max(1e-9, talk + part((day) => day.idle));
}

function dropBetween(days: readonly Minutes[], from: number, until: number): number {
  const part = (pick: (day: Minutes) => readonly number[]): number =>
    sum(days.map((day) => sum(pick(day).slice(from, until))));
  return (
    part((day) => day.drops) /
    Math.max(
      1,
      part((day) => day.live),
    )
  );
}

/** The end of the first window from `from` on that reaches 95 % of `steady`, in minutes after `from`. */
function minutesUntil(days: readonly Minutes[], from: number, until: number, steady: number, agents: number) {
  const window = windowOf(agents);
  for (let minute = from; minute + window <= until; minute++) {
    if (occupancyBetween(days, minute, minute + window) >= ENOUGH * steady) {
      return minute + window - from;
    }
  }
  return null;
}

/** Whether the public and the team are the same all day, so that one figure is the steady occupancy. */
function isSteady(scenario: Scenario): boolean {
  const moments = Array.from({ length: 480 }, (_, i) => (i / 480) * scenario.hours * 3600);
  return (
    scenario.storm === undefined &&
    moments.every((t) => scenario.staff(t) === scenario.agents && scenario.liveFactor(t) === 1)
  );
}

/** Minutes of a cold start until 95 % of the steady occupancy, infinite when never; null where none is steady. */
export function coldStartMinutes(scenario: Scenario, days: readonly Minutes[]): number | null {
  const end = scenario.hours * 60 - END_GUARD;
  if (!isSteady(scenario) || end < 2 * SETTLED_FROM) {
    return null;
  }
  const steady = occupancyBetween(days, SETTLED_FROM, end);
  return minutesUntil(days, 0, end, steady, scenario.agents) ?? Number.POSITIVE_INFINITY;
}

export interface ShockFigures {
  /** Share of drops in the half hours after all shocks, and in the worst one of one day. */
  readonly drop: number;
  readonly worst: number;
  /** Until 95 % of the occupancy of that half hour's second part; the slowest of the shocks, all days together. */
  readonly recoveryMinutes: number | null;
}

/** What the half hours after the scenario's shocks came to. */
export function shockFigures(scenario: Scenario, days: readonly Minutes[]): ShockFigures | null {
  const shocks = (scenario.shocks ?? [])
    .map((second) => Math.round(second / 60))
    .filter((minute) => minute + HALF_HOUR <= scenario.hours * 60);
  if (shocks.length === 0 || days.length === 0) {
    return null;
  }
  const halves = shocks.flatMap((minute) =>
    days.map((day) => ({
      drops: sum(day.drops.slice(minute, minute + HALF_HOUR)),
      live: sum(day.live.slice(minute, minute + HALF_HOUR)),
    })),
  );
  const recoveries = shocks.map((minute) => {
    const settled = occupancyBetween(days, minute + 15, minute + HALF_HOUR);
    return minutesUntil(days, minute, minute + HALF_HOUR, settled, scenario.agents);
  });
  return {
    drop: sum(halves.map(({ drops }) => drops)) / Math.max(1, sum(halves.map(({ live }) => live))),
    worst: Math.max(...halves.map(({ drops, live }) => drops / Math.max(1, live))),
    recoveryMinutes: recoveries.some((minutes) => minutes === null)
      ? null
      : Math.max(...recoveries.map((minutes) => minutes ?? 0)),
  };
}

/** Share of drops of the first hour, all days together. */
export function firstHourDrop(days: readonly Minutes[]): number {
  return dropBetween(days, 0, 60);
}
