import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { CadenciaError } from '../../core/kernel/errors.js';
import {
  type AsteriskFolders,
  type AsteriskSettings,
  asteriskFolders,
  renderAsteriskConfiguration,
  writeEndpoints,
} from './asterisk-configuration.js';
import type { AsteriskInstallation } from './asterisk-installation.js';
import { readLogTail } from './log-tail.js';
import { OwnedProcess } from './owned-process.js';
import { type ProcessUsage, readProcessUsage, readStartTicks } from './process-usage.js';
import { isDelivered } from './signal-delivery.js';

/** Measured: ARI answers 0.6 to 1.7 s after the start; a machine that swaps needs more. */
const START_DEADLINE_MS = 30_000;
const PROBE_DEADLINE_MS = 2_000;
const PROBE_INTERVAL_MS = 50;
/** Asterisk hangs up its channels on SIGTERM, which takes about a second. */
const STOP_GRACE_MS = 5_000;
const COMMAND_DEADLINE_MS = 10_000;

export interface StartAsteriskOptions {
  readonly rootFolder: string;
  readonly installation: AsteriskInstallation;
  readonly settings: AsteriskSettings;
  /** Lives on when this process dies, to be adopted by the next one. @default false */
  readonly detached?: boolean;
}

/** What is kept in the run folder about a detached Asterisk, readable by the owner only. */
interface ProcessRecord {
  readonly pid: number;
  readonly startTicks: number;
  readonly settings: AsteriskSettings;
}

/** An Asterisk started or adopted by this process, which is its owner and stops it. */
export class AsteriskProcess {
  readonly pid: number;
  readonly settings: AsteriskSettings;
  readonly folders: AsteriskFolders;
  /** True when it already ran. */
  readonly isAdopted: boolean;
  readonly #installation: AsteriskInstallation;
  readonly #rootFolder: string;
  /** The child, or undefined for an adopted process, which is not our child. */
  readonly #child: OwnedProcess | undefined;

  private constructor(options: StartAsteriskOptions, pid: number, child: OwnedProcess | undefined) {
    this.pid = pid;
    this.settings = options.settings;
    this.folders = asteriskFolders(options.settings.runFolder);
    this.isAdopted = child === undefined;
    this.#installation = options.installation;
    this.#rootFolder = options.rootFolder;
    this.#child = child;
  }

  get ariUrl(): string {
    return ariUrlOf(this.settings);
  }

  /** Renders the configuration, starts Asterisk in the foreground and waits until ARI answers. */
  static async start(options: StartAsteriskOptions): Promise<AsteriskProcess> {
    const { installation, settings } = options;
    const folders = await renderAsteriskConfiguration(options.rootFolder, installation, settings);
    const outputFile = join(settings.runFolder, 'var/log/output');
    await mkdir(join(settings.runFolder, 'var/log'), { recursive: true });
    const child = await OwnedProcess.start({
      program: installation.program,
      programArguments: [...installation.programArguments, '-f', '-C', join(folders.etc, 'asterisk.conf')],
      folder: settings.runFolder,
      // One arena a core lets the memory of a busy hour grow to gigabytes that are never given back.
      environment: { MALLOC_ARENA_MAX: '2' },
      outputFile,
      detached: options.detached ?? false,
    });
    try {
      await waitForAri(settings, child);
    } catch (error) {
      await child.stop(STOP_GRACE_MS);
      const tail = `${await readLogTail(outputFile, 6)}\n${await readLogTail(folders.messagesLog)}`.trim();
      throw new CadenciaError('DLR_START_TIMEOUT', {
        detail: `Asterisk did not come up: ${error instanceof Error ? error.message : String(error)} Its log ends:\n${tail}`,
        fields: { httpPort: settings.httpPort, sipPort: settings.sipPort },
        cause: error,
      });
    }
    if (options.detached === true) await writeRecord(settings, child.pid);
    return new AsteriskProcess(options, child.pid, child);
  }

  /**
   * Takes over a detached Asterisk that outlived its former owner, with the settings it was started with; undefined
   * when there is none, or it does not answer.
   */
  static async adopt(
    rootFolder: string,
    installation: AsteriskInstallation,
    runFolder: string,
  ): Promise<AsteriskProcess | undefined> {
    const record = await readRecord(runFolder);
    if (record === undefined || (await readStartTicks(record.pid)) !== record.startTicks) return undefined;
    const answer = await probeAri(record.settings);
    if (answer !== 'ready') return undefined;
    return new AsteriskProcess(
      { rootFolder, installation, settings: record.settings },
      record.pid,
      undefined,
    );
  }

  /** Runs a command of Asterisk's console and returns what it printed. */
  async run(command: string): Promise<string> {
    const { program, programArguments } = this.#installation;
    const configuration = join(this.folders.etc, 'asterisk.conf');
    const { stdout } = await promisify(execFile)(
      program,
      [...programArguments, '-C', configuration, '-rx', command],
      { timeout: COMMAND_DEADLINE_MS },
    );
    return stdout;
  }

