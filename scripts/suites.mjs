// The test suites in the order they run, with the folders that belong to each, what they need beside npm's packages,
// and a time budget on two cores. The budgets add up to at most TOTAL_BUDGET_SECONDS, which fails a run that is longer: a
// machine may be slower at one thing than at another, so a suite over its own is only named. Files of a suite run one
// after the other unless it says how many at once: the integration suite mostly waits for telephones. Files of a suite
// that shares modules load them once: 110 of 340 seconds went into loading the same ones for every file. Their tests must
// leave nothing behind in a module, which they were held to in random orders.
export const TOTAL_BUDGET_SECONDS = 20 * 60;

const SWITCH_AND_STORES = ['asterisk', 'sip-tester', 'redis-server', 'nginx', 'caddy'];

export const SUITES = [
  {
    name: 'unit',
    folders: ['core', 'ports', 'engine', 'contract', 'config', 'audit', 'house', 'compliance-edges', 'fuzz'],
    budgetSeconds: 120,
    atOnce: 2,
    sharesModules: true,
    needs: [],
  },
  { name: 'adapters', folders: ['adapters'], budgetSeconds: 105, atOnce: 2, needs: ['redis-server'] },
  { name: 'api', folders: ['api', 'app'], budgetSeconds: 60, atOnce: 2, sharesModules: true, needs: [] },
  { name: 'scenarios', folders: ['scenarios', 'faults'], budgetSeconds: 170, atOnce: 2, needs: [] },
  { name: 'integration', folders: ['integration'], budgetSeconds: 330, atOnce: 3, needs: SWITCH_AND_STORES },
  {
    name: 'browser',
    folders: ['browser'],
    budgetSeconds: 305,
    atOnce: 2,
    needs: ['chromium', 'asterisk', 'sip-tester'],
  },
  { name: 'docs', folders: ['docs', 'docker'], budgetSeconds: 20, sharesModules: true, needs: [] },
];

/**
 * Files that take more than 35 seconds, the longest first. They begin before all others, so that no long one is left to
 * run alone at the end of its suite: a new checkout knows no times of its own.
 */
export const LONGEST_FIRST = [
  'test/integration/main-job.test.ts',
  'test/integration/server-stopped.test.ts',
  'test/integration/server-killed.test.ts',
  'test/integration/asterisk-conformance.test.ts',
  'test/integration/telephony-lab.test.ts',
  'test/integration/asterisk-media-server.test.ts',
  'test/browser/live-page.test.ts',
  'test/browser/floor.test.ts',
];

/** Puts the long ones first and leaves the others in their order. */
export function longestFirst(files, pathOf) {
  const place = (file) => {
    const at = LONGEST_FIRST.findIndex((long) => pathOf(file).endsWith(`/${long}`));
    return at < 0 ? LONGEST_FIRST.length : at;
  };
  return [...files].sort((a, b) => place(a) - place(b));
}

/** The suite that a test file (`test/core/…`) belongs to, or undefined. */
export function suiteOf(file) {
  const folder = /^test\/([^/]+)\//.exec(file)?.[1];
  return SUITES.find((suite) => suite.folders.includes(folder));
}
