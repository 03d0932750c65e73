import { setTimeout as delay } from 'node:timers/promises';
import { CadenciaError, ERROR_CATALOGUE, type ErrorCode } from '../../core/kernel/errors.js';
import type { ApiClient } from '../api-client.js';
import { segment } from './command-deps.js';
import type { ProgressLine } from './progress-line.js';
import { cell } from './show.js';

const ASK_FIRST_MS = 50;
const ASK_LAST_MS = 1000;

/** Waits for a job of the server, showing how far it is; a failed job is an error with the job's reason. */
export async function waitForJob(client: ApiClient, id: string, progress: ProgressLine): Promise<unknown> {
  for (let askMs = ASK_FIRST_MS; ; askMs = Math.min(2 * askMs, ASK_LAST_MS)) {
    const job = await client.call('GET', `/v1/jobs/${segment(id)}`);
    const state = cell(job, 'state');
    if (state === 'completed') {
      progress.end();
      return job;
    }
    if (state === 'failed') {
      progress.end();
      throw failureOf(id, cell(job, 'error'));
    }
    const total = cell(job, 'progress', 'total');
    const done = Number(cell(job, 'progress', 'done'));
    progress.tell(
      state === 'active' ? 'Working' : 'Waiting',
      done,
      total === '' ? null : Number(total),
      cell(job, 'progress', 'note'),
    );
    await delay(askMs);
  }
}

/** The job's own error, said once, with the job's name behind it. */
function failureOf(id: string, error: string): CadenciaError {
  for (const [code, { text }] of Object.entries(ERROR_CATALOGUE)) {
    const head = `${code}: ${text}. `;
    if (error.startsWith(head)) {
      return new CadenciaError(code as ErrorCode, { detail: `${error.slice(head.length)} (job ${id})` });
    }
  }
  return new CadenciaError('DLR_INPUT_INVALID', { detail: `Job ${id} failed: ${error}` });
}
