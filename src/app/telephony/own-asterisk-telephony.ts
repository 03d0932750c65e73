import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { AsteriskMediaServer } from '../../adapters/asterisk/asterisk-media-server.js';
import { AsteriskPushConfiguration } from '../../adapters/asterisk/asterisk-push-configuration.js';
import { AsteriskWebPhones } from '../../adapters/asterisk/asterisk-web-phones.js';
import { findAsterisk } from '../../adapters/asterisk-process/asterisk-installation.js';
import { AsteriskProcess } from '../../adapters/asterisk-process/asterisk-process.js';
import { loopbackCandidates } from '../../adapters/asterisk-process/loopback-candidates.js';
import { parseMediaServerId } from '../../core/kernel/ids.js';
import type { Rng } from '../../core/kernel/rng.js';
import { SECOND } from '../../core/kernel/time.js';
import type { Clock } from '../../ports/clock.js';
import { DEMO_TRUNK } from '../demo/demo-trunk.js';
import { DEMO_ENDPOINT, type DemoNetwork, fetchSources, LOOPBACK, startDemoNetwork } from './demo-network.js';
import { fatedNumber, metBehind } from './demo-numbers.js';
import type { Telephony } from './telephony.js';

export interface AsteriskDemoOptions {
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
  /** Gives the fetching of programs up. */
  readonly signal: AbortSignal;
}

const ARI_USER = 'cadencia';
const ARI_APP = 'cadencia';
const REQUEST_MS = 4 * SECOND;

/**
 * An Asterisk of our own on loopback with SIPp as the public network and as the agents' phones. Everything dies with
 * this process; rejects with DLR_PROGRAM_MISSING where the programs cannot be had.
 */
export async function ownAsteriskTelephony(options: AsteriskDemoOptions): Promise<Telephony> {
  const { rootFolder } = options;
  const runFolder = join(options.dataFolder, 'asterisk');
  const installation = await findAsterisk(fetchSources(options));
  const network = await startDemoNetwork({ ...options, runFolder });
  try {
    const password = randomBytes(18).toString('hex');
    const settings = settingsOf(options, network, runFolder, password);
    const asterisk = await AsteriskProcess.start({ rootFolder, installation, settings });
    const version = (await asterisk.run('core show version')).split(' built')[0]?.trim() ?? 'Asterisk';
    return telephonyOf(options, asterisk, network, password, version);
  } catch (error) {
    await network.stop();
    throw error;
  }
}

function settingsOf(
  options: AsteriskDemoOptions,
  network: DemoNetwork,
  runFolder: string,
  ariPassword: string,
) {
  const { ports, audioFolder } = network;
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
    iceHostCandidates: loopbackCandidates(),
    musicFolder: audioFolder,
  };
}

function phoneName(index: number): string {
  return `demo-${String(index).padStart(3, '0')}`;
}

function telephonyOf(
  options: AsteriskDemoOptions,
  asterisk: AsteriskProcess,
  network: DemoNetwork,
  password: string,
  version: string,
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
    trunkEndpoint: (trunkId) => (trunkId === DEMO_TRUNK ? { endpoint: DEMO_ENDPOINT } : null),
  });
  const ari = { url: new URL(asterisk.ariUrl).origin, user: ARI_USER, password, app: ARI_APP };
  const push = new AsteriskPushConfiguration({ server: ari, clock, deadlineMs: REQUEST_MS });
  return {
    servers: [server],
    webPhones: new AsteriskWebPhones({ push, url: ari.url, mediaAddress: LOOPBACK }),
    recordingsFolder: asterisk.folders.recordings,
    description: `${version} of our own on loopback, with SIPp as the public network`,
    demoHost: LOOPBACK,
    demoPort: network.ports.customersPort,
    demoNumber: (index) => fatedNumber(seed, index),
    agentEndpoint: (index) => `PJSIP/${phoneName(index)}`,
    whoIsOn: (_leg, phone) => metBehind(phone, rng),
    stop: async () => {
      await asterisk.stop();
      await network.stop();
    },
  };
}
