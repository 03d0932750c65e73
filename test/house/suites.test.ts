import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { LONGEST_FIRST, longestFirst, SUITES, suiteOf, TOTAL_BUDGET_SECONDS } from '../../scripts/suites.mjs';

describe('the test suites', () => {
  it('have budgets of at most twenty minutes in all', () => {
    expect(TOTAL_BUDGET_SECONDS).toBe(1200);
    expect(SUITES.reduce((sum, { budgetSeconds }) => sum + budgetSeconds, 0)).toBeLessThanOrEqual(
      TOTAL_BUDGET_SECONDS,
    );
  });

  it('cover every test file, each by one suite', () => {
    const files = readdirSync(join(import.meta.dirname, '..'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.test.ts'))
      .map((file) => `test/${file}`);
    expect(files.filter((file) => !suiteOf(file))).toEqual([]);
    const folders = SUITES.flatMap((suite) => suite.folders);
    expect(new Set(folders).size).toBe(folders.length);
  });

  it('begin with their longest files, which exist, and run the others in the order they had', () => {
    const root = join(import.meta.dirname, '../..');
    expect(LONGEST_FIRST.filter((file) => !existsSync(join(root, file)))).toEqual([]);
    const [longest = '', second = ''] = LONGEST_FIRST.map((file) => join(root, file));
    const given = ['/b.test.ts', second, '/a.test.ts', longest];
    expect(longestFirst(given, (file: string) => file)).toEqual([
      longest,
      second,
      '/b.test.ts',
      '/a.test.ts',
    ]);
  });
});
