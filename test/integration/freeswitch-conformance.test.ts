/*
 * The suite of the media port on a real FreeSWITCH, where one is named:
 *
 *   CADENCIA_TEST_ESL_URL='esl://:PASSWORD@127.0.0.1:8021?gateway=operadora&agents=user/2001,user/2002&sound=vm-goodbye'
 *
 * Its gateway leads to SIPp with sipp/ (the last two digits of a number say what becomes of the call), its phones answer by
 * themselves, and its dialplan is dialplans/freeswitch/.
 */
import { expect, test } from 'vitest';
import { SystemClock } from '../../src/adapters/clock/system-clock.js';
import { EslSession } from '../../src/adapters/freeswitch/esl-session.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import { type MediaHarness, mediaConformance } from '../conformance/media-conformance.js';
import { realTimeWaiting } from '../conformance/waiting.js';
import { FAKE_TRUNK, labNumbers, makeFreeswitchServer } from '../support/freeswitch-harness.js';

const named = process.env['CADENCIA_TEST_ESL_URL'] ?? '';

/** Calls come in by a loopback channel of FreeSWITCH's own into the dialplan. */
async function realHarness(url: URL): Promise<MediaHarness> {
  const word = (name: string, usual: string): string => url.searchParams.get(name) ?? usual;
  const server = {
    host: url.hostname,
    port: Number(url.port || 8021),
    password: decodeURIComponent(url.password),
  };
  const options = {
    ...server,
    trunkGateway: (trunkId: string) =>
      trunkId === FAKE_TRUNK ? { gateway: word('gateway', 'operadora') } : null,
    recordingsFolder: word('recordings', '/var/lib/freeswitch/recordings'),
    soundsFolder: word('sounds', '/usr/share/freeswitch/sounds/cadencia'),
  };
  const agents = word('agents', 'user/2001,user/2002').split(',');
  const servers = [makeFreeswitchServer(server.port, options)];
  const waiting = realTimeWaiting();
  let isUp = false;
  const caller = new EslSession(
    {
      server,
      clock: new SystemClock(),
      rng: makeSeededRng('caller'),
      events: 'HEARTBEAT',
      commandDeadlineMs: 5000,
    },
    {
      up: () => {
        isUp = true;
        waiting.wake();
      },
      down: () => undefined,
      event: () => undefined,
    },
  );
  caller.start();
  const callIn = { caller: '11987654321', called: '551130304040' };
  return {
    callIn,
    async call() {
      await waiting.until(() => isUp || 'no connection for the callers', 10_000);
      const uuid = (await caller.api('create_uuid')).trim();
      const shown = `origination_uuid=${uuid},origination_caller_id_number=${callIn.caller},ignore_early_media=true`;
      await caller.job(
        `originate {${shown}}loopback/${callIn.called}/${word('context', 'from-trunk')} &park()`,
        60_000,
      ).taken;
      return {
        hangUp: () => void caller.api(`uuid_kill ${uuid}`),
        press: (digit) => void caller.api(`uuid_send_dtmf ${uuid} ${digit}`),
      };
    },
    server: servers[0]!,
    again() {
      const next = makeFreeswitchServer(server.port, options);
      servers.push(next);
      return next;
    },
    numbers: labNumbers(),
    callerId: '551130304040',
    agentEndpoint: (i) => agents[i] ?? '',
    sound: word('sound', 'aviso-gravacao'),
    waiting,
    async close() {
      caller.close();
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
