import type { Chance } from './chance.js';
import { plain, type Scenario } from './scenarios.js';

/**
 * Days that no strategy is tuned on. They were written from the list of conditions a strategy must stand, before any
 * strategy ran on them; a figure here that disappoints is answered by a better principle and by new days, never by a
 * constant that suits these.
 */
const MINUTE = 60;
const HOUR = 3600;

function during(t: number, spans: readonly (readonly [from: number, until: number])[]): boolean {
  return spans.some(([from, until]) => t >= from && t < until);
}

/** Lengths of spells in minutes and the answer rate of each over that of the list: 1 % to 60 % of 12 %. */
const SPELLS = [
  [35, 1],
  [12, 5],
  [28, 1],
  [20, 1 / 12],
  [40, 1.5],
  [7, 4],
  [25, 0.4],
  [30, 1],
  [10, 5],
] as const;

function spells(t: number): number {
  const length = SPELLS.reduce((sum, [minutes]) => sum + minutes, 0);
  let at = (t / MINUTE) % length;
  for (const [minutes, factor] of SPELLS) {
    if (at < minutes) {
      return factor;
    }
    at -= minutes;
  }
  return 1;
}

/** A list that wears out over the day, with a better hour before lunch and in the evening. */
function wearing(t: number): number {
  const hour = t / HOUR;
  const wave = 1 + 0.25 * Math.sin((2 * Math.PI * (hour - 1)) / 5);
  return wave * Math.exp(-0.15 * hour);
}

const WALKOUTS = [
  [70 * MINUTE, 90 * MINUTE],
  [180 * MINUTE, 195 * MINUTE],
] as const;

const STORMS = [
  [60 * MINUTE, 72 * MINUTE],
  [150 * MINUTE, 165 * MINUTE],
] as const;

function stormy(t: number): { readonly refused: number; readonly delayFactor: number } {
  return during(t, STORMS) ? { refused: 0.6, delayFactor: 4 } : { refused: 0, delayFactor: 1 };
}

/** Agents whose mean talk goes from 60 s to 300 s where the list's is 87 s. */
function unequal(agents: number): (agent: number) => number {
  return (agent) => (60 + (240 * agent) / Math.max(1, agents - 1)) / 87;
}

const shortTalk = (chance: Chance): number => chance.lognormal(30, 0.8);

export const HELD_OUT_SCENARIOS: readonly Scenario[] = [
  plain('rare-20', 20, 0.03, 6),
  plain('hot-10', 10, 0.4, 8),
  { ...plain('bursts-20', 20, 0.12, 7), liveFactor: spells, shocks: [35 * MINUTE, 75 * MINUTE, 95 * MINUTE] },
  plain('two-hours-8', 8, 0.15, 2),
  {
    ...plain('ramp-100', 100, 0.15, 3),
    staff: (t) => Math.min(100, Math.floor(4 + (96 * t) / (25 * MINUTE))),
  },
  {
    ...plain('walkout-20', 20, 0.12, 5),
    staff: (t) => (during(t, WALKOUTS) ? 12 : 20),
    leavesUnannounced: true,
    shocks: WALKOUTS.map(([, back]) => back),
  },
  { ...plain('storm-30', 30, 0.15, 4), storm: stormy, shocks: STORMS.map(([, over]) => over) },
  { ...plain('wearing-20', 20, 0.18, 8), liveFactor: wearing },
  { ...plain('unequal-15', 15, 0.12, 8), pace: unequal(15) },
  { ...plain('poor-amd-20', 20, 0.12, 8), amdErrors: { missed: 0.08, passed: 0.12, slowness: 2.5 } },
  plain('pair', 2, 0.08, 8),
  plain('one-percent-200', 200, 0.01, 1),
  plain('five-hundred', 500, 0.12, 2),
  {
    ...plain('bad-line-20', 20, 0.15, 6),
    line: { lost: 0.02, twice: 0.02, late: 0.15, skippedTicks: 0.15 },
  },
  { ...plain('pausers-12', 12, 0.2, 8), pausesAsGiven: 0.03 },
  { ...plain('no-amd-50', 50, 0.1, 4), amd: false, machine: 0.35, trunks: 160 },
  { ...plain('short-talks-25', 25, 0.3, 4), talk: shortTalk, wrap: (chance) => chance.lognormal(6, 0.5) },
  {
    ...plain('everything-10', 10, 0.15, 8),
    liveFactor: (t) => wearing(t) * (during(t, [[90 * MINUTE, 110 * MINUTE]]) ? 2.5 : 1),
    storm: (t) => (during(t, [[200 * MINUTE, 208 * MINUTE]]) ? stormy(STORMS[0][0]) : stormy(0)),
    staff: (t) => (during(t, [[140 * MINUTE, 155 * MINUTE]]) ? 6 : 10),
    leavesUnannounced: true,
    amdErrors: { missed: 0.04, passed: 0.05, slowness: 1.5 },
    pace: unequal(10),
    pausesAsGiven: 0.01,
    line: { lost: 0.01, twice: 0.01, late: 0.1, skippedTicks: 0.05 },
    shocks: [90 * MINUTE, 155 * MINUTE, 208 * MINUTE],
  },
];
