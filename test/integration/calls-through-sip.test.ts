/*
 * A real Asterisk calls SIPp through a SIP server: the fake, or a real drachtio-server that CADENCIA_TEST_DRACHTIO_URL
 * names as in drachtio-conformance.test.ts.
 */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { AsteriskMediaServer } from '../../src/adapters/asterisk/asterisk-media-server.js';
import { SystemClock } from '../../src/adapters/clock/system-clock.js';
import { DrachtioWatch } from '../../src/adapters/sip/drachtio-watch.js';
import { throughSip } from '../../src/app/telephony/sip-media.js';
import { customerLegId, parseAttemptId, parseE164 } from '../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { DIAL_RULE_DEFAULTS } from '../../src/core/route/dial-rule.js';
import type { MediaEvent, MediaServer } from '../../src/ports/media.js';
import type { SipMessageSeen } from '../../src/ports/sip-watch.js';
import { LAB_TRUNK, makeLabServer } from '../support/asterisk-harness.js';
import { FakeDrachtio } from '../support/fake-drachtio.js';
import { freeUdpPort } from '../support/sip-peer.js';
import { startTelephonyLab, type TelephonyLab } from '../support/telephony-lab.js';
import { until } from '../support/until.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const named = process.env['CADENCIA_TEST_DRACHTIO_URL'] ?? '';
const events: MediaEvent[] = [];
const seen: SipMessageSeen[] = [];
let fake: FakeDrachtio | null = null;
let lab: TelephonyLab;
let asterisk: AsteriskMediaServer;
let watch: DrachtioWatch;
let server: MediaServer;

/** The SIP server's settings, where it takes SIP, and where it copies messages to. */
async function sipServer() {
  if (named !== '') {
    const url = new URL(named);
    const at = (name: string): number => Number(url.searchParams.get(name));
    const { hostname: host, port, password } = url;
    return { host, port: Number(port), secret: decodeURIComponent(password), sip: at('sip'), hep: at('hep') };
  }
  const hep = await freeUdpPort();
  fake = await FakeDrachtio.start({ capturePort: hep });
  return { host: '127.0.0.1', port: fake.port, secret: 'segredo', sip: fake.sipPort, hep };
}

beforeAll(async () => {
  const { host, port, secret, sip, hep } = await sipServer();
  lab = await startTelephonyLab({ ownTrunks: [{ name: 'por-sip', port: sip }] });
  watch = new DrachtioWatch({
    server: { host, port, secret, tls: false, ca: '' },
    clock: new SystemClock(),
    rng: makeSeededRng('sip'),
    trunks: () => [{ id: LAB_TRUNK, host: '127.0.0.1', port: lab.customers.port, passes: true }],
    identityOf: null,
    capture: { host: '127.0.0.1', port: hep },
    optionsEveryMs: 60_000,
    optionsDeadlineMs: 2000,
    notes: { up: () => undefined, down: () => undefined, refused: () => undefined },
  });
  watch.listen((event) => event.kind === 'message' && seen.push(event.message));
  await watch.start();
  const rule = { ...DIAL_RULE_DEFAULTS, headers: [{ name: 'X-Cadencia-Attempt', value: '{attempt}' }] };
  asterisk = makeLabServer(lab, { trunkEndpoint: () => ({ endpoint: 'por-sip', rule }) });
  server = throughSip(asterisk, watch);
  server.onEvent((event) => events.push(event));
  await server.start();
  await until(() => (asterisk.isUp() && watch.isUp()) || 'media server and SIP server');
});

afterAll(async () => {
  await asterisk?.close();
  await watch?.close();
  await lab?.stop();
  await fake?.stop();
});

/** Calls a number whose last two digits say what becomes of it (sipp/README.md). */
async function call(attempt: string, digits: string) {
  const legId = customerLegId(parseAttemptId(attempt));
  await server.originate({
    legId,
    target: { kind: 'phone', number: parseE164(`+55119800000${digits}`), trunkId: LAB_TRUNK },
    callerId: '+551140001000',
    ringTimeoutMs: 20_000,
    amd: false,
    tags: { attempt, campaign: 'c1' },
  });
  const last = (kind: MediaEvent['kind']): MediaEvent | undefined =>
    events.findLast((event) => event.kind === kind && 'legId' in event && event.legId === legId);
  return { legId, last };
}

const statusesOf = (attempt: string): readonly (number | null)[] =>
  seen.filter(({ attemptId }) => attemptId === attempt).map(({ status }) => status);

test('a call that the network refuses ends with the network’s own status, and its messages are seen', async () => {
  const { last } = await call('recusada', '95');
  await until(() => last('hungUp') !== undefined || 'the end of the call');
  expect(last('hungUp')).toMatchObject({ sipCode: 603, q850: 21 });
  await until(() => statusesOf('recusada').includes(603) || 'the final response');
  expect(statusesOf('recusada')[0]).toBeNull();
});

test('sound before the answer is told from ringing', async () => {
  const { last, legId } = await call('anuncio', '28');
  await until(() => last('answered') !== undefined || 'the answer');
  expect(seen.find(({ attemptId, status }) => attemptId === 'anuncio' && status === 183)?.sdp).toBe(true);
  await server.hangup(legId, 'normal');
  await until(() => last('hungUp') !== undefined || 'the end of the call');
});

test('a talk goes on and ends at both sides though the SIP server died in the middle of it', async () => {
  const { last, legId } = await call('conversa', '25');
  await until(() => last('answered') !== undefined || 'the answer');
  await fake?.kill();
  await until(() => fake === null || !watch.isUp() || 'the link to the SIP server still holds');
  expect(last('hungUp')).toBeUndefined();
  await server.hangup(legId, 'normal');
  await until(async () => {
    const heard = await lab.customers.events();
    return heard.some(({ number, event }) => number.endsWith('25') && event === 'BYE RECEIVED') || 'BYE';
  });
  await fake?.revive();
});
