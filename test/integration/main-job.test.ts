import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { SippEvent } from '../../src/adapters/asterisk-process/sipp-process.js';
import type { CallLogRow } from '../../src/core/call-log/call-log-row.js';
import type { DialMode } from '../../src/core/campaign/campaign.js';
import { customerLegId, parseGroupId } from '../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { DISPOSITIONS } from '../../src/core/outcome/disposition.js';
import type { ImportMailingResult } from '../../src/app/chores/import-mailing.js';
import { CAMPAIGN, CollectionCentre } from '../support/collection-centre.js';
import { cpfOf } from '../support/cpf-of.js';
import { fateOfNumber, SAID_OF, UNANSWERED } from '../support/network-fates.js';
import { ScriptedCrew } from '../support/scripted-crew.js';
import type { AsteriskCall } from '../support/telephony-lab.js';

/** Three agents of the first group, two of the second. */
const GROUPS = ['g1', 'g1', 'g1', 'g2', 'g2'];
const SECOND_GROUP = parseGroupId('g2');
const PHASE_LIMIT_MS = 175_000;

/** Two digits each: what becomes of the calls of a mailing, in dialling order. */
const EVERY_PAIR_THRICE = shuffled([0, 1, 2].flatMap(() => Array.from({ length: 100 }, (_, code) => code)));
const POWER_CODES = [
  ...[0, 15, 80, 30, 85, 1, 27, 93, 50, 25, 26, 42, 95, 2, 16, 97, 28, 75, 29, 48],
  ...[3, 17, 81, 31, 86, 4, 27, 94, 51, 25, 26, 43, 96, 5, 18, 98, 28, 76, 46, 49],
  ...[6, 19, 82, 32, 87, 7, 27, 93, 52, 25, 26, 44, 95, 8, 20, 97, 28, 77, 47, 99],
];
const GROUP_CODES = [0, 15, 80, 30, 85, 1, 27, 93, 50, 25, 26, 42, 95, 2, 16];
const PREVIEW_CODES = [3, 17, 81, 31, 86, 4, 26, 94, 51, 25, 27, 28, 96, 75, 97];
/** The agents skip these in preview. */
const SKIPPED_CODES = [10, 11, 12];

const HEADER = 'nome;cpf;contrato;telefone';

let centre: CollectionCentre;
let crew: ScriptedCrew;
let observer: pg.Client;
/** Every number that was imported, and the number of contacts the crew will skip. */
const imported: string[] = [];

beforeAll(async () => {
  centre = await CollectionCentre.start(
    { groups: GROUPS, databaseSettings: ['track_commit_timestamp=on'] },
    witnessCommits,
  );
  observer = new pg.Client({ connectionString: centre.databaseUrl });
  await observer.connect();
  crew = new ScriptedCrew(centre.engine, centre.engine.events, centre.clock, {
    onCall: (phone) => {
      const fate = fateOfNumber(phone);
      const otherEnds = fate === 'hangsUpAtOnce' || fate === 'hangsUpSoon';
      return { disposition: SAID_OF[fate] ?? 'sem_tabulacao', talkMs: otherEnds ? null : 1000 };
    },
    onPreview: (phone) => (SKIPPED_CODES.includes(Number(phone.slice(-2))) ? 'skip' : 'accept'),
    wrapUpMs: 200,
    previewMs: 100,
  });
  for (const agentId of centre.agentIds) {
    await crew.enter(agentId, CAMPAIGN);
  }
  await centre.engine.campaigns.start(CAMPAIGN);
});

afterAll(async () => {
  crew?.close();
  await observer?.end();
  await centre?.stop();
});

/** The database itself notes the transaction that wrote each row first, and so the time of its commit. */
async function witnessCommits(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(`
    create table witness (attempt_id text not null, xid xid8 not null);
    create function witness_opening() returns trigger language plpgsql as
      $$ begin insert into witness values (new.attempt_id, pg_current_xact_id()); return null; end $$;
    create trigger witness_opening after insert on attempts for each row execute function witness_opening();`);
  await client.end();
}

