import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { SUITES, suiteOf, TOTAL_BUDGET_SECONDS } from '../../scripts/suites.mjs';

describe('the test suites', () => {
  it('have budgets of at most sixteen minutes in all', () => {
    expect(TOTAL_BUDGET_SECONDS).toBe(960);
    expect(SUITES.reduce((sum, { budgetSeconds }) => sum + budgetSeconds, 0)).toBeLessThanOrEqual(960);
  });

  it('cover every test file, each by one suite', () => {
    const files = readdirSync(join(import.meta.dirname, '..'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => `test/${file}`);
    expect(files.filter((file) => !suiteOf(file))).toEqual([]);
    const folders = SUITES.flatMap((suite) => suite.folders);
    expect(new Set(folders).size).toBe(folders.length);
  });
});
