import { type Chance, chanceOf } from './chance.js';
import { PaceProcess } from './pace-process.js';
import { productPacer } from './product-pacer.js';
import { SCENARIOS, type Scenario } from './scenarios.js';
import { startLine, tickLine } from './wire-lines.js';
import { type DayResult, World, type WorldEvent } from './world.js';

/**
 * The same days twice: the strategy called in this process, and `cadencia pace --stdio` fed with the lines of its
 * protocol; over a good line, and over a bad one (events late, twice and lost, ticks at odd times).
 * npm run bench:pacing-stdio -- [--cap 0.03] [--seeds 2] [--only tele-5,cob-20] [--hours 2] [--faults late,ticks]
 */
function option(name: string, fallback: string): string {
  const at = process.argv.indexOf(`--${name}`);
  return at < 0 ? fallback : (process.argv[at + 1] ?? fallback);
}

const cap = Number(option('cap', '0.03'));
const seeds = Array.from({ length: Number(option('seeds', '2')) }, (_, i) => i + 1);
const only = option('only', 'tele-5,tele-20,cob-20,cob-100').split(',');
const hours = option('hours', '');

/** What is wrong with the bad line: events late, twice, lost or in any order, ticks left out. */
const faults = new Set(option('faults', 'late,twice,lost,order,ticks').split(','));

/** What a line does to the events that pass it. */
class Line {
  private readonly chance: Chance | null;
  private late: { readonly event: WorldEvent; readonly due: number }[] = [];

  /** Without chance a perfect line. */
  constructor(chance: Chance | null) {
    this.chance = chance;
  }

  carry(events: readonly WorldEvent[], t: number): readonly WorldEvent[] {
    const { chance } = this;
    if (chance === null) {
      return events;
    }
    const out = this.late.filter(({ due }) => due <= t).map(({ event }) => event);
    this.late = this.late.filter(({ due }) => due > t);
    for (const event of events) {
      const dice = chance.uniform();
      // The dialer's own event is always prompt.
      const fault = dice > 0.2 ? null : dice < 0.02 ? 'lost' : dice < 0.04 ? 'twice' : 'late';
      // The dialer's own event is always prompt.
      if (event.type === 'dial' || fault === null || !faults.has(fault)) {
        out.push(event);
      } else if (fault === 'twice') {
        out.push(event, event);
      } else if (fault === 'late') {
        this.late.push({ event, due: t + chance.between(0.5, 5) });
      }
    }
    return faults.has('order') ? out.sort(() => chance.uniform() - 0.5) : out;
  }
}

interface StdioDay {
  readonly day: DayResult;
  readonly tickMs: number[];
  readonly complaints: string;
  readonly code: number | null;
}

async function overStdio(scenario: Scenario, seed: number, bad: boolean): Promise<StdioDay> {
  const pacer = new PaceProcess();
  const chance = bad ? chanceOf(seed + 7_000) : null;
  const line = new Line(chance);
  pacer.tell(startLine(scenario, cap));
  const world = new World(scenario, seed, cap, false);
  const day = world.day();
  const tickMs: number[] = [];
  let held: WorldEvent[] = [];
  let next = day.next();
  while (next.done !== true) {
    const question = next.value;
    held.push(...question.events);
    // A tick in seven is skipped, what happened comes with the next.
    if (chance !== null && faults.has('ticks') && chance.uniform() < 0.15) {
      next = day.next(0);
      continue;
    }
    const began = performance.now();
    const answer = await pacer.ask(tickLine(question, line.carry(held, question.t)));
    tickMs.push(performance.now() - began);
    held = [];
    const wanted = JSON.parse(answer) as number | { readonly pick: readonly number[] };
    next = day.next(typeof wanted === 'number' ? wanted : wanted.pick);
  }
  return { day: next.value, tickMs, complaints: pacer.complaints, code: await pacer.stop() };
}

const pct = (value: number, digits = 1): string => (100 * value).toFixed(digits).padStart(5);
const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;

function row(name: string, days: readonly DayResult[], rest: string): void {
  console.log(
    `  ${name.padEnd(12)} occ ${pct(mean(days.map((d) => d.occupancy)))}  drop ${pct(mean(days.map((d) => d.drop)), 2)}  ` +
      `over ${days.filter((d) => d.violated).length}/${days.length}  ` +
      `att/conn ${mean(days.map((d) => d.attemptsPerConnect)).toFixed(2)}${rest}`,
  );
}

function stdioRow(name: string, runs: readonly StdioDay[]): void {
  const times = runs.flatMap(({ tickMs }) => tickMs).sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.floor(share * times.length)] ?? 0).toFixed(2);
  const codes = [...new Set(runs.map(({ code }) => code))].join(' ');
  row(
    name,
    runs.map(({ day }) => day),
    `  round trip p50 ${at(0.5)} p99 ${at(0.99)} ms  exit ${codes}${runs.map((r) => r.complaints).join('')}`,
  );
}

console.log(`cap ${pct(cap)} %, seeds ${seeds.join(' ')}, one tick a second; occupancy and drop in %`);
for (const found of SCENARIOS.filter(({ name }) => only.includes(name))) {
  const scenario = hours === '' ? found : { ...found, hours: Number(hours) };
  console.log(scenario.name);
  row(
    'in process',
    seeds.map((seed) => new World(scenario, seed, cap, false).run(productPacer(cap, scenario.amd))),
    '',
  );
  for (const bad of [false, true]) {
    const runs: StdioDay[] = [];
    for (const seed of seeds) {
      runs.push(await overStdio(scenario, seed, bad));
    }
    stdioRow(bad ? 'bad line' : 'over stdio', runs);
  }
}
