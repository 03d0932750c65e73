import { writeSync } from 'node:fs';

/** How a line is written; replaced in tests only. */
export type WriteBytes = (bytes: Buffer, offset: number) => number;

/** A reader that does not keep up is waited for this often, 5 ms each: the engine shares this thread. */
const MOST_WAITS = 10;
const WAIT_MS = 5;

export interface LogOutput {
  write(line: string): void;
}

const STANDARD_OUTPUT = 1;
const pause = new Int32Array(new SharedArrayBuffer(4));

/**
 * Standard output for logs, which may fail without harm. pino's own destination (sonic-boom 4) does not come back from a write that
 * meets a full disk, and the calls would stop with it: here such lines are lost, told once on standard error, and
 * counted in the first line that can be written again.
 */
export function makeLogOutput(
  write: WriteBytes = (bytes, offset) => writeSync(STANDARD_OUTPUT, bytes, offset),
  warn: (text: string) => void = (text) => process.stderr.write(text),
): LogOutput {
  let lost = 0;
  const writeWhole = (text: string): void => {
    const bytes = Buffer.from(text);
    let waits = 0;
    for (let offset = 0; offset < bytes.length; ) {
      try {
        offset += write(bytes, offset);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EAGAIN' || waits === MOST_WAITS) {
          throw error;
        }
        waits += 1;
        Atomics.wait(pause, 0, 0, WAIT_MS);
      }
    }
  };
  return {
    write(line) {
      try {
        const note = `${JSON.stringify({ level: 'warn', msg: 'log lines were lost', lines: lost })}\n`;
        writeWhole(lost === 0 ? line : note + line);
        lost = 0;
      } catch (error) {
        lost += 1;
        if (lost === 1) {
          const code = (error as NodeJS.ErrnoException).code ?? 'error';
          warn(`The log cannot be written (${code}): lines are lost until it can. Calls go on.\n`);
        }
      }
    },
  };
}
