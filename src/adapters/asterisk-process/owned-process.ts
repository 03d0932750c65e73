import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { CadenciaError } from '../../core/kernel/errors.js';
import { isDelivered } from './signal-delivery.js';

export interface OwnedProcessOptions {
  readonly program: string;
  readonly programArguments: readonly string[];
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** Takes standard output and error. */
  readonly outputFile: string;
  /** Lives on when this process dies or ends. @default false */
  readonly detached?: boolean;
}

const SETPRIV = '/usr/bin/setpriv';

function hasSetpriv(): boolean {
  try {
    accessSync(SETPRIV, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * A child process that ends with its owner, however the owner ends.
 *
 * On Linux the kernel sees to it (PR_SET_PDEATHSIG, through setpriv of util-linux, which Debian always has). The signal
 * falls when the thread ends that started the child: start children from the main thread. Where setpriv is missing, a
 * shell waits at a pipe from the owner, and ends the child when the pipe breaks.
 */
export class OwnedProcess {
  readonly pid: number;
  /** Resolves with a sentence on how the process ended; never rejects. */
  readonly ended: Promise<string>;
  readonly #watchdog: ChildProcess | undefined;
  #isRunning = true;

  private constructor(child: ChildProcess, pid: number, watchdog: ChildProcess | undefined) {
    this.pid = pid;
    this.#watchdog = watchdog;
    this.ended = new Promise((resolve) => {
      child.once('exit', (code, signal) => {
        this.#isRunning = false;
        watchdog?.kill('SIGKILL');
        resolve(signal === null ? `ended with code ${code}` : `was ended by ${signal}`);
      });
    });
  }

  get isRunning(): boolean {
    return this.#isRunning;
  }

  static async start(options: OwnedProcessOptions): Promise<OwnedProcess> {
    const isDetached = options.detached ?? false;
    const guarded = !isDetached && hasSetpriv();
    const command = [options.program, ...options.programArguments];
    const [program = '', ...rest] = guarded ? [SETPRIV, '--pdeathsig', 'SIGKILL', ...command] : command;
    const output = await open(options.outputFile, 'a', 0o600);
    try {
      const child = spawn(program, rest, {
        cwd: options.folder,
        env: { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8', TERM: 'dumb', ...options.environment },
        stdio: ['ignore', output.fd, output.fd],
        detached: isDetached,
      });
      const pid = await new Promise<number>((resolve, reject) => {
        child.once('spawn', () => resolve(child.pid ?? 0));
        child.once('error', (error) =>
          reject(
            new CadenciaError('DLR_PROGRAM_MISSING', {
              detail: `${options.program} does not start: ${error.message}.`,
              cause: error,
            }),
          ),
        );
      });
      if (isDetached) child.unref();
      const watchdog =
        guarded || isDetached
          ? undefined
          : spawn('/bin/sh', ['-c', `cat >/dev/null; kill -KILL ${pid}`], {
              stdio: ['pipe', 'ignore', 'ignore'],
            });
      return new OwnedProcess(child, pid, watchdog);
    } finally {
      await output.close();
    }
  }

  /** Asks by SIGTERM, insists by SIGKILL when the time has passed, and waits for the end. Idempotent. */
  async stop(graceMs: number): Promise<void> {
    if (!this.#isRunning) return;
    isDelivered(this.pid, 'SIGTERM');
    const insist = setTimeout(() => isDelivered(this.pid, 'SIGKILL'), graceMs);
    await this.ended;
    clearTimeout(insist);
    this.#watchdog?.kill('SIGKILL');
  }
}
