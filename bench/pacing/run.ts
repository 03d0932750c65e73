import { VICIDIAL_GRID } from '../../src/core/pacing/baselines/strategy-choice.js';
import { benchPacer, knownWorldOf } from './baseline-pacers.js';
import { SCENARIOS, type Scenario } from './scenarios.js';
import { type BenchPacer, type DayResult, World } from './world.js';

/**
 * Prints what the product's predictive pacer and its yardsticks reach in this bench's own world.
 * npm run bench:pacing -- [--cap 0.03] [--seeds 3] [--only tele-5,cob-5] [--ours] [--speed]
 */
function option(name: string, fallback: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
}

const cap = Number(option('cap', '0.03'));
const seeds = Array.from({ length: Number(option('seeds', '3')) }, (_, i) => Number(option('from', '1')) + i);
const only = option('only', SCENARIOS.map((s) => s.name).join(',')).split(',');
const oursOnly = process.argv.includes('--ours');

interface Cell {
  readonly occupancy: number;
  readonly drop: number;
  readonly days: readonly DayResult[];
}

function measure(scenario: Scenario, make: () => BenchPacer, list: readonly number[]): Cell {
  const days = list.map((seed) => new World(scenario, seed, cap, scenario.agents <= 20).run(make()));
  const mean = (pick: (day: DayResult) => number): number =>
    days.reduce((a, d) => a + pick(d), 0) / days.length;
  return { occupancy: mean((d) => d.occupancy), drop: mean((d) => d.drop), days };
}

/** Occupancy at the cap on the frontier of the cells (best occupancy at no more drop, straight between). */
function atCap(cells: readonly Cell[]): number {
  const sorted = [...cells].sort((a, b) => a.drop - b.drop);
  let below: Cell | null = null;
  for (const cell of sorted) {
    if (cell.drop <= cap) {
      below = below === null || cell.occupancy > below.occupancy ? cell : below;
    } else if (below !== null && cell.occupancy > below.occupancy) {
      const share = (cap - below.drop) / (cell.drop - below.drop);
      return below.occupancy + share * (cell.occupancy - below.occupancy);
    }
  }
  return below?.occupancy ?? Number.NaN;
}

const pct = (value: number, digits = 1): string => (100 * value).toFixed(digits).padStart(5);

function printOurs(name: string, cell: Cell): void {
  const worst = Math.max(...cell.days.map((d) => d.worst30));
  const violations = cell.days.filter((d) => d.violated).length;
  const mean = (pick: (day: DayResult) => number): number =>
    cell.days.reduce((a, d) => a + pick(d), 0) / cell.days.length;
  const by10 = cell.days
    .map((d) =>
      d.occupancyBy10
        .slice(0, 4)
        .map((x) => (100 * x).toFixed(0))
        .join('/'),
    )
    .join(' ');
  console.log(
    `${name.padEnd(11)} occ ${pct(cell.occupancy)}  drop ${pct(cell.drop, 2)}  worst30 ${pct(worst)}  ` +
      `over ${violations}/${cell.days.length}  att/conn ${mean((d) => d.attemptsPerConnect).toFixed(2)}  ` +
      `1st hour ${pct(
        mean((d) => d.firstHourDrop),
        2,
      )}  live ${mean((d) => d.live).toFixed(0)}  ` +
      `step ${mean((d) => d.meanStepMs).toFixed(3)} ms  first40 ${by10}`,
  );
}

function compare(scenario: Scenario): void {
  const few = seeds.slice(0, 2);
  const ours = measure(scenario, () => benchPacer('cadencia', scenario, cap), seeds);
  printOurs(scenario.name, ours);
  if (oursOnly) {
    return;
  }
  const baseline = (strategy: string): Cell =>
    measure(scenario, () => benchPacer(strategy, scenario, cap), few);
  const one = baseline('progressive');
  const ratios = [1, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10, 13, 17, 22, 28, 36];
  const ratio = atCap(ratios.map((r) => baseline(`ratio:${r}`)));
  const vici = VICIDIAL_GRID.map(baseline)
    .filter((cell) => cell.drop <= 1.1 * cap)
    .reduce((best, cell) => Math.max(best, cell.occupancy), 0);
  const average = baseline('vicidial-average');
  const tapered = baseline('vicidial-tapered');
  const available = baseline('vicidial-available-only');
  const oml = baseline('omnileads');
  const webitel = baseline('webitel');
  const known = knownWorldOf(scenario);
  const thresholds =
    cap >= 0.02 ? [0.02, 0.05, 0.09, 0.15, 0.24, 0.38] : [0.006, 0.015, 0.03, 0.06, 0.11, 0.2];
  const best = atCap(
    thresholds.map((t) =>
      measure(scenario, () => benchPacer(`optimum:${t}`, scenario, cap, () => known), few),
    ),
  );
  const gap = (from: number): string =>
    best > from ? `${((100 * (ours.occupancy - from)) / (best - from)).toFixed(0)} %` : '-';
  console.log(
    `            1:1 ${pct(one.occupancy)} (att/conn ${one.days[0]!.attemptsPerConnect.toFixed(2)})  ratio* ${pct(ratio)}  VICI best ${pct(vici)}  ` +
      `VICI avg ${pct(average.occupancy)} (${pct(average.drop)})  taper ${pct(tapered.occupancy)} (${pct(tapered.drop)})  ` +
      `AO ${pct(available.occupancy)} (${pct(available.drop)})  webitel ${pct(webitel.occupancy)} (${pct(webitel.drop)})  ` +
      `OML ${pct(oml.occupancy)} (${pct(oml.drop)})  OPT* ${pct(best)}  gap VICI→OPT* ${gap(vici)}  best→OPT* ${gap(Math.max(vici, ratio))}`,
  );
}

console.log(
  `cap ${pct(cap)} %, seeds ${seeds.join(' ')}; occupancy and drop in %, VICI and OML with their drop`,
);
for (const scenario of SCENARIOS.filter((s) => only.includes(s.name))) {
  compare(scenario);
}
