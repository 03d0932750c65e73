import { IN_FLIGHT_PHASES } from '../core/call/call-phase.js';
import type { CallSupervisor } from './call-supervisor.js';

/** True of a call that has not reached an agent and was dialled for none of its own. */
export function isAhead({ state }: CallSupervisor): boolean {
  return state.plan.reservedAgentId === null && IN_FLIGHT_PHASES.has(state.phase);
}

export function countAhead(calls: Iterable<CallSupervisor>): number {
  let count = 0;
  for (const call of calls) {
    count += isAhead(call) ? 1 : 0;
  }
  return count;
}
