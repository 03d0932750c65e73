// npm test [-- SUITE…] [vitest options]: sets everything up, then runs the suites in order, all against one time budget.
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { failedTests } from './failed-tests.mjs';
import { runForeground } from './foreground.mjs';
import { passedJustNow } from './passed-suites.mjs';
import { ROOT, runMain, SetUpError, setUp } from './set-up.mjs';
import { SUITES, suiteOf, TOTAL_BUDGET_SECONDS } from './suites.mjs';

/** What each need is, how it is fetched without root, and what grants it where that cannot be. */
const NEEDS = {
  asterisk: {
    title: 'Asterisk 22',
    fetch: ['scripts/fetch-asterisk.sh', '.cache/asterisk'],
  },
  'sip-tester': {
    title: 'SIPp',
    fetch: ['scripts/fetch-debian.sh', '.cache/sip-tester', 'own', 'sip-tester'],
  },
  'redis-server': {
    title: 'Redis',
    fetch: ['scripts/fetch-debian.sh', '.cache/redis-server', 'own', 'redis-server'],
  },
  nginx: {
    title: 'nginx',
    fetch: ['scripts/fetch-debian.sh', '.cache/nginx', 'own', 'nginx'],
  },
  caddy: {
    title: 'Caddy',
    fetch: ['scripts/fetch-debian.sh', '.cache/caddy', 'own', 'caddy'],
  },
  chromium: {
    title: 'Chromium',
    fetch: ['scripts/install-chromium.sh'],
    presence: '/usr/bin/chromium',
  },
};

/** A suite that hangs is ended at this multiple of its budget, so that its last words are still seen. */
const HANG_FACTOR = 2;

function parseArguments(argv) {
  const options = argv.filter((word) => word.startsWith('-'));
  const names = argv.filter((word) => !word.startsWith('-'));
  for (const name of names) {
    if (!SUITES.some((suite) => suite.name === name)) {
      throw new SetUpError(`There is no suite '${name}': ${SUITES.map((suite) => suite.name).join(', ')}.`);
    }
  }
  return {
    options,
    suites: names.length > 0 ? SUITES.filter((suite) => names.includes(suite.name)) : SUITES,
  };
}

/** Test files by suite; a file that no suite would run is an error, not a silence. */
export function filesBySuite(root) {
  const found = new Map(SUITES.map((suite) => [suite.name, []]));
  for (const entry of readdirSync(join(root, 'test'), { recursive: true })) {
    const file = `test/${entry.split('\\').join('/')}`;
    if (!file.endsWith('.test.ts')) {
      continue;
    }
    const suite = suiteOf(file);
    if (!suite) {
      throw new SetUpError(`${file} belongs to no suite: add its folder to scripts/suites.mjs.`);
    }
    found.get(suite.name).push(file);
  }
  return found;
}

async function fetchNeed(name) {
  const { title, fetch, presence = join(ROOT, '.cache', name, 'run') } = NEEDS[name];
  if (!existsSync(presence)) {
    console.log(`Fetching ${title} (once).`);
  }
  const ended = await runForeground('bash', fetch, { cwd: ROOT, deadlineMs: 25 * 60_000 }).catch((error) => {
    throw new SetUpError(`bash could not be started (${error.code}): apt-get install bash`);
  });
  if (ended.wished) {
    process.exit(130);
  }
  if (ended.code !== 0) {
    throw new SetUpError(
      `The tests need ${title}, which could not be fetched (the reason is above). When it is gone, run:\n` +
        `  bash ${fetch.join(' ')}\n` +
        'On a machine that is not Debian on x86-64, run the suites that need nothing more:\n' +
        `  npm test -- ${SUITES.filter((suite) => suite.needs.length === 0)
          .map((suite) => suite.name)
          .join(' ')}`,
    );
  }
}

