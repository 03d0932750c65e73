import { appendFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { OwnProgram } from '../../test/support/own-program.js';
import type { TestServer } from '../../test/support/server-process.js';

/** As a service manager waits before it starts a program again. */
const AGAIN_MS = 1000;
const BOOT_MS = 300_000;

/** Starts the server again whenever it ended (`Restart=always`), and keeps all it ever said. */
export class ServerKeeper {
  readonly server: TestServer;
  /** Ends that nobody asked for, with what was said last. */
  readonly fell: string[] = [];
  readonly defects: string[] = [];
  readonly #logFile: string;
  /** Held down until released. */
  #down: Promise<void> | null = null;
  #killed = false;
  #ended = false;
  #keeping: Promise<void> | null = null;

  constructor(server: TestServer, logFile: string) {
    this.server = server;
    this.#logFile = logFile;
  }

  async begin(): Promise<void> {
    await this.server.start(120_000);
    this.#keeping = this.#keep();
  }

  /** kill -9, and not started again until `lastsMs` are over. */
  async kill(lastsMs: number): Promise<void> {
    this.#down = pause(lastsMs);
    this.#killed = true;
    await this.server.program.kill();
    await this.#down;
  }

  /** Ends it by SIGTERM; gives its exit code. */
  async drain(): Promise<number | null> {
    this.#ended = true;
    const { program } = this.server;
    program.signal('SIGTERM');
    const { code } = await program.ended;
    await this.#keeping;
    return code;
  }

  async end(): Promise<void> {
    this.#ended = true;
    await this.server.program.kill();
    await this.#keeping;
  }

  async #keep(): Promise<void> {
    while (!this.#ended) {
      const { program } = this.server;
      await Promise.race([program.ended, this.#listening(program)]);
      const { code, signal } = await program.ended;
      await this.#read(program);
      if (!this.#ended) {
        if (!this.#killed) {
          this.fell.push(`it ended with ${code ?? signal}: ${program.output.trimEnd().split('\n').at(-1)}`);
          await pause(AGAIN_MS);
        }
        this.#killed = false;
        await this.#down;
        this.server.launch();
      }
    }
  }

  /** The address of the new process has to be known to whoever asks it. */
  async #listening(program: OwnProgram): Promise<void> {
    await this.server.listening(BOOT_MS).catch(() => undefined);
    await program.ended;
  }

  async #read(program: OwnProgram): Promise<void> {
    for (const line of program.log) {
      if (line.msg === 'engine defect') {
        this.defects.push(JSON.stringify(line));
      }
    }
    await appendFile(this.#logFile, `── process ${program.process.pid}\n${program.output}\n`);
  }
}
