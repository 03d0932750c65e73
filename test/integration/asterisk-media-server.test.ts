import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { AsteriskMediaServer } from '../../src/adapters/asterisk/asterisk-media-server.js';
import {
  agentLegId,
  customerLegId,
  type LegId,
  parseAgentId,
  parseAttemptId,
  parseE164,
} from '../../src/core/kernel/ids.js';
import { LAB_TRUNK, makeLabServer } from '../support/asterisk-harness.js';
import { MediaEventLog } from '../support/media-event-log.js';
import { startTelephonyLab, type TelephonyLab } from '../support/telephony-lab.js';
import { until } from '../support/until.js';

let lab: TelephonyLab;
let serial = 0;

beforeAll(async () => {
  lab = await startTelephonyLab({ agents: ['2001', '2002'] });
});

afterAll(async () => {
  await lab?.stop();
});

describe.each(['websocket', 'http'] as const)('Asterisk 22 over %s', (transport) => {
  let server: AsteriskMediaServer;
  let log: MediaEventLog;

  beforeAll(async () => {
    server = makeLabServer(lab, { transport });
    log = new MediaEventLog(server);
    await server.start();
    await log.next('resync');
  });

  afterAll(async () => {
    for (const leg of await server.list()) await server.hangup(leg.legId, 'normal');
    await server.close();
  });

  async function dial(code: string, options: { amd?: boolean; ringTimeoutMs?: number } = {}): Promise<LegId> {
    const attempt = parseAttemptId(`${transport}-${++serial}`);
    const legId = customerLegId(attempt);
    await server.originate({
      legId,
      target: { kind: 'phone', number: parseE164(`+55119876500${code}`), trunkId: LAB_TRUNK },
      callerId: '551130304040',
      ringTimeoutMs: options.ringTimeoutMs ?? 8000,
      amd: options.amd ?? false,
      tags: { attempt },
    });
    return legId;
  }

  async function seat(name: string): Promise<LegId> {
    const legId = agentLegId(parseAgentId(name), `${transport}${++serial}`);
    await server.originate({
      legId,
      target: { kind: 'agent', endpoint: `PJSIP/${name}` },
      callerId: '',
      ringTimeoutMs: 8000,
      amd: false,
      tags: {},
    });
    await log.next('answered', (event) => event.legId === legId);
    return legId;
  }

  const end = (legId: LegId) => log.next('hungUp', (event) => event.legId === legId);
  const answer = (legId: LegId) => log.next('answered', (event) => event.legId === legId);

  test.each([
    ['80', 17, 486],
    ['85', 1, 404],
    ['95', 21, 603],
    ['97', 34, 503],
    ['75', 19, 480],
  ])('tells why the network ended a call to …%s', async (code, q850, sipCode) => {
    const legId = await dial(code);
    expect(await end(legId)).toMatchObject({ by: 'network', q850, sipCode });
  });

  test('gives up ringing by itself after the ring timeout', async () => {
    const legId = await dial('50', { ringTimeoutMs: 3000 });
    expect(await end(legId)).toMatchObject({ by: 'network', q850: 19 });
    expect(log.kindsOf(legId)).toEqual(['progress', 'hungUp']);
  });

  test('tells early media from ringing', async () => {
    const legId = await dial('28');
    await answer(legId);
    expect(log.events.find((event) => event.kind === 'progress' && event.legId === legId)).toMatchObject({
      code: 183,
    });
    await server.hangup(legId, 'normal');
    expect(await end(legId)).toMatchObject({ by: 'local', q850: 16 });
  });

  test('names the far end when it hangs up after the answer', async () => {
    const legId = await dial('26');
    expect(await end(legId)).toMatchObject({ by: 'remote', q850: 16 });
    expect(log.kindsOf(legId)).toEqual(['progress', 'answered', 'hungUp']);
  });

  test('joins a customer with an agent, and the agent stays for the next', async () => {
    const agent = await seat('2001');
    for (const code of ['25', '25']) {
      const customer = await dial(code);
      await answer(customer);
      await server.bridge(agent, customer);
      await log.next('bridged', ({ legId, withLegId }) => legId === customer && withLegId === agent);
      await log.next('bridged', ({ legId, withLegId }) => legId === agent && withLegId === customer);
      const live = await server.list();
      expect(live.find((leg) => leg.legId === customer)?.bridgedWith).toBe(agent);
      expect(live.find((leg) => leg.legId === agent)?.bridgedWith).toBe(customer);
      const from = log.events.length;
      await server.hangup(customer, 'normal');
      await log.next('unbridged', (event) => event.legId === agent, from);
      await end(customer);
    }
    expect((await server.list()).map((leg) => leg.legId)).toContain(agent);
    await server.hangup(agent, 'normal');
    await end(agent);
  });

  test('shows an earlier customer out before another is joined', async () => {
    const agent = await seat('2001');
    const first = await dial('25');
    await answer(first);
    await server.bridge(agent, first);
    const second = await dial('25');
    await answer(second);
    await server.bridge(agent, second);
    await log.next('unbridged', (event) => event.legId === first);
    const live = await server.list();
    expect(live.find((leg) => leg.legId === first)?.bridgedWith).toBeNull();
    expect(live.find((leg) => leg.legId === agent)?.bridgedWith).toBe(second);
    for (const leg of [first, second, agent]) await server.hangup(leg, 'normal');
  });

  test('never lets two customers hear each other, even when both are joined at the same moment', async () => {
    const agent = await seat('2001');
    const [first, second] = [await dial('25'), await dial('25')];
    await answer(first);
    await answer(second);
    await Promise.all([server.bridge(agent, first), server.bridge(agent, second)]);
    await log.next('unbridged', (event) => event.legId === first);
    const live = await server.list();
    expect(live.find((leg) => leg.legId === first)?.bridgedWith).toBeNull();
    expect(live.find((leg) => leg.legId === second)?.bridgedWith).toBe(agent);
    for (const leg of [first, second, agent]) await server.hangup(leg, 'normal');
  });

  test('hands a customer from one agent to another', async () => {
    const [one, two] = [await seat('2001'), await seat('2002')];
    const customer = await dial('25');
    await answer(customer);
    await server.bridge(one, customer);
    await server.hold(customer, true);
    await log.next('unbridged', (event) => event.legId === customer);
    await server.bridge(one, two);
    await log.next('bridged', (event) => event.legId === two && event.withLegId === one);
    await server.unbridge(two);
    await server.bridge(two, customer);
    const live = await server.list();
    expect(live.find((leg) => leg.legId === customer)?.bridgedWith).toBe(two);
    for (const leg of [customer, one, two]) await server.hangup(leg, 'normal');
  });

  test('screens an answered call and gives the verdict', async () => {
    const [person, machine] = [await dial('00', { amd: true }), await dial('30', { amd: true })];
    expect(await log.next('amd', (event) => event.legId === person)).toMatchObject({ verdict: 'human' });
    expect(await log.next('amd', (event) => event.legId === machine)).toMatchObject({ verdict: 'machine' });
    expect(log.kindsOf(person)).toEqual(['progress', 'answered', 'amd']);
    await server.hangup(person, 'normal');
    await server.hangup(machine, 'normal');
    await Promise.all([end(person), end(machine)]);
  });

  test('tells the end of a call that hangs up while it is screened', async () => {
    const legId = await dial('26', { amd: true });
    expect(await end(legId)).toMatchObject({ by: 'remote' });
  });

  test('joins a call that is still screened as soon as the screening gives it back', async () => {
    const agent = await seat('2001');
    const customer = await dial('25', { amd: true });
    await answer(customer);
    await server.bridge(agent, customer);
    await log.next('bridged', ({ legId }) => legId === customer);
    expect(log.kindsOf(customer)).toEqual(['answered', 'amd', 'bridged']);
    await server.hangup(customer, 'normal');
    await server.hangup(agent, 'normal');
  });

  test('plays a sound to its end, and a sound that is missing ends too', async () => {
    const legId = await dial('25');
    await answer(legId);
    await server.play(legId, 'beep', `p1-${legId}`);
    await log.next('playFinished', (event) => event.playId === `p1-${legId}`);
    await server.play(legId, 'no-such-sound', `p2-${legId}`);
    await log.next('playFinished', (event) => event.playId === `p2-${legId}`);
    await server.hangup(legId, 'normal');
  });

  test('records both sides into a file', async () => {
    const agent = await seat('2001');
    const customer = await dial('25');
    await answer(customer);
    await server.bridge(agent, customer);
    const name = `rec-${customer}`;
    await server.record(customer, name, true);
    await server.play(customer, 'beep', `p3-${customer}`);
    await log.next('playFinished', (event) => event.playId === `p3-${customer}`);
    await server.record(customer, name, false);
    // Asterisk writes what it holds back once it has stopped, behind its reply; whoever seals the file waits for that too.
    const file = join(lab.recordingsFolder, `${name}.wav`);
    await until(async () => (await stat(file)).size > 1000 || `the sound of ${name}`);
    await server.hangup(customer, 'normal');
    await server.hangup(agent, 'normal');
  });

  test('refuses with the reason what cannot be done', async () => {
    const ringing = await dial('50');
    const gone = customerLegId(parseAttemptId('nobody'));
    await expect(server.play(gone, 'beep', 'x')).rejects.toMatchObject({ code: 'DLR_MEDIA_GONE' });
    await expect(server.play(ringing, 'beep', 'x')).rejects.toMatchObject({ code: 'DLR_MEDIA_REFUSED' });
    await expect(server.hangup(gone, 'normal')).resolves.toBeUndefined();
    await server.hangup(ringing, 'normal');
    expect(await end(ringing)).toMatchObject({ by: 'local' });
  });

  test.each([
    ['80', false],
    ['25', true],
  ])('writes our ids into the call record of a call to …%s', async (code, answers) => {
    const legId = await dial(code);
    if (answers) {
      const agent = await seat('2001');
      await answer(legId);
      await server.bridge(agent, legId);
      await server.hangup(legId, 'normal');
      await server.hangup(agent, 'normal');
      await end(agent);
    }
    await end(legId);
    // Asterisk writes the call record behind the event; an empty field is a record that is not there yet.
    let written = '';
    await until(async () => {
      written = (await lab.calls()).find((call) => call.uniqueId === legId)?.userField ?? '';
      return written !== '' || `the record of ${legId}`;
    });
    expect(written).toBe(`attempt=${legId.slice(2)}`);
  });

  test('finds living calls again after a lost connection, and hears of the dead', async () => {
    const agent = await seat('2002');
    const customer = await dial('25');
    await answer(customer);
    await server.bridge(agent, customer);
    const successor = makeLabServer(lab, { transport });
    const later = new MediaEventLog(successor);
    await server.close();
    await successor.start();
    const { legs } = await later.next('resync');
    expect(legs.find((leg) => leg.legId === customer)).toMatchObject({ state: 'up', bridgedWith: agent });
    expect(later.events.map((event) => event.kind).slice(0, 2)).toEqual(['serverUp', 'resync']);
    await successor.hangup(customer, 'normal');
    expect(await later.next('hungUp', (event) => event.legId === customer)).toMatchObject({ by: 'local' });
    await later.next('unbridged', (event) => event.legId === agent);
    await successor.hangup(agent, 'normal');
    await later.next('hungUp', (event) => event.legId === agent);
    await successor.close();
    server = makeLabServer(lab, { transport });
    log = new MediaEventLog(server);
    await server.start();
    await log.next('resync');
  });
});
