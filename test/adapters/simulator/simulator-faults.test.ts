import { beforeEach, describe, expect, test } from 'vitest';
import { VirtualClock } from '../../../src/adapters/clock/virtual-clock.js';
import { LabFateModel } from '../../../src/adapters/simulator/lab-fate-model.js';
import {
  type SimulatedCallRecord,
  SimulatedNetwork,
} from '../../../src/adapters/simulator/simulated-network.js';
import { SimulatorMediaServer } from '../../../src/adapters/simulator/simulator-media-server.js';
import { parseE164, parseLegId, parseMediaServerId, parseTrunkId } from '../../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../../src/core/kernel/rng.js';
import type { LegTarget, OriginateCommand } from '../../../src/ports/media.js';
import { MediaProbe } from '../../conformance/media-probe.js';
import { virtualWaiting } from '../../conformance/waiting.js';

const serverId = parseMediaServerId('sim-1');
const narrow = parseTrunkId('narrow');
const wide = parseTrunkId('wide');
const agent: LegTarget = { kind: 'agent', endpoint: 'agent-1' };
const phone = (digits: string, trunkId = wide): LegTarget => ({
  kind: 'phone',
  number: parseE164(`+55119876543${digits}`),
  trunkId,
});

const command = (legId: string): OriginateCommand => ({
  legId: parseLegId(legId),
  target: phone('01'),
  callerId: '+551130000000',
  ringTimeoutMs: 20_000,
  amd: false,
  tags: {},
});

let clock: VirtualClock;
let network: SimulatedNetwork;
let probe: MediaProbe;
let records: SimulatedCallRecord[];

beforeEach(async () => {
  clock = new VirtualClock(Date.UTC(2026, 2, 2, 13));
  records = [];
  network = new SimulatedNetwork({
    clock,
    rng: makeSeededRng('faults'),
    fates: new LabFateModel(),
    trunks: new Map([[narrow, { channels: 3, callsPerSecond: 2 }]]),
    onCallRecord: (record) => records.push(record),
  });
  const server = new SimulatorMediaServer({ network, id: serverId });
  probe = new MediaProbe(server, virtualWaiting(clock), '+551130000000');
  await probe.connect();
});

const kinds = () => probe.events.map(({ kind }) => kind);

describe('trunks', () => {
  test('a carrier answers 503 to calls above its rate, and above its channels, and takes more once they are free', async () => {
    const [first, second] = [
      await probe.originate(phone('01', narrow)),
      await probe.originate(phone('02', narrow)),
    ];
    const tooFast = await probe.originate(phone('03', narrow));
    expect(await probe.reasonOfEnd(tooFast)).toBe('congestion');
    await clock.runFor(1000);
    await probe.connectLeg(phone('04', narrow));
    await clock.runFor(1000);
    const tooMany = await probe.originate(phone('05', narrow));
    expect(await probe.sees('hungUp', tooMany)).toMatchObject({ by: 'network', sipCode: 503, q850: 34 });
    expect(network.trunk(narrow)).toMatchObject({ channelsInUse: 3, refusedCalls: 2 });
    await probe.hangUp(first);
    await probe.hangUp(second);
    await probe.connectLeg(phone('06', narrow));
    expect(network.trunk(narrow)?.channelsInUse).toBe(2);
  });

  test('a storm refuses calls until it is over, and a slow trunk only delays them', async () => {
    network.faults.setTrunkFault(wide, { refusedShare: 1 });
    expect(await probe.reasonOfEnd(await probe.originate(phone('01')))).toBe('congestion');
    network.faults.setTrunkFault(wide, { refusedShare: 0, extraDelayMs: 9000 });
    const startedAtMs = clock.now();
    const slow = await probe.originate(phone('01'));
    expect((await probe.sees('progress', slow)).atMs - startedAtMs).toBeGreaterThan(9000);
    network.faults.setTrunkFault(wide, null);
    await probe.connectLeg(phone('01'));
  });
});

describe('agents’ phones', () => {
  test('one that breaks off is told as the far end, one that is not registered cannot be reached', async () => {
    const legId = await probe.connectLeg(agent);
    expect(network.dropAgentPhone('agent-1')).toBe(1);
    expect((await probe.sees('hungUp', legId)).by).toBe('remote');
    network.faults.setRegistered('agent-1', false);
    expect(await probe.reasonOfEnd(await probe.originate(agent))).toBe('unreachable');
  });
});

