import pg from 'pg';
import { beforeEach, expect, test } from 'vitest';
import { nodeDigest } from '../../../src/adapters/digest/node-digest.js';
import {
  PERSON_ATTEMPTS,
  PERSON_CONTACTS,
  PERSON_DECISIONS,
  PERSON_FACTS,
} from '../../../src/adapters/postgres/person-statements.js';
import { PostgresInboundStore } from '../../../src/adapters/postgres/postgres-inbound-store.js';
import { PostgresPersonStore } from '../../../src/adapters/postgres/postgres-person-store.js';
import type { AbandonedCaller } from '../../../src/core/acd/abandoned-callers.js';
import { verifyChain } from '../../../src/core/call-log/verify-chain.js';
import { suppressedNumber } from '../../../src/core/compliance/facts/suppressed-number.js';
import { afterTry, deliveryOf } from '../../../src/core/feeds/feed-delivery.js';
import { feedEventsOf } from '../../../src/core/feeds/feed-event.js';
import { parseContactId, parseE164 } from '../../../src/core/kernel/ids.js';
import { verifyDecisions } from '../../../src/core/ledger/verify-decisions.js';
import { cpfHash } from '../../../src/core/mailing/cpf-hash.js';
import { PersonDesk } from '../../../src/engine/person-desk.js';
import { SuppressingFactStore } from '../../../src/engine/suppressing-fact-store.js';
import { cpfOf } from '../../support/cpf-of.js';
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

const KEY = 'ab'.repeat(32);
const CPF = cpfOf('123456780');
const PERSON = cpfHash(CPF, KEY, nodeDigest);
const PHONE = '+5511987654321';
const SECOND = '+551132654321';

const own = new FreshStores();
let desk: PersonDesk;
beforeEach(() => {
  const store = new PostgresPersonStore(own.stores.database, nodeDigest);
  desk = new PersonDesk({ store, clock: makeManualClock(NOON), digest: nodeDigest, installationKeyHex: KEY });
});

/** A person with two calls and three decisions, between those of somebody else. */
async function fill(): Promise<void> {
  await own.stores.mailings.addRows(
    MAILING,
    CAMPAIGN,
    [
      aMailingRow('one', { name: 'Maria Souza', cpfHash: PERSON, debtId: 'D-7', salt: 'cd'.repeat(16) }),
      aMailingRow('two', { name: 'Outra', cpfHash: 'e'.repeat(64), phones: [SECOND] as never }),
    ],
    NOON,
  );
  const mine = { contactId: parseContactId('1'), cpfHash: PERSON, debtId: 'D-7', salt: 'cd'.repeat(16) };
  const rows = aChain([anOpening('a1', mine), anOpening('a2'), anOpening('a3', mine)]);
  const decisions = aLedger([
    aDecision('d1', mine),
    aDecision('d2', { phone: '+5511900000000' }),
    aDecision('d3', { ...mine, blockedBy: 'R13' }),
  ]);
  await own.stores.attempts.commit(
    aBatch({ decisions, closings: rows.map((row) => ({ row, contact: null })) }),
  );
  await own.stores.facts.register([
    { kind: 'wrong_person', phone: PHONE, cpfHash: PERSON, sinceMs: NOON, attemptId: '', protocol: 'p' },
  ]);
}

test('all that is known of a person comes out by CPF, and the asking is noted without saying who it was about', async () => {
  await fill();
  const records = await desk.export({ cpf: CPF }, 'Ana', 'pedido do titular');
  expect(records.contacts).toMatchObject([
    { name: 'Maria Souza', phones: [{ number: PHONE }, { number: SECOND }] },
  ]);
  expect(records.attempts.map(({ opening }) => opening.attemptId)).toEqual(['a1', 'a3']);
  expect(records.decisions.map(({ row }) => row.decision.decisionId)).toEqual(['d1', 'd3']);
  expect(records.facts).toMatchObject([{ kind: 'wrong_person', protocol: 'p' }]);
  const counts = { contacts: 1, attempts: 2, decisions: 2, facts: 1 };
  const [action] = await desk.actions(10);
  expect(action).toMatchObject({ action: 'person_export', who: 'Ana', reason: 'pedido do titular', counts });
  expect(JSON.stringify(action)).not.toContain(CPF);
});

