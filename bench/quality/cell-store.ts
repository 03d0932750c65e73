import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chanceOf } from '../pacing/chance.js';
import { drawFate, type Scenario } from '../pacing/scenarios.js';
import { type Cell, type CellDay, scenarioNamed } from './cell.js';
import { isInformed, isOurs } from './strategies.js';

/** Compiled code of the bench and of the product's core, of which a day is made. */
const BENCH = fileURLToPath(new URL('..', import.meta.url));
const CORE = join(BENCH, '..', 'src', 'core');
const WORLD_FILES = ['world', 'agenda', 'chance', 'faulty-line', 'baseline-pacers'].map((name) =>
  join(BENCH, 'pacing', `${name}.js`),
);
const INFORMED_FILES = [
  join(BENCH, 'quality', 'informed-day.js'),
  join(BENCH, 'pacing', 'cancelling-world.js'),
  join(BENCH, 'pacing', 'pool-wire.js'),
];
const SHARED_FILES = ['pacing-bounds', 'power-pacing'].map((name) => join(CORE, 'pacing', `${name}.js`));

function filesUnder(folder: string, without: string): string[] {
  return readdirSync(folder)
    .filter((name) => name !== without)
    .map((name) => join(folder, name))
    .flatMap((path) => (statSync(path).isDirectory() ? filesUnder(path, without) : [path]))
    .filter((path) => path.endsWith('.js'))
    .sort();
}

function digest(parts: readonly (string | Buffer)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(part);
  }
  return hash.digest('hex').slice(0, 16);
}

/** What a scenario does rather than how it is written: its plain fields and a sample of its draws. */
function drawsOf(scenario: Scenario): string {
  const chance = chanceOf(4711);
  const moments = Array.from({ length: 240 }, (_, i) => (i / 240) * scenario.hours * 3600);
  return JSON.stringify([
    scenario,
    moments.map((t) => [
      drawFate(scenario, chance, t, scenario.contacts?.draw(chance)),
      scenario.staff(t),
      scenario.talk(chance),
      scenario.wrap(chance),
    ]),
    Array.from({ length: scenario.agents }, (_, agent) => scenario.pace?.(agent) ?? 1),
  ]);
}

/** Days already run, one file each, found again as long as what made them has not changed. */
export class CellStore {
  private readonly folder: string;
  private readonly prints = new Map<string, string>();

  constructor(folder: string) {
    this.folder = folder;
  }

  read(cell: Cell): CellDay | null {
    try {
      const kept = JSON.parse(readFileSync(this.pathOf(cell), 'utf8')) as {
        readonly made: string;
        readonly day: CellDay;
      };
      return kept.made === this.printOf(cell) ? kept.day : null;
    } catch {
      return null;
    }
  }

  write(cell: Cell, day: CellDay): void {
    const path = this.pathOf(cell);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.part`, JSON.stringify({ made: this.printOf(cell), ...cell, day }));
    renameSync(`${path}.part`, path);
  }

  private pathOf({ scenario, cap, strategy, seed }: Cell): string {
    const name = strategy.replaceAll(/[^\w.-]/g, '_');
    return join(this.folder, scenario, String(cap), name, `${seed}.json`);
  }

  /** Of which code and scenario a day is made. */
  printOf({ scenario, strategy }: Cell): string {
    const of = (key: string, parts: () => readonly (string | Buffer)[]): string => {
      const known = this.prints.get(key) ?? digest(parts());
      this.prints.set(key, known);
      return known;
    };
    const read = (files: readonly string[]): Buffer[] => files.map((file) => readFileSync(file));
    const made = isOurs(strategy)
      ? of('ours', () => read([...filesUnder(join(CORE, 'pacing'), 'baselines'), ...WORLD_FILES]))
      : of('yardsticks', () =>
          read([...filesUnder(join(CORE, 'pacing', 'baselines'), ''), ...SHARED_FILES, ...WORLD_FILES]),
        );
    const informed = isInformed(strategy)
      ? [of('informed', () => read([...filesUnder(join(CORE, 'pace'), ''), ...INFORMED_FILES]))]
      : [];
    return digest([made, ...informed, of(`draws of ${scenario}`, () => [drawsOf(scenarioNamed(scenario))])]);
  }
}
