// Lets systemd read the units of packaging/systemd, with /bin/true in the place of a program that is not installed here,
// and holds the server's unit to a level of exposure.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './set-up.mjs';

const UNITS = join(ROOT, 'packaging', 'systemd');
/** Of `systemd-analyze security`, in tenths: 0 can do nothing, 100 can do all. A plain unit has 96. */
const MOST_EXPOSURE = 25;

/** The unit as it is read here: programs and accounts of an installation are not on every machine. */
function portable(text) {
  return text
    .replaceAll(/^(Exec\w+=[-+!@:]*)\/usr\/bin\/cadencia\b.*$/gm, '$1/bin/true')
    .replaceAll(/^(?:User|Group)=.*\n/gm, '');
}

function analyze(...args) {
  const { status, stdout, stderr, error } = spawnSync('systemd-analyze', args, { encoding: 'utf8' });
  return { absent: error?.code === 'ENOENT', status, said: `${stdout ?? ''}${stderr ?? ''}` };
}

function main() {
  if (analyze('--version').absent) {
    console.log('not checked: systemd-analyze not found');
    return 0;
  }
  const folder = mkdtempSync(join(tmpdir(), 'cadencia-units-'));
  try {
    const files = readdirSync(UNITS).map((name) => {
      writeFileSync(join(folder, name), portable(readFileSync(join(UNITS, name), 'utf8')));
      return join(folder, name);
    });
    const verified = analyze('verify', '--man=no', '--recursive-errors=no', ...files);
    // It also speaks of units of this machine; only ours are ours to mend.
    const ours = verified.said.split('\n').filter((line) => /cadencia/.test(line));
    const secured = analyze(
      'security',
      '--offline=yes',
      `--threshold=${MOST_EXPOSURE}`,
      join(folder, 'cadencia.service'),
    );
    console.log([...ours, secured.said.trimEnd().split('\n').at(-1)].join('\n'));
    return ours.length === 0 && verified.status === 0 && secured.status === 0 ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === join(ROOT, 'scripts', 'check-units.mjs')) {
  process.exitCode = main();
}
