import { describe, expect, test } from 'vitest';
import { auditRows, auditTexts, chained, csv, jsonl, logRow } from '../support/audit-bench.js';

const good = chained([logRow(), logRow()]);
const withColumn = (column: string, value: unknown) =>
  jsonl([good[0] as never, { ...good[1], [column]: value } as never]);

describe('input that cannot be audited says what is wrong, where, and what to do', () => {
  test.each([
    ['a line that is no JSON', `${jsonl(good)}{"attempt_id":`, 'log-1:3: not JSON'],
    ['a time that is none', withColumn('t_dial', 'yesterday'), 'log-1:2: column t_dial is "yesterday"'],
    ['a time without its offset', withColumn('t_end', '2026-11-24T14:00:00.000'), 'log-1:2: column t_end'],
    ['a mode that is none', withColumn('mode', 'robot'), 'log-1:2: column mode is "robot"'],
    ['a flag as text', withColumn('privacy', 'no'), 'log-1:2: column privacy is "no"'],
    ['a column that a later row lacks', withColumn('hash', undefined), 'log-1:2: column hash is missing'],
    [
      'a header without columns',
      'attempt_id,phone\r\na,b\r\n',
      'log-1:1: the header has no column attempt_group',
    ],
    ['a record that is too short', `${csv(good)}a,b\r\n`, 'log-1:4: 2 fields where the header has'],
    ['a quote that never ends', `${csv(good)}"a,b\r\n`, 'log-1:4: a quoted field never ends'],
    ['an empty log', '', 'log-1: the log has no row'],
  ])('%s', async (_what, text, message) => {
    await expect(auditTexts([text])).rejects.toThrow(message);
  });

  test('a side file: the column, the line, the value', async () => {
    await expect(auditRows(good, { lists: { 'sp.csv': 'number,since\n' } })).rejects.toThrow(
      /sp\.csv:1: no column phone/,
    );
    await expect(
      auditRows(good, { lists: { 'sp.csv': 'phone,since\n+5511987654321,soon\n' } }),
    ).rejects.toThrow(/sp\.csv:2: column since is "soon"/);
  });

  test('a policy that is neither preset nor file', async () => {
    await expect(auditRows(good, { policy: 'brasil-2062' })).rejects.toThrow(/Presets: brasil-2026/);
  });
});

describe('the summary', () => {
  test('says of every rule whether it was checked, and why not', async () => {
    const { summary } = await auditRows(good);
    expect(Object.keys(summary.rules)).toHaveLength(47);
    expect(summary.rules['R13']).toMatchObject({ state: 'checked', checked: 2, violated: 0 });
    expect(summary.rules['R17']).toMatchObject({
      state: 'not_checkable',
      why: expect.stringContaining('sp.csv'),
    });
    expect(summary.rules['R31']).toMatchObject({
      state: 'not_checkable',
      why: expect.stringContaining('listen'),
    });
  });
});
