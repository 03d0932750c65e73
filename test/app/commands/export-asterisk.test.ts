import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { callLogLine } from '../../../src/app/chores/export-calls.js';
import { runProgram } from '../../../src/app/program.js';
import { callLogRecord } from '../../../src/core/call-log/call-log-record.js';
import { cdrLine, queueLogLines } from '../../../src/core/export/asterisk-files.js';
import { billingChain } from '../../support/billing-chain.js';
import { Heard } from '../../support/heard.js';

const ROWS = billingChain(['promessa', 'maquina']);
const recordOf = (place: number): Record<string, unknown> => {
  const row = ROWS[place];
  return row === undefined ? {} : { ...callLogRecord(row) };
};
const talk = recordOf(0);
const machine = recordOf(1);

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cadencia-asterisk-'));
  await writeFile(join(folder, 'calls.jsonl'), ROWS.map((row) => callLogLine(row, 'jsonl')).join(''));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...args: readonly string[]) {
  const [stdout, stderr] = [new Heard(), new Heard()];
  const deps = { stdout, stderr, terminal: false, env: {}, stdin: (async function* () {})() };
  const code = await runProgram(['export', ...args], deps);
  return { code, out: stdout.text, err: stderr.text };
}

describe('cadencia export cdr', () => {
  it('writes a call record for each call, by the clock of Brasília', async () => {
    const { code, out } = await run('cdr', '--log', join(folder, 'calls.jsonl'));
    expect(code).toBe(0);
    const [first = '', second] = out.split('\n');
    expect(first).toContain(
      '"2026-10-05 09:00:00","2026-10-05 09:00:02","2026-10-05 09:01:00",60,58,"ANSWERED"',
    );
    expect(first.startsWith('"alfa",')).toBe(true);
    expect(first.endsWith('"t0","promessa"')).toBe(true);
    expect(second).toContain('"t1"');
  });

  it('tells what was not answered, leaves out rows without a call, and writes no formula', () => {
    const at = (change: object) =>
      cdrLine({ ...machine, t_answer: null, t_agent: null, agent_id: null, ...change }, 'x:1');
    expect(at({ reason: 'busy' })).toContain(',0,"BUSY"');
    expect(at({ reason: 'no_answer' })).toContain('"NO ANSWER"');
    expect(at({ reason: 'invalid_number' })).toContain('"FAILED"');
    expect(at({ t_dial: null })).toBeNull();
    expect(at({ contract_id: '=1+"1' })).toContain('"\'=1+""1"');
  });
});

describe('cadencia export queue-log', () => {
  it('writes who waited, whom an agent took and who hung up, in the order of time', async () => {
    const out = join(folder, 'queue_log');
    expect((await run('queue-log', '--log', join(folder, 'calls.jsonl'), '--out', out)).code).toBe(0);
    const lines = (await readFile(out, 'utf8'))
      .trim()
      .split('\n')
      .map((line) => line.split('|'));
    expect(lines.slice(0, 3).map((line) => [line[0], line[1], line[4], ...line.slice(5)])).toEqual([
      ['1791201602', 't0', 'ENTERQUEUE', '', String(talk['phone']), '1'],
      ['1791201602', 't0', 'CONNECT', '0', 't0', '0'],
      ['1791201660', 't0', talk['ended_by'] === 'agent' ? 'COMPLETEAGENT' : 'COMPLETECALLER', '0', '57', '1'],
    ]);
    const times = lines.map(([time]) => Number(time));
    expect(times).toEqual([...times].sort((one, other) => one - other));
  });

  it('tells who gave up, and nothing where nobody waited', () => {
    const left = { ...talk, t_agent: null, agent_id: null, reason: 'abandoned' };
    expect(queueLogLines(left, 'x:1').map(({ text }) => text.trim().split('|').slice(4))).toEqual([
      ['ENTERQUEUE', '', talk['phone'], '1'],
      ['ABANDON', '1', '1', '58'],
    ]);
    expect(queueLogLines({ ...left, reason: 'machine' }, 'x:1')).toEqual([]);
    expect(queueLogLines({ ...left, mode: 'inbound', queue: 'sac|x' }, 'x:1')[0]?.text).toContain(
      '|sac x|NONE|',
    );
  });

  it('names the place of a row that cannot be read', () => {
    expect(() => queueLogLines({ ...talk, t_end: 'x' }, 'calls.jsonl:7')).toThrow(
      'calls.jsonl:7: column t_end',
    );
  });
});
