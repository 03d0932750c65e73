import { AsteriskMediaServer } from '../../src/adapters/asterisk/asterisk-media-server.js';
import type { AsteriskMediaServerOptions } from '../../src/adapters/asterisk/asterisk-options.js';
import { SystemClock } from '../../src/adapters/clock/system-clock.js';
import { parseE164, parseMediaServerId, parseTrunkId } from '../../src/core/kernel/ids.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import type { ConformanceFate, MediaHarness } from '../conformance/media-conformance.js';
import { realTimeWaiting } from '../conformance/waiting.js';
import type { TelephonyLab } from './telephony-lab.js';

export const LAB_TRUNK = parseTrunkId('operadora');

/** A media server on the laboratory's Asterisk. */
export function makeLabServer(
  lab: TelephonyLab,
  options: Partial<AsteriskMediaServerOptions> = {},
): AsteriskMediaServer {
  return new AsteriskMediaServer({
    id: parseMediaServerId('ast1'),
    url: new URL(lab.ariUrl).origin,
    user: lab.user,
    password: lab.password,
    app: 'cadencia',
    clock: new SystemClock(),
    rng: makeSeededRng('lab'),
    trunkEndpoint: (trunkId) => (trunkId === LAB_TRUNK ? { endpoint: 'operadora' } : null),
    ...options,
  });
}

/** Last two digits of the laboratory's numbers (sipp/README.md). */
const CODES: Readonly<Record<ConformanceFate, string>> = {
  person: '00',
  hangsUp: '27',
  earlyAnswer: '28',
  announcement: '93',
  machine: '30',
  busy: '80',
  invalid: '85',
  noAnswer: '50',
  networkGivesUp: '75',
  rejected: '95',
  congestion: '97',
};

/** The laboratory as the media port's suite wants it. */
export function labHarness(
  lab: TelephonyLab,
  options: Partial<AsteriskMediaServerOptions> = {},
): MediaHarness {
  const servers: AsteriskMediaServer[] = [];
  const again = (): AsteriskMediaServer => {
    const server = makeLabServer(lab, options);
    servers.push(server);
    return server;
  };
  const numbers = Object.fromEntries(
    Object.entries(CODES).map(([fate, code]) => [
      fate,
      { number: parseE164(`+55119876500${code}`), trunkId: LAB_TRUNK },
    ]),
  ) as MediaHarness['numbers'];
  const callIn = { caller: '11987654321', called: '551130304040' };
  return {
    callIn,
    call: () => lab.callers.call(callIn.caller, callIn.called),
    server: again(),
    again,
    numbers,
    callerId: '551130304040',
    agentEndpoint: (i) => `PJSIP/${2001 + i}`,
    sound: 'vm-goodbye',
    waiting: realTimeWaiting(),
    async close() {
      for (const server of servers) await server.close();
    },
  };
}
