import type { JobHandler, JobKind } from '../../ports/jobs.js';
import type { ChoreJob, ChoreWorker, JobBackend } from './job-backend.js';
import { withDeadline } from './job-deadline.js';
import { jobFailure } from './job-view.js';

/** Wait before a worker whose store was away at its start is made anew. */
const START_AGAIN_MS = 1000;
/** Deaths of workers under one job after which the job itself is the suspect. */
const MOST_DEATHS = 10;

/** Works on one kind of job, one at a time; comes up when its store does, however late. */
export class KindWorker {
  private readonly backend: JobBackend;
  private readonly kind: JobKind;
  private readonly handler: JobHandler;
  private readonly lockMs: number;
  private readonly stop = { aborted: false };
  private worker: ChoreWorker;
  private again: NodeJS.Timeout | null = null;

  constructor(backend: JobBackend, kind: JobKind, handler: JobHandler, lockMs: number) {
    this.backend = backend;
    this.kind = kind;
    this.handler = handler;
    this.lockMs = lockMs;
    this.worker = this.start();
  }

  /** Lets the running job stop at its next safe point, at most `ms`; a job still running then is taken up elsewhere. */
  async close(ms: number): Promise<void> {
    this.stop.aborted = true;
    if (this.again !== null) {
      clearTimeout(this.again);
    }
    try {
      await withDeadline(this.worker.close(), ms, 'Closing a worker');
    } catch {
      await withDeadline(this.worker.disconnect(), ms, 'Letting go of a worker').catch(() => undefined);
    }
  }

  private start(): ChoreWorker {
    const worker = this.backend.makeWorker(this.kind, (job) => this.run(job), {
      concurrency: 1,
      lockDuration: this.lockMs,
      stalledInterval: this.lockMs,
      maxStalledCount: MOST_DEATHS,
      runRetryDelay: START_AGAIN_MS,
      drainDelay: 5,
      autorun: false,
    });
    // Outages are told by whoever asks the queue; without a listener they would end the process.
    worker.on('error', () => undefined);
    worker
      .waitUntilReady()
      .then(() => worker.run())
      .catch(() => this.startAgain(worker));
    return worker;
  }

  /** BullMQ remembers a failed start for ever, so a new worker is made. */
  private startAgain(failed: ChoreWorker): void {
    void failed.close(true).catch(() => undefined);
    if (!this.stop.aborted) {
      this.again = setTimeout(() => {
        this.worker = this.start();
      }, START_AGAIN_MS);
    }
  }

  private async run(job: ChoreJob) {
    try {
      return await this.handler({
        id: job.id ?? '',
        data: job.data,
        report: (progress) => job.updateProgress({ ...progress }),
        signal: this.stop,
      });
    } catch (thrown) {
      throw jobFailure(thrown);
    }
  }
}
