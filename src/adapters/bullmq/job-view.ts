import { UnrecoverableError } from 'bullmq';
import { isCadenciaError, messageOf } from '../../core/kernel/errors.js';
import type { JobKind, JobProgress, JobState, JobView } from '../../ports/jobs.js';
import type { ChoreJob, ChoreQueue } from './job-backend.js';

/** BullMQ's job as ours; a job that waits for its next try is `waiting`. */
export async function jobView(kind: JobKind, queue: ChoreQueue, read: ChoreJob): Promise<JobView> {
  const state = await stateOf(read);
  const ended = state === 'completed' || state === 'failed';
  // It ended between the two questions: what it left is not in what was read first.
  const job = ended && read.finishedOn === undefined ? ((await queue.getJob(read.id ?? '')) ?? read) : read;
  return {
    id: job.id ?? '',
    kind,
    state,
    progress: progressOf(job.progress),
    result: state === 'completed' ? job.returnvalue : null,
    error: state === 'failed' ? (job.failedReason ?? 'unknown') : null,
    createdAtMs: job.timestamp,
  };
}

async function stateOf(job: ChoreJob): Promise<JobState> {
  const state = await job.getState();
  return state === 'active' || state === 'completed' || state === 'failed' ? state : 'waiting';
}

function progressOf(progress: unknown): JobProgress | null {
  return typeof progress === 'object' && progress !== null && 'done' in progress
    ? (progress as JobProgress)
    : null;
}

/** What a handler threw, as BullMQ has to see it: tried again only when that may help. */
export function jobFailure(thrown: unknown): Error {
  if (isCadenciaError(thrown) && thrown.retryable) {
    return thrown;
  }
  return new UnrecoverableError(messageOf(thrown));
}
