import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { failedTests } from '../../scripts/failed-tests.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadencia-failed-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function report(testResults: unknown): string {
  const path = join(folder, 'report.json');
  writeFileSync(path, JSON.stringify({ testResults }));
  return path;
}

describe('what failed in a run', () => {
  it('names each failed test with the first lines of its message, and none that passed', () => {
    const long = ['AssertionError: expected 1 to be 2', ...Array.from({ length: 30 }, (_, n) => `at ${n}`)];
    const path = report([
      {
        name: '/r/test/a.test.ts',
        message: '',
        assertionResults: [
          { fullName: 'a holds', status: 'passed', failureMessages: [] },
          { fullName: 'a breaks', status: 'failed', failureMessages: [long.join('\n')] },
        ],
      },
    ]);
    const lines = failedTests(path, '/r');
    expect(lines.slice(0, 2)).toEqual([
      '  test/a.test.ts > a breaks',
      '    AssertionError: expected 1 to be 2',
    ]);
    expect(lines).toHaveLength(13);
  });

  it('says of a test that met its time limit so, and where it stands, whatever vitest calls that', () => {
    const stack = [
      'Error: STACK_TRACE_ERROR',
      '    at task (file:///r/node_modules/@vitest/runner/dist/chunk.js:1784:27)',
      '    at /r/test/c.test.ts:110:1',
    ];
    const failed = {
      fullName: 'c hangs',
      status: 'failed',
      duration: 60_025,
      failureMessages: [stack.join('\n')],
    };
    const path = report([{ name: '/r/test/c.test.ts', message: '', assertionResults: [failed] }]);
    expect(failedTests(path, '/r')).toEqual([
      '  test/c.test.ts > c hangs',
      '    met its time limit after 60.0 s',
      '        at /r/test/c.test.ts:110:1',
    ]);
  });

  it('names a file that could not be loaded at all', () => {
    const path = report([
      { name: '/r/test/b.test.ts', message: '\u001b[31mCannot find x\u001b[39m', assertionResults: [] },
    ]);
    expect(failedTests(path, '/r')).toEqual(['  test/b.test.ts', '    Cannot find x']);
  });

  it('has nothing to say without a report', () => {
    expect(failedTests(join(folder, 'absent.json'), '/r')).toEqual([]);
  });
});
