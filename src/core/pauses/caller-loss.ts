import { forecastInbound, type InboundGoal, type InboundLoad } from '../sizing/erlang-a.js';
import { SLOT_MS, type SlotLoss } from './floor-pauses.js';

/**
 * Callers of a slot who are not answered within the goal's seconds, by Erlang A for the load forecast then (null: nobody
 * calls). With no agent at all every caller is lost.
 */
export function callerLoss(loadAt: (atMs: number) => InboundLoad | null, goal: InboundGoal): SlotLoss {
  const known = new Map<string, number>();
  return (slotStartMs, agents) => {
    const load = loadAt(slotStartMs);
    if (load === null || load.callsPerHour === 0) {
      return 0;
    }
    const calls = (load.callsPerHour * SLOT_MS) / 3_600_000;
    if (agents === 0) {
      return calls;
    }
    const key = `${load.callsPerHour} ${load.handleSeconds} ${load.patienceSeconds} ${agents}`;
    let missed = known.get(key);
    if (missed === undefined) {
      missed = 1 - forecastInbound(load, agents, goal).serviceLevel;
      known.set(key, missed);
    }
    return calls * missed;
  };
}
