/*
 * A campaign on a FreeSWITCH (the fake, with the habits of a real one), which has no detector of its own: our ear tells
 * machines from people, and only people reach agents.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { QuickAgents } from '../../bench/support/quick-agents.js';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { MemoryCoordination } from '../../src/adapters/memory/memory-coordination.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import type { AmdWay } from '../../src/core/campaign/campaign.js';
import { LISTS } from '../../src/core/compliance/rule-parameters.js';
import { parseE164, parseEngineId, parseMailingId } from '../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { Engine } from '../../src/engine/engine.js';
import { PolicyBook } from '../../src/engine/policy-book.js';
import { answerSound } from '../support/answer-sounds.js';
import { FakeFreeswitch } from '../support/fake-freeswitch.js';
import { FAKE_TRUNK, makeFreeswitchServer } from '../support/freeswitch-harness.js';
import { mailingRows } from '../support/samples.js';
import { tuesdayClock } from '../support/tuesday-clock.js';
import { until } from '../support/until.js';
import { agentProfile, CAMPAIGN, testCampaign, testLine, testTrunk } from '../support/world.js';

const agents = ['user/2001', 'user/2002'].map((endpoint, n) => ({ ...agentProfile(n + 1), endpoint }));
const isMachine = (phone: string): boolean => phone.endsWith('30');
let fake: FakeFreeswitch;

beforeAll(async () => {
  await answerSound('pessoa');
});
afterAll(() => fake?.close());

/** The media server's detector is what a campaign asks for by itself; here there is none. */
test.each<AmdWay>(['ear', 'switch'])(
  'people reach agents and machines do not, asked by %s',
  async (amdBy) => {
    fake = await FakeFreeswitch.start((number) => ({
      ringMs: 3,
      answerMs: 10,
      says: isMachine(number) ? 'maquina' : 'pessoa',
    }));
    const stores = new MemoryStores();
    const clock = tuesdayClock();
    const engine = new Engine({
      engineId: parseEngineId('e1'),
      clock,
      rng: makeSeededRng('ear'),
      digest: nodeDigest,
      ...stores,
      policies: new PolicyBook(),
      coordination: new MemoryCoordination(),
      media: [makeFreeswitchServer(fake.esl.port, { clock })],
    });
    const settings = { mode: 'power', powerRatio: 2, amd: true, amdBy, amdDeadlineMs: 5000 } as const;
    await stores.campaigns.save(testCampaign(settings), 'draft', 0);
    await stores.campaigns.saveTrunk({ ...testTrunk('operadora'), id: FAKE_TRUNK });
    await stores.campaigns.saveLine(testLine('+551130304040'));
    for (const profile of agents) await stores.agents.save(profile);
    for (const list of LISTS) await stores.lists.declareNotApplicable(list, 'the tests', clock.now());
    const mailing = parseMailingId('m1');
    await stores.mailings.create(mailing, CAMPAIGN, 'm1', clock.now());
    const rows = mailingRows(200).map((row, index) => ({
      ...row,
      cpfHash: index.toString(16).padStart(64, '0'),
      phones: [parseE164(`+551198${String(index).padStart(5, '0')}${index % 2 === 0 ? '00' : '30'}`)],
    }));
    await stores.mailings.addRows(mailing, CAMPAIGN, rows, clock.now());

    const closed: { readonly phone: string; readonly amd: string; readonly reached: boolean }[] = [];
    engine.events.on('call:closed', ({ row: { opening, result } }) => {
      if (result.tAnswerMs !== null) {
        closed.push({ phone: opening.phone, amd: result.amd, reached: result.agentId !== null });
      }
    });
    const crew = new QuickAgents(engine, 20);
    try {
      await engine.start();
      await until(() => engine.view().media.every(({ up }) => up) || 'the media server', 30_000);
      await crew.enter(
        agents.map(({ id }) => id),
        CAMPAIGN,
      );
      await engine.campaigns.start(CAMPAIGN);
      const seen = (amd: string) => closed.filter((one) => one.amd === amd);
      await until(
        () =>
          (seen('human').length >= 2 && seen('machine').length >= 2) ||
          `verdicts ${closed.map(({ amd }) => amd).join(', ')}`,
        30_000,
      );
      expect(seen('machine').map(({ phone, reached }) => [isMachine(phone), reached])).toEqual(
        seen('machine').map(() => [true, false]),
      );
      expect(seen('human').every(({ phone }) => !isMachine(phone))).toBe(true);
      expect(seen('human').some(({ reached }) => reached)).toBe(true);
    } finally {
      await engine.close();
      await fake.close();
    }
  },
);
