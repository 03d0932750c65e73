import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    maxWorkers: 1,
    // A simulated day makes garbage of rows and events by the gigabyte; a wider nursery copies a third less of it.
    execArgv: ['--max-semi-space-size=64'],
    testTimeout: 20_000,
    hookTimeout: 120_000,
  },
});
