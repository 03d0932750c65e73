import { expect, test } from 'vitest';
import { registerAuditCommand } from '../../../src/app/commands/audit-command.js';
import { chained, jsonl, logRow } from '../../support/audit-bench.js';
import { runCommand } from '../../support/command-run.js';
import { TemporaryFolder } from '../../support/temporary-folder.js';

const folder = new TemporaryFolder('audit');

const run = (args: readonly string[], stdin = '') =>
  runCommand(['audit', ...args], { stdin: [stdin], more: [registerAuditCommand] });

const clean = jsonl(chained([logRow(), logRow()]));
const sunday = jsonl(
  chained([logRow({ attempt_id: 'late', at: '2026-11-22T14:00:00.000Z', dnc_snapshot: {} })]),
);
const stale = jsonl(chained([logRow({ dnc_snapshot: { nmp: '2026-11-01T00:00:00.000Z' } })]));

test('a clean log ends with 0 and a summary of 47 rules as its last line', async () => {
  const { code, out } = await run(['--log', folder.file('clean.jsonl', clean), '--json']);
  const { summary } = JSON.parse(out.trim().split('\n').at(-1) ?? '') as {
    summary: { rules: object; rows: number };
  };
  expect([code, summary.rows, Object.keys(summary.rules).length]).toEqual([0, 2, 47]);
});

test('a violation is one line of JSON and ends with 1, from standard input too', async () => {
  const { code, out } = await run(['--log', '-', '--json'], sunday);
  expect(code).toBe(1);
  expect(JSON.parse(out.split('\n')[0] ?? '')).toEqual({
    rule: 'R15',
    attempt_id: 'late',
    detail: '2026-11-22 is a Sunday (America/Sao_Paulo)',
    severity: 'block',
  });
});

test('findings that only warn end with 0', async () => {
  const { code, out } = await run(['--log', folder.file('stale.jsonl', stale), '--json']);
  expect([code, out.includes('"rule":"R22"')]).toEqual([0, true]);
});

test('for a person: the finding and a table of the rules', async () => {
  const { code, out } = await run(['--log', folder.file('sunday.jsonl', sunday)]);
  expect(code).toBe(1);
  expect(out).toContain('R15 block late: 2026-11-22 is a Sunday');
  expect(out).toMatch(/R17 +not checkable .*sp\.csv/);
});

test.each([
  ['a log that is not there', ['--log', '/nowhere/calls.jsonl'], /ENOENT.*cadencia export calls/],
  ['a policy that is not there', ['--log', '-', '--policy', 'none'], /Presets: brasil-2026/],
  ['lists that are not there', ['--log', '-', '--lists', '/nowhere'], /not a folder/],
  [
    'a log that is none',
    ['--log', '-'],
    /standard input:1: the header has no column attempt_id.* and 53 more/,
  ],
])('%s ends with 2, and says what to do', async (_what, args, message) => {
  const { code, err, out } = await run(args, '[]\n');
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(message);
});
