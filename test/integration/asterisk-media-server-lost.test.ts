import { afterEach, beforeEach, expect, test } from 'vitest';
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

/** A busy machine lets a living Asterisk wait for some hundred milliseconds; that must not pass for a dead one. */
const PING_EVERY_MS = 2000;

let lab: TelephonyLab;
let server: AsteriskMediaServer;
let log: MediaEventLog;

beforeEach(async () => {
  lab = await startTelephonyLab({ agents: ['2001'] });
  server = makeLabServer(lab, {
    timing: { pingEveryMs: PING_EVERY_MS, minBackoffMs: 50, maxBackoffMs: 200 },
  });
  log = new MediaEventLog(server);
  await server.start();
  await log.next('resync');
});

afterEach(async () => {
  await server?.close();
  await lab?.stop();
});

async function talk(): Promise<{ agent: LegId; customer: LegId }> {
  const agent = agentLegId(parseAgentId('2001'), 's1');
  const customer = customerLegId(parseAttemptId('lost-1'));
  const common = { ringTimeoutMs: 8000, amd: false, tags: {} };
  await server.originate({
    ...common,
    legId: agent,
    target: { kind: 'agent', endpoint: 'PJSIP/2001' },
    callerId: '',
  });
  const number = parseE164('+5511987650025');
  await server.originate({
    ...common,
    legId: customer,
    target: { kind: 'phone', number, trunkId: LAB_TRUNK },
    callerId: '551130304040',
  });
  await log.next('answered', (event) => event.legId === agent);
  await log.next('answered', (event) => event.legId === customer);
  await server.bridge(agent, customer);
  return { agent, customer };
}

test('an Asterisk that is killed and comes back is found empty, and every call is told to have ended', async () => {
  const { agent, customer } = await talk();
  const from = log.events.length;
  await lab.asterisk.kill();
  await log.next('serverDown', () => true, from);
  expect(server.isUp()).toBe(false);
  await expect(server.bridge(agent, customer)).rejects.toMatchObject({ code: 'DLR_MEDIA_DOWN' });
  await lab.restartAsterisk();
  expect((await log.next('resync', () => true, from)).legs).toEqual([]);
  await log.next('hungUp', (event) => event.legId === agent, from);
  await log.next('hungUp', (event) => event.legId === customer, from);
  const kinds = log.events.slice(from).map((event) => event.kind);
  expect(kinds.slice(kinds.indexOf('serverUp'), kinds.indexOf('serverUp') + 2)).toEqual([
    'serverUp',
    'resync',
  ]);
});

test('an Asterisk that is stopped in an orderly way tells the end of each call itself', async () => {
  const { agent, customer } = await talk();
  await lab.asterisk.stop();
  await log.next('hungUp', (event) => event.legId === customer);
  await log.next('hungUp', (event) => event.legId === agent);
  await log.next('serverDown');
});

test('an Asterisk that hangs is noticed, and its calls are found alive when it goes on', async () => {
  const { agent, customer } = await talk();
  const from = log.events.length;
  process.kill(lab.asterisk.pid, 'SIGSTOP');
  try {
    expect((await log.next('serverDown', () => true, from)).reason).toContain('no sign of life');
  } finally {
    process.kill(lab.asterisk.pid, 'SIGCONT');
  }
  const { legs } = await log.next('resync', () => true, from);
  expect(legs.find((leg) => leg.legId === customer)).toMatchObject({ state: 'up', bridgedWith: agent });
  await server.hangup(customer, 'normal');
  expect(await log.next('hungUp', (event) => event.legId === customer)).toMatchObject({ by: 'local' });
});
