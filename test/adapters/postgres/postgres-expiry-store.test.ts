import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { expect, test } from 'vitest';
import { nodeDigest } from '../../../src/adapters/digest/node-digest.js';
import { GzipDayArchive } from '../../../src/adapters/export-file/gzip-day-archive.js';
import { Database } from '../../../src/adapters/postgres/database.js';
import { PostgresArchiveStore } from '../../../src/adapters/postgres/postgres-archive-store.js';
import { PostgresExpiryStore } from '../../../src/adapters/postgres/postgres-expiry-store.js';
import { PostgresPersonStore } from '../../../src/adapters/postgres/postgres-person-store.js';
import { PostgresRetentionStore } from '../../../src/adapters/postgres/postgres-retention-store.js';
import { makeChainVerifier } from '../../../src/core/call-log/verify-chain.js';
import { DAY, HOUR } from '../../../src/core/kernel/time.js';
import { type ChainAnchor, sealOf } from '../../../src/core/ledger/chain-anchor.js';
import { proveCall } from '../../../src/core/ledger/chain-proof.js';
import { type LedgerVerdict, LedgerVerifier } from '../../../src/core/ledger/verify-decisions.js';
import { ArchiveDesk } from '../../../src/engine/archive-desk.js';
import { ExpiryDesk } from '../../../src/engine/expiry-desk.js';
import { PolicyBook } from '../../../src/engine/policy-book.js';
import { RetentionTerms } from '../../../src/engine/retention-terms.js';
import { FreshStores } from '../../support/fresh-stores.js';
import { aDecision, aLedger } from '../../support/ledger-samples.js';
import { makeManualClock } from '../../support/manual-clock.js';
import { aBatch, aChain, anOpening, collect, NOON } from '../../support/samples.js';
import { TemporaryFolder } from '../../support/temporary-folder.js';
import { until } from '../../support/until.js';

const KEY = 'ab'.repeat(32);
const LATE_MS = NOON + 3000 * DAY;

const own = new FreshStores();
const folder = new TemporaryFolder('expiry');

const days = { clearDataDays: 365, recordingsDays: 180, rowsDays: 2000 };

function desk(rowsDays = days.rowsDays, archive: GzipDayArchive | null = null): ExpiryDesk {
  const clock = makeManualClock(LATE_MS);
  return new ExpiryDesk({
    store: new PostgresExpiryStore(own.stores.database),
    archive,
    persons: new PostgresPersonStore(own.stores.database, nodeDigest),
    terms: new RetentionTerms({ policies: new PolicyBook(), clock, days: { ...days, rowsDays } }),
    clock,
    digest: nodeDigest,
    installationKeyHex: KEY,
  });
}

/** Two old days whose calls closed in turns over their midnight, and one of today: one chain of each kind. */
async function fill(): Promise<void> {
  const dayOf = (atMs: number) => ({ tQueuedMs: atMs, tDialMs: atMs });
  const next = NOON + DAY;
  const openings = [
    anOpening('a1', dayOf(NOON)),
    anOpening('b1', dayOf(next)),
    anOpening('a2', dayOf(NOON + HOUR)),
    anOpening('b2', dayOf(next + HOUR)),
    anOpening('c1', dayOf(LATE_MS - DAY)),
    anOpening('c2', dayOf(LATE_MS - DAY + HOUR)),
  ];
  const decisions = aLedger([
    aDecision('d1', { atMs: NOON }),
    aDecision('d2', { atMs: NOON + HOUR }),
    aDecision('d3', { atMs: next }),
    aDecision('d4', { atMs: LATE_MS - DAY }),
  ]);
  await own.stores.attempts.commit(
    aBatch({ decisions, closings: aChain(openings).map((row) => ({ row, contact: null })) }),
  );
}

async function anonymised(): Promise<void> {
  await fill();
  await new PostgresRetentionStore(own.stores.database, nodeDigest).anonymise(LATE_MS - 365 * DAY);
}

async function verdicts(anchors?: readonly ChainAnchor[]): Promise<readonly LedgerVerdict[]> {
  const verifier = new LedgerVerifier(
    nodeDigest,
    { whole: true },
    anchors ?? (await own.stores.ledger.anchors()),
  );
  for await (const entry of own.stores.ledger.read({})) {
    verifier.add(entry);
  }
  verifier.endsAt(await own.stores.ledger.ends());
  return verifier.verdicts();
}

