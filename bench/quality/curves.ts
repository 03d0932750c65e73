import { readFileSync, writeFileSync } from 'node:fs';
import { ACHIEVABLE_OCCUPANCY } from '../../src/core/sizing/achievable-occupancy-table.js';
import { benchPacer } from '../pacing/baseline-pacers.js';
import { productPacer } from '../pacing/product-pacer.js';
import { plain, type Scenario } from '../pacing/scenarios.js';
import { type BenchPacer, type DayResult, World } from '../pacing/world.js';

/**
 * Measures what each knob of the pacing does and writes docs/pictures/pacing-curves.json, from which
 * scripts/write-pacing-pictures.mjs draws. Curves that are not run now stay as they are.
 * npm run bench:pacing-curves -- [--only cap,trunks,deadline,ringing,ratio,start,team] [--seeds 2]
 */
const FILE = 'docs/pictures/pacing-curves.json';
const CAP = 0.03;
const ANSWERS = 0.12;

interface Point {
  readonly x: number;
  readonly occupancy: number;
  readonly drop?: number;
  readonly attempts?: number;
}

interface Curve {
  /** How it was measured, for who reads the file. */
  readonly how: string;
  readonly series: readonly { readonly name: string; readonly points: readonly Point[] }[];
}

function option(name: string, fallback: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
}

const seeds = Array.from({ length: Number(option('seeds', '2')) }, (_, i) => i + 1);
/** A day has to hold enough people for its cap to be more than one drop; larger teams meet them sooner. */
const hoursOf = (agents: number): number => (agents < 20 ? 8 : 3);
const HOURS_TEXT = '8 hours (20 agents: 3)';
const round = (value: number): number => Math.round(value * 10_000) / 10_000;

function days(scenario: Scenario, cap: number, make: () => BenchPacer): readonly DayResult[] {
  return seeds.map((seed) => new World(scenario, seed, cap, scenario.agents <= 20).run(make()));
}

function point(x: number, runs: readonly DayResult[]): Point {
  const mean = (pick: (day: DayResult) => number): number =>
    round(runs.reduce((sum, day) => sum + pick(day), 0) / runs.length);
  return {
    x,
    occupancy: mean((day) => day.occupancy),
    drop: mean((day) => day.drop),
    attempts: mean((day) => day.attemptsPerConnect),
  };
}

const seedText = `seeds ${seeds.join(' ')} of the world of bench/pacing`;

/** Occupancy at several caps. */
function capCurve(): Curve {
  const series = [5, 20].map((agents) => ({
    name: `${agents} agents`,
    points: [0.005, 0.01, 0.02, 0.03, 0.05].map((cap) => {
      const scenario = plain('cap', agents, ANSWERS, hoursOf(agents));
      return point(
        cap,
        days(scenario, cap, () => productPacer(cap, true)),
      );
    }),
  }));
  return { how: `12 % answers, ${HOURS_TEXT}, ${seedText}`, series };
}

/** Occupancy with few channels. */
function trunkCurve(): Curve {
  const points = [25, 35, 50, 70, 100, 150, 220].map((trunks) => {
    const scenario = { ...plain('trunks', 20, 0.08, 4), trunks };
    return point(
      trunks,
      days(scenario, CAP, () => productPacer(CAP, true)),
    );
  });
  return {
    how: `20 agents, 8 % answers, cap 3 %, 4 hours, ${seedText}`,
    series: [{ name: '20 agents', points }],
  };
}

/** Occupancy by how long a person may wait. */
function deadlineCurve(): Curve {
  const series = [5, 20].map((agents) => ({
    name: `${agents} agents`,
    points: [0.5, 1, 2, 3, 5].map((patience) => {
      const scenario = { ...plain('deadline', agents, ANSWERS, hoursOf(agents)), patience };
      return point(
        patience,
        days(scenario, CAP, () => productPacer(CAP, true, 1000 * patience)),
      );
    }),
  }));
  return { how: `12 % answers, cap 3 %, ${HOURS_TEXT}, ${seedText}`, series };
}