  /** Replaces trunks and agents while calls go on. */
  async replaceEndpoints(endpoints: Pick<AsteriskSettings, 'trunks' | 'agents'>): Promise<void> {
    await writeEndpoints(this.#rootFolder, { ...this.settings, ...endpoints });
    await this.run('module reload res_pjsip.so');
  }

  /** Memory and processor time; undefined once it has ended. */
  async usage(): Promise<ProcessUsage | undefined> {
    return readProcessUsage(this.pid);
  }

  /** The end of Asterisk's own log. */
  async logTail(lines?: number): Promise<string> {
    return readLogTail(this.folders.messagesLog, lines);
  }

  /** Asks it to end, insists after a grace time, and waits for the end. Idempotent. */
  async stop(): Promise<void> {
    await rm(recordFile(this.settings.runFolder), { force: true });
    if (this.#child !== undefined) await this.#child.stop(STOP_GRACE_MS);
    else await stopForeign(this.pid, this.settings.runFolder);
    if (!this.folders.control.startsWith(this.settings.runFolder)) {
      await rm(this.folders.control, { recursive: true, force: true });
    }
  }

  /** Ends it at once, as a crash would; for tests of recovery. */
  async kill(): Promise<void> {
    isDelivered(this.pid, 'SIGKILL');
    if (this.#child !== undefined) await this.#child.ended;
    else await waitUntilGone(this.pid, STOP_GRACE_MS);
  }
}

function recordFile(runFolder: string): string {
  return join(runFolder, 'asterisk-process.json');
}

async function writeRecord(settings: AsteriskSettings, pid: number): Promise<void> {
  const startTicks = await readStartTicks(pid);
  if (startTicks === undefined) return;
  const record: ProcessRecord = { pid, startTicks, settings };
  await writeFile(recordFile(settings.runFolder), JSON.stringify(record), { mode: 0o600 });
}

async function readRecord(runFolder: string): Promise<ProcessRecord | undefined> {
  const text = await readFile(recordFile(runFolder), 'utf8').catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    // Written by writeRecord; half a file after a crash is no record.
    const record = JSON.parse(text) as ProcessRecord;
    return Number.isInteger(record.pid) && record.settings.runFolder === runFolder ? record : undefined;
  } catch {
    return undefined;
  }
}

function ariUrlOf(settings: AsteriskSettings): string {
  return `http://${settings.bindAddress}:${settings.httpPort}/ari`;
}

/** Asks ARI once. 'refused' is an answer of another program, or of ours with another password. */
async function probeAri(settings: AsteriskSettings): Promise<'ready' | 'refused' | 'silent'> {
  const login = Buffer.from(`${settings.ariUser}:${settings.ariPassword}`).toString('base64');
  const answer = await fetch(`${ariUrlOf(settings)}/asterisk/info?only=status`, {
    headers: { authorization: `Basic ${login}` },
    signal: AbortSignal.timeout(PROBE_DEADLINE_MS),
  }).catch(() => undefined);
  if (answer === undefined) return 'silent';
  await answer.body?.cancel();
  // 503 and 404 belong to the boot: the HTTP server runs before ARI has been added to it.
  if (answer.status === 503 || answer.status === 404) return 'silent';
  return answer.ok ? 'ready' : 'refused';
}

async function pause(ms: number): Promise<void> {
  await new Promise<void>((resolve) => {
    setTimeout(resolve, ms);
  });
}

async function waitForAri(settings: AsteriskSettings, child: OwnedProcess): Promise<void> {
  const deadline = performance.now() + START_DEADLINE_MS;
  while (performance.now() < deadline) {
    if (!child.isRunning) throw new Error(`it ${await child.ended}.`);
    const answer = await probeAri(settings);
    // Another program that holds the port answers too; only a living child of ours counts.
    if (answer === 'ready' && child.isRunning) return;
    if (answer === 'refused') {
      throw new Error(`port ${settings.httpPort} is answered by another program, or with another password.`);
    }
    await pause(PROBE_INTERVAL_MS);
  }
  throw new Error(`ARI on port ${settings.httpPort} gave no answer within ${START_DEADLINE_MS / 1000} s.`);
}

async function waitUntilGone(pid: number, deadlineMs: number): Promise<boolean> {
  const deadline = performance.now() + deadlineMs;
  while (performance.now() < deadline) {
    if ((await readStartTicks(pid)) === undefined) return true;
    await pause(PROBE_INTERVAL_MS);
  }
  return false;
}

/** Ends an adopted process. Its command line must name our run folder: a pid alone may belong to somebody else. */
async function stopForeign(pid: number, runFolder: string): Promise<void> {
  const commandLine = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
  if (!commandLine.includes(runFolder)) return;
  isDelivered(pid, 'SIGTERM');
  if (await waitUntilGone(pid, STOP_GRACE_MS)) return;
  isDelivered(pid, 'SIGKILL');
  await waitUntilGone(pid, STOP_GRACE_MS);
}
