import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { SystemClock } from '../../src/adapters/clock/system-clock.js';
import { EslSession } from '../../src/adapters/freeswitch/esl-session.js';
import type { FreeswitchMediaServer } from '../../src/adapters/freeswitch/freeswitch-media-server.js';
import { makeSeededRng } from '../../src/core/kernel/rng.js';
import type { Clock } from '../../src/ports/clock.js';
import { makeCutLink } from './cut-link.js';
import { FakeFreeswitch } from './fake-freeswitch.js';
import { FAKE_TRUNK, makeFreeswitchServer } from './freeswitch-harness.js';
import type { MortalSwitch } from './mixed-fleet.js';
import type { NamedFreeswitch } from './named-freeswitch.js';
import { until } from './until.js';

/** A FreeSWITCH, fake or real, with its end of our link. */
export interface MortalFreeswitch extends MortalSwitch {
  readonly server: FreeswitchMediaServer;
  readonly phones: readonly string[];
  close(): Promise<void>;
}

const ID = 'fs-1';
const START_MS = 60_000;

/** The fake, which dies with all its calls. `called` hears each number that it dials. */
export async function mortalFake(
  clock: Clock,
  called: (number: string) => void = () => {},
): Promise<MortalFreeswitch> {
  const fake = await FakeFreeswitch.start((number) => {
    called(number);
    return { ringMs: 3, answerMs: 10 };
  });
  fake.gateways.add('tie-ast1');
  return {
    id: ID,
    death: 'the fake dies with all its calls',
    server: makeFreeswitchServer(fake.esl.port, { clock }),
    phones: ['user/2001', 'user/2002'],
    async die() {
      fake.esl.faults.resetConnections = true;
      fake.restart();
    },
    async comeBack() {
      fake.esl.faults.resetConnections = false;
    },
    close: () => fake.close(),
  };
}

/**
 * A real one. With the command that starts it (`startCommand`) its process is killed and started anew; without, the link to
 * it is cut, and its calls live on.
 */
export async function mortalReal(
  named: NamedFreeswitch,
  startCommand: string,
  clock: Clock,
): Promise<MortalFreeswitch> {
  const { host, port, password, gateway, recordingsFolder, soundsFolder } = named;
  const settings = {
    clock,
    host,
    password,
    recordingsFolder,
    soundsFolder,
    trunkGateway: (trunkId: string) => (trunkId === FAKE_TRUNK ? { gateway } : null),
  };
  const timing = { minBackoffMs: 100, maxBackoffMs: 1000 };
  if (startCommand !== '') {
    return {
      id: ID,
      death: 'its process is killed (SIGKILL) and started anew',
      server: makeFreeswitchServer(port, { ...settings, timing }),
      phones: named.agents,
      async die() {
        const pid = await processOf(named);
        process.kill(pid, 'SIGKILL');
        await until(async () => (await nameOf(pid)) !== 'freeswitch' || `the end of process ${pid}`);
      },
      comeBack: () => run(startCommand),
      close: async () => undefined,
    };
  }
  const link = await makeCutLink(`http://${host}:${port}`);
  return {
    id: ID,
    death: 'the link to it is cut',
    server: makeFreeswitchServer(Number(new URL(link.address).port), {
      ...settings,
      timing,
      host: '127.0.0.1',
    }),
    phones: named.agents,
    die: () => link.cut(),
    comeBack: () => link.mend(),
    close: () => link.close(),
  };
}

/** The id that it wrote into its own folder; this machine's, and a FreeSWITCH's, or nothing is killed. */
async function processOf(named: NamedFreeswitch): Promise<number> {
  const folder = await askFreeswitch(named, 'global_getvar run_dir');
  const pid = Number(await readFile(join(folder, 'freeswitch.pid'), 'utf8'));
  const name = await nameOf(pid);
  if (name !== 'freeswitch') {
    throw new Error(`Process ${pid} of ${folder}/freeswitch.pid is '${name}', no FreeSWITCH of this machine`);
  }
  return pid;
}

async function nameOf(pid: number): Promise<string> {
  return (await readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')).trim();
}

/** One command to it, and what it says. */
export async function askFreeswitch(
  { host, port, password }: NamedFreeswitch,
  line: string,
): Promise<string> {
  const session = await new Promise<EslSession>((resolve, reject) => {
    const entering = new EslSession(
      {
        server: { host, port, password },
        clock: new SystemClock(),
        rng: makeSeededRng('ask'),
        events: 'HEARTBEAT',
        commandDeadlineMs: 4000,
      },
      { up: () => resolve(entering), down: reject, event: () => undefined },
    );
    entering.start();
  });
  try {
    return await session.api(line);
  } finally {
    session.close();
  }
}

async function run(command: string): Promise<void> {
  const child = spawn('sh', ['-c', command], { stdio: 'ignore', timeout: START_MS });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0) throw new Error(`'${command}' ended with ${code}`);
}
