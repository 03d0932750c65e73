import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { AgentPhoneSettings } from '../../src/adapters/asterisk-process/asterisk-configuration.js';
import {
  findAsterisk,
  findDebianProgram,
} from '../../src/adapters/asterisk-process/asterisk-installation.js';
import { AsteriskProcess } from '../../src/adapters/asterisk-process/asterisk-process.js';
import { loopbackCandidates } from '../../src/adapters/asterisk-process/loopback-candidates.js';
import { claimPortBlock } from '../../src/adapters/asterisk-process/port-block.js';
import { makeAudio, SippProcess } from '../../src/adapters/asterisk-process/sipp-process.js';
import { packagePath } from './package-folder.js';
import { SipCallers } from './sip-callers.js';

/** The checkout, also for the compiled benches. */
export const ROOT_FOLDER = packagePath();

/** Where programs fetched by the tests are kept between runs. */
export const CACHE_FOLDER = resolve(process.env['CADENCIA_CACHE'] ?? join(ROOT_FOLDER, '.cache'));

export interface TelephonyLabOptions {
  /** Telephones played by SIPp, which answer at once: their names. @default [] */
  readonly agents?: readonly string[];
  /** Telephones that register by WebSocket or UDP. @default [] */
  readonly registeringAgents?: readonly Extract<AgentPhoneSettings, { password: string }>[];
  /** Names of trunks; all lead to the same public network. @default ['operadora'] */
  readonly trunks?: readonly string[];
  /** Trunks that lead to a port of this machine. @default none */
  readonly ownTrunks?: readonly { readonly name: string; readonly port: number }[];
  /** @default 900 */
  readonly rtpPorts?: number;
  /** Outlives this process; see AsteriskProcess.adopt. @default false */
  readonly detached?: boolean;
  /** Keeps the folder after stop(). @default false */
  readonly keepFolder?: boolean;
}

/** What Asterisk's own records say of one channel: the call record's disposition, the channel events' times and cause. */
export interface AsteriskCall {
  /** The channel id it was originated with. */
  readonly uniqueId: string;
  readonly channel: string;
  readonly startSeconds: number;
  /** Undefined when it was never answered. */
  readonly answerSeconds: number | undefined;
  /** When it first joined somebody; undefined when it never did. */
  readonly bridgeSeconds: number | undefined;
  readonly endSeconds: number;
  /** Q.850. */
  readonly hangupCause: number;
  /** ANSWERED, NO ANSWER, BUSY, FAILED or CONGESTION. */
  readonly disposition: string;
  readonly userField: string;
}

export interface TelephonyLab {
  readonly asterisk: AsteriskProcess;
  /** The public network (sipp/customers.xml). */
  readonly customers: SippProcess;
  /** The agents' telephones (sipp/agents.xml). */
  readonly phones: SippProcess;
  /** A carrier's side from which calls come in. */
  readonly callers: SipCallers;
  readonly ariUrl: string;
  readonly user: string;
  readonly password: string;
  readonly httpPort: number;
  readonly sipPort: number;
  readonly runFolder: string;
  readonly cdrFile: string;
  readonly celFile: string;
  readonly recordingsFolder: string;
  /** The calls that have ended so far, by Asterisk's own records. */
  calls(): Promise<readonly AsteriskCall[]>;
  /** Starts Asterisk anew on the same ports and settings, after a stop() or kill() of `asterisk`. */
  restartAsterisk(): Promise<AsteriskProcess>;
  /** Stops everything and deletes the folder. Idempotent. */
  stop(): Promise<void>;
}

