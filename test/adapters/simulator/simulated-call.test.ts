import { beforeEach, describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/adapters/clock/virtual-clock.js';
import { type Fate, type FateAnswer, recordingAnswer } from '../../../src/adapters/simulator/fate.js';
import { SimulatedNetwork } from '../../../src/adapters/simulator/simulated-network.js';
import { SimulatorMediaServer } from '../../../src/adapters/simulator/simulator-media-server.js';
import { parseE164, parseMediaServerId, parseTrunkId } from '../../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../../src/core/kernel/rng.js';
import { MediaProbe } from '../../conformance/media-probe.js';
import { virtualWaiting } from '../../conformance/waiting.js';

const PERSON: FateAnswer = {
  ...recordingAnswer(4000, null, { verdict: 'human', afterMs: 1500, cause: 'HUMAN' }),
  who: 'third_party',
  patience: { silenceMs: 3000, musicMs: 20_000, messageMs: 8000 },
  talkMs: 30_000,
  endsTalk: true,
  pressesDuringMessage: '9',
};
const phone = {
  kind: 'phone',
  number: parseE164('+5511987654321'),
  trunkId: parseTrunkId('trunk-1'),
} as const;
const agent = { kind: 'agent', endpoint: 'agent-1' } as const;

let clock: VirtualClock;
let network: SimulatedNetwork;
let probe: MediaProbe;
let answer: FateAnswer;
let attempts: number[];

beforeEach(async () => {
  clock = new VirtualClock(Date.UTC(2026, 2, 2, 13));
  answer = PERSON;
  attempts = [];
  const fateOf = (_number: string, attempt: number): Fate => {
    attempts.push(attempt);
    return { kind: 'person', progress: { afterMs: 1000, code: 180 }, refusal: null, answer };
  };
  network = new SimulatedNetwork({
    clock,
    rng: makeSeededRng('people'),
    fates: { fateOf },
    soundsMs: { long: 12_000 },
  });
  const server = new SimulatorMediaServer({ network, id: parseMediaServerId('sim-1') });
  probe = new MediaProbe(server, virtualWaiting(clock), '+551130000000');
  await probe.connect();
});

/** From the answer to the end of the call. */
async function lifeMs(legId: Awaited<ReturnType<MediaProbe['originate']>>): Promise<number> {
  return (await probe.sees('hungUp', legId)).atMs - (await probe.sees('answered', legId)).atMs;
}

describe('a simulated person', () => {
  test('hangs up when the silence after the answer lasts too long', async () => {
    const legId = await probe.connectLeg(phone);
    expect(await lifeMs(legId)).toBe(3000);
    expect((await probe.sees('hungUp', legId)).by).toBe('remote');
  });

  test('waits longer with music, and longer still with a message, a key pressed meanwhile', async () => {
    const waits = await probe.connectLeg(phone);
    await probe.done(probe.server.hold(waits, true));
    expect(await lifeMs(waits)).toBe(20_002);
    const listens = await probe.connectLeg(phone);
    await probe.done(probe.server.play(listens, 'long', 'p-1'));
    expect(await lifeMs(listens)).toBe(8002);
    expect(probe.of('dtmf', listens).map(({ digit }) => digit)).toEqual(['9']);
    expect(probe.of('playFinished', listens)).toEqual([]);
  });

  test('talks for as long as the matter takes, hold included, then hangs up', async () => {
    const agentLeg = await probe.connectLeg(agent);
    const legId = await probe.connectLeg(phone);
    await probe.done(probe.server.bridge(agentLeg, legId));
    await clock.runFor(10_000);
    await probe.done(probe.server.hold(legId, true));
    await clock.runFor(5000);
    await probe.done(probe.server.hold(legId, false));
    await probe.done(probe.server.bridge(agentLeg, legId));
    expect(await lifeMs(legId)).toBe(30_002);
    expect(probe.of('hungUp', agentLeg)).toEqual([]);
  });

  test('waits for the agent to end the talk when that is his manner', async () => {
    answer = { ...PERSON, endsTalk: false };
    const agentLeg = await probe.connectLeg(agent);
    const legId = await probe.connectLeg(phone);
    await probe.done(probe.server.bridge(agentLeg, legId));
    await clock.runFor(600_000);
    expect(probe.of('hungUp', legId)).toEqual([]);
    expect((await probe.hangUp(legId)).by).toBe('local');
  });

  test('can be asked who he is, during the call and after it, and is counted at each attempt', async () => {
    const legId = await probe.connectLeg(phone);
    expect(network.fateOfLeg(legId)?.answer?.who).toBe('third_party');
    await probe.hangUp(legId);
    await probe.connectLeg(phone);
    expect(network.fateOfLeg(legId)).toMatchObject({ kind: 'person', answer: { talkMs: 30_000 } });
    expect(attempts).toEqual([1, 2]);
  });

  test('is not screened any more when the call ends before the verdict', async () => {
    const legId = await probe.connectLeg(phone, { amd: true });
    await probe.hangUp(legId);
    await clock.runFor(10_000);
    expect(probe.of('amd', legId)).toEqual([]);
    expect(clock.pendingTimers).toBe(0);
  });
});
