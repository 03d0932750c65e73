import type { AcdQueue } from '../core/acd/acd-queue.js';
import type { AgentSupervisor } from './agent-supervisor.js';
import type { QueueToday, QueueView } from './queue-view.js';
import type { QueueWaiter } from './queue-wait.js';

/** Of those who were served, or hung up after a wait that counts, the share served in time (INS). */
function serviceLevelOf({ answeredInTime, answeredLate, abandoned }: QueueToday): number | null {
  const counted = answeredInTime + answeredLate + abandoned;
  return counted === 0 ? null : answeredInTime / counted;
}

/** What is known of a queue at this moment. */
interface QueueNow {
  readonly open: boolean;
  readonly calls: readonly Pick<QueueWaiter, 'phase' | 'waitingSinceMs'>[];
  readonly agents: readonly AgentSupervisor[];
  readonly needed: number;
  readonly today: QueueToday;
  readonly expectedWaitMs: number | null;
}

/** The queue as it stands. */
export function viewQueue(
  { id, name, goal }: AcdQueue,
  { open, calls, agents, needed, today, expectedWaitMs }: QueueNow,
): QueueView {
  const waiting = calls.filter(({ phase }) => phase === 'waiting');
  const since = waiting.flatMap(({ waitingSinceMs }) => waitingSinceMs ?? []);
  return {
    id,
    name,
    open,
    waiting: waiting.length,
    longestSinceMs: since.length === 0 ? null : Math.min(...since),
    talking: calls.filter(({ phase }) => phase === 'talking').length,
    agents: agents.length,
    free: agents.filter(({ state }) => state.name === 'available').length,
    needed,
    expectedWaitMs,
    goalShare: goal.serviceLevel,
    goalSeconds: goal.withinSeconds,
    today,
    serviceLevel: serviceLevelOf(today),
  };
}
