import { type ChildProcess, spawn } from 'node:child_process';
import { packagePath } from './package-folder.js';

const MAIN = packagePath('dist/app/main.js');

export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** One line of the server's log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly msg?: string };

/** A program of ours that runs, with all it said; every wait is on its output or its end. */
export class OwnProgram {
  readonly process: ChildProcess;
  readonly ended: Promise<ProcessEnd>;
  output = '';
  #end: ProcessEnd | null = null;
  #listeners = new Set<() => void>();

  constructor(
    args: readonly string[],
    options: { readonly limits?: readonly string[]; readonly env?: Record<string, string> } = {},
  ) {
    const command = [...(options.limits ?? []), process.execPath, MAIN, ...args];
    const [program = '', ...rest] = command;
    const { PATH = '', HOME = '' } = process.env;
    this.process = spawn(program, rest, {
      env: { PATH, HOME, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.process.stdout, this.process.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
        this.#tell();
      });
    }
    this.ended = new Promise((resolve, reject) => {
      this.process.once('error', reject);
      this.process.once('close', (code, signal) => {
        this.#end = { code, signal };
        this.#tell();
        resolve(this.#end);
      });
    });
  }

  get log(): readonly LogLine[] {
    return this.output.split('\n').flatMap((line) => {
      try {
        return line.startsWith('{') ? [JSON.parse(line) as LogLine] : [];
      } catch {
        return [];
      }
    });
  }

  /** Resolves with the match once `pattern` stands in what was said from `from` on. */
  said(pattern: RegExp, deadlineMs = 30_000, from = 0): Promise<RegExpExecArray> {
    return new Promise((resolve, reject) => {
      const done = (act: () => void): void => {
        clearTimeout(timer);
        this.#listeners.delete(look);
        act();
      };
      const fail = (why: string): void =>
        done(() =>
          reject(new Error(`${why} before it said ${pattern}:\n${this.output.slice(from).slice(-4000)}`)),
        );
      const look = (): void => {
        const match = pattern.exec(this.output.slice(from));
        if (match !== null) {
          done(() => resolve(match));
        } else if (this.#end !== null) {
          fail(`The program ended (${JSON.stringify(this.#end)})`);
        }
      };
      const timer = setTimeout(() => fail(`${deadlineMs} ms passed`), deadlineMs);
      this.#listeners.add(look);
      look();
    });
  }

  signal(signal: NodeJS.Signals): void {
    this.process.kill(signal);
  }

  /** Ends it as a crash would. Idempotent. */
  async kill(): Promise<void> {
    this.process.kill('SIGKILL');
    await this.ended;
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) {
      listener();
    }
  }
}