test('who is erased has ended for receivers too, and what they were sent of him is not kept', async () => {
  await own.stores.feeds.saveSubscription({
    ...{ id: 'crm', url: 'http://x/', kinds: ['contact.closed', 'contact.opt_out'], active: true, keys: [] },
  });
  await fill();
  const { feeds } = own.stores;
  const entries = await feeds.takeOutbox(NOON, NOON + 1, 9);
  const sent = entries.flatMap(feedEventsOf).map((event) => deliveryOf('crm', event, NOON));
  const places = entries.map(({ place }) => place);
  await feeds.fanOut(sent, places);
  await feeds.settle(sent.slice(0, 2).map((one) => afterTry(one, null, NOON + 1)));
  await desk.erase({ cpf: CPF }, 'Ana', 'pedido do titular');
  expect((await feeds.listTried('crm', 9)).map(({ event }) => event.data['attemptId'])).toEqual(['a2']);
  expect((await feeds.takeDue(NOON, NOON + 9, 9)).map(({ event }) => event.data['attemptId'])).toEqual([
    'a3',
  ]);
  const [ended] = await feeds.takeOutbox(NOON, NOON + 1, 9);
  expect(feedEventsOf(ended!)).toMatchObject([
    { kind: 'contact.closed', data: { contactId: '1', debtId: '', reason: 'erased' } },
  ]);
});

test('an erased person is nowhere in clear, and both chains still hold with all their rows', async () => {
  await fill();
  const counts = await desk.erase({ cpf: CPF }, 'Ana', 'pedido do titular');
  expect(counts).toEqual({ contacts: 1, attempts: 2, decisions: 2, facts: 1 });
  const calls = await collect(own.stores.callLog.read({}));
  const decisions = await collect(own.stores.ledger.read({}));
  expect(verifyChain(calls, nodeDigest)).toMatchObject([{ rows: 3, broken: null }]);
  expect(verifyDecisions(decisions, nodeDigest, await own.stores.ledger.ends())).toMatchObject([
    { decisions: 3, erased: 2, brokenCount: 0 },
  ]);
  const mine = JSON.stringify([calls[0], calls[2], decisions[0], decisions[2]]);
  for (const trace of [PHONE, 'D-7', 'cd'.repeat(16)]) {
    expect(mine).not.toContain(trace);
  }
  const contact = await own.stores.contacts.find(parseContactId('1'));
  expect(contact).toMatchObject({ name: '', cpfHash: '', debtId: '', phones: [], fields: {} });
  expect(await own.stores.contacts.find(parseContactId('2'))).toMatchObject({ name: 'Outra' });
  const again = await desk.export({ cpf: CPF }, 'Ana', '');
  expect(again).toMatchObject({ contacts: [], attempts: [], decisions: [], facts: [{ kind: 'opt_out' }] });
});

test('the numbers and the CPF of an erased person stay blocked by keyed hashes alone', async () => {
  await fill();
  await desk.erase({ cpf: CPF }, 'Ana', 'pedido');
  const facts = new SuppressingFactStore(own.stores.facts, (phone) =>
    suppressedNumber(phone, KEY, nodeDigest),
  );
  const keys = [`n:${PHONE}`, `n:${SECOND}`, `p:${PERSON}`, 'n:+5511911112222'] as const;
  const loaded = await facts.load(keys, 0);
  expect(keys.map((key) => loaded.get(key)?.optOuts.map(({ phone, purpose }) => [phone, purpose]))).toEqual([
    [[PHONE, '*']],
    [[SECOND, '*']],
    [['', '*']],
    [],
  ]);
  expect([...loaded.keys()]).toEqual([...keys]);
  const clear = (await collect(own.stores.facts.read('opt_out'))).map((fact) => JSON.stringify(fact));
  expect(clear.filter((fact) => fact.includes('+55'))).toEqual([]);
});

test('who is called at a number is erased by it; a contact with another number keeps that one', async () => {
  await fill();
  expect(await desk.erase({ phone: PHONE }, 'Ana', 'engano')).toMatchObject({ contacts: 1, attempts: 3 });
  const kept = await own.stores.contacts.find(parseContactId('1'));
  expect(kept).toMatchObject({ name: 'Maria Souza', phones: [{ number: SECOND }] });
});

