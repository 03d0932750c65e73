import { randomUUID } from 'node:crypto';
import { JOB_KINDS, type JobKind } from '../../ports/jobs.js';

/** A job's id names its kind, so that a job is found without asking every queue. */
export function newJobId(kind: JobKind): string {
  return `${kind}.${randomUUID()}`;
}

/** The kind behind an id, or null when it is none of ours. */
export function kindOfJob(id: string): JobKind | null {
  return JOB_KINDS.find((kind) => id.startsWith(`${kind}.`)) ?? null;
}
