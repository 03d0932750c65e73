import { type FreeswitchPressureKind, readPressure } from './back-pressure.js';
import { eslDown } from './esl-failure.js';
import { EslSession, type EslSessionOptions } from './esl-session.js';

/** Without one of them calls cannot be made, joined, heard or recorded. */
const NEEDED_MODULES = [
  'mod_commands',
  'mod_conference',
  'mod_dptools',
  'mod_event_socket',
  'mod_local_stream',
  'mod_sndfile',
  'mod_sofia',
] as const;

/** A gateway as FreeSWITCH tells of it: `unknown` where nobody asks whether it is there (`ping` is not set). */
export type GatewayState = 'up' | 'down' | 'unknown' | 'absent';

/** What a FreeSWITCH is like, as far as it concerns Cadência. */
export interface FreeswitchChart {
  /** `1.10.12`. */
  readonly version: string;
  /** Its clock less ours; null where it does not tell. */
  readonly clockAheadMs: number | null;
  readonly missingModules: readonly string[];
  readonly gateways: ReadonlyMap<string, GatewayState>;
  /** Why it takes no call now; null where it does. */
  readonly pressure: FreeswitchPressureKind | null;
}

export interface FreeswitchExamination extends Omit<EslSessionOptions, 'events'> {
  /** Gateways that have to be there. */
  readonly gateways: readonly string[];
}

/** Looks at a FreeSWITCH by its event socket and changes nothing. Rejects where it cannot be reached or entered. */
export async function examineFreeswitch(examination: FreeswitchExamination): Promise<FreeswitchChart> {
  const session = await enter(examination);
  try {
    return await chartOf(session, examination);
  } finally {
    session.close();
  }
}

function enter(options: FreeswitchExamination): Promise<EslSession> {
  return new Promise((resolve, reject) => {
    const session = new EslSession(
      { ...options, events: 'HEARTBEAT' },
      {
        up: () => resolve(session),
        down: (error) => {
          session.close();
          reject(error);
        },
        event: () => undefined,
      },
    );
    session.start();
  });
}

async function chartOf(
  session: EslSession,
  { clock, gateways }: FreeswitchExamination,
): Promise<FreeswitchChart> {
  const askedMs = clock.now();
  const thereMs = Number(await session.api('strmicroepoch')) / 1000;
  const hereMs = (askedMs + clock.now()) / 2;
  const version = /Version (\d+\.\d+\.\d+)/.exec(await session.api('version'))?.[1] ?? '';
  if (version === '') {
    throw eslDown('The examination', 'what answers is no FreeSWITCH: it does not tell its version');
  }
  const modules = await Promise.all(
    NEEDED_MODULES.map(async (name) => ({ name, is: await session.api(`module_exists ${name}`) })),
  );
  const states = await Promise.all(
    gateways.map(async (name) => [name, stateOf(await session.api(`sofia status gateway ${name}`))] as const),
  );
  return {
    version,
    clockAheadMs: Number.isFinite(thereMs) ? thereMs - hereMs : null,
    missingModules: modules.filter(({ is }) => is !== 'true').map(({ name }) => name),
    gateways: new Map(states),
    pressure: readPressure(await session.api('fsctl pause_check'), await session.api('status')),
  };
}

/** `Status` is what its pings say, and `UP` for ever where there are none. */
function stateOf(text: string): GatewayState {
  const status = /^Status\s+(\w+)/m.exec(text)?.[1];
  if (status === undefined) {
    return 'absent';
  }
  if (status !== 'UP') {
    return 'down';
  }
  return /^PingFreq\s+[1-9]/m.test(text) ? 'up' : 'unknown';
}