/** A real Asterisk with SIPp as the public network and as the agents' telephones, on free loopback ports. */
export async function startTelephonyLab(options: TelephonyLabOptions = {}): Promise<TelephonyLab> {
  const sources = { cacheFolder: CACHE_FOLDER, rootFolder: ROOT_FOLDER };
  const installation = await findAsterisk(sources);
  const sipp = await findDebianProgram(sources, 'sip-tester', 'sipp');
  const audioFolder = join(CACHE_FOLDER, 'audio');
  await makeAudio(ROOT_FOLDER, audioFolder);

  const runFolder = await mkdtemp(join(tmpdir(), 'cadencia-lab-'));
  const ports = await claimPortBlock(options.rtpPorts);
  const closers: (() => Promise<void>)[] = [];
  const stop = async (): Promise<void> => {
    for (const close of closers.splice(0).reverse()) await close();
    ports.release();
    if (options.keepFolder !== true) await rm(runFolder, { recursive: true, force: true });
  };
  try {
    const startSipp = async (scenario: 'customers' | 'agents', port: number, mediaPort: number) => {
      const started = await SippProcess.start({
        rootFolder: ROOT_FOLDER,
        sipp,
        scenario,
        runFolder: join(runFolder, 'sipp'),
        audioFolder,
        port,
        mediaPort,
      });
      closers.push(() => started.stop());
      return started;
    };
    // Sound of the customers and of the telephones starts in ranges of its own; SIPp skips ports that are taken.
    const customers = await startSipp('customers', ports.customersPort, 33_000 + (ports.sipPort % 10_000));
    const phones = await startSipp('agents', ports.phonesPort, 46_000 + (ports.sipPort % 10_000));
    const callers = await SipCallers.open(ports.callersPort, ports.sipPort);
    closers.push(() => callers.close());
    const settings = {
      runFolder,
      bindAddress: '127.0.0.1',
      httpPort: ports.httpPort,
      sipPort: ports.sipPort,
      rtpStart: ports.rtpStart,
      rtpEnd: ports.rtpEnd,
      ariUser: 'cadencia',
      ariPassword: 'senha-do-laboratorio',
      systemName: 'lab',
      trunks: [
        ...(options.trunks ?? ['operadora']).map((name) => ({
          name,
          host: '127.0.0.1',
          port: ports.customersPort,
        })),
        ...(options.ownTrunks ?? []).map(({ name, port }) => ({ name, host: '127.0.0.1', port })),
        { name: 'entrada', host: '127.0.0.1', port: ports.callersPort },
      ],
      agents: [
        ...(options.agents ?? []).map((name) => ({
          name,
          kind: 'fixed' as const,
          contact: `sip:${name}@127.0.0.1:${ports.phonesPort}`,
        })),
        ...(options.registeringAgents ?? []),
      ],
      iceHostCandidates: loopbackCandidates(),
      musicFolder: audioFolder,
    };
    const start = async (): Promise<AsteriskProcess> => {
      const started = await AsteriskProcess.start({
        rootFolder: ROOT_FOLDER,
        installation,
        settings,
        detached: options.detached ?? false,
      });
      closers.push(() => started.stop());
      return started;
    };
    const asterisk = await start();
    return {
      asterisk,
      customers,
      phones,
      callers,
      ariUrl: asterisk.ariUrl,
      user: settings.ariUser,
      password: settings.ariPassword,
      httpPort: settings.httpPort,
      sipPort: settings.sipPort,
      runFolder,
      cdrFile: asterisk.folders.cdrFile,
      celFile: asterisk.folders.celFile,
      recordingsFolder: asterisk.folders.recordings,
      calls: () => readCalls(asterisk.folders.cdrFile, asterisk.folders.celFile),
      restartAsterisk: start,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function splitCsvLine(line: string): readonly string[] {
  return [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, field = '']) =>
    field.startsWith('"') ? field.slice(1, -1).replaceAll('""', '"') : field,
  );
}

async function readLines(file: string): Promise<readonly (readonly string[])[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').slice(0, -1).map(splitCsvLine);
}

/**
 * Reads Asterisk's own records. A customer's call record ends where the customer joins an agent's waiting leg, so the
 * times come from the channel events.
 */
export async function readCalls(cdrFile: string, celFile: string): Promise<readonly AsteriskCall[]> {
  const records = new Map<string, { disposition: string; userField: string }>();
  for (const fields of await readLines(cdrFile)) {
    const [uniqueId = '', , , , , , disposition = '', , userField = ''] = fields;
    const known = records.get(uniqueId);
    if (known === undefined || disposition === 'ANSWERED')
      records.set(uniqueId, { userField, ...known, disposition });
  }
  const started = new Map<string, number>();
  const answered = new Map<string, number>();
  const bridged = new Map<string, number>();
  const calls: AsteriskCall[] = [];
  for (const [event, time, uniqueId = '', , channel = '', extra = ''] of await readLines(celFile)) {
    const atSeconds = Number(time);
    if (event === 'CHAN_START') started.set(uniqueId, atSeconds);
    if (event === 'ANSWER' && !answered.has(uniqueId)) answered.set(uniqueId, atSeconds);
    if (event === 'BRIDGE_ENTER' && !bridged.has(uniqueId)) bridged.set(uniqueId, atSeconds);
    if (event !== 'HANGUP') continue;
    calls.push({
      uniqueId,
      channel,
      startSeconds: started.get(uniqueId) ?? Number.NaN,
      answerSeconds: answered.get(uniqueId),
      bridgeSeconds: bridged.get(uniqueId),
      endSeconds: atSeconds,
      hangupCause: (JSON.parse(extra) as { hangupcause: number }).hangupcause,
      disposition: records.get(uniqueId)?.disposition ?? '',
      userField: records.get(uniqueId)?.userField ?? '',
    });
  }
  return calls;
}
