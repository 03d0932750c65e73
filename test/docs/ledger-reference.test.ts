import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { ledgerLine } from '../../src/app/chores/export-ledger.js';
import { CALL_MODES } from '../../src/core/call-log/call-log-row.js';
import { PURPOSES } from '../../src/core/campaign/campaign.js';
import { VERDICTS } from '../../src/core/compliance/gate/decide-dial.js';
import { parseAttemptId } from '../../src/core/kernel/ids.js';
import { LEDGER_COLUMNS, parseLedgerRecord } from '../../src/core/ledger/decision-line.js';
import { NOTED_EVENTS } from '../../src/core/ledger/ledger-note.js';
import { noteRecord } from '../../src/core/ledger/note-record.js';
import { DECISION_PROBLEMS, verifyDecisions } from '../../src/core/ledger/verify-decisions.js';
import { aDecision, aLedger, erased, placed } from '../support/ledger-samples.js';
import { NOON } from '../support/samples.js';

const folder = new URL('../../docs/reference/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const page = read('ledger.md');

const rowsBelow = (heading: string): readonly string[] =>
  [...(page.split(`## ${heading}\n`)[1]?.split('\n## ')[0] ?? '').matchAll(/^\| `(\w+)` \|/gm)].map(
    (row) => row[1] ?? '',
  );

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const instant = z.iso.datetime();

/** The record as a reader of the file meets it. */
const record = z
  .strictObject({
    chain_id: z.string(),
    seq: z.int().min(1),
    decision_id: z.string(),
    at: instant,
    allowed: z.boolean(),
    blocked_by: z.string(),
    attempt_id: z.string().nullable(),
    campaign_id: z.string(),
    purpose: z.enum([...PURPOSES, '']),
    mode: z.enum([...CALL_MODES, '']),
    contact_id: z.string(),
    cpf_hash: z.string(),
    debt_id: z.string(),
    phone: z.string(),
    line: z.string(),
    trunk_id: z.string(),
    policy_version: z.string(),
    next_allowed: instant.nullable(),
    results: z.array(
      z.strictObject({
        rule: z.string(),
        key: z.string(),
        verdict: z.enum(VERDICTS),
        inputs: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
      }),
    ),
    note: z
      .strictObject({
        event: z.enum(NOTED_EVENTS),
        subject: z.string(),
        rule: z.string(),
        reason: z.string(),
        until: instant.nullable(),
      })
      .nullable(),
    erased: z.boolean(),
    prev_hash: hash,
    hash,
  })
  .meta({ title: 'Decision', description: 'One line of `cadencia export ledger`.' });

const [allowed, blocked, gone, note] = aLedger([
  aDecision('decision-1', { attemptId: parseAttemptId('attempt-1') }),
  aDecision('decision-2', { blockedBy: 'R13', atMs: NOON + 1000 }),
  aDecision('decision-3', { blockedBy: 'R03', atMs: NOON + 2000 }),
  noteRecord(
    {
      event: 'limit_warned',
      subject: 'line:+551140000000',
      rule: 'R03',
      reason: '70000 of 100000 calls of the line today',
      untilMs: null,
    },
    { decisionId: 'note-1', chainId: 'chain-1', atMs: NOON + 3000 },
  ),
]);
const example = placed([allowed!, blocked!, erased(gone!), note!]);

test('the page has every member in the order of the export, and every problem', () => {
  expect(rowsBelow('Record')).toEqual([...LEDGER_COLUMNS]);
  expect(rowsBelow('Check of the chain')).toEqual([...DECISION_PROBLEMS]);
});

test('the page names every event that is noted', () => {
  expect(rowsBelow('Notes')).toEqual([...NOTED_EVENTS]);
});

test('the schema is that of the record', async () => {
  const schema = `${JSON.stringify(z.toJSONSchema(record), null, 2)}\n`;
  await expect(schema).toMatchFileSnapshot(new URL('ledger/decision.schema.json', folder).pathname);
});

test('the example fits the schema, is what the export writes, and holds', async () => {
  await expect(example.map(ledgerLine).join('')).toMatchFileSnapshot(
    new URL('ledger/ledger-example.jsonl', folder).pathname,
  );
  const lines = read('ledger/ledger-example.jsonl').trim().split('\n');
  const entries = lines.map((line) =>
    parseLedgerRecord(record.parse(JSON.parse(line)), () => 'ab'.repeat(16)),
  );
  expect(verifyDecisions(entries, nodeDigest)).toMatchObject([{ decisions: 4, erased: 1, brokenCount: 0 }]);
});
