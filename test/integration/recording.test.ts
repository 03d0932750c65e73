import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { AsteriskMediaServer } from '../../src/adapters/asterisk/asterisk-media-server.js';
import { nodeDigest } from '../../src/adapters/digest/node-digest.js';
import { MemoryCoordination } from '../../src/adapters/memory/memory-coordination.js';
import { MemoryStores } from '../../src/adapters/memory/memory-stores.js';
import { RecordingKeyRing } from '../../src/adapters/recording-folder/recording-key-ring.js';
import { SealedRecordingVault } from '../../src/adapters/recording-folder/sealed-recording-vault.js';
import { recordingPathOf } from '../../src/core/compliance/recording-name.js';
import { LISTS } from '../../src/core/compliance/rule-parameters.js';
import { parseE164, parseEngineId, parseMailingId } from '../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { SECOND } from '../../src/core/kernel/time.js';
import { Engine } from '../../src/engine/engine.js';
import { PolicyBook } from '../../src/engine/policy-book.js';
import { RecordingDesk } from '../../src/engine/recording-desk.js';
import { LAB_TRUNK, makeLabServer } from '../support/asterisk-harness.js';
import { packagePath } from '../support/package-folder.js';
import { startTelephonyLab, type TelephonyLab } from '../support/telephony-lab.js';
import { TemporaryFolder } from '../support/temporary-folder.js';
import { tuesdayClock } from '../support/tuesday-clock.js';
import { until } from '../support/until.js';
import { bestMatch, piecesOf, readWav } from '../support/wav.js';
import { agentProfile, CAMPAIGN, testCampaign, testLine, testTrunk } from '../support/world.js';

const RATE = 8000;
const folder = new TemporaryFolder('recording');
let lab: TelephonyLab;
let server: AsteriskMediaServer;
let engine: Engine;
const stores = new MemoryStores();
const clock = tuesdayClock();
const agent = { ...agentProfile(1), endpoint: 'PJSIP/2001' };

beforeAll(async () => {
  lab = await startTelephonyLab({ agents: ['2001'] });
  server = makeLabServer(lab, { clock });
  engine = new Engine({
    engineId: parseEngineId('e1'),
    clock,
    rng: makeSeededRng('recording'),
    digest: nodeDigest,
    ...stores,
    policies: new PolicyBook(),
    coordination: new MemoryCoordination(),
    media: [server],
  });
  await stores.campaigns.save(testCampaign({ mode: 'power', amd: false }), 'draft', 0);
  await stores.campaigns.saveTrunk({ ...testTrunk('operadora'), id: LAB_TRUNK });
  await stores.campaigns.saveLine(testLine('+551130304040'));
  await stores.agents.save(agent);
  for (const list of LISTS) {
    await stores.lists.declareNotApplicable(list, 'the tests', clock.now());
  }
  const mailing = parseMailingId('m1');
  await stores.mailings.create(mailing, CAMPAIGN, 'm1', clock.now());
  const row = {
    key: 'k1',
    line: 2,
    name: 'Maria',
    cpfHash: 'c'.repeat(64),
    debtId: 'D-1',
    segment: '',
    municipality: '',
    addressUf: '',
    // Answers after 2.5 s of early media: the agent's telephone, which speaks for two seconds soon after its own answer
    // and then is silent for longer than the notice lasts, is nearly done by then.
    phones: [parseE164('+5511987650028')],
    fields: {},
    priority: 0,
    salt: 'ab'.repeat(16),
  };
  await stores.mailings.addRows(mailing, CAMPAIGN, [row], clock.now());
});

afterAll(async () => {
  await engine?.close();
  await lab?.stop();
});

