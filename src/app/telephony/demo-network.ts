import { join } from 'node:path';
import { findDebianProgram } from '../../adapters/asterisk-process/asterisk-installation.js';
import { claimPortBlock, type PortBlock } from '../../adapters/asterisk-process/port-block.js';
import { makeAudio, SippProcess } from '../../adapters/asterisk-process/sipp-process.js';

export interface DemoNetworkOptions {
  /** The checkout, with scripts/ and sipp/. */
  readonly rootFolder: string;
  /** Fetched programs are kept here between runs. */
  readonly cacheFolder: string;
  /** Logs of this run go below. */
  readonly runFolder: string;
  readonly say: (text: string) => void;
  /** Gives the fetching up. */
  readonly signal: AbortSignal;
}

/** The public network and the agents' telephones of a demo, played by SIPp on loopback. */
export interface DemoNetwork {
  readonly ports: PortBlock;
  readonly audioFolder: string;
  readonly customers: SippProcess;
  readonly phones: SippProcess;
  /** Idempotent. */
  stop(): Promise<void>;
}

export const LOOPBACK = '127.0.0.1';
/** The PJSIP endpoint, and its AOR, that lead to the demo's customers. */
export const DEMO_ENDPOINT = 'cadencia-demo';
/** First sound ports of SIPp's customers and phones; it skips those that are taken. */
const CUSTOMER_SOUND = 33_000;
const PHONE_SOUND = 46_000;
const SOUND_SPREAD = 10_000;

/** Where the cache lies below a checkout. */
export function cacheFolderOf(rootFolder: string): string {
  return join(rootFolder, '.cache');
}

/** How the fetching of programs is told to the person who waits. */
export function fetchSources(options: Omit<DemoNetworkOptions, 'runFolder'>) {
  const { rootFolder, cacheFolder, say, signal } = options;
  const onFetch = (what: string): void => say(`Fetching ${what} (kept for the next start)`);
  return { rootFolder, cacheFolder, onFetch, signal };
}

/** Starts both; everything dies with this process. Rejects with DLR_PROGRAM_MISSING where SIPp cannot be had. */
export async function startDemoNetwork(options: DemoNetworkOptions): Promise<DemoNetwork> {
  const { rootFolder, cacheFolder, runFolder } = options;
  const sipp = await findDebianProgram(fetchSources(options), 'sip-tester', 'sipp');
  const audioFolder = join(cacheFolder, 'audio');
  await makeAudio(rootFolder, audioFolder);
  const ports = await claimPortBlock();
  const started: SippProcess[] = [];
  const stop = async (): Promise<void> => {
    for (const one of started.splice(0).reverse()) {
      await one.stop();
    }
    ports.release();
  };
  const start = async (scenario: 'customers' | 'agents', port: number, firstSound: number) => {
    const mediaPort = firstSound + (ports.sipPort % SOUND_SPREAD);
    const one = await SippProcess.start({
      rootFolder,
      sipp,
      scenario,
      runFolder: join(runFolder, 'sipp'),
      audioFolder,
      port,
      mediaPort,
    });
    started.push(one);
    return one;
  };
  try {
    const customers = await start('customers', ports.customersPort, CUSTOMER_SOUND);
    const phones = await start('agents', ports.phonesPort, PHONE_SOUND);
    return { ports, audioFolder, customers, phones, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
