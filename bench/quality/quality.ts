import { VICIDIAL_GRID } from '../../src/core/pacing/baselines/strategy-choice.js';
import type { Scenario } from '../pacing/scenarios.js';
import { ALL_SCENARIOS, type Cell, SCENARIO_SETS, setOf } from './cell.js';
import { CellStore } from './cell-store.js';
import { readTallies, tallied, tallyLines, writeTallies } from './day-tally.js';
import { figuresOf } from './figures.js';
import { printCap, printRegressions } from './print-table.js';
import { readBaseline, regressionsOf, writeBaseline } from './regressions.js';
import { runCells } from './run-cells.js';
import {
  AS_SHIPPED,
  OURS,
  OURS_CANCELLING,
  OURS_OPEN_END,
  OURS_POOLED,
  optimumGrid,
  PROGRESSIVE,
  RATIOS,
} from './strategies.js';

/**
 * The table strategy × scenario × cap, T1 to T7, and what got worse since the baseline was saved. Each day is kept in a
 * file as soon as it is run, so a run may be stopped and go on later; only days whose code or scenario changed run again.
 *
 * npm run bench:quality -- [--only tele-5,rare-20 | own | held-out | unseen] [--cap 0.03,0.01] [--seeds 3] [--from 1]
 *   [--yardstick-seeds 2] [--ours | --no-yardsticks | --informed] [--jobs 2] [--minutes 10] [--report] [--out FOLDER]
 *   [--baseline FILE] [--allowed 3] [--save] [--tally] [--open-end]
 */
function option(name: string, fallback: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
}

const flag = (name: string): boolean => process.argv.includes(`--${name}`);

function seedsFrom(count: number): readonly number[] {
  const from = Number(option('from', '1'));
  return Array.from({ length: count }, (_, i) => from + i);
}

/** Teams for which the last drops of the budget may buy too little: there half of the cap is run as well. */
const LARGE_TEAM = 100;

function chosenScenarios(): readonly Scenario[] {
  const all = ALL_SCENARIOS;
  const only = option('only', 'all').split(',');
  const chosen = all.filter(
    (scenario) => only.includes('all') || only.includes(scenario.name) || only.includes(setOf(scenario)),
  );
  const names = new Set(['all', ...Object.keys(SCENARIO_SETS), ...all.map(({ name }) => name)]);
  const unknown = only.filter((name) => !names.has(name));
  if (unknown.length > 0) {
    throw new Error(`unknown scenario ${unknown.join(', ')}; there are ${[...names].join(', ')}`);
  }
  return chosen;
}

const scenarios = chosenScenarios();
const caps = option('cap', '0.03,0.01').split(',').map(Number);
const seeds = seedsFrom(Number(option('seeds', '3')));
const yardstickSeeds = seedsFrom(Number(option('yardstick-seeds', '2')));
const jobs = Math.max(1, Math.min(2, Number(option('jobs', '1'))));
const ours = flag('open-end') ? OURS_OPEN_END : OURS;
const store = new CellStore(option('out', '.cache/quality'));
const baselineFile = option(
  'baseline',
  flag('open-end') ? 'bench/quality-baseline-open-end.json' : 'bench/quality-baseline.json',
);

/** The product's days first, then what they are compared with, so that a run that is stopped has said most. */
function wantedCells(): readonly Cell[] {
  const cells = (
    strategy: string,
    list: readonly number[],
    part: readonly Scenario[],
    capOf: (cap: number) => number,
  ) =>
    // Seed by seed, so that a run that is stopped has seen every scenario.
    list.flatMap((seed) =>
      part.flatMap(({ name }) => caps.map((cap) => ({ scenario: name, cap: capOf(cap), strategy, seed }))),
    );
  const same = (cap: number): number => cap;
  const large = scenarios.filter(({ agents }) => agents >= LARGE_TEAM);
  const first = cells(ours, seeds, scenarios, same);
  if (flag('ours')) {
    return first;
  }
  const second = [
    ...cells(PROGRESSIVE, yardstickSeeds, scenarios, same),
    ...cells(ours, seeds, large, (cap) => cap / 2),
  ];
  const informed = [
    ...cells(OURS_CANCELLING, yardstickSeeds, scenarios, same),
    ...cells(OURS_POOLED, yardstickSeeds, scenarios, same),
  ];
  if (flag('informed')) {
    return informed;
  }
  if (flag('no-yardsticks')) {
    return [...first, ...second];
  }
  const yardsticks = scenarios.flatMap((scenario) =>
    caps.flatMap((cap) =>
      [...optimumGrid(cap), ...RATIOS, ...VICIDIAL_GRID, ...AS_SHIPPED].flatMap((strategy) =>
        yardstickSeeds.map((seed) => ({ scenario: scenario.name, cap, strategy, seed })),
      ),
    ),
  );
  return [...first, ...second, ...informed, ...yardsticks.filter(({ strategy }) => strategy !== PROGRESSIVE)];
}

const wanted = wantedCells();
const missing = wanted.filter((cell) => store.read(cell) === null);
console.log(
  `seeds ${seeds.join(' ')}, yardsticks ${yardstickSeeds.join(' ')}; ${wanted.length} days, ${missing.length} to run`,
);
if (!flag('report')) {
  const { left, stopped } = await runCells(
    missing,
    store,
    jobs,
    Date.now() + 60_000 * Number(option('minutes', '100000')),
  );
  if (stopped) {
    console.log(`the time is over, ${left} days are left for another run`);
  }
}

const reader = { store, ours, seeds, yardstickSeeds };
const tables = caps.map((cap) =>
  scenarios.flatMap((scenario) => figuresOf(reader, scenario, setOf(scenario), cap) ?? []),
);
tables.forEach((rows, i) => {
  printCap(rows, caps[i] ?? Number.NaN);
});
const tallyFile = 'bench/quality-days.json';
const tallies = tallied(
  readTallies(tallyFile),
  wanted.filter(({ strategy, cap }) => strategy === OURS && caps.includes(cap)),
  store,
);
if (flag('tally')) {
  writeTallies(tallyFile, tallies);
}
console.log(`\n${tallyLines(tallies).join('\n')}`);
const { regressions, compared } = regressionsOf(
  tables.flat(),
  readBaseline(baselineFile),
  Number(option('allowed', '3')),
);
printRegressions(regressions, compared, baselineFile);
if (flag('save')) {
  writeBaseline(baselineFile, tables.flat());
  console.log(`the baseline is saved in ${baselineFile}`);
} else if (regressions.length > 0) {
  process.exitCode = 1;
}