async function runSuite(suite, files, options) {
  const { name, budgetSeconds, atOnce = 1, sharesModules = false } = suite;
  if (files.length === 0) {
    return { name, tests: 0, passed: 0, seconds: 0, budgetSeconds, failures: ['it has no test files'] };
  }
  const report = join(ROOT, '.cache', 'test-reports', `${name}.json`);
  mkdirSync(join(ROOT, '.cache', 'test-reports'), { recursive: true });
  rmSync(report, { force: true });
  console.log(`\n== ${name}: ${files.length} files, budget ${budgetSeconds} s`);
  const began = performance.now();
  const vitest = join(ROOT, 'node_modules', 'vitest', 'vitest.mjs');
  const ended = await runForeground(
    process.execPath,
    [
      vitest,
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      `--maxWorkers=${atOnce}`,
      ...(sharesModules ? ['--no-isolate'] : []),
      ...options,
      ...files,
    ],
    { cwd: ROOT, deadlineMs: budgetSeconds * HANG_FACTOR * 1000 },
  );
  if (ended.wished) {
    process.exit(130);
  }
  const seconds = (performance.now() - began) / 1000;
  const counted = existsSync(report) ? JSON.parse(readFileSync(report, 'utf8')) : null;
  const tests = counted?.numTotalTests ?? 0;
  const passed = counted?.numPassedTests ?? 0;
  const failures = [];
  if (ended.timedOut) {
    failures.push(`ended after ${seconds.toFixed(0)} s, ${HANG_FACTOR} times its budget`);
  } else if (ended.code !== 0) {
    failures.push(
      tests > passed ? `${tests - passed} of ${tests} tests failed` : `vitest ended with ${ended.code}`,
    );
  } else if (tests === 0) {
    failures.push('no test ran');
  } else if (tests !== passed) {
    failures.push(`${tests - passed} tests were skipped`);
  }
  return { name, tests, passed, seconds, budgetSeconds, failures, failed: failedTests(report, ROOT) };
}

const minutes = (ms) => `${Math.ceil(ms / 60_000)} min`;

function printTable(results) {
  console.log(`\n${'suite'.padEnd(14)}${'tests'.padStart(7)}${'time'.padStart(9)}${'budget'.padStart(9)}`);
  for (const { name, tests, seconds, budgetSeconds, failures, failed = [], agoMs } of results) {
    const slow = seconds > budgetSeconds ? `, ${(seconds - budgetSeconds).toFixed(0)} s over its budget` : '';
    const passed =
      agoMs === undefined ? `passed${slow}` : `passed in npm run check ${minutes(agoMs)} ago, same tree`;
    console.log(
      `${name.padEnd(14)}${String(tests).padStart(7)}${`${seconds.toFixed(1)} s`.padStart(9)}` +
        `${`${budgetSeconds} s`.padStart(9)}  ${failures.length > 0 ? `FAILED: ${failures.join('; ')}` : passed}`,
    );
    if (failed.length > 0) {
      console.log(failed.join('\n'));
    }
  }
  const sum = (pick) => results.reduce((total, result) => total + pick(result), 0);
  const total = sum((result) => result.seconds);
  const late = total > TOTAL_BUDGET_SECONDS;
  console.log(
    `\n Test Suites  ${results.filter((result) => result.failures.length === 0).length} passed (${results.length})\n` +
      `       Tests  ${sum((result) => result.passed)} passed (${sum((result) => result.tests)})\n` +
      `        Time  ${total.toFixed(0)} s of ${TOTAL_BUDGET_SECONDS} s${late ? ', FAILED: over the budget of all' : ''}`,
  );
  return !late && results.every((result) => result.failures.length === 0);
}

await runMain(async () => {
  const { options, suites } = parseArguments(process.argv.slice(2));
  await setUp();
  const files = filesBySuite(ROOT);
  for (const need of new Set(suites.flatMap((suite) => suite.needs))) {
    await fetchNeed(need);
  }
  const known = options.length === 0 ? passedJustNow(ROOT) : new Map();
  const results = [];
  for (const suite of suites) {
    const passed = known.get(suite.name);
    results.push(
      passed === undefined
        ? await runSuite(suite, files.get(suite.name), options)
        : { ...suite, ...passed, passed: passed.tests, seconds: 0, failures: [] },
    );
  }
  process.exitCode = printTable(results) ? 0 : 1;
});
