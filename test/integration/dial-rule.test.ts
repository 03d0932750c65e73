import { createSocket, type Socket } from 'node:dgram';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { AsteriskMediaServer } from '../../src/adapters/asterisk/asterisk-media-server.js';
import { customerLegId, parseAttemptId, parseE164 } from '../../src/core/kernel/ids.js';
import { DIAL_RULE_DEFAULTS } from '../../src/core/route/dial-rule.js';
import { LAB_TRUNK, makeLabServer } from '../support/asterisk-harness.js';
import { startTelephonyLab, type TelephonyLab } from '../support/telephony-lab.js';
import { until } from '../support/until.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** The carrier's side of the trunk: keeps what it is sent, and answers nothing. */
const carrier: Socket = createSocket('udp4');
const sent: string[] = [];
let lab: TelephonyLab;
let server: AsteriskMediaServer;

beforeAll(async () => {
  carrier.on('message', (message) => sent.push(message.toString('utf8')));
  await new Promise<void>((resolve) => carrier.bind(0, '127.0.0.1', resolve));
  lab = await startTelephonyLab({ ownTrunks: [{ name: 'exigente', port: carrier.address().port }] });
  const rule = {
    ...DIAL_RULE_DEFAULTS,
    caller: 'national',
    csp: '21',
    homeDdds: ['11'],
    prefix: '77',
    headers: [{ name: 'X-Carteira', value: '{campaign}, chamada {attempt}' }],
    codecs: ['ulaw'],
  } as const;
  server = makeLabServer(lab, { trunkEndpoint: () => ({ endpoint: 'exigente', rule }) });
  await server.start();
  await until(() => server.isUp() || 'the media server');
});

afterAll(async () => {
  await server?.close();
  await lab?.stop();
  carrier.close();
});

test('a real Asterisk writes the call as the rule of the trunk says: number, caller, header, codec', async () => {
  const legId = customerLegId(parseAttemptId('a1'));
  await server.originate({
    legId,
    target: { kind: 'phone', number: parseE164('+552133334444'), trunkId: LAB_TRUNK },
    callerId: '+551140001000',
    ringTimeoutMs: 20_000,
    amd: false,
    tags: { attempt: 'a1', campaign: 'c9' },
  });
  await until(() => sent.some((text) => text.startsWith('INVITE')) || 'the INVITE');
  const invite = sent.find((text) => text.startsWith('INVITE')) ?? '';
  expect(invite).toMatch(/^INVITE sip:770212133334444@/);
  expect(invite).toMatch(/^From:.*<sip:1140001000@/m);
  expect(invite).toMatch(/^X-Carteira: c9, chamada a1\r$/m);
  expect(invite).toMatch(/^m=audio \d+ RTP\/AVP 0 /m);
  await server.hangup(legId, 'normal');
});
