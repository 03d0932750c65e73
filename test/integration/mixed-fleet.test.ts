/*
 * One campaign over a real Asterisk and a FreeSWITCH (the fake, with the habits of a real one), agents' phones on both.
 * The FreeSWITCH dies with all its calls in the middle, and comes back.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { QuickAgents } from '../../bench/support/quick-agents.js';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { MemoryCoordination } from '../../src/adapters/memory/memory-coordination.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import { LISTS } from '../../src/core/compliance/rule-parameters.js';
import { parseE164, parseEngineId, parseMailingId } from '../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { Engine } from '../../src/engine/engine.js';
import { PolicyBook } from '../../src/engine/policy-book.js';
import { LAB_TRUNK, makeLabServer } from '../support/asterisk-harness.js';
import { FakeFreeswitch } from '../support/fake-freeswitch.js';
import { makeFreeswitchServer } from '../support/freeswitch-harness.js';
import { mailingRows } from '../support/samples.js';
import { startTelephonyLab, type TelephonyLab } from '../support/telephony-lab.js';
import { tuesdayClock } from '../support/tuesday-clock.js';
import { until } from '../support/until.js';
import { agentProfile, CAMPAIGN, testCampaign, testLine, testTrunk } from '../support/world.js';

const PHONES = ['PJSIP/2001', 'PJSIP/2002', 'user/2001', 'user/2002'];
const agents = PHONES.map((endpoint, index) => ({ ...agentProfile(index + 1), endpoint }));
const stores = new MemoryStores();
const clock = tuesdayClock();
const defects: string[] = [];
let lab: TelephonyLab;
let fake: FakeFreeswitch;
let engine: Engine;

beforeAll(async () => {
  lab = await startTelephonyLab({ agents: ['2001', '2002'] });
  fake = await FakeFreeswitch.start(() => ({ ringMs: 3, answerMs: 10 }));
  engine = new Engine({
    engineId: parseEngineId('e1'),
    clock,
    rng: makeSeededRng('mixed'),
    digest: nodeDigest,
    ...stores,
    policies: new PolicyBook(),
    coordination: new MemoryCoordination(),
    media: [makeLabServer(lab, { clock }), makeFreeswitchServer(fake.esl.port, { clock })],
  });
  engine.events.on('engine:defect', ({ where, message }) => defects.push(`${where}: ${message}`));
  await stores.campaigns.save(testCampaign({ mode: 'power', powerRatio: 1, amd: false }), 'draft', 0);
  await stores.campaigns.saveTrunk({ ...testTrunk('operadora'), id: LAB_TRUNK });
  await stores.campaigns.saveLine(testLine('+551130304040'));
  for (const profile of agents) await stores.agents.save(profile);
  for (const list of LISTS) await stores.lists.declareNotApplicable(list, 'the tests', clock.now());
  const mailing = parseMailingId('m1');
  await stores.mailings.create(mailing, CAMPAIGN, 'm1', clock.now());
  const rows = mailingRows(2000).map((row, index) => ({
    ...row,
    cpfHash: index.toString(16).padStart(64, '0'),
    // A person who answers at once (sipp/README.md).
    phones: [parseE164(`+551198${String(index).padStart(5, '0')}25`)],
  }));
  await stores.mailings.addRows(mailing, CAMPAIGN, rows, clock.now());
});

afterAll(async () => {
  await engine?.close();
  await fake?.close();
  await lab?.stop();
});

/** Talks that have ended, by media server. */
const talks = new Map<string, number>();
const talksOn = (serverId: string): number => talks.get(serverId) ?? 0;

test('the other goes on while one is dead, nobody is called twice for one row, and what comes back dials again', async () => {
  engine.events.on('call:closed', ({ row }) => {
    const { opening, result } = row;
    if (result.agentId !== null) {
      talks.set(opening.mediaServerId, talksOn(opening.mediaServerId) + 1);
    }
  });
  const crew = new QuickAgents(engine, 100);
  await engine.start();
  await until(() => engine.view().media.every(({ up }) => up) || 'both media servers', 30_000);
  await crew.enter(
    agents.map(({ id }) => id),
    CAMPAIGN,
  );
  await engine.campaigns.start(CAMPAIGN);
  const talked = (serverId: string, more: number) => {
    const goal = talksOn(serverId) + more;
    return until(
      () => talksOn(serverId) >= goal || `${talksOn(serverId)} of ${goal} talks on ${serverId}`,
      60_000,
    );
  };
  await Promise.all([talked('ast1', 3), talked('fs-1', 3)]);

  const dialled: { serverId: string; atMs: number }[] = [];
  engine.events.on('media:command', ({ serverId, op, ok }) => {
    if (op === 'originate' && ok) dialled.push({ serverId, atMs: clock.now() });
  });
  fake.esl.faults.resetConnections = true;
  fake.restart();
  await until(() => !engine.view().media.every(({ up }) => up) || 'the loss of one', 30_000);
  const lostMs = clock.now();
  await talked('ast1', 5);
  const elsewhere = dialled.find(({ serverId, atMs }) => serverId === 'ast1' && atMs >= lostMs);
  expect((elsewhere?.atMs ?? Number.POSITIVE_INFINITY) - lostMs).toBeLessThan(10_000);
  fake.esl.faults.resetConnections = false;
  await talked('fs-1', 3);

  await engine.drain(20_000);
  await until(
    () => engine.view().openAttempts === 0 || `${engine.view().openAttempts} rows are open`,
    30_000,
  );
  const called: string[] = [];
  const rows: string[] = [];
  for await (const { opening } of stores.callLog.read({})) {
    called.push(opening.phone);
    rows.push(opening.attemptId);
  }
  expect(new Set(rows).size).toBe(rows.length);
  expect(new Set(called).size).toBe(called.length);
  expect(defects).toEqual([]);
});
