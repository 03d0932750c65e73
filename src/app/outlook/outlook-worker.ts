import { WARM_UP_MINUTES } from './outlook-length.js';
import { type OutlookFigures, OutlookRun, type OutlookTask } from './outlook-run.js';

/** What one worker does: the same seeds of both, as many as it manages. */
export interface OutlookJob {
  readonly present: OutlookTask;
  readonly changed: OutlookTask | null;
  readonly firstSeed: number;
  readonly seedStep: number;
  readonly mostSeeds: number;
  /** No further seed is begun after this. */
  readonly budgetMs: number;
}

export interface OutlookResults {
  readonly present: readonly OutlookFigures[];
  readonly changed: readonly OutlookFigures[];
  /** All runs together, warm-up included, and how long they took. */
  readonly simulatedMinutes: number;
  readonly tookMs: number;
}

/** Runs seed after seed; the first one always. */
export function runOutlookJob(job: OutlookJob): OutlookResults {
  const startedMs = performance.now();
  const present: OutlookFigures[] = [];
  const changed: OutlookFigures[] = [];
  let longestMs = 0;
  for (let i = 0; i < job.mostSeeds; i++) {
    const begunMs = performance.now();
    if (i > 0 && begunMs - startedMs + longestMs > job.budgetMs) {
      break;
    }
    const seed = `outlook/${job.firstSeed + i * job.seedStep}`;
    present.push(new OutlookRun(job.present, seed).figures());
    if (job.changed !== null) {
      changed.push(new OutlookRun(job.changed, seed).figures());
    }
    longestMs = Math.max(longestMs, performance.now() - begunMs);
  }
  const runs = present.length + changed.length;
  const simulatedMinutes = runs * (WARM_UP_MINUTES + job.present.minutes);
  return { present, changed, simulatedMinutes, tookMs: performance.now() - startedMs };
}
