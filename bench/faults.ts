/*
 * Deterministic fault testing: each seed is a centre on the simulator in virtual time, of which things go wrong that the
 * seed draws, while what must hold is watched. A seed that fails is shrunk to the least of its faults that still fails.
 * Pairs of effect and fault that never came to pass are aimed at by further seeds.
 * Usage: npm run test:faults [-- --seeds 1000 --from 1 --jobs 2 --strict], or -- --seed 17 --trace for one of them again
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Coverage } from '../test/support/faults/coverage.js';
import { CELLS, type Cell } from '../test/support/faults/effects.js';
import { type PlannedFault, tellFault } from '../test/support/faults/fault-kind.js';
import { runSeed, type SeedReport } from '../test/support/faults/run-seed.js';
import { shrinkFaults } from '../test/support/faults/shrink-faults.js';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '1000' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    /** Of one seed, or without one of all: the pair it is aimed at, such as `media.invite:dies after`. */
    aim: { type: 'string', multiple: true },
    /** Every event of the seed, in order. */
    trace: { type: 'boolean', default: false },
    jobs: { type: 'string', default: String(Math.min(4, availableParallelism())) },
    /** An effect that never broke in one of its ways is an error: for the nightly run. */
    strict: { type: 'boolean', default: false },
    /** Of a child process: which of the seeds are its. */
    part: { type: 'string' },
  },
});
/** One seed in so many is run twice, and must be the same to the last event. */
const TWICE_EVERY = 25;
const SHOWN_FAILURES = 20;
const JOBS = Number(values.jobs);

/** Further seeds for each pair that never came to pass. */
const AIMED_SEEDS = 30;

/** A pair as it is told, `effect:fault`. */
function cellOf(told: string): Cell {
  const cell = CELLS.find(({ effect, kind }) => `${effect}:${kind}` === told);
  if (cell === undefined) {
    throw new Error(`--aim ${told}: no such pair of effect and fault; the tables of a run name them`);
  }
  return cell;
}

const AIMS = values.aim?.map(cellOf);

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function* seedsOf(part: number): Generator<number> {
  const from = Number(values.from);
  for (let seed = from + part; seed < from + Number(values.seeds); seed += JOBS) {
    yield seed;
  }
}

/** A run, and what it was aimed at. */
type TakenSeed = SeedReport & { readonly aim?: Cell | undefined };

/** The invariants' names: what is shrunk must fail in the same way. */
const waysOf = ({ broken }: SeedReport): ReadonlySet<string> =>
  new Set(broken.map((what) => what.slice(0, what.indexOf(':'))));

async function shrunk(report: TakenSeed): Promise<readonly PlannedFault[]> {
  const ways = waysOf(report);
  return shrinkFaults(report.plan, async (plan) => {
    const again = await runSeed(report.seed, { plan, aim: report.aim });
    return [...waysOf(again)].some((way) => ways.has(way));
  });
}

function tellFailure({ seed, broken, aim }: TakenSeed, least: readonly PlannedFault[]): void {
  const aimed = aim === undefined ? '' : ` --aim '${aim.effect}:${aim.kind}'`;
  say(`\nseed ${seed} fails; again: npm run test:faults -- --seed ${seed}${aimed} --trace`);
  for (const what of broken.slice(0, 5)) {
    say(`  ${what}`);
  }
  say(`  the least that fails so${least.length === 0 ? ': no fault at all' : ''}`);
  for (const fault of least) {
    say(`    ${tellFault(fault)}`);
  }
}

/** One seed, told as it runs. */
async function one(seed: number): Promise<void> {
  const aim = AIMS?.[0];
  const run = await runSeed(seed, { aim, ...(values.trace ? { tell: say } : {}) });
  const report: TakenSeed = { ...run, aim };
  say(`\nseed ${seed}: ${report.calls} calls, ${report.events} events, digest ${report.digest}`);
  for (const fault of report.plan) {
    const hit = report.hits.some(({ effect, kind }) => effect === fault.effect && kind === fault.kind);
    say(`  ${hit ? '·' : ' '} ${tellFault(fault)}`);
  }
  if (report.broken.length > 0) {
    tellFailure(report, await shrunk(report));
    process.exitCode = 1;
  }
}

