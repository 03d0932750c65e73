import type { JobsOptions, JobType, WorkerOptions } from 'bullmq';
import type { JobData, JobProgress } from '../../ports/jobs.js';

/** What is used of a BullMQ job, alike over every store. */
export interface ChoreJob {
  readonly id?: string | undefined;
  readonly data: JobData;
  readonly progress: unknown;
  readonly returnvalue: JobData;
  readonly failedReason: string;
  readonly timestamp: number;
  readonly finishedOn?: number | undefined;
  getState(): Promise<string>;
  updateProgress(progress: JobProgress & object): Promise<void>;
}

interface Part {
  on(event: 'error', listener: (error: Error) => void): unknown;
  close(force?: boolean): Promise<void>;
}

/** What is used of a BullMQ queue. */
export interface ChoreQueue extends Part {
  add(name: string, data: JobData, options: JobsOptions): Promise<ChoreJob>;
  getJob(id: string): Promise<ChoreJob | undefined>;
  getJobs(
    types: JobType[],
    start: number,
    end: number,
    ascending: boolean,
  ): Promise<(ChoreJob | undefined)[]>;
}

/** What is used of a BullMQ worker. */
export interface ChoreWorker extends Part {
  waitUntilReady(): Promise<unknown>;
  run(): Promise<void>;
  disconnect(): Promise<void>;
}

type EndListener = (end: { jobId: string }) => void;

/** What is used of BullMQ's queue events. */
export interface ChoreEvents extends Part {
  setMaxListeners(count: number): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'completed' | 'failed', listener: EndListener): unknown;
  off(event: 'completed' | 'failed', listener: EndListener): unknown;
}

/** How a worker works; the same over every store. */
export type ChoreWorkerOptions = Omit<WorkerOptions, 'connection' | 'prefix'>;

/**
 * Where BullMQ keeps its jobs. Producers answer or fail at once; workers and listeners wait for their store as long as
 * it takes. Both have connections of their own, because the two want opposite things of a lost link.
 */
export interface JobBackend {
  /** For messages: `PostgreSQL` or `Redis`. */
  readonly name: string;
  /** Resolves when the store can be asked now; rejects at once, or after a moment's wait for a link being made. */
  ready(): Promise<void>;
  makeQueue(name: string): ChoreQueue;
  makeWorker(
    name: string,
    run: (job: ChoreJob) => Promise<JobData>,
    options: ChoreWorkerOptions,
  ): ChoreWorker;
  makeEvents(name: string): ChoreEvents;
  close(): Promise<void>;
}
