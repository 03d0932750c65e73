// npm run bench: compiles bench/ and what it uses into dist/bench and runs the benches named, in order; the engine's
// and the Asterisk's when none is. What begins with -- and what follows it goes to the bench.
import { spawn } from 'node:child_process';
import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const BENCHES = {
  engine: 'engine.js',
  faults: 'faults.js',
  asterisk: 'asterisk-loop.js',
  bridging: 'asterisk-bridging.js',
  voice: 'agent-voice.js',
  softphones: 'softphones.js',
  engines: 'engines.js',
  esl: 'esl.js',
  fleet: 'fleet.js',
  gate: 'gate.js',
  hopper: 'hopper.js',
  leases: 'leases.js',
  lists: 'lists.js',
  mailing: 'mailing.js',
  pacing: 'pacing/run.js',
  'pacing-cost': 'pacing/tick-cost.js',
  'pacing-asterisk': 'pacing/on-asterisk.js',
  'pacing-pool': 'pacing/pool.js',
  'pacing-stdio': 'pacing/over-stdio.js',
  screens: 'screens.js',
  occupancy: 'pacing/occupancy-table.js',
  prove: 'prove.js',
  agents: 'agent-orders.js',
  blending: 'blending.js',
  bill: 'bill.js',
  chaos: 'chaos.js',
  backup: 'backup.js',
  millions: 'millions.js',
  feeds: 'feed-proof.js',
  turn: 'turn.js',
  quality: 'quality/quality.js',
  'pacing-curves': 'quality/curves.js',
  ear: 'ear/ear.js',
  'ear-train': 'ear/train.js',
};

function run(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
    child.on('error', reject);
    child.on('close', (code) => resolve(code ?? 1));
  });
}

// Ctrl-C reaches the bench as well, which ends what it started; this waits for that.
process.on('SIGINT', () => undefined);

const words = process.argv.slice(2);
const named = words[0] !== undefined && words[0] in BENCHES ? [words.shift()] : ['engine', 'asterisk'];
// A file that was removed or moved must not be found by what is compiled now.
await rm(join(ROOT, 'dist', 'bench'), { recursive: true, force: true });
// Read from the package's root, which is this folder for what is compiled into it.
await cp(join(ROOT, 'redis-scripts'), join(ROOT, 'dist', 'bench', 'redis-scripts'), { recursive: true });
let code = await run([join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'), '-p', join(ROOT, 'bench')]);
for (const name of named) {
  if (code === 0) {
    console.log(`── ${name}`);
    code = await run(['--expose-gc', join(ROOT, 'dist', 'bench', 'bench', BENCHES[name]), ...words]);
  }
}
process.exitCode = code;
