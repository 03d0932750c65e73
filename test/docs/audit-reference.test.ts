import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SIDE_FILES } from '../../src/audit/lists/side-files.js';
import { auditTexts } from '../support/audit-bench.js';

const folder = new URL('../../docs/reference/audit/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

test('every side file has an example with its columns, and a schema that names them', () => {
  for (const { name, columns } of Object.values(SIDE_FILES)) {
    expect(read(name).split('\n')[0]?.split(',')).toEqual(columns);
    const schema = JSON.parse(read(name.replace('.csv', '.schema.json'))) as { required: string[] };
    expect(schema.required).toEqual(columns);
  }
});

test('the example of the page prints what the page shows', async () => {
  const lists = Object.fromEntries(Object.values(SIDE_FILES).map(({ name }) => [name, read(name)]));
  const { findings } = await auditTexts([read('calls-example.jsonl')], { lists });
  const page = readFileSync(new URL('../audit.md', folder), 'utf8');
  expect(findings).toHaveLength(4);
  for (const finding of findings) {
    expect(page).toContain(JSON.stringify(finding));
  }
});

test('the example policy is accepted', async () => {
  const path = new URL('policy-example.json', folder).pathname;
  expect(existsSync(path)).toBe(true);
  const { summary } = await auditTexts([read('calls-example.jsonl')], { policy: path });
  expect(summary.policy).toEqual({ id: 'bank-x', version: '2026-11' });
});
