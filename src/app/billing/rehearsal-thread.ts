import type { Rehearsal, RehearsalOrder } from '../../engine/contract-rehearsal.js';
import { queuedThread } from './queued-thread.js';

/** Rehearses contracts in a thread of their own, one at a time: a month is read and sorted for seconds. */
export function makeRehearsalThread(url: string): (order: RehearsalOrder) => Promise<Rehearsal> {
  return queuedThread(new URL('./rehearsal-worker.js', import.meta.url), url);
}
