import { CadenciaError } from '../../core/kernel/errors.js';
import {
  JOB_KINDS,
  type JobData,
  type JobHandler,
  type JobKind,
  type JobQueue,
  type JobView,
} from '../../ports/jobs.js';
import type { ChoreEvents, ChoreQueue, JobBackend } from './job-backend.js';
import { askJobStore, withDeadline } from './job-deadline.js';
import { kindOfJob, newJobId } from './job-id.js';
import { jobView } from './job-view.js';
import { KindWorker } from './kind-worker.js';

export interface BullmqTimes {
  /** A worker not heard of for this long is dead, and its job is taken up again. */
  readonly lockMs: number;
  /** Wait before a job that met an outage is tried again. */
  readonly retryDelayMs: number;
  /** Tries before a job that meets nothing but outages is given up. */
  readonly attempts: number;
  /** Longest wait for running jobs at `close`. */
  readonly closeMs: number;
}

/** An outage of half an hour is outlasted. */
export const BULLMQ_TIMES: BullmqTimes = {
  lockMs: 30_000,
  retryDelayMs: 15_000,
  attempts: 120,
  closeMs: 10_000,
};

/** Ended jobs that stay to be looked at, of each kind. */
const KEPT_JOBS = 500;
const PAGE = 100;
/** Events may be lost with their link or come before the listener: a waiter looks for itself, ever less often. */
const LOOK_AGAIN_FIRST_MS = 50;
const LOOK_AGAIN_LAST_MS = 2000;

/** Chores over BullMQ, whichever store it keeps them in. The backend belongs to the queue and closes with it. */
export class BullmqJobQueue implements JobQueue {
  private readonly backend: JobBackend;
  private readonly times: BullmqTimes;
  private readonly queues = new Map<JobKind, ChoreQueue>();
  private readonly events = new Map<JobKind, ChoreEvents>();
  private readonly workers: KindWorker[] = [];
  private closing: Promise<void> | null = null;

  constructor(backend: JobBackend, times: Partial<BullmqTimes> = {}) {
    this.backend = backend;
    this.times = { ...BULLMQ_TIMES, ...times };
  }

  async enqueue(kind: JobKind, data: JobData, key?: string): Promise<JobView> {
    return this.ask(kind, 'Adding a job', async (queue) => {
      const job = await queue.add(kind, data, {
        jobId: newJobId(kind),
        attempts: this.times.attempts,
        backoff: { type: 'fixed', delay: this.times.retryDelayMs },
        removeOnComplete: { count: KEPT_JOBS },
        removeOnFail: { count: KEPT_JOBS },
        ...(key === undefined ? {} : { deduplication: { id: key } }),
      });
      return jobView(kind, queue, (await queue.getJob(job.id ?? '')) ?? job);
    });
  }

  async find(id: string): Promise<JobView | null> {
    const kind = kindOfJob(id);
    if (kind === null) {
      return null;
    }
    return this.ask(kind, 'Looking for a job', async (queue) => {
      const job = await queue.getJob(id);
      return job === undefined ? null : jobView(kind, queue, job);
    });
  }

  async list(limit: number): Promise<readonly JobView[]> {
    const all: JobView[] = [];
    for (const kind of JOB_KINDS) {
      all.push(...(await this.ask(kind, 'Listing jobs', (queue) => newest(kind, queue, limit))));
    }
    return all.sort((a, b) => b.createdAtMs - a.createdAtMs).slice(0, limit);
  }

  async waitFor(id: string, deadlineMs: number): Promise<JobView> {
    const kind = kindOfJob(id);
    if (kind === null) {
      throw new CadenciaError('DLR_NOT_FOUND', { detail: `There is no job '${id}'` });
    }
    const events = this.eventsOf(kind);
    const until = Date.now() + deadlineMs;
    for (let lookMs = LOOK_AGAIN_FIRST_MS; ; lookMs = Math.min(2 * lookMs, LOOK_AGAIN_LAST_MS)) {
      const ended = nextEnd(events, id, Math.min(lookMs, Math.max(0, until - Date.now())));
      const view = await this.find(id).finally(() => ended.catch(() => undefined));
      if (view === null) {
        throw new CadenciaError('DLR_NOT_FOUND', { detail: `There is no job '${id}'` });
      }
      if (view.state === 'completed' || view.state === 'failed') {
        return view;
      }
      if (Date.now() >= until || this.closing !== null) {
        throw new CadenciaError('DLR_JOBS_DOWN', {
          detail: `The job '${id}' has not ended within ${deadlineMs} ms; it goes on. Ask for it again later`,
        });
      }
      await ended;
    }
  }

