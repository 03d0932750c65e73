// npm run check: everything the repository can say about itself without a telephone. One line a step.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { failedTests } from './failed-tests.mjs';
import { keepPassed } from './passed-suites.mjs';
import { ROOT, runMain, setUp } from './set-up.mjs';
import { SUITES, suiteOf } from './suites.mjs';

const node = (...args) => ({ program: process.execPath, args });
const inModules = (...parts) => join(ROOT, 'node_modules', ...parts);
const filesOf = (...names) =>
  SUITES.filter((suite) => names.includes(suite.name)).flatMap((suite) =>
    suite.folders.map((folder) => `test/${folder}/`),
  );

/** Debian's promtool, fetched once and without root; a machine that cannot have it says `not checked`. */
const promtool = (...args) => ({
  program: 'bash',
  args: [join(ROOT, '.cache', 'prometheus', 'run'), 'promtool', ...args],
  shown: 'promtool',
  fetch: ['scripts/fetch-debian.sh', '.cache/prometheus', 'own', 'prometheus'],
  presence: ['bash', [join(ROOT, '.cache', 'prometheus', 'run'), 'promtool', '--version']],
});

/** Suites that need no telephone; what they say is read from the report. */
const TESTED = ['unit', 'docs'];
const REPORT = join(ROOT, '.cache', 'test-reports', 'check.json');

const STEPS = [
  { name: 'format and lint', ...node(inModules('@biomejs', 'biome', 'bin', 'biome'), 'check') },
  { name: 'types and build (src)', ...node('scripts/build.mjs') },
  { name: 'types (test)', ...node(inModules('typescript', 'bin', 'tsc'), '-p', 'test') },
  { name: 'imports', ...node('scripts/check-imports.mjs') },
  { name: 'purity', ...node('scripts/check-purity.mjs') },
  { name: 'licences', ...node('scripts/check-licences.mjs') },
  { name: 'sql', ...node('scripts/check-sql.mjs') },
  { name: 'size', ...node('scripts/check-size.mjs'), showAlways: true },
  { name: 'dead code', ...node(inModules('knip', 'bin', 'knip.js')) },
  {
    name: 'shell scripts',
    program: 'shellcheck',
    args: ['-x', '.ci/run', 'docker/asterisk-entrypoint.sh', 'docker/make-env.sh'],
  },
  { name: 'alerts', ...promtool('check', 'rules', 'docker/prometheus/alerts.yml') },
  { name: 'alert tests', ...promtool('test', 'rules', 'docker/prometheus/alerts.test.yml') },
  { name: 'systemd units', ...node('scripts/check-units.mjs'), showAlways: true },
  {
    name: 'compose file',
    program: 'docker',
    args: ['compose', '-f', 'docker/compose.yaml', '--env-file', 'docker/.env.example', 'config', '--quiet'],
    // The client may be there without its compose plugin.
    presence: ['docker', ['compose', 'version']],
  },
  {
    name: 'unit and docs tests',
    ...node(
      inModules('vitest', 'vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${REPORT}`,
      '--maxWorkers=2',
      '--no-isolate',
      ...filesOf(...TESTED),
    ),
    showAlways: true,
    lastLines: 6,
    lastLinesOfFailure: 60,
    report: REPORT,
  },
];

/** Runs a program to its end; its words are kept, and shown when they matter. */
function run(program, args) {
  return new Promise((resolve) => {
    let said = '';
    const child = spawn(program, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk) => {
        said += chunk;
      });
    }
    child.on('error', (error) => resolve({ code: 1, absent: error.code === 'ENOENT', said: String(error) }));
    child.on('close', (code) => resolve({ code: code ?? 1, absent: false, said }));
  });
}

async function isAbsent({ presence, fetch }) {
  if (fetch !== undefined) {
    await run('bash', fetch);
  }
  return presence !== undefined && (await run(...presence)).code !== 0;
}

/** Tells `npm test` which suites passed; a test that was skipped passed nowhere. */
function keepSuites() {
  const { testResults, numTotalTests, numPassedTests } = JSON.parse(readFileSync(REPORT, 'utf8'));
  if (numTotalTests !== numPassedTests) {
    return;
  }
  const suites = Object.fromEntries(TESTED.map((name) => [name, { tests: 0 }]));
  for (const { name, assertionResults } of testResults) {
    const suite = suiteOf(name.slice(ROOT.length).replace(/^\//, ''));
    suites[suite.name].tests += assertionResults.length;
  }
  keepPassed(ROOT, suites);
}

await runMain(async () => {
  // The build is a step of its own below, so that its errors do not hide what the other steps have to say.
  await setUp({ compile: false });
  const failed = [];
  mkdirSync(join(ROOT, '.cache', 'test-reports'), { recursive: true });
  rmSync(REPORT, { force: true });
  for (const step of STEPS) {
    const began = performance.now();
    const missing = await isAbsent(step);
    const ended = missing ? { absent: true } : await run(step.program, step.args);
    const seconds = `${((performance.now() - began) / 1000).toFixed(1)} s`;
    if (ended.absent) {
      const what = step.shown ?? (step.presence ? `${step.program} ${step.args[0]}` : step.program);
      console.log(`  -   ${step.name}: not checked: ${what} not found`);
    } else {
      console.log(`${ended.code === 0 ? ' ok  ' : 'FAIL '} ${step.name} (${seconds})`);
      if (ended.code !== 0) {
        failed.push(step.name);
      }
      if (ended.code !== 0 || step.showAlways) {
        const lines = ended.said.trimEnd().split('\n');
        const last = ended.code === 0 ? step.lastLines : step.lastLinesOfFailure;
        const shown = [
          ...(ended.code !== 0 && step.report ? failedTests(step.report, ROOT) : []),
          ...(last ? lines.slice(-last) : lines),
        ];
        console.log(shown.map((line) => `      ${line}`).join('\n'));
      }
    }
  }
  if (failed.length === 0) {
    keepSuites();
  }
  console.log(failed.length > 0 ? `\ncheck: FAILED: ${failed.join(', ')}` : '\ncheck: passed');
  process.exitCode = failed.length > 0 ? 1 : 0;
});
