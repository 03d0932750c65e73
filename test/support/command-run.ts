import { Readable, Writable } from 'node:stream';
import { runProgram } from '../../src/app/program.js';

class Heard extends Writable {
  text = '';
  override _write(chunk: Buffer, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}

/** What a command said, and how it ended. */
export interface CommandEnd {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

export interface CommandSurroundings {
  readonly env?: Readonly<Record<string, string>>;
  /** What comes in on stdin, in pieces. */
  readonly stdin?: readonly string[];
  /** Commands beside the program's own. */
  readonly more?: Parameters<typeof runProgram>[2];
}

/** `cadencia` with these words, in this process, to its end. */
export async function runCommand(
  args: readonly string[],
  { env = {}, stdin = [], more = [] }: CommandSurroundings = {},
): Promise<CommandEnd> {
  const [stdout, stderr] = [new Heard(), new Heard()];
  const input = Readable.from(stdin.map((text) => Buffer.from(text)));
  const code = await runProgram(args, { stdout, stderr, terminal: false, env, stdin: input }, more);
  return { code, out: stdout.text, err: stderr.text };
}
