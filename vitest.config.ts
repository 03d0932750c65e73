import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { longestFirst } from './scripts/suites.mjs';

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return longestFirst(await super.sort(files), ({ moduleId }: TestSpecification) => moduleId);
  }
}

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/support/property-seed.ts'],
    maxWorkers: 1,
    sequence: { sequencer: LongestFirst },
    // A simulated day makes garbage of rows and events by the gigabyte; a wider nursery copies a third less of it.
    execArgv: ['--max-semi-space-size=64'],
    // Only ends what hangs: on a busy machine a test of real servers takes three times its usual time, and every wait of
    // its own has a limit that says what it waited for.
    testTimeout: 90_000,
    hookTimeout: 120_000,
  },
});
