import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { ledgerLine } from '../../../src/app/chores/export-ledger.js';
import { registerLedgerVerifyCommand } from '../../../src/app/commands/ledger-verify-command.js';
import { parseAgentId, parseAttemptId } from '../../../src/core/kernel/ids.js';
import { noteRecord } from '../../../src/core/ledger/note-record.js';
import { type ApiBench, startApiBench } from '../../support/api-bench.js';
import { runCommand } from '../../support/command-run.js';
import { aDecision, aLedger, erased, placed } from '../../support/ledger-samples.js';
import { aBatch, aChain, anOpening, NOON } from '../../support/samples.js';
import { TemporaryFolder } from '../../support/temporary-folder.js';

const folder = new TemporaryFolder('ledger');
let bench: ApiBench;
beforeEach(async () => {
  bench = await startApiBench();
});
afterEach(() => bench.close());

const run = (args: readonly string[], stdin = '') =>
  runCommand(args, {
    env: { CADENCIA_URL: bench.base, CADENCIA_TOKEN: bench.secret },
    stdin: [stdin],
    more: [registerLedgerVerifyCommand],
  });

const ledger = placed(aLedger(['d1', 'd2', 'd3'].map((id) => aDecision(id))));
const lines = ledger.map(ledgerLine);
const salts = `campaign_id,contact_id,salt\ncobranca-1,1,${'ab'.repeat(16)}\n`;

test('a ledger exported and untouched holds, by its links, and by its contents with the salts', async () => {
  const path = folder.file('whole.jsonl', lines.join(''));
  const { code, out } = await run(['ledger', 'verify', path]);
  expect([code, out]).toEqual([
    0,
    `Chain chain-1: 3 decisions (3 checked by their links alone), holds. Last hash ${ledger[2]!.row.hash}\n`,
  ]);
  const full = await run(['ledger', 'verify', path, '--salts', folder.file('salts.csv', salts)]);
  expect(full.out).toContain('Chain chain-1: 3 decisions, holds.');
});

test('a line changed, taken out or exchanged is named with its place, exit code 1', async () => {
  const salted = ['--salts', folder.file('salts.csv', salts)];
  const changed = lines.join('').replace('"allowed":true', '"allowed":false');
  const first = await run(['ledger', 'verify', '-', ...salted], changed);
  expect([first.code, first.out]).toEqual([
    1,
    'Chain chain-1: 3 decisions, 1 do not hold:\n  place 1, decision d1 was changed: it is not what was hashed\n',
  ]);
  const gap = await run(['--json', 'ledger', 'verify', '-'], `${lines[0]}${lines[2]}`);
  expect(gap.code).toBe(1);
  expect(JSON.parse(gap.out)).toMatchObject({
    chains: [{ broken: [{ seq: 3, decisionId: 'd3', problem: 'gap' }] }],
  });
  const moved = await run(['ledger', 'verify', '-'], `${lines[1]}${lines[0]}${lines[2]}`);
  expect(moved.out).toContain('place 1, decision d1 is out of order');
});

test('erased persons are counted and their decisions checked, even without the salts', async () => {
  const entries = ledger.map(({ seq, row }) => ({ seq, row: erased(row) }));
  const whole = entries.map(ledgerLine).join('');
  expect((await run(['ledger', 'verify', '-'], whole)).out).toContain(
    '3 decisions (3 of erased persons), holds',
  );
  const changed = whole.replace('"line":"+551140000000"', '"line":"+551149999999"');
  expect((await run(['ledger', 'verify', '-'], changed)).out).toContain('place 1, decision d1 was changed');
});

test('a file that is no ledger, or is not there, ends with 2 and says what to do', async () => {
  const none = await run(['ledger', 'verify', '-'], '{"a":1}\n');
  expect([none.code, none.err]).toEqual([2, expect.stringContaining('Line 1 is no decision of a ledger')]);
  expect((await run(['ledger', 'verify', join(folder.path, 'missing.jsonl')])).code).toBe(2);
  expect((await run(['ledger', 'verify'])).err).toContain('--config');
});

