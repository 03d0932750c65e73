import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { AuditRows } from '../../src/adapters/postgres/audit-rows.js';
import { PostgresPersonStore } from '../../src/adapters/postgres/postgres-person-store.js';
import { registerAuditLogCommands } from '../../src/app/commands/audit-log-commands.js';
import { seenHeadIn } from '../../src/app/server/start-audit.js';
import type { AuditEntry, AuditVerdict } from '../../src/core/access/audit-entry.js';
import { AuditWatch } from '../../src/engine/audit-watch.js';
import { PersonDesk } from '../../src/engine/person-desk.js';
import { type ApiBench, startApiBench } from '../support/api-bench.js';
import { runCommand } from '../support/command-run.js';
import { FreshStores } from '../support/fresh-stores.js';
import { realClock } from '../support/manual-clock.js';
import { TemporaryFolder } from '../support/temporary-folder.js';

const NEW_USER = {
  ...{ id: 'ana', name: 'Ana', role: 'compliance' },
  ...{ teamIds: null, agentId: null, creditorCnpj: '' },
};

const own = new FreshStores();
const folder = new TemporaryFolder('audit-log');
let turn = 0;
let bench: ApiBench;
let watch: AuditWatch;
let told: AuditVerdict[];

/** What a server is to the record: its doors, its desk of persons, and its own witness beside the data. */
beforeEach(async () => {
  const { stores } = own;
  told = [];
  turn += 1;
  const seenFolder = join(folder.path, String(turn));
  mkdirSync(seenFolder);
  watch = new AuditWatch({
    log: stores.auditLog,
    digest: nodeDigest,
    seen: seenHeadIn(seenFolder),
    onBroken: (verdict) => told.push(verdict),
  });
  const persons = new PersonDesk({
    store: new PostgresPersonStore(stores.database, nodeDigest),
    clock: realClock,
    digest: nodeDigest,
    installationKeyHex: 'ab'.repeat(32),
  });
  bench = await startApiBench(
    {},
    { users: stores.users, persons, auditLog: stores.auditLog, auditWatch: watch },
  );
});
afterEach(() => bench.close());

const list = async (query = ''): Promise<readonly AuditEntry[]> =>
  ((await (await bench.call('GET', `/v1/audit-log${query}`)).json()) as { items: AuditEntry[] }).items;