/** A child runs its seeds and tells of each. */
async function child(part: number): Promise<void> {
  for (const seed of seedsOf(part)) {
    const report = await runSeed(seed);
    const again = seed % TWICE_EVERY === 0 ? await runSeed(seed) : report;
    const twins = again.digest === report.digest ? [] : ['the same seed twice: two digests'];
    process.send?.({ ...report, broken: [...report.broken, ...twins] });
  }
}

function work(part: number, heard: (report: SeedReport) => void): Promise<void> {
  const args = [...process.argv.slice(2), '--part', String(part)];
  const worker = fork(fileURLToPath(import.meta.url), args, {
    execArgv: ['--max-semi-space-size=64'],
  });
  worker.on('message', (report) => heard(report as SeedReport));
  return new Promise((done, failed) => {
    worker.once('error', failed);
    worker.once('exit', (code) => (code === 0 ? done() : failed(new Error(`a worker ended with ${code}`))));
  });
}

/** Further seeds for what never came to pass, each pair until it did. */
async function aimAt(
  cells: readonly Cell[],
  came: (cell: Cell) => boolean,
  heard: (report: TakenSeed) => void,
): Promise<void> {
  const first = Number(values.from) + (AIMS === undefined ? Number(values.seeds) : 0);
  for (const cell of cells) {
    let tries = 0;
    for (; tries < AIMED_SEEDS && !came(cell); tries++) {
      heard({ ...(await runSeed(first + tries, { aim: cell })), aim: cell });
    }
    say(
      `aimed at ${cell.effect}:${cell.kind}: ${came(cell) ? 'came to pass' : 'a hole'} after ${tries} seeds`,
    );
  }
}

async function all(): Promise<void> {
  const startMs = performance.now();
  const coverage = new Coverage();
  const failures: TakenSeed[] = [];
  const sums = { seeds: 0, planned: 0, hits: 0, calls: 0, events: 0, twice: 0 };
  const heard = (report: TakenSeed): void => {
    coverage.add(report.hits);
    sums.seeds += 1;
    sums.planned += report.plan.length;
    sums.hits += report.hits.length;
    sums.calls += report.calls;
    sums.events += report.events;
    sums.twice += report.seed % TWICE_EVERY === 0 ? 1 : 0;
    if (report.broken.length > 0) {
      failures.push(report);
      say(`seed ${report.seed}: ${report.broken[0]}`);
    }
  };
  if (AIMS === undefined) {
    await Promise.all(Array.from({ length: JOBS }, (_, part) => work(part, heard)));
  }
  const missed = AIMS ?? coverage.holes();
  await aimAt(values.strict ? missed : (AIMS ?? []), (cell) => coverage.of(cell) > 0, heard);
  const seconds = (performance.now() - startMs) / 1000;
  for (const line of AIMS === undefined ? coverage.tables() : []) {
    say(line);
  }
  const wanted = AIMS ?? CELLS;
  const holes = wanted.filter((cell) => coverage.of(cell) === 0);
  say(
    `\n${wanted.length - holes.length} of ${wanted.length} pairs of effect and fault came to pass, ${holes.length} holes`,
  );
  if (values.strict && holes.length > 0) {
    say(`holes: ${holes.map(({ effect, kind }) => `${effect} ${kind}`).join('; ')}`);
  }
  failures.sort((a, b) => a.seed - b.seed);
  for (const report of failures.slice(0, SHOWN_FAILURES)) {
    tellFailure(report, await shrunk(report));
  }
  say(
    `\n${sums.seeds} seeds in ${seconds.toFixed(0)} s (${(sums.seeds / seconds / JOBS).toFixed(1)} a second and core): ` +
      `${sums.hits} faults of ${sums.planned} planned, ${sums.calls} calls, ${sums.events} events; ` +
      `${sums.twice} seeds run twice; ${failures.length} seeds failed`,
  );
  process.exitCode = failures.length > 0 || (values.strict && holes.length > 0) ? 1 : 0;
}

if (values.part !== undefined) {
  await child(Number(values.part));
  process.disconnect?.();
} else if (values.seed !== undefined) {
  await one(Number(values.seed));
} else {
  await all();
}
