import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { nodeDigest } from '../../../src/adapters/digest/node-digest.js';
import { openAtomicFileSink } from '../../../src/adapters/export-file/atomic-file-sink.js';
import { exportAgentStates } from '../../../src/app/chores/export-agent-states.js';
import { exportCalls } from '../../../src/app/chores/export-calls.js';
import { callLogRecord } from '../../../src/core/call-log/call-log-record.js';
import { CALL_LOG_COLUMNS, type CallLogRow } from '../../../src/core/call-log/call-log-row.js';
import { unguardedCell } from '../../../src/core/export/csv-cell.js';
import { parseAgentId } from '../../../src/core/kernel/ids.js';
import type { CallLogReader } from '../../../src/ports/call-log-reader.js';
import { callLogChain } from '../../support/call-log-row-of.js';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadencia-export-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function readerOf(
  rows: readonly CallLogRow[],
  failAt = Number.POSITIVE_INFINITY,
): Pick<CallLogReader, 'read' | 'readAgentStates' | 'anchors'> {
  return {
    async *read() {
      for (const [n, row] of rows.entries()) {
        if (n === failAt) {
          throw new Error('the database went away');
        }
        yield row;
      }
    },
    anchors: async () => [],
    async *readAgentStates() {
      yield { agentId: parseAgentId('a1'), state: 'paused', reason: 'lanche', tStartMs: 0, tEndMs: 1000 };
      yield { agentId: parseAgentId('a1'), state: 'idle', reason: '', tStartMs: 1000, tEndMs: null };
    },
  };
}
const context = { id: 'j', signal: { aborted: false }, report: async () => undefined };

test('CSV has exactly the log’s columns, lists joined, nulls empty, formulas disarmed and given back', async () => {
  const out = join(folder, 'calls.csv');
  const rows = callLogChain(3);
  const result = await exportCalls(
    { format: 'csv', query: {}, masked: false },
    { reader: readerOf(rows), sink: await openAtomicFileSink(out), verify: nodeDigest },
    context,
  );
  expect(result).toMatchObject({ rows: 3, chains: [{ rows: 3, broken: null }] });
  const [header, first] = parse(readFileSync(out, 'utf8')) as string[][];
  expect(header).toEqual(CALL_LOG_COLUMNS);
  const cells = Object.fromEntries(header!.map((column, n) => [column, first![n]!]));
  expect(cells).toMatchObject({
    zones: 'America/Sao_Paulo;America/Manaus',
    t_answer: '',
    debt_id: "'=1+1",
    phone: '+5511987654321',
    segment: 'va"re,jo',
    dnc_snapshot: '{"b":"2","a":"1"}',
    abandoned: 'false',
  });
  expect(unguardedCell(cells['debt_id']!)).toBe('=1+1');
});

test('JSONL has each row as the log’s record, in chain order', async () => {
  const out = join(folder, 'calls.jsonl');
  const rows = callLogChain(3);
  await exportCalls(
    { format: 'jsonl', query: {}, masked: false },
    { reader: readerOf(rows), sink: await openAtomicFileSink(out) },
    context,
  );
  const records = readFileSync(out, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(records).toEqual(rows.map(callLogRecord));
  expect(Object.keys(records[0])).toEqual(CALL_LOG_COLUMNS);
});

test('an export that breaks off leaves the file of before and no half one', async () => {
  const out = join(folder, 'kept.jsonl');
  await exportCalls(
    { format: 'jsonl', query: {}, masked: false },
    { reader: readerOf(callLogChain(1)), sink: await openAtomicFileSink(out) },
    context,
  );
  const before = readFileSync(out, 'utf8');
  const broken = exportCalls(
    { format: 'jsonl', query: {}, masked: false },
    { reader: readerOf(callLogChain(3), 2), sink: await openAtomicFileSink(out) },
    context,
  );
  await expect(broken).rejects.toThrow('went away');
  expect(readFileSync(out, 'utf8')).toBe(before);
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('a folder that is not there is said before anything is read', async () => {
  await expect(openAtomicFileSink(join(folder, 'none', 'x.csv'))).rejects.toThrow(/cannot be written/);
  expect(existsSync(join(folder, 'none'))).toBe(false);
});

test('agent states have their five columns, the open stretch without an end', async () => {
  const out = join(folder, 'states.csv');
  await exportAgentStates(
    { format: 'csv', query: {}, masked: false },
    { reader: readerOf([]), sink: await openAtomicFileSink(out) },
    context,
  );
  expect(readFileSync(out, 'utf8')).toBe(
    'agent_id,state,reason,t_start,t_end\r\na1,paused,lanche,1970-01-01T00:00:00.000Z,1970-01-01T00:00:01.000Z\r\na1,idle,,1970-01-01T00:00:01.000Z,\r\n',
  );
});

test.each(['csv', 'jsonl'] as const)(
  'a masked export as %s holds no number, CPF hash or debt in clear',
  async (format) => {
    const out = join(folder, `masked.${format}`);
    const rows = callLogChain(3);
    const result = await exportCalls(
      { format, query: {}, masked: true },
      { reader: readerOf(rows), sink: await openAtomicFileSink(out), verify: nodeDigest },
      context,
    );
    expect(result).toMatchObject({ rows: 3, chains: [{ rows: 3, broken: null }] });
    const text = readFileSync(out, 'utf8');
    expect(text).toContain('+55 11 9****-4321');
    for (const { opening } of rows) {
      for (const value of [
        opening.phone,
        `"${opening.cpfHash}"`,
        `,${opening.cpfHash},`,
        opening.debtId,
        opening.salt,
      ]) {
        expect(text.includes(value), value).toBe(false);
      }
    }
  },
);
