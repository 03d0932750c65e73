/*
 * The suite of the media port on a real FreeSWITCH, where one is named:
 *
 *   CADENCIA_TEST_ESL_URL='esl://:PASSWORD@127.0.0.1:8021?gateway=operadora&agents=user/2001,user/2002&sip=5080&callers=5070'
 *
 * Its gateway leads to SIPp with sipp/ (the last two digits of a number say what becomes of the call), its phones answer by
 * themselves, its dialplan is dialplans/freeswitch/, and calls come in to its SIP port `sip` from our port `callers`.
 */
import { expect, test } from 'vitest';
import { type MediaHarness, mediaConformance } from '../conformance/media-conformance.js';
import { realTimeWaiting } from '../conformance/waiting.js';
import { FAKE_TRUNK, labNumbers, makeFreeswitchServer } from '../support/freeswitch-harness.js';
import { SipCallers } from '../support/sip-callers.js';

const named = process.env['CADENCIA_TEST_ESL_URL'] ?? '';

/** Calls come in by SIP, as from a carrier. */
async function realHarness(url: URL): Promise<MediaHarness> {
  const word = (name: string, usual: string): string => url.searchParams.get(name) ?? usual;
  const options = {
    host: url.hostname,
    port: Number(url.port || 8021),
    password: decodeURIComponent(url.password),
    trunkGateway: (trunkId: string) =>
      trunkId === FAKE_TRUNK ? { gateway: word('gateway', 'operadora') } : null,
    recordingsFolder: word('recordings', '/var/lib/freeswitch/recordings'),
    soundsFolder: word('sounds', '/usr/share/freeswitch/sounds/cadencia'),
  };
  const agents = word('agents', 'user/2001,user/2002').split(',');
  const callers = await SipCallers.open(Number(word('callers', '5070')), Number(word('sip', '5080')));
  const servers = [makeFreeswitchServer(options.port, options)];
  const callIn = { caller: '11987654321', called: '551130304040' };
  return {
    callIn,
    call: () => callers.call(callIn.caller, callIn.called),
    server: servers[0]!,
    again() {
      const next = makeFreeswitchServer(options.port, options);
      servers.push(next);
      return next;
    },
    numbers: labNumbers(),
    callerId: '551130304040',
    agentEndpoint: (i) => agents[i] ?? '',
    sound: word('sound', 'aviso-gravacao'),
    waiting: realTimeWaiting(),
    async close() {
      await callers.close();
      for (const one of servers) await one.close();
    },
  };
}

if (named === '') {
  test('a real FreeSWITCH is checked where one is named', () => {
    process.stdout.write('not checked: FreeSWITCH, CADENCIA_TEST_ESL_URL is not set\n');
    expect(named).toBe('');
  });
} else {
  mediaConformance('freeswitch', () => realHarness(new URL(named)));
}
