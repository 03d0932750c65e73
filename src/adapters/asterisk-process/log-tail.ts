import { readFile } from 'node:fs/promises';

/** The last lines of a log, for error messages; empty when there is none. */
export async function readLogTail(file: string, lines = 12): Promise<string> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.trimEnd().split('\n').slice(-lines).join('\n');
}
