import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('../../../../bin/cadencia', import.meta.url));

/** The real pacer process: one line in, one line out. */
export class PaceProcess {
  private readonly child: ChildProcessWithoutNullStreams;
  private heard = '';
  private waiting: ((line: string) => void) | null = null;
  complaints = '';

  constructor(...options: readonly string[]) {
    this.child = spawn(process.execPath, [PROGRAM, 'pace', '--stdio', ...options]);
    this.child.stdout.setEncoding('utf8').on('data', (text: string) => {
      this.heard += text;
      const end = this.heard.indexOf('\n');
      if (end >= 0 && this.waiting !== null) {
        const line = this.heard.slice(0, end);
        this.heard = this.heard.slice(end + 1);
        const tell = this.waiting;
        this.waiting = null;
        tell(line);
      }
    });
    this.child.stderr.setEncoding('utf8').on('data', (text: string) => {
      this.complaints += text;
    });
  }

  tell(line: unknown): void {
    this.child.stdin.write(`${JSON.stringify(line)}\n`);
  }

  /** Tells a tick and waits for its answer. */
  ask(line: unknown): Promise<string> {
    return new Promise((resolve) => {
      this.waiting = resolve;
      this.tell(line);
    });
  }

  /** Stops it; resolves with the exit code. */
  async stop(): Promise<number | null> {
    const closed = once(this.child, 'close') as Promise<[number | null]>;
    this.tell({ type: 'stop' });
    this.child.stdin.end();
    const [code] = await closed;
    return code;
  }
}
