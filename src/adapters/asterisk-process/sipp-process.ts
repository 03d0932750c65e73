import { execFile } from 'node:child_process';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { StartableProgram } from './asterisk-installation.js';
import { readLogTail } from './log-tail.js';
import { OwnedProcess } from './owned-process.js';
import { isUdpPortBound, type ProcessUsage, readHardFileLimit, readProcessUsage } from './process-usage.js';

export const SIPP_SCENARIOS = ['customers', 'agents'] as const;
export type SippScenario = (typeof SIPP_SCENARIOS)[number];

export interface StartSippOptions {
  readonly rootFolder: string;
  readonly sipp: StartableProgram;
  readonly scenario: SippScenario;
  /** Where it writes its logs. */
  readonly runFolder: string;
  /** Where scripts/make-audio.mjs wrote the sound. */
  readonly audioFolder: string;
  readonly port: number;
  /** First port for sound; SIPp goes upwards from here, two a call. */
  readonly mediaPort: number;
  /** @default 3000 */
  readonly mostCalls?: number;
}

/** One line of what SIPp did, in its own words: see sipp/README.md for the events. */
export interface SippEvent {
  readonly atMs: number;
  readonly sipCallId: string;
  /** The user part of the called address. */
  readonly number: string;
  readonly event: string;
}

const START_DEADLINE_MS = 10_000;
const PROBE_INTERVAL_MS = 20;
const STOP_GRACE_MS = 1_500;
const AUDIO_DEADLINE_MS = 60_000;
/** One for SIP is shared; sound takes two, and one is spare. */
const FILES_PER_CALL = 3;
const SPARE_FILES = 200;

/** Writes the sound files that the scenarios play; about half a second. */
export async function makeAudio(rootFolder: string, audioFolder: string): Promise<void> {
  const script = join(rootFolder, 'scripts/make-audio.mjs');
  await promisify(execFile)(process.execPath, [script, audioFolder], { timeout: AUDIO_DEADLINE_MS });
}

/**
 * A SIPp that takes calls by one of the scenarios in sipp/. Its watchdog is off: it ends SIPp, and with it every call,
 * after some dozen moments in which a busy machine let it wait for half a second.
 */
export class SippProcess {
  readonly port: number;
  readonly #process: OwnedProcess;
  readonly #logFile: string;
  readonly #errorFile: string;

  private constructor(port: number, owned: OwnedProcess, logFile: string, errorFile: string) {
    this.port = port;
    this.#process = owned;
    this.#logFile = logFile;
    this.#errorFile = errorFile;
  }

  get pid(): number {
    return this.#process.pid;
  }

  /** Starts it and waits until it listens. */
  static async start(options: StartSippOptions): Promise<SippProcess> {
    const { scenario, runFolder, port } = options;
    await mkdir(runFolder, { recursive: true, mode: 0o700 });
    const logFile = join(runFolder, `${scenario}.log`);
    const errorFile = join(runFolder, `${scenario}.errors`);
    const outputFile = join(runFolder, `${scenario}.output`);
    const affordable = Math.floor(((await readHardFileLimit()) - SPARE_FILES) / FILES_PER_CALL);
    const mostCalls = Math.max(10, Math.min(options.mostCalls ?? 3_000, affordable));
    const owned = await OwnedProcess.start({
      program: options.sipp.program,
      // biome-ignore format: one option and its value a line
      programArguments: [
        ...options.sipp.programArguments,
        '-sf', join(options.rootFolder, 'sipp', `${scenario}.xml`),
        '-i', '127.0.0.1', '-p', String(port),
        '-mi', '127.0.0.1', '-mp', String(options.mediaPort),
        '-l', String(mostCalls),
        '-nostdin', '-aa',
        '-watchdog_interval', '0',
        '-trace_err', '-error_file', errorFile,
        '-trace_logs', '-log_file', logFile,
      ],
      folder: options.audioFolder,
      outputFile,
    });
    const deadline = performance.now() + START_DEADLINE_MS;
    while (!(await isUdpPortBound(port))) {
      if (!owned.isRunning || performance.now() > deadline) {
        const how = owned.isRunning
          ? `did not listen within ${START_DEADLINE_MS / 1000} s`
          : await owned.ended;
        await owned.stop(STOP_GRACE_MS);
        throw new CadenciaError('DLR_START_TIMEOUT', {
          detail: `SIPp (${scenario}, port ${port}) ${how}. It said:\n${await readLogTail(outputFile, 6)}`,
          fields: { port, scenario },
        });
      }
      await new Promise<void>((resolve) => {
        setTimeout(resolve, PROBE_INTERVAL_MS);
      });
    }
    return new SippProcess(port, owned, logFile, errorFile);
  }

  /** What it did so far, in order: the network's own word on each call. */
  async events(): Promise<readonly SippEvent[]> {
    return parseSippLog(await readFile(this.#logFile, 'utf8').catch(() => ''));
  }

  /** Messages it did not expect; empty when all went by the scenario. */
  async errors(): Promise<string> {
    return readFile(this.#errorFile, 'utf8').catch(() => '');
  }

  async usage(): Promise<ProcessUsage | undefined> {
    return readProcessUsage(this.pid);
  }

  /** Ends it. Calls in progress are not hung up. Idempotent. */
  async stop(): Promise<void> {
    await this.#process.stop(STOP_GRACE_MS);
  }
}

/** Reads lines `time;Call-ID;sip:number;event`; others, and a last line still being written, are left out. */
export function parseSippLog(text: string): readonly SippEvent[] {
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => {
      const [time = '', sipCallId, address, event] = line.split(';');
      const atMs = parseSippTime(time);
      if (sipCallId === undefined || address === undefined || event === undefined || atMs === undefined)
        return [];
      return [{ atMs, sipCallId, number: address.replace(/^sips?:/, ''), event: event.trim() }];
    });
}

/** SIPp writes local time, with a tab and the seconds since 1970 behind it. */
function parseSippTime(text: string): number | undefined {
  const seconds = text.match(/(\d{9,}\.\d+)\s*$/)?.[1];
  if (seconds !== undefined) return Math.round(Number(seconds) * 1000);
  const atMs = Date.parse(text.trim().replace(' ', 'T'));
  return Number.isNaN(atMs) ? undefined : atMs;
}
