/** The slow chores. None of them is on the call path. */
export const JOB_KINDS = [
  'import-mailing',
  'export-calls',
  'export-agent-states',
  'export-ledger',
  'import-list',
  'import-facts',
  'export-lists',
  'make-statement',
  'deliver-feeds',
  'make-report',
] as const;
export type JobKind = (typeof JOB_KINDS)[number];

export const JOB_STATES = ['waiting', 'active', 'completed', 'failed'] as const;
export type JobState = (typeof JOB_STATES)[number];

export type JobData = Readonly<Record<string, string | number | boolean | null>>;

export interface JobProgress {
  readonly done: number;
  /** What `done` is out of, or null when unknown. */
  readonly total: number | null;
  readonly note: string;
}

export interface JobView {
  readonly id: string;
  readonly kind: JobKind;
  readonly state: JobState;
  readonly progress: JobProgress | null;
  readonly result: JobData | null;
  readonly error: string | null;
  readonly createdAtMs: number;
}

/** What a job's code gets: its data, a way to tell how far it is, and a signal to stop (shutdown). */
export interface JobContext {
  readonly id: string;
  readonly data: JobData;
  report(progress: JobProgress): Promise<void>;
  /** Turns true when the worker shuts down: stop at the next safe point and throw. */
  readonly signal: { readonly aborted: boolean };
}

export type JobHandler = (context: JobContext) => Promise<JobData>;

/** A queue of chores with progress; rejects with DLR_JOBS_DOWN at once while its store is away. */
export interface JobQueue {
  /** The same `key` while its job waits or runs gives that job back instead of a second one. */
  enqueue(kind: JobKind, data: JobData, key?: string): Promise<JobView>;
  find(id: string): Promise<JobView | null>;
  /** Newest first. */
  list(limit: number): Promise<readonly JobView[]>;
  /** Resolves when the job has ended, or rejects after `deadlineMs`. */
  waitFor(id: string, deadlineMs: number): Promise<JobView>;
  /** Starts working on a kind; a job whose worker died is taken up again. */
  work(kind: JobKind, handler: JobHandler): Promise<void>;
  /** Age of the oldest waiting job, in milliseconds; 0 when none waits. */
  oldestWaitingMs(nowMs: number): Promise<number>;
  close(): Promise<void>;
}
