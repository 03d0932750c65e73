import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { CadenciaError } from '../../core/kernel/errors.js';

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

/**
 * Runs one of the fetching scripts and waits until the prefix is complete. Idempotent: a complete prefix costs a few
 * milliseconds. Throws DLR_PROGRAM_MISSING with the field `failure` (a FetchFailure).
 */
export async function runFetchScript(
  rootFolder: string,
  script: 'fetch-asterisk.sh' | 'fetch-debian.sh',
  scriptArguments: readonly string[],
): Promise<void> {
  const file = join(rootFolder, 'scripts', script);
  await new Promise<void>((resolve, reject) => {
    execFile(file, [...scriptArguments], { timeout: FETCH_DEADLINE_MS }, (error, _stdout, stderr) => {
      if (error === null) {
        resolve();
        return;
      }
      const failure = (typeof error.code === 'number' && FAILURE_BY_EXIT_CODE[error.code]) || 'fetch';
      const said = stderr.trim().split('\n').slice(-4).join(' ') || error.message;
      reject(
        new CadenciaError('DLR_PROGRAM_MISSING', { detail: said, fields: { failure, script }, cause: error }),
      );
    });
  });
}