test('who called and waits to be called back is erased too, and not written again by an engine that remembers him', async () => {
  await fill();
  const inbound = new PostgresInboundStore(own.stores.database);
  const caller = (number: string, lastMs = NOON - 1): AbandonedCaller => ({
    number: parseE164(number),
    campaignId: CAMPAIGN,
    contactId: null,
    queueId: null,
    leftIn: 'queue',
    firstMs: NOON - 5,
    lastMs,
    times: 1,
    waitedMs: 30_000,
    tries: 0,
    dueMs: NOON + 60_000,
    calling: false,
  });
  const other = caller('+5521987650000');
  await inbound.keepCallers([caller(PHONE), caller(SECOND), other], []);
  await desk.erase({ cpf: CPF }, 'Ana', 'pedido');
  expect(await inbound.callers()).toEqual([other]);
  await inbound.keepCallers([{ ...caller(PHONE), calling: true }], []);
  expect(await inbound.callers()).toEqual([other]);
  // Who calls again after it is a caller like any other.
  await inbound.keepCallers([caller(PHONE, NOON + 1)], []);
  expect((await inbound.callers()).map(({ number }) => number)).toContain(PHONE);
});

test('nothing is erased while a call to the person is open', async () => {
  await fill();
  const mine = { contactId: parseContactId('1'), cpfHash: PERSON, debtId: 'D-7', salt: 'cd'.repeat(16) };
  await own.stores.attempts.commit(aBatch({ openings: [anOpening('a4', mine)] }));
  await expect(desk.erase({ cpf: CPF }, 'Ana', 'x')).rejects.toMatchObject({ code: 'DLR_STATE_CONFLICT' });
  expect(await own.stores.contacts.find(parseContactId('1'))).toMatchObject({ name: 'Maria Souza' });
});

test('an engine that read the facts before the erasure is refused; the keys go a day later', async () => {
  await fill();
  const before = (await own.stores.facts.load([`n:${PHONE}`], 0)).get(`n:${PHONE}`)!;
  await desk.erase({ cpf: CPF }, 'Ana', 'x');
  const opening = anOpening('late');
  const guards = [
    {
      attemptId: opening.attemptId,
      key: `n:${PHONE}` as const,
      version: before.version,
      use: 'hold' as const,
    },
  ];
  const { refused } = await own.stores.attempts.commit(aBatch({ openings: [opening], guards }));
  expect([...refused]).toEqual(['late']);
  const persons = new PostgresPersonStore(own.stores.database, nodeDigest);
  expect(await persons.dropForgottenKeys(NOON)).toBe(0);
  expect(await persons.dropForgottenKeys(NOON + 1)).toBe(2);
});

test('whoever is asked for is found by indexes in calls, decisions, facts and contacts, whatever the values', async () => {
  await fill();
  const client = new pg.Client({ connectionString: own.url });
  await client.connect();
  try {
    await client.query("set enable_seqscan = off; set plan_cache_mode = 'force_generic_plan'");
    for (const { name, text } of [PERSON_CONTACTS, PERSON_ATTEMPTS, PERSON_DECISIONS, PERSON_FACTS]) {
      await client.query(`prepare asked (text, text) as ${text}`);
      const plan = await client.query("explain execute asked ('a', 'b')");
      const lines = plan.rows.map((row: { 'QUERY PLAN': string }) => row['QUERY PLAN']).join('\n');
      expect(lines, name).toContain('Bitmap Index Scan');
      expect(lines, name).not.toContain('Seq Scan');
      await client.query('deallocate asked');
    }
  } finally {
    await client.end();
  }
});

test('every read in clear can be noted, and says who, when, what and why', async () => {
  const actions = [
    'evidence_read',
    'decisions_read',
    'contact_read',
    'card_read',
    'export_ordered',
    'export_taken',
  ] as const;
  for (const action of actions) {
    await desk.noteRead({ action, who: 'rui', subject: 't1', reason: 'card of agent ana' });
  }
  const noted = await desk.actions(10);
  expect(noted.map(({ action }) => action).sort()).toEqual([...actions].sort());
  expect(noted[0]).toMatchObject({ atMs: NOON, who: 'rui', subject: 't1', reason: 'card of agent ana' });
});
