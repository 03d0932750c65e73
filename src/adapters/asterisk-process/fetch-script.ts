import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { CadenciaError } from '../../core/kernel/errors.js';
import { isDelivered } from './signal-delivery.js';

/** Why ready-made programs could not be had; decides what the caller offers instead. */
export const FETCH_FAILURES = ['platform', 'mirror', 'fetch'] as const;
export type FetchFailure = (typeof FETCH_FAILURES)[number];

/** The exit codes of scripts/debian-prefix.sh. */
const FAILURE_BY_EXIT_CODE: Readonly<Record<number, FetchFailure>> = {
  3: 'platform',
  4: 'mirror',
  5: 'fetch',
};

/** Two suites, each with one retry, on a slow line. The script has shorter deadlines of its own. */
const FETCH_DEADLINE_MS = 45 * 60_000;

/** What is kept of the script's words; its last lines say why it failed. */
const WORDS_KEPT = 20_000;

/**
 * Runs one of the fetching scripts and waits until the prefix is complete. Idempotent: a complete prefix costs a few
 * milliseconds. Throws DLR_PROGRAM_MISSING with the field `failure` (a FetchFailure). `signal` ends it with all it
 * started; what it downloaded so far is kept for the next try.
 */
export async function runFetchScript(
  rootFolder: string,
  script: 'fetch-asterisk.sh' | 'fetch-debian.sh',
  scriptArguments: readonly string[],
  signal?: AbortSignal,
): Promise<void> {
  signal?.throwIfAborted();
  const file = join(rootFolder, 'scripts', script);
  await new Promise<void>((resolve, reject) => {
    // A group of its own: apt and its helpers end with the script.
    const child = spawn(file, [...scriptArguments], { detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
    let said = '';
    const end = (): void => {
      isDelivered(-(child.pid ?? 0), 'SIGTERM');
    };
    const timer = setTimeout(end, FETCH_DEADLINE_MS);
    signal?.addEventListener('abort', end, { once: true });
    const settle = (failure: FetchFailure | null, detail: string, cause?: unknown): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      if (failure === null) {
        resolve();
      } else {
        reject(new CadenciaError('DLR_PROGRAM_MISSING', { detail, fields: { failure, script }, cause }));
      }
    };
    child.stderr.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-WORDS_KEPT);
    });
    child.once('error', (error) => settle('fetch', `${file} does not start: ${error.message}`, error));
    child.once('close', (code, by) => {
      if (code === 0) {
        settle(null, '');
        return;
      }
      const how = by === null ? `ended with code ${code}` : `was ended by ${by}`;
      const words = said.trim().split('\n').slice(-4).join(' ') || `${script} ${how}`;
      settle(FAILURE_BY_EXIT_CODE[code ?? 0] ?? 'fetch', words);
    });
  });
}
