import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { performance } from 'node:perf_hooks';
import { packagePath } from '../../test/support/package-folder.js';

interface Saved {
  machine: string;
  /** Megabytes hashed a second by one core: how fast the machine is, whatever the product does. */
  yardstick: number;
  figures: Record<string, number>;
}

const FILE = packagePath('bench', 'baseline.json');

function yardstick(): number {
  const block = Buffer.alloc(1 << 20);
  const began = performance.now();
  let done = 0;
  while (performance.now() - began < 300) {
    createHash('sha256').update(block).digest();
    done += 1;
  }
  return (1000 * done) / (performance.now() - began);
}

function read(): Readonly<Record<string, Saved>> {
  return existsSync(FILE) ? (JSON.parse(readFileSync(FILE, 'utf8')) as Record<string, Saved>) : {};
}

/** Prints a bench's figures beside its saved ones, or saves them when the command line says --save. */
export function compareWithBaseline(bench: string, figures: Readonly<Record<string, number>>): void {
  const all = read();
  const saved = all[bench];
  const own = yardstick();
  if (process.argv.includes('--save')) {
    const machine = `${cpus()[0]?.model ?? 'unknown'} × ${cpus().length}, Node ${process.version}`;
    const rounded = Object.entries(figures).map(([name, value]) => [name, Number(value.toPrecision(4))]);
    const next: Saved = { machine, yardstick: Math.round(own), figures: Object.fromEntries(rounded) };
    writeFileSync(FILE, `${JSON.stringify({ ...all, [bench]: next }, null, 2)}\n`);
    console.log(`saved as the baseline: ${FILE}`);
    return;
  }
  if (saved === undefined) {
    return;
  }
  const parts = Object.entries(figures).flatMap(([name, value]) => {
    const before = saved.figures[name];
    return before === undefined ? [] : [`${name} ×${(value / before).toFixed(2)}`];
  });
  console.log(
    `against the baseline (${saved.machine}): ${parts.join(', ')}; this machine now ×${(own / saved.yardstick).toFixed(2)}`,
  );
}