async function keepCall(recordingNotice = true): Promise<void> {
  const opening = anOpening('t1', { decisionId: 'd1', policyVersion: 'brasil-2026@1' });
  const rows = aChain([opening], {
    agentId: parseAgentId('ana'),
    recordingId: 'rec-1',
    recordingNotice: true,
  }).map((row) => ({ ...row, result: { ...row.result, recordingNotice } }));
  const decisions = aLedger([
    aDecision('d1', {
      attemptId: parseAttemptId('t1'),
      results: [
        { rule: 'R24', key: 'R24', verdict: 'pass', inputs: { number: 1, person: 0 } },
        { rule: 'R03', key: 'R03', verdict: 'pass', inputs: { calls: 12, limit: 100_000 } },
      ],
    }),
    aDecision('d2', { blockedBy: 'R13', atMs: NOON + 1 }),
  ]);
  await bench.stores.attempts.commit(
    aBatch({ decisions, closings: rows.map((row) => ({ row, contact: null })) }),
  );
}

test('evidence of a call is one page in Portuguese, or in English, with acts, limits and hashes', async () => {
  await keepCall();
  const { code, out } = await run(['evidence', 't1']);
  expect(code).toBe(0);
  for (const part of [
    'Prova da chamada t1',
    'PROVADO',
    '+5511987654321',
    'rec-1, com aviso',
    'R24 Limite diário de cobrança: passa',
    'number 1, person 0',
    'R03: calls 12, limit 100000',
    '✓ hash recalculado: a linha é a que foi registrada',
    'brasil-2026@1',
    '10/03/2026, 10:00:00 Brasília',
  ]) {
    expect(out).toContain(part);
  }
  const english = await run(['evidence', 't1', '--lang', 'en']);
  expect(english.out).toContain('PROVED: both hashes hold');
  expect(english.out).toContain('Daily cap of collection: passes');
  expect(JSON.parse((await run(['--json', 'evidence', 't1'])).out)).toMatchObject({ holds: true });
});

test('evidence that does not hold says which hash differs and ends with 1', async () => {
  await keepCall(false);
  const { code, out } = await run(['evidence', 't1', '--lang', 'en']);
  expect(code).toBe(1);
  expect(out).toContain('NOT PROVED');
  expect(out).toContain('✕ hash recomputed differs: the row was changed');
});

test('the evidence of a block names the rule', async () => {
  await keepCall();
  const { code, out } = await run(['evidence', 'd2', '--decision']);
  expect(code).toBe(0);
  expect(out).toContain('BLOQUEADA por R13 Horário de cobrança');
});

test('blocked attempts are counted by rule and listed one by one', async () => {
  await keepCall();
  expect((await run(['ledger', 'blocked', '--by-rule'])).out).toBe(
    'RULE  BLOCKED\nR13   1        Hours of collection\n1 blocked in all\n',
  );
  expect((await run(['ledger', 'blocked', '--by-day'])).out).toContain('2026-03-10  1');
  expect((await run(['ledger', 'blocked', '--by-day', '--by-rule'])).code).toBe(2);
  expect((await run(['ledger', 'list', '--rule', 'R13'])).out).toContain('d2');
});

test('notes of limits and trunks are listed apart from blocks, and each has its evidence', async () => {
  const warned = {
    event: 'limit_warned',
    subject: 'line:+551140000000',
    rule: 'R03',
    reason: '70000 of 100000 calls of the line today',
    untilMs: null,
  } as const;
  const closed = {
    event: 'trunk_closed',
    subject: 'trunk:alfa',
    rule: '',
    reason: '5 calls in a row failed at it',
    untilMs: NOON + 5000,
  } as const;
  const decisions = aLedger([
    noteRecord(warned, { decisionId: 'n1', chainId: 'chain-1', atMs: NOON }),
    aDecision('d1', { blockedBy: 'R03' }),
    noteRecord(closed, { decisionId: 'n2', chainId: 'chain-1', atMs: NOON }),
  ]);
  await bench.stores.attempts.commit(aBatch({ decisions }));
  const { out } = await run(['ledger', 'notes']);
  expect(out).toContain('limit_warned  line:+551140000000  R03   70000 of 100000 calls of the line today');
  expect(out).toContain('trunk_closed');
  expect(out).not.toContain('d1');
  expect((await run(['ledger', 'list'])).out).not.toContain('n1');
  expect((await run(['ledger', 'blocked'])).out).toContain('1 blocked in all');
  const evidence = await run(['evidence', 'n2', '--decision', '--lang', 'en']);
  expect(evidence.code).toBe(0);
  for (const part of ['Note n2 of the ledger', 'trunk closed', 'trunk:alfa', '✓ hash recomputed']) {
    expect(evidence.out).toContain(part);
  }
  expect((await run(['evidence', 'n1', '--decision'])).out).toContain('R03 Chamadas de uma linha');
});
