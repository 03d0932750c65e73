import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { nodeDigest } from '../../../src/adapters/digest/node-digest.js';
import { PostgresPersonStore } from '../../../src/adapters/postgres/postgres-person-store.js';
import { PostgresRetentionStore } from '../../../src/adapters/postgres/postgres-retention-store.js';
import { RecordingFolder } from '../../../src/adapters/recording-folder/recording-folder.js';
import { callLogLine } from '../../../src/app/chores/export-calls.js';
import { verifyChain } from '../../../src/core/call-log/verify-chain.js';
import { parseAgentId, parseAttemptId, parseContactId } from '../../../src/core/kernel/ids.js';
import { DAY } from '../../../src/core/kernel/time.js';
import { verifyDecisions } from '../../../src/core/ledger/verify-decisions.js';
import { PolicyBook } from '../../../src/engine/policy-book.js';
import { RetentionDesk } from '../../../src/engine/retention-desk.js';
import { RetentionTerms } from '../../../src/engine/retention-terms.js';
import { auditTexts } from '../../support/audit-bench.js';
import { FreshStores } from '../../support/fresh-stores.js';
import { aDecision, aLedger } from '../../support/ledger-samples.js';
import { makeManualClock } from '../../support/manual-clock.js';
import {
  aBatch,
  aChain,
  aMailingRow,
  anOpening,
  CAMPAIGN,
  collect,
  MAILING,
  NOON,
} from '../../support/samples.js';
import { TemporaryFolder } from '../../support/temporary-folder.js';

const OLD_PERSON = 'ab'.repeat(32);
const OLD_PHONE = '+5511987654321';
const NEW_PHONE = '+5511912345678';
const OLD_SALT = 'cd'.repeat(16);
const AGE_MS = 400 * DAY;

const own = new FreshStores();
const folder = new TemporaryFolder('retention');

/** A desk that looks back from a day on which the old person's call is 400 days old and the new one's is a day old. */
function desk(clearDataDays: number, recordings: RecordingFolder | null = null): RetentionDesk {
  const clock = makeManualClock(NOON + AGE_MS);
  const days = { clearDataDays, recordingsDays: 90, rowsDays: 0 };
  return new RetentionDesk({
    store: new PostgresRetentionStore(own.stores.database, nodeDigest),
    recordings,
    persons: new PostgresPersonStore(own.stores.database, nodeDigest),
    terms: new RetentionTerms({ policies: new PolicyBook(), clock, days }),
    clock,
  });
}

async function fill(): Promise<void> {
  await own.stores.mailings.create(MAILING, CAMPAIGN, 'old', NOON - DAY);
  await own.stores.mailings.addRows(
    MAILING,
    CAMPAIGN,
    [
      aMailingRow('old', { name: 'Maria Souza', cpfHash: OLD_PERSON, debtId: 'D-7', salt: OLD_SALT }),
      aMailingRow('waiting', { name: 'Ainda Não', phones: [NEW_PHONE] as never }),
    ],
    NOON - DAY,
  );
  await own.stores.database.script('test.done', "update contacts set state = 'done' where id = 1");
  const old = { contactId: parseContactId('1'), cpfHash: OLD_PERSON, debtId: 'D-7', salt: OLD_SALT };
  const lateMs = NOON + AGE_MS - DAY;
  const late = {
    contactId: parseContactId('2'),
    phone: NEW_PHONE as never,
    tQueuedMs: lateMs,
    tDialMs: lateMs,
  };
  const rows = [...aChain([anOpening('a1', old), anOpening('a2', old), anOpening('a3', late)])];
  const decisions = aLedger([
    aDecision('d1', { ...old, phone: OLD_PHONE }),
    aDecision('d2', { ...late, atMs: lateMs }),
  ]);
  await own.stores.attempts.commit(
    aBatch({ decisions, closings: rows.map((row) => ({ row, contact: null })) }),
  );
  const since = { cpfHash: '', sinceMs: NOON, attemptId: '', protocol: '' };
  await own.stores.facts.register([{ kind: 'opt_out', phone: NEW_PHONE, purpose: '*', ...since }]);
}

test('a dry run says how much would go and changes nothing', async () => {
  await fill();
  const before = JSON.stringify(await collect(own.stores.callLog.read({})));
  const report = await desk(365).rehearse();
  expect(report).toMatchObject({ dryRun: true, anonymised: { attempts: 2, decisions: 1, contacts: 1 } });
  expect(JSON.stringify(await collect(own.stores.callLog.read({})))).toBe(before);
});

