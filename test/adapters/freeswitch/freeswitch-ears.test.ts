import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { samplesOf } from '../../../src/adapters/freeswitch/freeswitch-ear-tap.js';
import type { FreeswitchMediaServer } from '../../../src/adapters/freeswitch/freeswitch-media-server.js';
import type { FreeswitchMediaServerOptions } from '../../../src/adapters/freeswitch/freeswitch-options.js';
import { soundWay } from '../../../src/adapters/freeswitch/sound-way.js';
import { AnnouncementLibrary, learnRecording } from '../../../src/core/ear/announcement-library.js';
import { Spectrum } from '../../../src/core/ear/spectrum.js';
import { type LegId, parseE164 } from '../../../src/core/kernel/ids.js';
import type { LegTarget } from '../../../src/ports/media.js';
import { MediaProbe } from '../../conformance/media-probe.js';
import { realTimeWaiting } from '../../conformance/waiting.js';
import { answerSound } from '../../support/answer-sounds.js';
import { FakeFreeswitch } from '../../support/fake-freeswitch.js';
import { FAKE_TRUNK, makeFreeswitchServer } from '../../support/freeswitch-harness.js';

const PERSON: LegTarget = { kind: 'phone', number: parseE164('+5511987650001'), trunkId: FAKE_TRUNK };
const AGENT: LegTarget = { kind: 'agent', endpoint: 'user/2001' };
const SCREENED = { amd: true, earDeadlineMs: 6000 };
let fake: FakeFreeswitch;
let server: FreeswitchMediaServer;
let probe: MediaProbe;
let announcements: AnnouncementLibrary;

beforeAll(async () => {
  const recording = learnRecording(
    await answerSound('anuncio'),
    { says: 'nonexistent', name: 'operadora' },
    new Spectrum(),
  );
  announcements = new AnnouncementLibrary([recording]);
});
beforeEach(async () => {
  fake = await FakeFreeswitch.start(() => ({ answerMs: 5, says: 'pessoa' }));
});
afterEach(async () => {
  await server.close();
  await fake.close();
});

async function connect(options: Partial<FreeswitchMediaServerOptions> = {}): Promise<void> {
  server = makeFreeswitchServer(fake.esl.port, options);
  probe = new MediaProbe(server, realTimeWaiting(), '551130304040');
  await probe.connect();
}

const verdictOn = async (legId: LegId): Promise<unknown> => {
  const { verdict, cause } = await probe.sees('amd', legId);
  return { verdict, cause };
};

test('a fax and a wide codec are heard as well as a narrow one, and nobody is told of twice', async () => {
  fake.fateOf = () => ({ answerMs: 5, says: 'fax' });
  await connect();
  const legId = await probe.connectLeg(PERSON, SCREENED);
  expect(await verdictOn(legId)).toEqual({ verdict: 'machine', cause: 'EAR-FAX' });
  await probe.hangUp(legId);
  expect(probe.of('amd', legId)).toHaveLength(1);
  expect([...samplesOf(Buffer.from(Int16Array.of(1, 3, -5, -7, 9).buffer), 16_000)]).toEqual([2, -6]);
});

test('where no sound comes nobody waits for it: within a second or so it may be a person', async () => {
  fake.deaf = true;
  await connect();
  const began = performance.now();
  expect(await verdictOn(await probe.connectLeg(PERSON, SCREENED))).toEqual({
    verdict: 'unknown',
    cause: 'EAR-NOSOUND',
  });
  expect(performance.now() - began).toBeLessThan(4000);
});

test('an agent is joined at once, however long the ear would listen on', async () => {
  fake.fateOf = () => ({ answerMs: 5 });
  await connect();
  const agentLeg = await probe.connectLeg(AGENT);
  const person = await probe.connectLeg(PERSON, { amd: true, earDeadlineMs: 60_000 });
  await server.bridge(agentLeg, person);
  expect(probe.of('amd', person)).toEqual([]);
});

test('an announcement is heard before the network gives up, and is no answer', async () => {
  fake.fateOf = () => ({ earlyMs: 5, earlySays: 'anuncio' });
  await connect({ announcements });
  const legId = await probe.originate(PERSON);
  const { says, recording } = await probe.sees('announced', legId, (event) => event.recording !== '');
  expect({ says, recording }).toEqual({ says: 'nonexistent', recording: 'operadora' });
  fake.end(fake.channels.get(legId)!, 'UNALLOCATED_NUMBER', 404);
  expect(await probe.sees('hungUp', legId)).toMatchObject({ by: 'network', q850: 1, sipCode: 404 });
  expect(probe.of('answered', legId)).toEqual([]);
});

test('who answers after an announcement is screened by the same tap, takes commands and is not cut off later', async () => {
  fake.fateOf = () => ({ earlyMs: 5, earlySays: 'chamando', answerMs: 60, says: 'pessoa' });
  await connect({ announcements });
  const agentLeg = await probe.connectLeg(AGENT);
  const person = await probe.connectLeg(PERSON, SCREENED);
  expect(await verdictOn(person)).toEqual({ verdict: 'human', cause: 'EAR-HUMAN' });
  expect(fake.esl.asked.filter(({ headers }) => headers.get('call-command') === 'unicast')).toHaveLength(1);
  await server.bridge(agentLeg, person);
  const call = fake.esl.asked.find(({ line }) => line.includes(person))?.line;
  expect(call).toContain(
    ",execute_on_pre_answer='sched_hangup +21 NO_ANSWER',execute_on_answer=sched_cancel,",
  );
  expect(call).not.toContain('ignore_early_media');
});

test('a call that is heard ringing as we start anew is still one that rings, and takes commands once it is answered', async () => {
  fake.fateOf = () => ({ earlyMs: 5, earlySays: 'chamando', answerMs: 400, says: 'pessoa' });
  await connect({ announcements });
  const person = await probe.originate(PERSON);
  await fake.esl.until(() => fake.channels.get(person)?.place === 'park');
  await server.close();
  await connect({ announcements });
  expect((await server.list()).map(({ state }) => state)).toEqual(['ringing']);
  await probe.sees('answered', person);
  const agentLeg = await probe.connectLeg(AGENT);
  await server.bridge(agentLeg, person);
});

test('sound stays on loopback and private networks, and on IPv4', () => {
  expect(soundWay('::ffff:10.1.2.3', '10.9.9.9')).toEqual({ here: '10.1.2.3', there: '10.9.9.9' });
  for (const [here, there] of [
    ['192.168.1.2', '200.150.1.1'],
    ['200.150.1.1', '127.0.0.1'],
    ['::1', '::1'],
    [undefined, undefined],
  ]) {
    expect(soundWay(here, there)).toBeNull();
  }
});