  async work(kind: JobKind, handler: JobHandler): Promise<void> {
    if (this.closing !== null) {
      throw new CadenciaError('DLR_JOBS_DOWN', { detail: 'The job queue is closed' });
    }
    this.workers.push(new KindWorker(this.backend, kind, handler, this.times.lockMs));
  }

  async oldestWaitingMs(nowMs: number): Promise<number> {
    let oldest = 0;
    for (const kind of JOB_KINDS) {
      // A page of both ends: the backends do not agree on which one `ascending` begins with.
      const ends = await this.ask(kind, 'Asking for waiting jobs', (queue) =>
        Promise.all([queue.getJobs(['wait'], 0, PAGE, true), queue.getJobs(['wait'], 0, PAGE, false)]),
      );
      for (const job of ends.flat()) {
        oldest = Math.max(oldest, job === undefined ? 0 : nowMs - job.timestamp);
      }
    }
    return oldest;
  }

  close(): Promise<void> {
    this.closing ??= this.closeAll();
    return this.closing;
  }

  private async closeAll(): Promise<void> {
    const { closeMs } = this.times;
    await Promise.all(this.workers.map((worker) => worker.close(closeMs)));
    const others = [...this.events.values(), ...this.queues.values()].map((part) => part.close());
    await withDeadline(Promise.allSettled(others), closeMs, 'Closing').catch(() => undefined);
    await withDeadline(this.backend.close(), closeMs, 'Closing').catch(() => undefined);
  }

  private async ask<Result>(
    kind: JobKind,
    what: string,
    work: (queue: ChoreQueue) => Promise<Result>,
  ): Promise<Result> {
    if (this.closing !== null) {
      throw new CadenciaError('DLR_JOBS_DOWN', { detail: 'The job queue is closed' });
    }
    try {
      return await askJobStore(this.backend.name, what, async () => {
        await this.backend.ready();
        return work(this.queueOf(kind));
      });
    } catch (thrown) {
      // BullMQ remembers a failed start for ever; the next question begins with a fresh queue on the same link.
      void this.queues
        .get(kind)
        ?.close()
        .catch(() => undefined);
      this.queues.delete(kind);
      throw thrown;
    }
  }

  private queueOf(kind: JobKind): ChoreQueue {
    const known = this.queues.get(kind);
    if (known !== undefined) {
      return known;
    }
    const queue = this.backend.makeQueue(kind);
    queue.on('error', () => undefined);
    this.queues.set(kind, queue);
    return queue;
  }

  private eventsOf(kind: JobKind): ChoreEvents {
    const known = this.events.get(kind);
    if (known !== undefined) {
      return known;
    }
    const events = this.backend.makeEvents(kind);
    events.setMaxListeners(0);
    // A listener whose store was away at its start never starts: the next waiter makes another.
    events.on('error', () => this.events.delete(kind));
    this.events.set(kind, events);
    return events;
  }
}

async function newest(kind: JobKind, queue: ChoreQueue, limit: number): Promise<readonly JobView[]> {
  const types = ['wait', 'active', 'delayed', 'completed', 'failed'] as const;
  const ends = await Promise.all(
    [true, false].map((ascending) => queue.getJobs([...types], 0, limit - 1, ascending)),
  );
  const jobs = new Map(
    ends.flat().flatMap((job) => (job === undefined ? [] : [[job.id ?? '', job] as const])),
  );
  const sorted = [...jobs.values()].sort((a, b) => b.timestamp - a.timestamp);
  return Promise.all(sorted.slice(0, limit).map((job) => jobView(kind, queue, job)));
}

/** Resolves when the job's end is told, or after `ms`. */
function nextEnd(events: ChoreEvents, id: string, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      events.off('completed', onEnd);
      events.off('failed', onEnd);
      resolve();
    };
    const onEnd = ({ jobId }: { jobId: string }): void => {
      if (jobId === id) {
        done();
      }
    };
    const timer = setTimeout(done, ms);
    events.on('completed', onEnd);
    events.on('failed', onEnd);
  });
}