const signIn = (password: string) =>
  fetch(`${bench.base}/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ user: 'ana', password }),
  });
/** Anybody with rights over the table: who owns it takes the fence away. */
const tamper = (sql: string) =>
  own.stores.database.script(
    'test.tamper',
    `alter table audit_log disable trigger audit_log_stays; ${sql};
     alter table audit_log enable trigger audit_log_stays`,
  );

/** A user, a sign-in that fails and one that does not, a change, a read of a person and an export. */
async function liveThrough(): Promise<void> {
  const added = await bench.call('POST', '/v1/users', NEW_USER);
  expect(added.status).toBe(201);
  const { password } = (await added.json()) as { password: string };
  expect((await signIn('wrong-password-1')).status).toBe(401);
  expect((await signIn(password)).status).toBeLessThan(300);
  await bench.call('PUT', '/v1/teams/north', { name: 'Norte "“á', agentIds: [], campaignIds: null });
  await bench.call('POST', '/v1/persons/export', { cpf: '529.982.247-25', reason: 'pedido\n\tdo titular' });
  await bench.call('GET', '/v1/audit-log/file?format=csv');
}

test('who came in, was refused, changed, saw a person and took a file is in one chain that both ends reckon alike', async () => {
  await liveThrough();
  const entries = await list();
  expect(entries.map(({ kind }) => kind)).toEqual(
    expect.arrayContaining(['user_added', 'refused', 'signed_in', 'team_changed', 'person_export']),
  );
  expect(entries[0]).toMatchObject({ kind: 'export_taken', who: 'test', detail: 'record of acts as csv' });
  expect(entries.map(({ seq }) => seq)).toEqual(entries.map((_, at) => entries.length - at));
  await watch.look();
  const verdict = (await (await bench.call('GET', '/v1/audit-log/verdict')).json()) as AuditVerdict;
  expect(verdict).toMatchObject({ entries: entries.length, brokenCount: 0, head: { seq: entries.length } });
  expect(watch.standing().seen).toEqual(verdict.head);
  expect((await list('?kind=refused')).map(({ subject }) => subject)).toEqual(['ana']);
  expect(JSON.stringify(entries)).not.toContain('52998224725');
  await provesExport();
});

test('servers that write at once make one chain, and any text is hashed alike in SQL and here', async () => {
  const { users, database, auditLog } = own.stores;
  const persons = new PostgresPersonStore(database, nodeDigest);
  const odd = ['"', '\\', '\u0001', '\u007f', '\u2028', '日本', '😀', "'; drop table users", '\b\f\r\t', ''];
  await Promise.all(
    odd.flatMap((detail, at) => [
      users.note({ atMs: at, subject: detail, kind: 'refused', who: detail, address: detail, detail }),
      persons.note({
        ...{ atMs: at, action: 'change', who: detail, subject: '', reason: detail },
        counts: { contacts: at, attempts: 0, decisions: 0, facts: 0 },
      }),
      auditLog.note({ atMs: at, kind: 'command', who: detail, detail }),
    ]),
  );
  expect(await watch.verify()).toMatchObject({ entries: odd.length * 3, brokenCount: 0, broken: [] });
});

test('what is noted at once goes together in the order it came in, and a row that is refused goes alone', async () => {
  const { database, auditLog } = own.stores;
  let statements = 0;
  const rows = new AuditRows({
    query: (...asked) => {
      statements += 1;
      return database.query(...asked);
    },
  });
  const add = (detail: string) =>
    rows.add({ atMs: 1, kind: 'card_read', who: 'ana', subject: 't', address: null, detail, counts: '{}' });
  const details = Array.from({ length: 1200 }, (_, at) => `${at}`);
  await Promise.all(details.map(add));
  // The first alone, then 500, 500 and the rest.
  expect(statements).toBe(4);
  const kept: AuditEntry[] = [];
  for await (const entry of auditLog.read(1)) {
    kept.push(entry);
  }
  expect(kept.map(({ detail }) => detail)).toEqual(details);
  const [, refused, after] = await Promise.allSettled(['a', 'b\0', 'c'].map(add));
  expect([refused?.status, after?.status]).toEqual(['rejected', 'fulfilled']);
  expect(await watch.verify()).toMatchObject({ entries: 1202, brokenCount: 0 });
});

test('no row is changed or removed by a statement, and what somebody does with the rights of the owner is found', async () => {
  await liveThrough();
  await watch.look();
  const { database } = own.stores;
  for (const sql of [
    `update audit_log set who = 'x' where seq = 2`,
    'delete from audit_log',
    'truncate audit_log',
    `update access_events set who = 'x'`,
  ]) {
    await expect(database.script('test.try', sql)).rejects.toThrow();
  }
  const entries = await list();
  await tamper(`update audit_log set who = 'somebody else' where seq = 2`);
  expect((await watch.verify()).broken).toEqual([{ seq: 2, problem: 'content' }]);
  await tamper(`update audit_log set who = '${entries.at(-2)?.who}' where seq = 2`);
  expect((await watch.verify()).brokenCount).toBe(0);
  await tamper('delete from audit_log where seq = 3');
  expect((await watch.verify()).broken[0]).toEqual({ seq: 4, problem: 'gap' });
  expect(told.length).toBeGreaterThan(0);
});

test('a whole chain made anew holds in itself and is not the one the server saw; nor may its end go', async () => {
  await liveThrough();
  await watch.look();
  const seen = watch.standing().seen;
  await tamper(`create table kept as select * from audit_log where kind <> 'refused' order by seq;
    delete from audit_log;
    insert into audit_log (at_ms, kind, who, subject, address, detail, counts)
      select at_ms, kind, who, subject, address, detail, counts from kept order by seq`);
  await watch.look();
  expect(watch.standing()).toMatchObject({ seen, broken: { broken: [{ seq: seen.seq, problem: 'tail' }] } });
  await own.stores.auditLog.note({
    atMs: 1,
    kind: 'command',
    who: 'x',
    detail: randomBytes(8).toString('hex'),
  });
  const rewritten = { seq: seen.seq, problem: 'rewritten' };
  expect((await watch.verify()).broken).toEqual([rewritten]);
  await watch.look();
  expect(watch.standing()).toMatchObject({ seen, broken: { broken: [rewritten] } });
  expect(told).toHaveLength(1);
  const listed = (await (await bench.call('GET', '/v1/audit-log')).json()) as {
    standing: { broken: boolean };
  };
  expect(listed.standing.broken).toBe(true);
});

/** An export is proved without the server, and a word changed in it is named. */
async function provesExport(): Promise<void> {
  const text = await (await bench.call('GET', '/v1/audit-log/file')).text();
  const verify = (file: string) =>
    runCommand(['audit-log', 'verify', file], { more: [registerAuditLogCommands] });
  const fine = await verify(folder.file('audit-log.jsonl', text));
  expect(fine).toMatchObject({
    code: 0,
    out: expect.stringMatching(/^\d+ entries, holds\. Last hash [0-9a-f]{64}/),
  });
  const changed = folder.file('changed.jsonl', text.replace('"refused"', '"signed_in"'));
  expect(await verify(changed)).toMatchObject({
    code: 1,
    out: expect.stringContaining('was changed: it is not what was hashed'),
  });
}
