/*
 * A campaign over a FreeSWITCH (the fake, with the habits of a real one) that is given more calls a second than it makes,
 * and that somebody pauses: nobody is lost, and no trunk is blamed for it.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { QuickAgents } from '../../bench/support/quick-agents.js';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { MemoryCoordination } from '../../src/adapters/memory/memory-coordination.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import type { CallLogRow } from '../../src/core/call-log/call-log-row.js';
import { LISTS } from '../../src/core/compliance/rule-parameters.js';
import { parseE164, parseEngineId, parseMailingId } from '../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { MINUTE } from '../../src/core/kernel/time.js';
import { Engine } from '../../src/engine/engine.js';
import { PolicyBook } from '../../src/engine/policy-book.js';
import { FakeFreeswitch } from '../support/fake-freeswitch.js';
import { FAKE_TRUNK, makeFreeswitchServer } from '../support/freeswitch-harness.js';
import { mailingRows } from '../support/samples.js';
import { tuesdayClock } from '../support/tuesday-clock.js';
import { until } from '../support/until.js';
import { agentProfile, CAMPAIGN, testCampaign, testLine, testTrunk } from '../support/world.js';

/** Calls that the fake makes a second: fewer than the agents would take. */
const MOST = 6;
const PEOPLE = 500;
const agents = Array.from({ length: 4 }, (_, n) => ({
  ...agentProfile(n + 1),
  endpoint: `user/${2001 + n}`,
}));
const stores = new MemoryStores();
const clock = tuesdayClock();
const told: string[] = [];
const rows: CallLogRow[] = [];
let fake: FakeFreeswitch;
let engine: Engine;
let crew: QuickAgents;

beforeAll(async () => {
  fake = await FakeFreeswitch.start(() => ({ ringMs: 3, answerMs: 10 }));
  engine = new Engine({
    engineId: parseEngineId('e1'),
    clock,
    rng: makeSeededRng('full'),
    digest: nodeDigest,
    ...stores,
    policies: new PolicyBook(),
    coordination: new MemoryCoordination(),
    media: [makeFreeswitchServer(fake.esl.port, { clock })],
  });
  engine.events.on('engine:defect', ({ where, message }) => told.push(`defect ${where}: ${message}`));
  engine.events.on('trunk:closed', ({ trunkId }) => told.push(`closed ${trunkId}`));
  engine.events.on('call:closed', ({ row }) => rows.push(row));
  await stores.campaigns.save(testCampaign({ mode: 'power', powerRatio: 1, amd: false }), 'draft', 0);
  await stores.campaigns.saveTrunk({ ...testTrunk('operadora'), id: FAKE_TRUNK });
  await stores.campaigns.saveLine(testLine('+551130304040'));
  for (const profile of agents) await stores.agents.save(profile);
  for (const list of LISTS) await stores.lists.declareNotApplicable(list, 'the tests', clock.now());
  const mailing = parseMailingId('m1');
  await stores.mailings.create(mailing, CAMPAIGN, 'm1', clock.now());
  const people = mailingRows(PEOPLE).map((row, index) => ({
    ...row,
    cpfHash: index.toString(16).padStart(64, '0'),
    phones: [parseE164(`+551198${String(index).padStart(7, '0')}`)],
  }));
  await stores.mailings.addRows(mailing, CAMPAIGN, people, clock.now());
  crew = new QuickAgents(engine, 20);
  await engine.start();
  await until(() => engine.view().media.every(({ up }) => up) || 'the media server', 30_000);
  await crew.enter(
    agents.map(({ id }) => id),
    CAMPAIGN,
  );
  await until(() => crew.free === agents.length || 'the agents', 30_000);
});

afterAll(async () => {
  await engine?.close();
  await fake?.close();
});

const talks = (): number => rows.filter(({ result }) => result.agentId !== null).length;
const notSent = (): readonly CallLogRow[] => rows.filter(({ result }) => result.reason === 'not_sent');
const asked = (word: string): number => fake.esl.asked.filter(({ line }) => line.includes(word)).length;

test('a pause is told once, nothing is tried meanwhile, and calls go on when it is over', async () => {
  fake.limits.perSecond = MOST;
  await engine.campaigns.start(CAMPAIGN);
  await until(() => talks() > 0 || 'talks', 30_000);
  fake.limits.paused = true;
  await until(() => engine.view().media[0]?.reason.includes('fsctl resume') || 'the pause', 30_000);
  await until(() => crew.free === agents.length || 'the agents', 30_000);
  const { obstacles } = await engine.campaigns.readiness(CAMPAIGN);
  expect(obstacles).toContainEqual(expect.objectContaining({ code: 'media_full', reach: 'all' }));
  const [calls, questions] = [asked('bgapi'), asked('pause_check')];
  await until(() => asked('pause_check') >= questions + 2 || 'questions', 30_000);
  expect(asked('bgapi')).toBe(calls);
  fake.limits.paused = false;
  const before = talks();
  await until(() => talks() > before || 'talks after the pause', 30_000);
  expect(told).toEqual([]);
});

test('at more calls a second than it makes calls go on at what it makes, and who was refused is due again, free of charge', async () => {
  const [before, refused] = [talks(), notSent().length];
  await until(() => talks() >= before + 3 * MOST || `${talks()} talks`, 60_000);
  // What it makes a second is known from its first refusal on; before, each agent's call may have been one too many.
  expect(notSent().length - refused).toBeLessThan(agents.length);
  const people = await Promise.all(notSent().map(({ opening }) => stores.contacts.find(opening.contactId)));
  expect(people.length).toBeGreaterThan(0);
  for (const person of people) {
    expect(person).toMatchObject({ attempts: 0, freeAttempts: 1 });
    expect(person?.nextAtMs).toBeLessThan(clock.now() + MINUTE);
  }
  expect(notSent().filter(({ result }) => result.tDialMs !== null)).toEqual([]);
  expect(told).toEqual([]);
});
