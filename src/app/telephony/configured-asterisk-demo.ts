import { randomInt } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseApplicationChannels } from '../../adapters/asterisk/ari-codec.js';
import { type AriCallee, callAriOnce } from '../../adapters/asterisk/ari-one-call.js';
import { AsteriskMediaServer } from '../../adapters/asterisk/asterisk-media-server.js';
import { AsteriskPushConfiguration } from '../../adapters/asterisk/asterisk-push-configuration.js';
import type { SippProcess } from '../../adapters/asterisk-process/sipp-process.js';
import { type DataFolderLock, lockDataFolder } from '../../adapters/data-folder/data-folder-lock.js';
import type { Config } from '../../config/config.js';
import { CadenciaError, isCadenciaError } from '../../core/kernel/errors.js';
import { parseMediaServerId } from '../../core/kernel/ids.js';
import { SECOND } from '../../core/kernel/time.js';
import { DEMO_TRUNK } from '../demo/demo-trunk.js';
import { DemoEndpoints, demoPhoneName } from './demo-endpoints.js';
import { DEMO_ENDPOINT, type DemoNetwork, LOOPBACK, startDemoNetwork } from './demo-network.js';
import { fatedNumber, metBehind } from './demo-numbers.js';
import type { AsteriskDemoOptions } from './own-asterisk-telephony.js';
import type { Telephony } from './telephony.js';

/** A demo has one trunk, which is its own. */
export type ConfiguredServer = Omit<Config['asterisk']['servers'][number], 'trunks'>;

/** The demo's own Stasis application: an engine that works on the same Asterisk keeps its own. */
export const DEMO_APP = 'cadencia-demo';
/** One request; a server that is down must not hold the demo up. */
const REQUEST_MS = 4 * SECOND;
/** From the probe's originate to its INVITE in SIPp's log. */
const PROBE_MS = 6 * SECOND;
const LOOK_EVERY_MS = 100;

/**
 * The user's Asterisk on this machine as the switch of the demo: its trunk, its telephones and its application are
 * added beside the user's and taken away at the end. Rejects when the server is away, refuses them, or does not reach
 * this machine's loopback.
 */
export async function configuredAsteriskDemo(
  options: AsteriskDemoOptions,
  configured: ConfiguredServer,
): Promise<Telephony> {
  const { clock } = options;
  const server = { url: configured.url, user: configured.user, password: configured.password, app: DEMO_APP };
  const callee = { server, clock, deadlineMs: REQUEST_MS };
  const version = versionIn(
    await callAriOnce(callee, { method: 'GET', path: ['asterisk', 'info'], query: { only: 'system' } }),
  );
  const lock = await lockDemo(configured.url);
  const closers: (() => Promise<void>)[] = [() => lock.release()];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) {
      await close();
    }
  };
  try {
    const network = await startDemoNetwork({ ...options, runFolder: join(options.dataFolder, 'asterisk') });
    closers.push(() => network.stop());
    const endpoints = new DemoEndpoints(new AsteriskPushConfiguration(callee), {
      customersPort: network.ports.customersPort,
      phonesPort: network.ports.phonesPort,
      agents: options.agents,
    });
    // A server that is away has lost them with its memory; a later run writes over what it kept.
    closers.push(() => endpoints.remove().catch(() => undefined));
    closers.push(() => hangUpAll(callee).catch(() => undefined));
    await hangUpAll(callee);
    await endpoints.ensure();
    await probe(callee, network.customers);
    return telephonyOf(options, configured, version, endpoints, network, stop);
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Two demos would lead the one endpoint to two places; it ends with its process. */
async function lockDemo(url: string): Promise<DataFolderLock> {
  const { port } = new URL(url);
  try {
    return await lockDataFolder(join(tmpdir(), `cadencia-demo-${port}`));
  } catch (error) {
    if (!isCadenciaError(error, 'DLR_DATA_FOLDER_BUSY')) {
      throw error;
    }
    throw new CadenciaError('DLR_STATE_CONFLICT', {
      detail: 'Another demo runs on this Asterisk.',
      cause: error,
    });
  }
}

/** Legs of the demo whose other end, SIPp, is gone or about to go: nothing else would ever end them. */
async function hangUpAll(callee: AriCallee): Promise<void> {
  const path = ['applications', DEMO_APP];
  const application = await callAriOnce(callee, { method: 'GET', path }).catch(goneIsNothing);
  for (const channelId of parseApplicationChannels(application) ?? []) {
    await callAriOnce(callee, { method: 'DELETE', path: ['channels', channelId] }).catch(goneIsNothing);
  }
}

function goneIsNothing(error: unknown): null {
  if (isCadenciaError(error, 'DLR_MEDIA_GONE')) {
    return null;
  }
  throw error;
}

function telephonyOf(
  options: AsteriskDemoOptions,
  configured: ConfiguredServer,
  version: string,
  endpoints: DemoEndpoints,
  network: DemoNetwork,
  stop: () => Promise<void>,
): Telephony {
  const { clock, rng, seed } = options;
  const server = new AsteriskMediaServer({
    id: parseMediaServerId(configured.id),
    url: configured.url,
    user: configured.user,
    password: configured.password,
    app: DEMO_APP,
    amdContext: configured.amdContext,
    clock,
    rng,
    trunkEndpoint: (trunkId) => (trunkId === DEMO_TRUNK ? { endpoint: DEMO_ENDPOINT } : null),
    // An Asterisk that restarted has forgotten them, and no call may leave before they are checked anew.
    prepare: () => endpoints.ensure(),
  });
  return {
    servers: [server],
    webPhones: null,
    description: `your Asterisk ${version} '${configured.id}' (${configured.url}), beside its own trunks, with SIPp on loopback as the public network`,
    demoHost: LOOPBACK,
    demoPort: network.ports.customersPort,
    demoNumber: (index) => fatedNumber(seed, index),
    agentEndpoint: (index) => `PJSIP/${demoPhoneName(index)}`,
    whoIsOn: (_leg, phone) => metBehind(phone, rng),
    stop,
  };
}

/** An address on loopback may be a container's or a tunnel's: only a call that arrives tells. */
async function probe(callee: AriCallee, customers: SippProcess): Promise<void> {
  const { clock, server } = callee;
  // No other run has dialled it; its last digits make SIPp answer 404 at once.
  const number = `55119${randomInt(100_000, 1_000_000)}85`;
  await callAriOnce(callee, {
    method: 'POST',
    path: ['channels'],
    query: { endpoint: `PJSIP/${number}@${DEMO_ENDPOINT}`, app: DEMO_APP, timeout: '3' },
  });
  const deadline = clock.now() + PROBE_MS;
  while (!(await customers.events()).some((event) => event.number === number)) {
    if (clock.now() >= deadline) {
      throw new CadenciaError('DLR_MEDIA_REFUSED', {
        detail: `The Asterisk at ${server.url} did not reach SIPp on this machine's loopback within ${PROBE_MS / SECOND} s: it runs in a container or behind a tunnel, or has no UDP transport.`,
      });
    }
    await new Promise((resolve) => clock.setTimer(LOOK_EVERY_MS, () => resolve(undefined)));
  }
}

function versionIn(info: unknown): string {
  const system = (info as { system?: { version?: unknown } } | null)?.system;
  return typeof system?.version === 'string' ? system.version : '';
}
