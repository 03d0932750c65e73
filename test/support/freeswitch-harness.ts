import { SystemClock } from '../../src/adapters/clock/system-clock.js';
import { FreeswitchMediaServer } from '../../src/adapters/freeswitch/freeswitch-media-server.js';
import type { FreeswitchMediaServerOptions } from '../../src/adapters/freeswitch/freeswitch-options.js';
import { parseE164, parseMediaServerId, parseTrunkId } from '../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import type { ConformanceFate, MediaHarness } from '../conformance/media-conformance.js';
import { realTimeWaiting } from '../conformance/waiting.js';
import { answerSound } from './answer-sounds.js';
import type { FakeFate } from './fake-channel.js';
import { FakeFreeswitch } from './fake-freeswitch.js';

export const FAKE_TRUNK = parseTrunkId('operadora');

/** Last two digits of the numbers of the laboratory (sipp/README.md), much quicker. */
const CODES: Readonly<Record<ConformanceFate, readonly [code: string, fate: FakeFate]>> = {
  person: ['00', { ringMs: 4, answerMs: 12, says: 'pessoa' }],
  hangsUp: ['27', { ringMs: 4, answerMs: 12, endMs: 60 }],
  earlyAnswer: ['28', { earlyMs: 4, answerMs: 15 }],
  announcement: [
    '93',
    { earlyMs: 4, earlySays: 'anuncio', endMs: 20, cause: 'UNALLOCATED_NUMBER', sip: 404 },
  ],
  machine: ['30', { ringMs: 4, answerMs: 12, says: 'maquina' }],
  busy: ['80', { ringMs: 4, endMs: 10, cause: 'USER_BUSY', sip: 486 }],
  invalid: ['85', { endMs: 6, cause: 'UNALLOCATED_NUMBER', sip: 404 }],
  noAnswer: ['50', { ringMs: 4 }],
  networkGivesUp: ['75', { ringMs: 4, endMs: 30, cause: 'NO_ANSWER', sip: 480 }],
  rejected: ['95', { ringMs: 4, endMs: 10, cause: 'CALL_REJECTED', sip: 603 }],
  congestion: ['97', { endMs: 6, cause: 'NORMAL_TEMPORARY_FAILURE', sip: 503 }],
};

/** What becomes of a call to that number of the laboratory. */
export function labFateOf(number: string): FakeFate {
  return Object.values(CODES).find(([code]) => number.endsWith(code))?.[1] ?? {};
}

/** A media server on an event socket. */
export function makeFreeswitchServer(
  port: number,
  options: Partial<FreeswitchMediaServerOptions> = {},
): FreeswitchMediaServer {
  return new FreeswitchMediaServer({
    id: parseMediaServerId('fs-1'),
    host: '127.0.0.1',
    port,
    password: 'segredo',
    app: 'cadencia',
    clock: new SystemClock(),
    rng: makeSeededRng('fs'),
    trunkGateway: (trunkId) => (trunkId === FAKE_TRUNK ? { gateway: 'operadora' } : null),
    recordingsFolder: '/var/lib/freeswitch/recordings',
    soundsFolder: '/usr/share/freeswitch/sounds/cadencia',
    timing: { minBackoffMs: 1, maxBackoffMs: 20 },
    ...options,
  });
}

/** A number for each fate. */
export function labNumbers(): MediaHarness['numbers'] {
  return Object.fromEntries(
    Object.entries(CODES).map(([fate, [code]]) => [
      fate,
      { number: parseE164(`+55119876500${code}`), trunkId: FAKE_TRUNK },
    ]),
  ) as MediaHarness['numbers'];
}

/** Numbers, phones and sounds as the media port's suite wants them. */
export async function fakeFreeswitchHarness(fake: FakeFreeswitch): Promise<MediaHarness> {
  // Made once, before anybody waits for it.
  await answerSound('pessoa');
  const servers: FreeswitchMediaServer[] = [];
  const again = (): FreeswitchMediaServer => {
    const server = makeFreeswitchServer(fake.esl.port);
    servers.push(server);
    return server;
  };
  const callIn = { caller: '11987654321', called: '551130304040' };
  return {
    callIn,
    async call() {
      const channel = fake.callIn(callIn.caller, callIn.called);
      return {
        hangUp: () => fake.hangUpFar(channel),
        press: (digit) => fake.press(channel, digit),
      };
    },
    server: again(),
    again,
    numbers: labNumbers(),
    callerId: '551130304040',
    agentEndpoint: (i) => `user/${2001 + i}`,
    sound: 'aviso-gravacao',
    waiting: realTimeWaiting(),
    async close() {
      for (const server of servers) await server.close();
      await fake.close();
    },
  };
}

/** A switch of its own for each test. */
export async function freshFreeswitchHarness(): Promise<MediaHarness> {
  return await fakeFreeswitchHarness(await FakeFreeswitch.start(labFateOf));
}
