import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { openAtomicFileSink } from '../../src/adapters/export-file/atomic-file-sink.js';
import { exportCalls } from '../../src/app/chores/export-calls.js';
import { exportLists } from '../../src/app/chores/export-lists.js';
import { moreSideFiles } from '../../src/app/chores/more-side-files.js';
import { sideFilesOf } from '../../src/app/chores/side-files.js';
import { registerAuditCommand } from '../../src/app/commands/audit-command.js';
import { runProgram } from '../../src/app/program.js';
import { parseAgentId, parseAttemptId, parseE164 } from '../../src/core/kernel/ids.js';
import { HOUR, MINUTE } from '../../src/core/kernel/time.js';
import { defaultPhone, World } from '../support/world.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadencia-audited-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const context = { id: 'j', signal: { aborted: false }, report: async () => undefined };

/** Writes everything an auditor may have of an installation, as the export jobs do. */
async function exportAll(world: World, into: string): Promise<string> {
  const { callLog: reader, lists, facts, agents, policies } = world.stores;
  const log = join(into, 'calls.jsonl');
  const request = { format: 'jsonl', query: {}, masked: false } as const;
  await exportCalls(request, { reader, sink: await openAtomicFileSink(log), verify: nodeDigest }, context);
  const more = moreSideFiles({ agents, policies, reader, nowMs: () => world.clock.now() });
  const files = sideFilesOf({ lists, facts, reader, more });
  mkdirSync(join(into, 'lists'));
  await exportLists(
    {},
    { files, openFile: (name) => openAtomicFileSink(join(into, 'lists', name)) },
    context,
  );
  return log;
}

async function audit(log: string, lists: string) {
  const [stdout, stderr] = [new PassThrough(), new PassThrough()];
  const written = { out: '', err: '' };
  stdout.on('data', (chunk) => {
    written.out += String(chunk);
  });
  stderr.on('data', (chunk) => {
    written.err += String(chunk);
  });
  const deps = { stdout, stderr, terminal: false, env: {}, stdin: (async function* () {})() };
  const code = await runProgram(['--json', 'audit', '--log', log, '--lists', lists], deps, [
    registerAuditCommand,
  ]);
  const lines = written.out.trim().split('\n').filter(Boolean);
  return { code, lines, err: written.err };
}

test('a morning of an installation, exported with every side file, is found clean by the auditor, each of them read', async () => {
  const world = await World.create({ contacts: 100, agents: 5 });
  const { facts, lists, policies, agents } = world.stores;
  const nowMs = world.clock.now();
  const since = { sinceMs: nowMs, attemptId: '', protocol: '', cpfHash: '' } as const;
  await facts.register([
    { kind: 'opt_out', phone: parseE164(defaultPhone(3)), purpose: 'cobranca', ...since },
  ]);
  await policies.replaceHolidays([{ ibge: '3550308', date: '01-25', name: 'Aniversário' }], {
    atMs: nowMs,
    by: 'Ana',
  });
  await agents.release({
    agentId: parseAgentId('a001'),
    atMs: nowMs + HOUR,
    by: 'Bia',
    heldSinceMs: nowMs,
    attemptId: parseAttemptId('x'),
  });
  await world.open();
  await world.clock.runFor(100 * MINUTE);
  await world.clock.runFor(2 * HOUR);
  expect((await lists.lookUp([])).lists.sp.state).toBe('not_applicable');
  const log = await exportAll(world, folder);
  expect(readdirSync(join(folder, 'lists')).sort()).toEqual([
    'agent_releases.csv',
    'agent_states.csv',
    'municipal_holidays.csv',
    'optout.csv',
    'paid.csv',
    'salts.csv',
    'wrong_person_protocols.csv',
  ]);
  expect(readFileSync(join(folder, 'lists', 'municipal_holidays.csv'), 'utf8')).toContain(
    '3550308,2026-01-25',
  );
  const { code, lines, err } = await audit(log, join(folder, 'lists'));
  expect({ code, err, findings: lines.slice(0, -1) }).toEqual({ code: 0, err: '', findings: [] });
  const { summary } = JSON.parse(lines.at(-1) ?? '') as {
    summary: { rules: Readonly<Record<string, { checked: number; state: string }>> };
  };
  for (const rule of ['R43', 'R44', 'R47']) {
    expect(summary.rules[rule]?.state, rule).toBe('checked');
  }
  const rows = (await world.rows()).length;
  expect(rows).toBeGreaterThan(90);
  for (const rule of ['R12', 'R13', 'R15', 'R20', 'R24', 'R25', 'R26', 'R40', 'R42']) {
    expect(summary.rules[rule]?.checked, rule).toBeGreaterThan(0);
  }
  const forged = join(folder, 'forged.jsonl');
  const [first = '', ...others] = readFileSync(log, 'utf8').split('\n');
  const { debt_id: debt } = JSON.parse(first) as { debt_id: string };
  const other = first.replace(`"debt_id":"${debt}"`, '"debt_id":"another"');
  writeFileSync(forged, [other, ...others].join('\n'));
  const caught = await audit(forged, join(folder, 'lists'));
  expect(caught.code).toBe(1);
  expect(caught.lines.map((line) => (JSON.parse(line) as { rule?: string }).rule)).toContain('R47');
}, 60_000);
