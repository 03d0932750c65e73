import { describe, expect, test } from 'vitest';
import { callLogLine } from '../../src/app/chores/export-calls.js';
import { auditTexts } from '../support/audit-bench.js';
import { callLogChain } from '../support/call-log-row-of.js';

const rows = callLogChain(5);
const SALTS = {
  'salts.csv': `campaign_id,contact_id,salt\n${rows.map(({ opening }) => `${opening.campaignId},${opening.contactId},${opening.salt}\n`).join('')}`,
};
const chainFindings = async (text: string) =>
  (await auditTexts([text], { lists: SALTS })).findings.filter(
    ({ rule, detail }) => rule === 'R47' && !detail.includes('policy'),
  );

describe('R47 on the log the product writes', () => {
  const header = `${Object.keys(JSON.parse(callLogLine(rows[0] as never, 'jsonl')) as object).join(',')}\r\n`;

  test.each(['jsonl', 'csv'] as const)(
    'the hashes of an export hold when computed anew from %s',
    async (format) => {
      const text = rows.map((row) => callLogLine(row, format)).join('');
      expect(await chainFindings(format === 'csv' ? header + text : text)).toEqual([]);
    },
  );

  test.each([
    ['the cause of its end', '"q850":17', '"q850":16'],
    ['a number called', '"phone":"+5511987654321"', '"phone":"+5511987654322"'],
    ['the disposition', '"disposition":""', '"disposition":"pago"'],
  ])('a change of %s in one row shows in that row', async (_what, from, to) => {
    const lines = rows.map((row) => callLogLine(row, 'jsonl'));
    const changed = lines.map((line, index) => (index === 2 ? line.replace(from, to) : line));
    expect(changed[2]).not.toBe(lines[2]);
    expect((await chainFindings(changed.join(''))).map(({ attempt_id }) => attempt_id)).toEqual([
      rows[2]?.opening.attemptId,
    ]);
  });
});
