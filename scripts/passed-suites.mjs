// Suites that passed on this very tree a moment ago: `npm test` right after `npm run check` need not run them again, and
// says so. Any change of a file, committed or not, makes them run.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const MOST_AGE_MS = 30 * 60_000;
const fileOf = (root) => join(root, '.cache', 'passed-suites.json');

/** The id of the tree as it is, or null where something is not committed or there is no git. */
function treeOf(root) {
  try {
    const git = (...args) => execFileSync('git', args, { cwd: root, encoding: 'utf8', stdio: 'pipe' }).trim();
    return git('status', '--porcelain') === '' ? git('rev-parse', 'HEAD^{tree}') : null;
  } catch {
    return null;
  }
}

/** Keeps that the suites passed now; `suites` is name → { tests }. */
export function keepPassed(root, suites, nowMs = Date.now()) {
  const tree = treeOf(root);
  if (tree !== null) {
    mkdirSync(dirname(fileOf(root)), { recursive: true });
    writeFileSync(fileOf(root), JSON.stringify({ tree, atMs: nowMs, node: process.version, suites }));
  }
}

/** Name → { tests, agoMs } of the suites that passed on this tree, with this Node, a moment ago; else nothing. */
export function passedJustNow(root, nowMs = Date.now()) {
  let kept;
  try {
    kept = JSON.parse(readFileSync(fileOf(root), 'utf8'));
  } catch {
    return new Map();
  }
  const agoMs = nowMs - kept.atMs;
  const holds =
    agoMs >= 0 && agoMs <= MOST_AGE_MS && kept.node === process.version && kept.tree === treeOf(root);
  return new Map(
    holds ? Object.entries(kept.suites).map(([name, { tests }]) => [name, { tests, agoMs }]) : [],
  );
}
