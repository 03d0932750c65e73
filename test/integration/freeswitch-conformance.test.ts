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
import { type NamedFreeswitch, NO_FREESWITCH, namedFreeswitch } from '../support/named-freeswitch.js';
import { SipCallers } from '../support/sip-callers.js';

/** Calls come in by SIP, as from a carrier. */
async function realHarness(named: NamedFreeswitch): Promise<MediaHarness> {
  const { host, port, password, recordingsFolder, soundsFolder, agents, gateway } = named;
  const options = {
    host,
    password,
    recordingsFolder,
    soundsFolder,
    trunkGateway: (trunkId: string) => (trunkId === FAKE_TRUNK ? { gateway } : null),
  };
  const callers = await SipCallers.open(named.callersPort, named.sipPort);
  const servers = [makeFreeswitchServer(port, options)];
  const callIn = { caller: '11987654321', called: '551130304040' };
  return {
    callIn,
    call: () => callers.call(callIn.caller, callIn.called),
    server: servers[0]!,
    again() {
      const next = makeFreeswitchServer(port, options);
      servers.push(next);
      return next;
    },
    numbers: labNumbers(),
    callerId: '551130304040',
    agentEndpoint: (i) => agents[i] ?? '',
    sound: named.sound,
    waiting: realTimeWaiting(),
    async close() {
      await callers.close();
      for (const one of servers) await one.close();
    },
  };
}

const named = namedFreeswitch();
if (named === null) {
  test('a real FreeSWITCH is checked where one is named', () => {
    process.stdout.write(`${NO_FREESWITCH}\n`);
    expect(named).toBeNull();
  });
} else {
  mediaConformance('freeswitch', () => realHarness(named));
}
