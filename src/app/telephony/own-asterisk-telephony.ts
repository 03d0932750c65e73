import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AsteriskMediaServer } from '../../adapters/asterisk/asterisk-media-server.js';
import { findAsterisk, findDebianProgram } from '../../adapters/asterisk-process/asterisk-installation.js';
import { AsteriskProcess } from '../../adapters/asterisk-process/asterisk-process.js';
import { claimPortBlock } from '../../adapters/asterisk-process/port-block.js';
import { makeAudio, SippProcess } from '../../adapters/asterisk-process/sipp-process.js';
import { parseMediaServerId } from '../../core/kernel/ids.js';
import type { Rng } from '../../core/kernel/rng.js';
import type { Clock } from '../../ports/clock.js';
import { fatedNumber, metBehind } from './demo-numbers.js';
import type { Telephony } from './telephony.js';

export interface OwnAsteriskOptions {
  readonly clock: Clock;
  readonly rng: Rng;
  readonly seed: string;
  /** The checkout, with scripts/, sipp/ and asterisk-config/. */
  readonly rootFolder: string;
  /** Fetched programs are kept here between runs. */
  readonly cacheFolder: string;
  readonly dataFolder: string;
  readonly agents: number;
  readonly say: (text: string) => void;
}

const LOOPBACK = '127.0.0.1';
const DEMO_ENDPOINT = 'cadencia-demo';
const ARI_USER = 'cadencia';
const ARI_APP = 'cadencia';
/** First sound ports of SIPp's customers and phones; it skips those that are taken. */
const CUSTOMER_SOUND = 33_000;
const PHONE_SOUND = 46_000;
const SOUND_SPREAD = 10_000;

/**
 * An Asterisk of our own on loopback with SIPp as the public network and as the agents' phones. Everything dies with
 * this process; rejects with DLR_PROGRAM_MISSING where the programs cannot be had.
 */
export async function ownAsteriskTelephony(options: OwnAsteriskOptions): Promise<Telephony> {
  const { rootFolder, cacheFolder, dataFolder, say } = options;
  const sources = {
    rootFolder,
    cacheFolder,
    onFetch: (what: string) => say(`Fetching ${what} (kept for the next start)`),
  };
  const installation = await findAsterisk(sources);
  const sipp = await findDebianProgram(sources, 'sip-tester', 'sipp');
  const runFolder = join(dataFolder, 'asterisk');
  const audioFolder = join(cacheFolder, 'audio');
  await makeAudio(rootFolder, audioFolder);
  const ports = await claimPortBlock();
  const closers: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) {
      await close();
    }
    ports.release();
  };
  try {
    const sound = ports.sipPort % SOUND_SPREAD;
    const common = { rootFolder, sipp, runFolder: join(runFolder, 'sipp'), audioFolder };
    const customers = {
      ...common,
      scenario: 'customers',
      port: ports.customersPort,
      mediaPort: CUSTOMER_SOUND + sound,
    } as const;
    const phones = {
      ...common,
      scenario: 'agents',
      port: ports.phonesPort,
      mediaPort: PHONE_SOUND + sound,
    } as const;
    for (const sippOptions of [customers, phones]) {
      const started = await SippProcess.start(sippOptions);
      closers.push(() => started.stop());
    }
    const password = randomBytes(18).toString('hex');
    const asterisk = await AsteriskProcess.start({
      rootFolder,
      installation,
      settings: settingsOf(options, ports, runFolder, audioFolder, password),
    });
    closers.push(() => asterisk.stop());
    const version = (await asterisk.run('core show version')).split(' built')[0]?.trim() ?? 'Asterisk';
    return telephonyOf(options, asterisk, password, version, ports.customersPort, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

function settingsOf(
  options: OwnAsteriskOptions,
  ports: Awaited<ReturnType<typeof claimPortBlock>>,
  runFolder: string,
  musicFolder: string,
  ariPassword: string,
) {
  return {
    runFolder,
    bindAddress: LOOPBACK,
    httpPort: ports.httpPort,
    sipPort: ports.sipPort,
    rtpStart: ports.rtpStart,
    rtpEnd: ports.rtpEnd,
    ariUser: ARI_USER,
    ariPassword,
    stasisApp: ARI_APP,
    systemName: 'demo',
    trunks: [{ name: DEMO_ENDPOINT, host: LOOPBACK, port: ports.customersPort }],
    agents: Array.from({ length: options.agents }, (_, index) => ({
      name: phoneName(index + 1),
      kind: 'fixed' as const,
      contact: `sip:${phoneName(index + 1)}@${LOOPBACK}:${ports.phonesPort}`,
    })),
    musicFolder,
  };
}

function phoneName(index: number): string {
  return `demo-${String(index).padStart(3, '0')}`;
}

function telephonyOf(
  options: OwnAsteriskOptions,
  asterisk: AsteriskProcess,
  password: string,
  version: string,
  demoPort: number,
  stop: () => Promise<void>,
): Telephony {
  const { clock, rng, seed } = options;
  const server = new AsteriskMediaServer({
    id: parseMediaServerId('asterisk'),
    url: new URL(asterisk.ariUrl).origin,
    user: ARI_USER,
    password,
    app: ARI_APP,
    clock,
    rng,
    trunkEndpoint: () => ({ endpoint: DEMO_ENDPOINT }),
  });
  return {
    servers: [server],
    description: `${version} of our own on loopback, with SIPp as the public network`,
    demoHost: LOOPBACK,
    demoPort,
    demoNumber: (index) => fatedNumber(seed, index),
    agentEndpoint: (index) => `PJSIP/${phoneName(index)}`,
    whoIsOn: (_leg, phone) => metBehind(phone, rng),
    stop,
  };
}