test('what is too old loses the person, both chains still hold, and what is younger or still to be called stays', async () => {
  await fill();
  expect((await desk(365).run('retention')).anonymised).toEqual({ attempts: 2, decisions: 1, contacts: 1 });
  const calls = await collect(own.stores.callLog.read({}));
  const decisions = await collect(own.stores.ledger.read({}));
  expect(verifyChain(calls, nodeDigest)).toMatchObject([{ rows: 3, broken: null }]);
  expect(verifyDecisions(decisions, nodeDigest, await own.stores.ledger.ends())).toMatchObject([
    { decisions: 2, erased: 1, brokenCount: 0 },
  ]);
  const kept = JSON.stringify([calls, decisions]);
  for (const trace of [OLD_PHONE, OLD_PERSON, 'D-7', OLD_SALT]) {
    expect(kept).not.toContain(trace);
  }
  expect(kept).toContain(NEW_PHONE);
  expect(await own.stores.contacts.find(parseContactId('1'))).toMatchObject({
    name: '',
    phones: [],
    cpfHash: '',
  });
  expect(await own.stores.contacts.find(parseContactId('2'))).toMatchObject({ name: 'Ainda Não' });
  expect(await collect(own.stores.facts.read('opt_out'))).toMatchObject([{ phone: NEW_PHONE }]);
  const [key] = await own.stores.database.query<{ n: number }>(
    { name: 'test.keys', text: 'select count(*)::int as n from dial_keys where key like $1' },
    [`%${OLD_PHONE}`],
  );
  expect(key?.n).toBe(0);
  const [noted] = await new PostgresPersonStore(own.stores.database, nodeDigest).actions(1);
  expect(noted).toMatchObject({
    action: 'retention',
    who: 'retention',
    counts: { attempts: 2, contacts: 1 },
  });
  expect((await desk(365).run('again')).anonymised).toEqual({ attempts: 0, decisions: 0, contacts: 0 });
});

test('what agents chose in their scripts goes with the rows it belongs to, and the younger stays', async () => {
  await fill();
  const run = { campaignId: CAMPAIGN, version: 0, agentId: parseAgentId('ana'), way: [] };
  const [old, young] = [parseAttemptId('a1'), parseAttemptId('a3')];
  await own.stores.scripts.keepRun({ ...run, attemptId: old, atMs: NOON });
  await own.stores.scripts.keepRun({ ...run, attemptId: young, atMs: NOON + AGE_MS - DAY });
  await desk(365).rehearse();
  expect(await own.stores.scripts.runOf(old)).not.toBeNull();
  await desk(365).run('retention');
  expect(await own.stores.scripts.runOf(old)).toBeNull();
  expect(await own.stores.scripts.runOf(young)).not.toBeNull();
});

test('supervisors’ messages to agents go when their time is over, and the younger stay', async () => {
  const { messages } = own.stores;
  const ana = parseAgentId('ana');
  const words = { from: 'rita', to: { kind: 'all' }, agentIds: [ana] } as const;
  await messages.send({ ...words, atMs: NOON, text: 'A Maria Souza ligou' });
  await messages.send({ ...words, atMs: NOON + AGE_MS - DAY, text: 'Reunião' });
  await desk(365).run('retention');
  expect((await messages.of(ana, 9)).map(({ text }) => text)).toEqual(['Reunião']);
  expect(await messages.sent(9)).toHaveLength(1);
});

test('an auditor still reads the log of an anonymised installation, and finds its chain whole', async () => {
  await fill();
  await desk(365).run('retention');
  const rows = await collect(own.stores.callLog.read({}));
  const { summary, findings } = await auditTexts([rows.map((row) => callLogLine(row, 'jsonl')).join('')]);
  expect(summary.rules['R47']).toMatchObject({ checked: 3, violated: 0 });
  expect(findings.filter(({ rule }) => rule === 'R47')).toEqual([]);
});

test('nothing goes that a rule still needs, however short the operation would keep it', async () => {
  await fill();
  const recordings = new RecordingFolder(folder.path);
  for (const day of ['2025-01-01', '2099-01-01', 'not-a-day']) {
    mkdirSync(join(folder.path, day), { recursive: true });
    writeFileSync(join(folder.path, day, 'x.wav'), '');
  }
  const eager = desk(0, recordings);
  const report = await eager.run('Ana');
  // The call of the day before is within the seven days of R25.
  expect(report.anonymised.attempts).toBe(2);
  expect(report.clearBeforeMs).toBeLessThan(NOON + AGE_MS - 8 * DAY);
  expect(report.recordingsBeforeMs).toBe(NOON + AGE_MS - 90 * DAY);
  expect(report.recordingDays).toEqual(['2025-01-01']);
  expect(['2025-01-01', '2099-01-01', 'not-a-day'].map((day) => existsSync(join(folder.path, day)))).toEqual([
    false,
    true,
    true,
  ]);
});
