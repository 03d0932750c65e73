import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    maxWorkers: 1,
    // A simulated day makes garbage of rows and events by the gigabyte; a wider nursery copies a third less of it.
    execArgv: ['--max-semi-space-size=64'],
    // Against what hangs, not what is slow: the budgets of the suites speak of speed.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