async function callsHold(anchors: readonly ChainAnchor[]): Promise<boolean> {
  const verifier = makeChainVerifier(nodeDigest, { fromGenesis: true, linked: true }, anchors);
  for await (const row of own.stores.callLog.read({})) {
    verifier.add(row);
  }
  return verifier.verdicts().every(({ broken }) => broken === null);
}

test('days past their term are shown first and go only when exactly they are confirmed', async () => {
  await anonymised();
  const plan = await desk().rehearse();
  expect(plan).toMatchObject({
    dropped: false,
    days: [
      { day: '2026-03-10', attempts: 2, decisions: 2 },
      { day: '2026-03-11', attempts: 2, decisions: 1 },
    ],
  });
  await expect(desk().drop('000000000000', 'rui')).rejects.toMatchObject({ code: 'DLR_STATE_CONFLICT' });
  await expect(desk(0).drop(plan.confirmation, 'rui')).rejects.toMatchObject({ code: 'DLR_STATE_CONFLICT' });
  expect(await collect(own.stores.callLog.read({}))).toHaveLength(6);
  expect(await desk().drop(plan.confirmation, 'rui')).toMatchObject({ dropped: true, days: plan.days });
  expect((await collect(own.stores.callLog.read({}))).map(({ opening }) => opening.attemptId)).toEqual([
    'c1',
    'c2',
  ]);
  expect((await collect(own.stores.ledger.read({}))).map(({ row }) => row.decision.decisionId)).toEqual([
    'd4',
  ]);
  expect((await desk().rehearse()).days).toEqual([]);
  const store = new PostgresPersonStore(own.stores.database, nodeDigest);
  expect((await store.actions(1))[0]).toMatchObject({
    action: 'retention',
    who: 'rui',
    reason: 'rows of 2 days dropped, 2026-03-10 to 2026-03-11; 0 archives',
    counts: { attempts: 4, decisions: 3 },
  });
});

test('what remains is still proved, over calls that closed in turns with another day’s, and what went is told with its anchor', async () => {
  await anonymised();
  const before = await collect(own.stores.ledger.read({}));
  await desk().drop((await desk().rehearse()).confirmation, 'rui');
  const [verdict] = await verdicts();
  expect(verdict).toMatchObject({ decisions: 1, brokenCount: 0 });
  expect(verdict?.removed).toEqual([
    { day: '2026-03-10', decisions: 2, lastHash: before[1]?.row.hash },
    { day: '2026-03-11', decisions: 1, lastHash: before[2]?.row.hash },
  ]);
  const anchors = await own.stores.callLog.anchors();
  expect(anchors.map(({ day, rows }) => [day, Number(rows)])).toEqual([
    ['2026-03-10', 1],
    ['2026-03-11', 1],
    ['2026-03-10', 1],
    ['2026-03-11', 1],
  ]);
  expect(await callsHold(anchors)).toBe(true);
  // The evidence of the first call that remains follows the anchor.
  const first = await own.stores.callLog.find('c1' as never);
  expect(first).not.toBeNull();
  expect(first !== null && proveCall(first.row, first, nodeDigest).linkHolds).toBe(true);
  expect(
    await own.stores.ledger.hashBefore({ chainId: before[0]!.row.decision.chainId, seq: before[3]!.seq }),
  ).toBe(before[2]?.row.hash);
});

test('rows that went without their anchor, or under one that the installation did not seal, are missing', async () => {
  await anonymised();
  await desk().drop((await desk().rehearse()).confirmation, 'rui');
  expect((await verdicts([]))[0]?.broken).toMatchObject([{ problem: 'gap' }]);
  expect(await callsHold([])).toBe(false);
  const anchors = await own.stores.ledger.anchors();
  for (const { seal, ...anchor } of anchors) {
    expect(sealOf(anchor, KEY, nodeDigest)).toBe(seal);
    expect(sealOf({ ...anchor, rows: anchor.rows + 1 }, KEY, nodeDigest)).not.toBe(seal);
    expect(sealOf(anchor, 'cd'.repeat(32), nodeDigest)).not.toBe(seal);
  }
  await own.stores.database.script('test.cut', "delete from decisions where decision_id = 'd4'");
  expect((await verdicts())[0]?.broken).toMatchObject([{ problem: 'tail' }]);
});

