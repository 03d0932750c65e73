import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CallLogRow } from '../../src/core/call-log/call-log-row.js';
import { parseGroupId } from '../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import {
  type CallEvidence,
  COMMIT_TIMES,
  gatherEvidence,
  hungUpByClient,
  isOver,
  isPerson,
  outcomePlayed,
  outcomeTable,
  outcomeTold,
  plain,
  recordKept,
  recordTold,
  timeOf,
  waitOf,
  witnessCommits,
} from '../support/call-evidence.js';
import { CAMPAIGN, CollectionCentre } from '../support/collection-centre.js';
import { fatedMailing, importFiguresOf, isOfMailing } from '../support/fated-mailing.js';
import { fateOfNumber, SAID_OF } from '../support/network-fates.js';
import { ScriptedCrew } from '../support/scripted-crew.js';
import { until } from '../support/until.js';

/** Three agents of the first group, two of the second. */
const GROUPS = ['g1', 'g1', 'g1', 'g2', 'g2'];
const SECOND_GROUP = parseGroupId('g2');
/** Beyond the centre's own waits, which say what they waited for. */
const PHASE_LIMIT_MS = 310_000;
/** What a timer and the command it gives may be late on a busy machine. */
const SLACK_MS = 500;
/**
 * Times of one event are stamped by three programs, each when it comes to look. An end that had to be asked for because
 * nobody told it is two seconds late; another event's time is off by a ring or a talk, which last one second at least.
 */
const TOLD_WITHIN_MS = 900;
/** Programs round their times each in its own way. */
const ROUNDING_MS = 5;

/** Two digits a contact, in dialling order. In predictive every pair of digits once, then what ends soon. */
const PREDICTIVE_CODES = shuffled([
  ...range(0, 99),
  ...range(0, 19),
  ...[1, 2].flatMap(() => range(80, 98)),
  ...[1, 2].flatMap(() => range(75, 79)),
]);
const POWER_CODES = [
  ...[0, 15, 80, 30, 85, 1, 27, 93, 50, 25, 26, 42, 95, 2, 16, 97, 28, 75, 29, 48],
  ...[3, 17, 81, 31, 86, 4, 27, 94, 51, 25, 26, 43, 96, 5, 18, 98, 28, 76, 46, 49],
  ...[6, 19, 82, 32, 87, 7, 27, 93, 52, 25, 26, 44, 95, 8, 20, 97, 28, 77, 47, 9],
];
const GROUP_CODES = [
  ...[0, 15, 80, 30, 85, 1, 27, 93, 50, 25, 26, 42, 95, 2, 16, 97],
  ...[3, 17, 81, 31, 86, 4, 27, 94, 25, 28, 43, 96, 5, 18],
];
/** The agents skip these when they see them. */
const SKIPPED_CODES = [10, 11, 12];
const PREVIEW_CODES = [3, 17, 10, 81, 31, 86, 11, 4, 26, 94, 51, 25, 27, 12, 28, 96, 75, 97, 46, 20];

/** Two people answer for each free agent, at the same moment and without ringing. */
const CROWD_CODES = Array.from({ length: 2 * GROUPS.length }, () => 25);
const CROWD_MAILING = 5;

let centre: CollectionCentre;
let crew: ScriptedCrew;
const imported: string[] = [];
/** Calls that had been closed before the present mailing. */
let closedBefore = 0;

