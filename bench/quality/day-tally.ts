import { readFileSync, writeFileSync } from 'node:fs';
import type { Cell, CellDay } from './cell.js';

/** First and last seed of days run without a gap. */
type SeedSpan = readonly [first: number, last: number];

/** What is remembered of the days of one scenario at one cap. */
export interface DayTally {
  /** Of which code and scenario the days were made; days of another are forgotten. */
  readonly made: string;
  readonly seeds: readonly SeedSpan[];
  /** The day whose drops came nearest to its cap, as a share of its people. */
  readonly worst: { readonly seed: number; readonly drop: number };
  /** Days that ended over their cap. */
  readonly over: readonly number[];
}

export type Tallies = Readonly<Record<string, DayTally>>;

/** Days already run, and of what they are made. */
export interface CellDays {
  read(cell: Cell): CellDay | null;
  printOf(cell: Cell): string;
}

/** Where a tally stands under `scenario@cap`. */
const keyOf = ({ scenario, cap }: Pick<Cell, 'scenario' | 'cap'>): string => `${scenario}@${cap}`;

export function readTallies(file: string): Tallies {
  try {
    return (JSON.parse(readFileSync(file, 'utf8')) as { readonly rows: Tallies }).rows;
  } catch {
    return {};
  }
}

export function writeTallies(file: string, rows: Tallies): void {
  const sorted = Object.fromEntries(Object.entries(rows).sort(([a], [b]) => a.localeCompare(b)));
  const lines = Object.entries(sorted).map(
    ([key, tally]) => `    ${JSON.stringify(key)}: ${JSON.stringify(tally)}`,
  );
  writeFileSync(
    file,
    `{\n  "written": "npm run bench:quality -- --ours --seeds 100 --tally",\n  "rows": {\n${lines.join(',\n')}\n  }\n}\n`,
  );
}

/** How many days a tally holds. */
export function daysIn(tally: DayTally): number {
  return tally.seeds.reduce((days, [first, last]) => days + last - first + 1, 0);
}

const seedsOf = (spans: readonly SeedSpan[]): number[] =>
  spans.flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));

function spansOf(seeds: readonly number[]): SeedSpan[] {
  const spans: [number, number][] = [];
  for (const seed of [...new Set(seeds)].sort((a, b) => a - b)) {
    const last = spans.at(-1);
    if (last !== undefined && last[1] === seed - 1) {
      last[1] = seed;
    } else {
      spans.push([seed, seed]);
    }
  }
  return spans;
}

function withDay(tally: DayTally | undefined, made: string, seed: number, day: CellDay): DayTally {
  const { drop } = day;
  if (tally === undefined || tally.made !== made) {
    return { made, seeds: [[seed, seed]], worst: { seed, drop }, over: day.violated ? [seed] : [] };
  }
  const worse = drop > tally.worst.drop || seed === tally.worst.seed;
  return {
    made,
    seeds: spansOf([...seedsOf(tally.seeds), seed]),
    worst: worse ? { seed, drop: Number(drop.toPrecision(4)) } : tally.worst,
    over: day.violated ? [...new Set([...tally.over, seed])].sort((a, b) => a - b) : tally.over,
  };
}

/**
 * Adds the days that the store holds of these cells. Ten thousand days take hours: they may be run in several sittings
 * and on several machines, and what is remembered of each says with which code it was made.
 */
export function tallied(known: Tallies, cells: readonly Cell[], store: CellDays): Tallies {
  const rows: Record<string, DayTally> = { ...known };
  for (const cell of cells) {
    const key = keyOf(cell);
    const made = store.printOf(cell);
    const day = store.read(cell);
    if (day !== null) {
      rows[key] = withDay(rows[key], made, cell.seed, day);
    } else if (rows[key] !== undefined && rows[key].made !== made) {
      delete rows[key];
    }
  }
  return rows;
}

/** T3 over everything remembered: days, the scenarios with fewest, days over their cap and where. */
export function tallyLines(rows: Tallies): readonly string[] {
  const all = Object.entries(rows);
  if (all.length === 0) {
    return ['T3 over all days remembered: none is'];
  }
  const days = all.reduce((total, [, tally]) => total + daysIn(tally), 0);
  const over = all.flatMap(([key, tally]) => tally.over.map((seed) => `${key} seed ${seed}`));
  const fewest = Math.min(...all.map(([, tally]) => daysIn(tally)));
  const bound = over.length > 0 ? '' : `; with 95 % certainty fewer than one in ${Math.floor(days / 3)} is`;
  return [
    `T3 over all days remembered: ${days} days of ${all.length} scenarios and caps, ${fewest} at least of each`,
    `   over their cap: ${over.length === 0 ? 'none' : over.join(', ')}${bound}`,
  ];
}