test('a chain of which nothing remains still ends where it ended', async () => {
  const decisions = aLedger([aDecision('d1', { atMs: NOON }), aDecision('d2', { atMs: NOON + HOUR })]);
  await own.stores.attempts.commit(aBatch({ decisions }));
  await new PostgresRetentionStore(own.stores.database, nodeDigest).anonymise(LATE_MS - 365 * DAY);
  await desk().drop((await desk().rehearse()).confirmation, 'rui');
  expect(await verdicts()).toMatchObject([{ decisions: 0, brokenCount: 0, removed: [{ decisions: 2 }] }]);
});

test('dropped rows are kept as compressed lines first, and the anchor knows the hash of the file', async () => {
  await anonymised();
  const archive = new GzipDayArchive(join(folder.path, 'archive'));
  const { archives } = await desk(days.rowsDays, archive).drop((await desk().rehearse()).confirmation, 'rui');
  expect(archives).toEqual([
    'attempts-2026-03-10.jsonl.gz',
    'decisions-2026-03-10.jsonl.gz',
    'attempts-2026-03-11.jsonl.gz',
    'decisions-2026-03-11.jsonl.gz',
  ]);
  const bytes = readFileSync(join(folder.path, 'archive', 'attempts-2026-03-10.jsonl.gz'));
  const rows = gunzipSync(bytes).toString().trim().split('\n');
  expect(rows.map((line) => (JSON.parse(line) as { attempt_id: string }).attempt_id)).toEqual(['a1', 'a2']);
  const [anchor] = await own.stores.callLog.anchors();
  expect(anchor).toMatchObject({
    archive: 'attempts-2026-03-10.jsonl.gz',
    archiveHash: createHash('sha256').update(bytes).digest('hex'),
  });
});

test('an archive that cannot be written keeps the rows where they are', async () => {
  await anonymised();
  const path = join(folder.path, 'a-file');
  writeFileSync(path, '');
  const { confirmation } = await desk().rehearse();
  await expect(desk(days.rowsDays, new GzipDayArchive(path)).drop(confirmation, 'rui')).rejects.toMatchObject(
    {
      code: 'DLR_CONFIG_INVALID',
    },
  );
  expect(await collect(own.stores.callLog.read({}))).toHaveLength(6);
});

test('a day with a person in clear is not dropped, whatever its age', async () => {
  await fill();
  expect((await desk().rehearse()).days).toEqual([]);
});

function archiveDesk(files: GzipDayArchive, keyHex = KEY): ArchiveDesk {
  const clock = makeManualClock(LATE_MS);
  const { database, partitions } = own.stores;
  return new ArchiveDesk({
    store: new PostgresArchiveStore(database, partitions, nodeDigest),
    files,
    persons: new PostgresPersonStore(database, nodeDigest),
    terms: new RetentionTerms({ policies: new PolicyBook(), clock, days }),
    clock,
    digest: nodeDigest,
    installationKeyHex: keyHex,
  });
}

/** Both old days in files, out of the database. */
async function archived(name: string): Promise<{ readonly path: string; readonly files: GzipDayArchive }> {
  await anonymised();
  const path = join(folder.path, name);
  const files = new GzipDayArchive(path);
  await desk(days.rowsDays, files).drop((await desk().rehearse()).confirmation, 'rui');
  return { path, files };
}