describe('a media server', () => {
  test('that is killed loses every leg without a word, and comes back empty', async () => {
    const leg = await probe.connectLeg(phone('01'));
    network.switchOf(serverId).kill();
    await expect(probe.done(probe.server.hangup(leg, 'normal'))).rejects.toMatchObject({
      code: 'DLR_MEDIA_DOWN',
    });
    expect(records.map(({ by }) => by)).toEqual(['lost']);
    network.switchOf(serverId).restart();
    await clock.runFor(1000);
    expect(kinds()).toEqual([
      'serverUp',
      'resync',
      'progress',
      'answered',
      'serverDown',
      'serverUp',
      'resync',
    ]);
    expect(probe.events.at(-1)).toMatchObject({ kind: 'resync', legs: [] });
    expect(network.trunk(wide)?.channelsInUse).toBe(0);
  });

  test('that is killed with a command on the way does not carry it out in its next life', async () => {
    const lost = probe.server.originate(command('c-lost'));
    network.switchOf(serverId).restart();
    await expect(lost).rejects.toMatchObject({ code: 'DLR_MEDIA_DOWN' });
    await clock.runFor(1000);
    expect(network.switchOf(serverId).list()).toEqual([]);
    expect(records).toEqual([]);
  });

  test('whose link breaks keeps its calls, loses what it said meanwhile, and is heard again by a resync', async () => {
    const stays = await probe.connectLeg(phone('01'));
    const leaves = await probe.connectLeg(phone('27'));
    network.switchOf(serverId).cutLink();
    await clock.runFor(5000);
    network.switchOf(serverId).restoreLink();
    await clock.runFor(1000);
    expect(probe.of('hungUp', leaves)).toEqual([]);
    const resync = probe.events.findLast(({ kind }) => kind === 'resync');
    expect(resync).toMatchObject({ legs: [{ legId: stays, state: 'up' }] });
    expect((await probe.hangUp(stays)).by).toBe('local');
  });

  test('that freezes lets commands time out, carries them out late, and says late what happened', async () => {
    const leg = await probe.connectLeg(phone('27'));
    network.switchOf(serverId).freeze();
    const late = probe.server.originate(command('c-late'));
    await expect(probe.done(late)).rejects.toMatchObject({ code: 'DLR_MEDIA_TIMEOUT' });
    expect(probe.of('hungUp', leg)).toEqual([]);
    network.switchOf(serverId).thaw();
    expect(probe.of('hungUp', leg)).toHaveLength(1);
    expect(network.switchOf(serverId).list()).toHaveLength(1);
    expect(kinds()).not.toContain('serverDown');
  });

  test('that stays frozen is taken for down, and found again with its calls', async () => {
    const leg = await probe.connectLeg(phone('01'));
    network.switchOf(serverId).freeze();
    await clock.runFor(11_000);
    expect(kinds().at(-1)).toBe('serverDown');
    network.switchOf(serverId).thaw();
    await clock.runFor(1000);
    expect(probe.events.at(-1)).toMatchObject({ kind: 'resync', legs: [{ legId: leg }] });
  });

  test('that dies while frozen never says what it held back, whatever happens to its next life', async () => {
    const leg = await probe.connectLeg(phone('27'));
    const process = network.switchOf(serverId);
    process.freeze();
    await clock.runFor(5000);
    process.restart();
    await clock.runFor(1000);
    process.freeze();
    process.thaw();
    expect(probe.of('hungUp', leg)).toEqual([]);
    expect(probe.events.at(-1)).toMatchObject({ kind: 'resync', legs: [] });
  });
});

describe('a poor link', () => {
  test('loses, repeats and delays events, and keeps the order of what it delivers', async () => {
    network.faults.setLinkFault(serverId, { loseShare: 1 });
    const silent = await probe.originate(phone('01'));
    await clock.runFor(10_000);
    expect(probe.story(silent)).toEqual([]);
    network.faults.setLinkFault(serverId, { repeatShare: 1 });
    const doubled = await probe.connectLeg(phone('25'));
    expect(probe.story(doubled)).toEqual(['answered', 'answered']);
    network.faults.setLinkFault(serverId, { delayShare: 0.5, delayMs: 4000 });
    const delayed = await probe.originate(phone('26'));
    await probe.sees('hungUp', delayed);
    expect(probe.story(delayed)).toEqual(['progress', 'answered', 'hungUp']);
  });

  test('a lost reply to an originate is a timeout; whether the call lives, the list tells', async () => {
    network.faults.setLinkFault(serverId, { loseOriginateReplyShare: 1 });
    await expect(probe.originate(phone('01'))).rejects.toMatchObject({ code: 'DLR_MEDIA_TIMEOUT' });
    expect(await probe.done(probe.server.list())).toHaveLength(1);
    network.faults.setLinkFault(serverId, { loseOriginateShare: 1 });
    await expect(probe.originate(phone('02'))).rejects.toMatchObject({ code: 'DLR_MEDIA_TIMEOUT' });
    expect(await probe.done(probe.server.list())).toHaveLength(1);
  });

  test('a second connection to the same server takes the first one’s place', async () => {
    const second = new MediaProbe(
      new SimulatorMediaServer({ network, id: serverId }),
      virtualWaiting(clock),
      '+551130000000',
    );
    await second.connect();
    expect(kinds().at(-1)).toBe('serverDown');
    expect([probe.server.isUp(), second.server.isUp()]).toEqual([false, true]);
  });
});