test('a collection call to São Paulo is in the folder of its day, and the notice is on the recording from its start', async () => {
  await engine.start();
  await engine.campaigns.start(CAMPAIGN);
  await until(() => server.isUp() || 'the media server');
  await engine.agents.login(agent.id, [CAMPAIGN]);
  const moved = new Promise<void>((resolve) => {
    engine.events.on('agent:moved', ({ to }) => to === 'talking' && resolve());
  });
  engine.agents.ready(agent.id);
  await moved;
  // The two are joined after a tenth of a second at the latest, also when the switch is slow to say that it records.
  await until(() => {
    const recording = engine.agents.view(agent.id)?.card?.recording;
    return recording === 'on' || `recording is ${recording}`;
  });
  // The notice lasts under four seconds; the switch's clock is a real one.
  const { length } = await readWav(packagePath('asterisk-config/sounds/aviso-gravacao.wav'));
  const talkedSince = clock.now();
  await until(() => clock.now() - talkedSince > (length / RATE + 1) * SECOND || 'the end of the notice');
  engine.agents.hangup(agent.id);
  engine.agents.dispose(agent.id, 'promessa', null);
  await until(() => engine.view().openAttempts === 0 || 'the close of the row');
  const rows = [];
  for await (const closed of stores.callLog.read({})) {
    rows.push(closed.result);
  }
  const [result] = rows;
  expect(result).toMatchObject({ recordingNotice: true, agentId: agent.id });
  expect((result?.tAgentMs ?? 0) - (result?.tAnswerMs ?? 0)).toBeLessThanOrEqual(2 * SECOND);
  const path = join(lab.recordingsFolder, `${recordingPathOf(result?.recordingId ?? '')}.wav`);
  const talkMs = (result?.tEndMs ?? 0) - (result?.tAgentMs ?? 0);
  let recorded = await readWav(path);
  // The engine hears of both ends a little later; a recording that begins behind the notice lacks nearly four seconds.
  // The switch is not done with the file when it says that the call has ended.
  await until(async () => {
    recorded = await readWav(path);
    const recordedMs = (recorded.length / RATE) * SECOND;
    return recordedMs > talkMs - SECOND || `${recordedMs} of ${talkMs} ms of the talk on the recording`;
  });
  await sealsWhatTheSwitchWrote(result?.recordingId ?? '', recorded.length);
  const notice = await readWav(packagePath('asterisk-config/sounds/aviso-gravacao.wav'));
  // The two say something over a part of it, so it is looked for in pieces of a fifth of a second.
  const clear = piecesOf(notice, RATE / 5)
    .map(({ from, part }) => ({ from, ...bestMatch(recorded.subarray(0, RATE * 6), part) }))
    .filter(({ likeness }) => likeness > 0.9);
  expect(clear.length).toBeGreaterThanOrEqual(5);
  for (const { from, at } of clear) {
    expect((at - from) / RATE).toBeGreaterThanOrEqual(0);
    expect((at - from) / RATE).toBeLessThan(1);
  }
});

/** Asterisk closes its file when the call is over: it is sealed as it is, whole, and goes. */
async function sealsWhatTheSwitchWrote(recordingId: string, samples: number): Promise<void> {
  const keys = await RecordingKeyRing.open(join(folder.path, 'keys.json'));
  const folders = { clear: lab.recordingsFolder, sealed: join(folder.path, 'sealed') };
  const desk = new RecordingDesk({
    vault: await SealedRecordingVault.open(folders, keys),
    store: stores.recordings,
    callLog: stores.callLog,
    events: engine.events,
    clock,
    onTrouble: (_id, error) => {
      throw error;
    },
  });
  await until(async () => {
    await desk.sweep();
    return (await stores.recordings.find(recordingId)) !== null || 'the sealed recording';
  });
  const kept = await stores.recordings.find(recordingId);
  expect(kept?.channels).toBe(1);
  expect(kept?.durationMs).toBeGreaterThanOrEqual(Math.floor((samples / RATE) * SECOND));
  expect(existsSync(join(lab.recordingsFolder, `${recordingPathOf(recordingId)}.wav`))).toBe(false);
  expect((await desk.open(recordingId))?.bytes).toBe(kept?.bytes);
  await desk.close();
}
