import type { QueueLiveOut } from '../../contract/queue-wire.js';
import { SECOND } from '../../core/kernel/time.js';
import type { QueueView } from '../../engine/queue-view.js';

/** Finer steps would move a figure on the screen that is an estimate anyway. */
const STEP_MS = 5 * SECOND;

/** A queue as the doors show it. */
export function queueToWire(view: QueueView): QueueLiveOut {
  const { expectedWaitMs } = view;
  return {
    ...view,
    today: { ...view.today },
    expectedWaitMs: expectedWaitMs === null ? null : Math.ceil(expectedWaitMs / STEP_MS) * STEP_MS,
  };
}
