import { SECOND } from '../../core/kernel/time.js';

/** Days of each that are wished for: fewer say little of how far chance goes. */
export const MOST_SEEDS = 8;
/** No further seed is begun after this, so that the answer is there within two seconds. */
export const BUDGET_MS = 1.2 * SECOND;
/** Simulated and not counted: agents and calls find their rhythm. */
export const WARM_UP_MINUTES = 3;
/** Shorter ones tell of their beginning, longer ones tell no more. */
const [LEAST_MINUTES, MOST_MINUTES] = [6, 20];
/** Before anything was measured: a worker that has just started is three times as slow as later. */
export const UNKNOWN_SLOWNESS = 3;
/** What is measured last counts as much as all before. */
const LEARNS = 0.5;

/** Milliseconds that a simulated minute costs, on a machine of slowness 1: measured with 15 to 200 agents. */
function costOfMinuteMs(agents: number): number {
  return 4 + agents * 0.03;
}

/** How long each run is to be, so that all seeds of a worker, present and changed, are within the budget. */
export function minutesToRun(agents: number, seedsOfWorker: number, slowness: number): number {
  const eachMs = BUDGET_MS / (2 * seedsOfWorker);
  const minutes = Math.floor(eachMs / (costOfMinuteMs(agents) * slowness)) - WARM_UP_MINUTES;
  return Math.min(MOST_MINUTES, Math.max(LEAST_MINUTES, minutes));
}

/** How much slower than reckoned it was, after runs that took so long together. */
export function learnSlowness(
  before: number,
  agents: number,
  { simulatedMinutes, tookMs }: { readonly simulatedMinutes: number; readonly tookMs: number },
): number {
  const seen = tookMs / (simulatedMinutes * costOfMinuteMs(agents));
  return before + LEARNS * (seen - before);
}
