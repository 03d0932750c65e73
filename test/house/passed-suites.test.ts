import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { keepPassed, passedJustNow } from '../../scripts/passed-suites.mjs';

const NOW = Date.UTC(2026, 0, 13);
const SUITES = { unit: { tests: 7 }, docs: { tests: 2 } };
let root = '';

const git = (...args: string[]) =>
  execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@example.org', ...args], {
    cwd: root,
    stdio: 'pipe',
  });

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'cadencia-passed-'));
  mkdirSync(join(root, '.cache'));
  writeFileSync(join(root, '.gitignore'), '.cache/\n');
  writeFileSync(join(root, 'a.ts'), 'one\n');
  git('init', '-q');
  git('add', '-A');
  git('commit', '-qm', 'one');
  keepPassed(root, SUITES, NOW);
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

describe('suites that passed a moment ago', () => {
  it('are known on the same tree for half an hour', () => {
    expect(passedJustNow(root, NOW + 60_000).get('unit')).toEqual({ tests: 7, agoMs: 60_000 });
    expect([...passedJustNow(root, NOW + 31 * 60_000)]).toEqual([]);
    expect([...passedJustNow(root, NOW - 1)]).toEqual([]);
  });

  it('are run again once a file has changed, is new, or is committed', () => {
    writeFileSync(join(root, 'b.ts'), 'new\n');
    expect([...passedJustNow(root, NOW)]).toEqual([]);
    git('add', '-A');
    git('commit', '-qm', 'two');
    expect([...passedJustNow(root, NOW)]).toEqual([]);
    writeFileSync(join(root, 'a.ts'), 'other\n');
    keepPassed(root, SUITES, NOW);
    expect([...passedJustNow(root, NOW)]).toEqual([]);
  });

  it('are none where nothing was kept or what was kept cannot be read', () => {
    writeFileSync(join(root, '.cache', 'passed-suites.json'), '{');
    expect([...passedJustNow(root, NOW)]).toEqual([]);
    rmSync(join(root, '.cache', 'passed-suites.json'));
    expect([...passedJustNow(root, NOW)]).toEqual([]);
  });
});