function shuffled<Item>(items: readonly Item[]): readonly Item[] {
  const rng = makeSeededRng('main-job');
  return items
    .map((item) => ({ item, place: rng.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

const DDDS = ['11', '21', '31', '41', '51', '61', '71', '81', '85', '92'];

/** A mobile number of its own for each contact of each mailing, ending with the code of its fate. */
function numberOf(mailing: number, index: number, code: number): string {
  const serial = `8${mailing}${String(index).padStart(4, '0')}`;
  return `+55${DDDS[index % DDDS.length]}9${serial}${String(code).padStart(2, '0')}`;
}

async function importCodes(mailing: number, codes: readonly number[]): Promise<ImportMailingResult> {
  const lines = codes.map((code, index) => {
    const cpf = cpfOf(`${mailing}${String(index + 1).padStart(8, '0')}`);
    const number = numberOf(mailing, index, code);
    imported.push(number);
    return `Contato ${mailing}-${index};${cpf};D-${mailing}-${index};${number}`;
  });
  const [first = ''] = lines;
  const bad = [
    `Sem telefone;${cpfOf(`${mailing}90000001`)};D-x;`,
    `Telefone curto;${cpfOf(`${mailing}90000002`)};D-y;1234`,
    `CPF errado;111.222.333-44;D-z;11 98765-4321`,
    first,
  ];
  return centre.importMailing(`mailing-${mailing}`, HEADER, [...lines, ...bad]);
}

const GOOD_LINES_ONLY = (added: number) => ({ rows: added + 4, added, duplicates: 1, rejected: 3 });

/** Rows queued in a stretch of time, by the mode they were dialled in. */
function modesOf(rows: readonly CallLogRow[]): Record<string, number> {
  const modes: Record<string, number> = {};
  for (const { opening } of rows) {
    modes[opening.mode] = (modes[opening.mode] ?? 0) + 1;
  }
  return modes;
}

/** Changes the mode and returns the last moment of the old and the first of the new. */
async function switching(change: () => Promise<unknown>): Promise<{ lastMs: number; firstMs: number }> {
  const lastMs = centre.clock.now() - 1;
  await change();
  return { lastMs, firstMs: centre.clock.now() + 1 };
}

const rowsOf = async (mailing: number): Promise<readonly CallLogRow[]> =>
  (await centre.rows()).filter(({ opening }) => opening.phone.slice(5).startsWith(`98${mailing}`));

interface Evidence {
  readonly row: CallLogRow;
  readonly sipp: readonly SippEvent[];
  readonly asterisk: AsteriskCall | undefined;
  readonly committedMs: number;
}

/** Each row beside what the network, Asterisk and the database say of it. */
async function gatherEvidence(): Promise<readonly Evidence[]> {
  const [rows, events, calls] = await Promise.all([
    centre.rows(),
    centre.lab.customers.events(),
    centre.lab.calls(),
  ]);
  const commits = await observer.query<{ attempt_id: string; committed: number }>(
    `select attempt_id, (extract(epoch from pg_xact_commit_timestamp(xid::xid)) * 1000)::float8 as committed
     from witness`,
  );
  const bySipp = new Map<string, SippEvent[]>();
  for (const event of events) {
    bySipp.set(plain(event.number), [...(bySipp.get(plain(event.number)) ?? []), event]);
  }
  const byLeg = new Map(calls.map((call) => [call.uniqueId, call]));
  const byAttempt = new Map(commits.rows.map((row) => [row.attempt_id, row.committed]));
  return rows.map((row) => ({
    row,
    sipp: bySipp.get(plain(row.opening.phone)) ?? [],
    asterisk: byLeg.get(customerLegId(row.opening.attemptId)),
    committedMs: byAttempt.get(row.opening.attemptId) ?? Number.NaN,
  }));
}

const plain = (number: string): string => number.replace('+', '');

const steps = (evidence: Evidence): readonly string[] => evidence.sipp.map(({ event }) => event);

const timeOf = (evidence: Evidence, wanted: string): number | undefined =>
  evidence.sipp.find(({ event }) => event === wanted)?.atMs;

test('in predictive, 300 contacts of a CSV file leave and every one is closed', async () => {
  expect(await importCodes(1, EVERY_PAIR_THRICE)).toMatchObject(GOOD_LINES_ONLY(300));
  await centre.closedCalls(300);
  expect(modesOf(await rowsOf(1))).toEqual({ predictive: 300 });
}, PHASE_LIMIT_MS);

test('dump', async () => {
  const t0 = centre.heard[0]?.monotonicMs ?? 0;
  for (const a of centre.engine.agents.views()) {
    const id = a.card?.attemptId;
    console.log(a.id, a.state, a.sinceMs - Date.now(), a.card?.contact.phones[0]?.number, centre.heard.filter((h) => 'legId' in h.event && h.event.legId === `c-${id}`).map((h) => [Math.round(h.monotonicMs - t0), JSON.stringify(h.event)]));
    console.log(crew.calls.filter((c) => c.agentId === a.id).length, (await centre.lab.customers.events()).filter((x) => plain(x.number) === plain(a.card?.contact.phones[0]?.number ?? '')));
  }
  const e = await gatherEvidence();
  const m = new Map<string, number>();
  for (const x of e) {
    const r = x.row.result;
    const key = [fateOfNumber(x.row.opening.phone), r.outcome, r.reason, r.sipCode, r.q850, r.endedBy, r.amd, r.disposition, r.abandoned, '|', x.asterisk?.disposition, x.asterisk?.hangupCause, x.asterisk?.answerSeconds !== undefined, x.asterisk?.bridgeSeconds !== undefined, x.asterisk?.userField.replace(/[0-9a-f-]{30,}/, 'ID'), '|', steps(x).join(','), '|', x.committedMs < (timeOf(x, 'INVITE') ?? 0)].join(' ');
    m.set(key, (m.get(key) ?? 0) + 1);
  }
  for (const [k, n] of [...m].sort()) console.log(n, k);
  console.log(crew.troubles, centre.defects, centre.engine.campaigns.view(CAMPAIGN));
  console.log(e.slice(0, 5).map((x) => [x.committedMs, x.sipp[0]?.atMs, x.asterisk?.startSeconds, x.row.opening.tQueuedMs, x.row.result.tDialMs]));
});