beforeAll(async () => {
  centre = await CollectionCentre.start({ groups: GROUPS, databaseSettings: [COMMIT_TIMES] }, witnessCommits);
  crew = new ScriptedCrew(centre.engine, centre.engine.events, centre.clock, {
    onCall: (phone) => {
      const fate = fateOfNumber(phone);
      const otherEnds = fate === 'hangsUpAtOnce' || fate === 'hangsUpSoon';
      const talkMs = isOfMailing(phone, CROWD_MAILING) ? 4000 : 1000;
      return { disposition: SAID_OF[fate] ?? 'sem_tabulacao', talkMs: otherEnds ? null : talkMs };
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
  await centre?.stop();
});

function range(from: number, to: number): readonly number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

function shuffled<Item>(items: readonly Item[]): readonly Item[] {
  const rng = makeSeededRng('main-job');
  return items
    .map((item) => ({ item, place: rng.next() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

async function importCodes(serial: number, codes: readonly number[]): Promise<void> {
  const mailing = fatedMailing(serial, codes);
  imported.push(...mailing.numbers);
  const result = await centre.importMailing(mailing.name, mailing.header, mailing.lines);
  expect(result).toMatchObject(importFiguresOf(mailing));
}

/** Waits until all calls of a mailing are closed and written, and reads its rows. */
async function rowsOf(serial: number, calls: number): Promise<readonly CallLogRow[]> {
  closedBefore += calls;
  await centre.closedCalls(closedBefore);
  const rows = (await centre.rows()).filter(({ opening }) => isOfMailing(opening.phone, serial));
  expect(rows).toHaveLength(calls);
  return rows;
}

async function abandonedRows(): Promise<number> {
  return (await centre.rows()).filter(({ result }) => result.abandoned).length;
}

/** Changes something while calls are out: the last moment of the old and the first of the new. */
async function switching(change: () => Promise<unknown>): Promise<{ lastMs: number; firstMs: number }> {
  const lastMs = centre.clock.now() - 1;
  await change();
  return { lastMs, firstMs: centre.clock.now() + 1 };
}

async function usePowerRatio(powerRatio: number): Promise<unknown> {
  const stored = await centre.engine.campaigns.find(CAMPAIGN);
  if (stored === null) {
    throw new Error('The campaign is gone');
  }
  return centre.engine.campaigns.save({ ...stored.settings, powerRatio }, stored.version);
}

const queuedUntil = (ms: number) => (row: CallLogRow) => row.opening.tQueuedMs <= ms;
const queuedFrom = (ms: number) => (row: CallLogRow) => row.opening.tQueuedMs >= ms;

/** Each once. */
function modesOf(rows: readonly CallLogRow[]): readonly string[] {
  return [...new Set(rows.map(({ opening }) => opening.mode))].sort();
}

/** Groups of the agents who talked in some rows, each once. */
function groupsOf(rows: readonly CallLogRow[]): readonly string[] {
  const talked = new Set(rows.map(({ result }) => result.agentId));
  const groups = centre.agentIds.flatMap((agentId, index) =>
    talked.has(agentId) ? (GROUPS[index] ?? []) : [],
  );
  return [...new Set(groups)].sort();
}

/** Most calls of some rows that were on their way to an answer or an end at the same time. */
function mostAtOnce(rows: readonly CallLogRow[]): number {
  const changes = rows.flatMap(({ opening, result }) => [
    { atMs: opening.tQueuedMs, by: 1 },
    { atMs: result.tAnswerMs ?? result.tEndMs, by: -1 },
  ]);
  let now = 0;
  let most = 0;
  for (const { by } of changes.sort((a, b) => a.atMs - b.atMs || a.by - b.by)) {
    now += by;
    most = Math.max(most, now);
  }
  return most;
}

describe('a campaign on real Asterisk, SIPp and PostgreSQL', { timeout: PHASE_LIMIT_MS }, () => {
  test('in predictive, the contacts of a CSV file leave and every one is closed', async () => {
    await importCodes(1, PREDICTIVE_CODES);
    expect(modesOf(await rowsOf(1, PREDICTIVE_CODES.length))).toEqual(['predictive']);
  });

  test('switched to power while it dials, it has one call out per free agent, then two', async () => {
    await importCodes(2, POWER_CODES);
    await centre.dialedCalls(closedBefore + 8);
    const power = await switching(() => centre.engine.campaigns.setMode(CAMPAIGN, 'power'));
    await centre.dialedCalls(closedBefore + 35);
    const ratio = await switching(() => usePowerRatio(2));
    const rows = await rowsOf(2, POWER_CODES.length);
    const single = rows.filter(queuedFrom(power.firstMs)).filter(queuedUntil(ratio.lastMs));
    expect(modesOf(rows.filter(queuedUntil(power.lastMs)))).toEqual(['predictive']);
    expect(modesOf(rows.filter(queuedFrom(power.firstMs)))).toEqual(['power']);
    expect(mostAtOnce(single)).toBeLessThanOrEqual(GROUPS.length);
    expect(mostAtOnce(rows.filter(queuedFrom(ratio.firstMs)))).toBeGreaterThan(GROUPS.length);
  });

  test('one group of agents works in preview while the other stays in power', async () => {
    await centre.engine.campaigns.setGroupMode(CAMPAIGN, SECOND_GROUP, 'preview');
    await importCodes(3, GROUP_CODES);
    const rows = await rowsOf(3, GROUP_CODES.length);
    expect(modesOf(rows)).toEqual(['power', 'preview']);
    expect(groupsOf(rows.filter(({ opening }) => opening.mode === 'power'))).toEqual(['g1']);
    expect(groupsOf(rows.filter(({ opening }) => opening.mode === 'preview'))).toEqual(['g2']);
  });

  test('people for whom no agent is free in time hear the message and are logged as abandoned', async () => {
    await centre.engine.campaigns.setGroupMode(CAMPAIGN, SECOND_GROUP, null);
    await importCodes(CROWD_MAILING, CROWD_CODES);
    const rows = await rowsOf(CROWD_MAILING, CROWD_CODES.length);
    expect(rows.filter(({ result }) => result.abandoned).length).toBeGreaterThan(0);
    expect(centre.engine.campaigns.view(CAMPAIGN)?.today.abandoned).toBe(await abandonedRows());
  });

  test('in preview a contact is accepted and dialled for that agent, or skipped and left alone', async () => {
    await centre.engine.campaigns.setMode(CAMPAIGN, 'preview');
    await importCodes(4, PREVIEW_CODES);
    const rows = await rowsOf(4, PREVIEW_CODES.length - SKIPPED_CODES.length);
    expect(modesOf(rows)).toEqual(['preview']);
    expect(crew.skipped.map((phone) => Number(phone.slice(-2))).sort()).toEqual(SKIPPED_CODES);
    for (const { opening, result } of rows) {
      expect([null, opening.reservedAgentId]).toContain(result.agentId);
    }
  });
});

describe('afterwards the log, the network, Asterisk and the database agree on', () => {
  let evidence: readonly CallEvidence[];

  beforeAll(async () => {
    await until(async () => {
      evidence = await gatherEvidence(centre);
      const open = evidence.filter((call) => !isOver(call));
      return open.length === 0 || `the end of ${open.length} calls in the records of SIPp and Asterisk`;
    });
    process.stdout.write(`${outcomeTable(evidence)}\n`);
  });

  test('who was called: every contact exactly once, the skipped and the rejected never', async () => {
    const wanted = imported.filter((number) => !crew.skipped.includes(number)).sort();
    expect(evidence.map(({ row }) => row.opening.phone).sort()).toEqual(wanted);
    const invites = (await centre.lab.customers.events()).filter(({ event }) => event === 'INVITE');
    expect(invites.map(({ number }) => plain(number)).sort()).toEqual(wanted.map(plain));
  });

  test('that no call left before its row was committed', () => {
    for (const call of evidence) {
      const { row, committedMs, asterisk } = call;
      expect(committedMs, row.opening.phone).toBeLessThan((asterisk?.startSeconds ?? Number.NaN) * 1000);
      expect(committedMs, row.opening.phone).toBeLessThan(timeOf(call, 'INVITE'));
    }
  });

  test('what became of each call: the log says what SIPp played', () => {
    expect(evidence.map(outcomeTold)).toEqual(evidence.map(outcomePlayed));
  });

  test('the ids, causes, answers and meetings of each call: the log says what Asterisk recorded', () => {
    expect(evidence.map(recordTold)).toEqual(evidence.map(recordKept));
  });

  test('when calls were answered and ended', () => {
    // The engine's clock shows a Tuesday; the network and Asterisk show the wall's time.
    const shiftMs = centre.clock.now() - Date.now();
    let furthest = 0;
    for (const call of evidence) {
      const { row, asterisk } = call;
      const { tAnswerMs, tEndMs } = row.result;
      const off = [Math.abs(tEndMs - shiftMs - (asterisk?.endSeconds ?? Number.NaN) * 1000)];
      if (tAnswerMs !== null) {
        const afterPhoneMs = tAnswerMs - shiftMs - timeOf(call, 'ANSWERED');
        // The network notes the answer before it sends it: nobody can know of it earlier.
        expect(afterPhoneMs, row.opening.phone).toBeGreaterThanOrEqual(-ROUNDING_MS);
        off.push(afterPhoneMs);
        off.push(Math.abs(tAnswerMs - shiftMs - (asterisk?.answerSeconds ?? Number.NaN) * 1000));
      }
      expect(Math.max(...off), row.opening.phone).toBeLessThan(TOLD_WITHIN_MS);
      furthest = Math.max(furthest, ...off);
    }
    process.stdout.write(`Furthest apart of two words of one answer or end: ${Math.round(furthest)} ms\n`);
  });

  test('that nobody waited longer than two seconds for an agent or the message', () => {
    for (const call of evidence.filter(isPerson)) {
      expect(waitOf(call), call.row.opening.phone).toBeLessThan(2_000 + SLACK_MS);
    }
  });

  test('that everybody who was abandoned heard the message, to its end if he stayed', () => {
    for (const call of evidence.filter(({ row }) => row.result.abandoned)) {
      expect(call.row.result.tMessageMs, call.row.opening.phone).not.toBeNull();
      expect(call.heardMessage || hungUpByClient(call), call.row.opening.phone).toBe(true);
    }
  });

  test('that nothing went wrong on the way', async () => {
    expect(centre.defects).toEqual([]);
    expect(crew.troubles).toEqual([]);
    expect(await centre.lab.customers.errors()).toBe('');
    expect(await centre.lab.phones.errors()).toBe('');
  });
});