test('an archived day is proved row by row from its file, and one that was changed, lost or sealed elsewhere is named', async () => {
  const { path, files } = await archived('proved');
  const verdictsOf = async (one = archiveDesk(files)) =>
    (await one.verify(null)).map(
      ({ log, day, rows, verdict, at }) => `${day} ${log} ${rows} ${verdict} ${at}`,
    );
  expect(await verdictsOf()).toEqual([
    '2026-03-10 attempts 2 holds ',
    '2026-03-10 decisions 2 holds ',
    '2026-03-11 attempts 2 holds ',
    '2026-03-11 decisions 1 holds ',
  ]);
  const calls = join(path, 'attempts-2026-03-10.jsonl.gz');
  writeFileSync(calls, gzipSync(gunzipSync(readFileSync(calls)).toString().replace('"a1"', '"a9"')));
  rmSync(join(path, 'decisions-2026-03-11.jsonl.gz'));
  expect(await verdictsOf()).toMatchObject([
    '2026-03-10 attempts 2 changed ',
    '2026-03-10 decisions 2 holds ',
    '2026-03-11 attempts 2 holds ',
    '2026-03-11 decisions 1 missing ',
  ]);
  expect((await archiveDesk(files, 'cd'.repeat(32)).verify('2026-03-10'))[0]?.verdict).toBe('seal');
  await expect(archiveDesk(files).verify('2026-03-12')).rejects.toMatchObject({ code: 'DLR_NOT_FOUND' });
  await expect(archiveDesk(files).restore('2026-03-10', 'rui')).rejects.toMatchObject({
    code: 'DLR_STATE_CONFLICT',
  });
  expect((await archiveDesk(files).state()).days).not.toContain('2026-03-10');
});

test('a restored day is in the log again as it was, and goes again with the next drop', async () => {
  const before = anonymised().then(() => collect(own.stores.callLog.read({})));
  const rows = await before;
  const files = new GzipDayArchive(join(folder.path, 'restored'));
  await desk(days.rowsDays, files).drop((await desk().rehearse()).confirmation, 'rui');
  await archiveDesk(files).restore('2026-03-11', 'rui');
  const now = await collect(own.stores.callLog.read({}));
  expect(now).toEqual(rows.filter(({ opening }) => !opening.attemptId.startsWith('a')));
  expect((await verdicts())[0]).toMatchObject({ decisions: 2, brokenCount: 0 });
  expect(await callsHold(await own.stores.callLog.anchors())).toBe(true);
  await expect(archiveDesk(files).restore('2026-03-11', 'rui')).rejects.toMatchObject({
    code: 'DLR_STATE_CONFLICT',
  });
  const plan = await desk().rehearse();
  expect(plan.days.map(({ day }) => day)).toEqual(['2026-03-11']);
  await desk(days.rowsDays, files).drop(plan.confirmation, 'rui');
  expect((await archiveDesk(files).verify(null)).map(({ verdict }) => verdict)).toEqual(
    Array.from({ length: 4 }, () => 'holds'),
  );
});

/** A detaching that waits for a transaction. */
const WAITING = {
  name: 'test.waiting',
  text: `select 1 as one from pg_stat_activity where query ~ '^alter table .* concurrently' and wait_event_type = 'Lock'`,
};

test('a day leaves while another transaction reads and writes the log, and one cut off half-way is finished later', async () => {
  await anonymised();
  const other = new pg.Client({ connectionString: own.url });
  await other.connect();
  await other.query('begin');
  await other.query("select count(*) from attempts where day = '2026-03-11'");
  const dropping = desk().drop((await desk().rehearse()).confirmation, 'rui');
  await until(async () => {
    const rows = await own.stores.database.query(WAITING, []);
    return rows.length > 0 || 'nobody detaches yet';
  });
  // Calls are written as ever meanwhile.
  await own.stores.attempts.commit(
    aBatch({ openings: [anOpening('n1', { tQueuedMs: LATE_MS, tDialMs: LATE_MS })] }),
  );
  await other.query('commit');
  await other.end();
  expect(await dropping).toMatchObject({ dropped: true });
  await own.stores.database.script(
    'test.leftover',
    'create table attempts_20260301 (like attempts including all)',
  );
  const plan = await desk().rehearse();
  expect(plan.days).toEqual([{ day: '2026-03-01', attempts: 0, decisions: 0 }]);
  await desk().drop(plan.confirmation, 'rui');
  expect((await desk().rehearse()).days).toEqual([]);
});

test('a statement may take longer than the usual deadline where it says so', async () => {
  const slow = { name: 'test.slow', text: 'select pg_sleep(0.4)' };
  const database = new Database({ url: own.url, statementMs: 100 });
  await expect(database.query(slow, [])).rejects.toMatchObject({ code: 'DLR_DATABASE_DOWN' });
  await expect(database.query(slow, [], 5000)).resolves.toHaveLength(1);
  await expect(database.query(slow, [])).rejects.toMatchObject({ code: 'DLR_DATABASE_DOWN' });
  await database.close();
});