/** Attempts for a connected person by how long it may ring. */
function ringingCurve(): Curve {
  const series = [5, 20].map((agents) => ({
    name: `${agents} agents`,
    points: [15, 20, 25, 30, 40].map((ringTimeout) => {
      const scenario = {
        ...plain('ringing', agents, ANSWERS, hoursOf(agents)),
        ringTimeout,
        lateUnanswered: true,
      };
      return point(
        ringTimeout,
        days(scenario, CAP, () => productPacer(CAP, true)),
      );
    }),
  }));
  const how = `12 % would answer after 10 s of ringing on the mean (one in ten after 16 s), cap 3 %, ${HOURS_TEXT}, ${seedText}`;
  return { how, series };
}

/** What a fixed ratio does instead. */
function ratioCurve(): Curve {
  const series = [5, 20, 100].map((agents) => ({
    name: `${agents} agents`,
    points: [1, 2, 3, 4, 6, 8, 10].map((ratio) => {
      const scenario = plain('ratio', agents, ANSWERS, agents === 100 ? 1 : 4);
      return point(
        ratio,
        days(scenario, CAP, () => benchPacer(`ratio:${ratio}`, scenario, CAP)),
      );
    }),
  }));
  return { how: `power mode, 12 % answers, 4 hours (100 agents: 1), ${seedText}`, series };
}

/** Occupancy of each five minutes of the first hour, which begins with nothing learned. */
function startCurve(): Curve {
  const series = [5, 20, 100].map((agents) => {
    const scenario = plain('start', agents, ANSWERS, agents === 100 ? 2 : 4);
    const runs = [...seeds, ...seeds.map((seed) => seed + 100)].map((seed) =>
      new World(scenario, seed, CAP, agents <= 20).run(productPacer(CAP, true)),
    );
    const points = Array.from({ length: 12 }, (_, slot) => {
      const part = (pick: (day: DayResult) => readonly number[]): number =>
        runs.reduce(
          (sum, day) =>
            sum +
            pick(day)
              .slice(5 * slot, 5 * slot + 5)
              .reduce((a, b) => a + b, 0),
          0,
        );
      const talk = part((day) => day.minutes.talk);
      const people = part((day) => day.minutes.live);
      return {
        x: 5 * slot + 5,
        occupancy: round(talk / (talk + part((day) => day.minutes.idle))),
        drop: round(part((day) => day.minutes.drops) / Math.max(1, people)),
      };
    });
    return { name: `${agents} agents`, points };
  });
  return {
    how: `12 % answers, cap 3 %, seeds ${seeds.join(' ')} and a hundred more each, of the world of bench/pacing`,
    series,
  };
}

/** The table that \`cadencia size\` reckons with, at talks of 60 s. */
function teamCurve(): Curve {
  const rows = ACHIEVABLE_OCCUPANCY.rows.filter(({ talkSeconds }) => talkSeconds === 60);
  return {
    how: ACHIEVABLE_OCCUPANCY.source.replace(/^measured: /, ''),
    series: rows.map(({ abandonCap, answerShare, occupancy }) => ({
      name: `cap ${100 * abandonCap} %, answers ${100 * answerShare} %`,
      points: ACHIEVABLE_OCCUPANCY.agents.map((agents, i) => ({ x: agents, occupancy: occupancy[i] ?? 0 })),
    })),
  };
}

const CURVES: Readonly<Record<string, () => Curve>> = {
  cap: capCurve,
  trunks: trunkCurve,
  deadline: deadlineCurve,
  ringing: ringingCurve,
  ratio: ratioCurve,
  start: startCurve,
  team: teamCurve,
};

function writtenBefore(): Readonly<Record<string, Curve>> {
  try {
    return JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Curve>;
  } catch {
    return {};
  }
}

for (const name of option('only', Object.keys(CURVES).join(',')).split(',')) {
  const measure = CURVES[name];
  if (measure === undefined) {
    throw new Error(`no curve is called '${name}'; there are ${Object.keys(CURVES).join(', ')}`);
  }
  const began = performance.now();
  const curve = measure();
  const all = { ...writtenBefore(), [name]: curve };
  writeFileSync(FILE, `${JSON.stringify(all, null, 1)}\n`);
  console.log(`${name}: ${((performance.now() - began) / 1000).toFixed(0)} s`);
}
