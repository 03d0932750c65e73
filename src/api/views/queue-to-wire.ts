import type { QueueLiveOut, QueueOutlookOut } from '../../contract/queue-wire.js';
import type { AgentId } from '../../core/kernel/ids.js';
import { SECOND } from '../../core/kernel/time.js';
import type { QueueOutlook } from '../../engine/queue-outlook.js';
import type { QueueView } from '../../engine/queue-view.js';

/** What is expected of a queue; of those it keeps, the ones that `sees` lets through are named. */
export function queueOutlookToWire(view: QueueOutlook, sees: (id: AgentId) => boolean): QueueOutlookOut {
  const { kept, need, day, ...rest } = view;
  return {
    ...rest,
    kept: kept.length,
    keptAgents: kept.filter(sees),
    need: need === null ? null : { ...need },
    day: day === null ? null : { pace: day.pace, halfHours: day.halfHours.map((one) => ({ ...one })) },
  };
}

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
