import { assertNever } from '../kernel/assert-never.js';
import type { AgentId, QueueId } from '../kernel/ids.js';
import { hasSkills, type SkillLevels, skillScore } from './skill.js';
import type { WaitingCall } from './waiting-line.js';

/** How a queue chooses among the agents who may take a call. */
export const SELECTION_STRATEGIES = ['longest_idle', 'fewest_calls', 'rank', 'skill_weighted'] as const;
export type SelectionStrategy = (typeof SELECTION_STRATEGIES)[number];

/** A free agent, as the choice sees him. */
export interface FreeAgent {
  readonly agentId: AgentId;
  /** Queues he serves, each with his rank there: 1 is asked first. */
  readonly queues: ReadonlyMap<QueueId, number>;
  readonly skills: SkillLevels;
  /** Since when he is free. */
  readonly freeSinceMs: number;
  /** Calls he had today, inbound and outbound. */
  readonly calls: number;
}

/** His rank for a call that several of his queues may serve: the best of them; null when none does. */
export function rankFor(agent: FreeAgent, call: WaitingCall): number | null {
  let best: number | null = null;
  for (const queueId of call.queueIds) {
    const rank = agent.queues.get(queueId);
    best = rank === undefined || (best !== null && best <= rank) ? best : rank;
  }
  return best;
}

/** True when the agent may be offered the call now: a queue of his, the skills, nobody else's caller, not declined. */
export function mayTake(agent: FreeAgent, call: WaitingCall, nowMs: number): boolean {
  const { sticky, declines } = call;
  const kept = sticky !== null && nowMs < sticky.onlyUntilMs && sticky.agentId !== agent.agentId;
  const declined = declines.some(({ agentId, untilMs }) => agentId === agent.agentId && nowMs < untilMs);
  return (
    !kept &&
    !declined &&
    rankFor(agent, call) !== null &&
    hasSkills(agent.skills, call.needs, nowMs - call.sinceMs)
  );
}

/** Negative when `one` is to be asked before `other`, by the strategy alone. */
function byStrategy(
  strategy: SelectionStrategy,
  one: FreeAgent,
  other: FreeAgent,
  call: WaitingCall,
): number {
  switch (strategy) {
    case 'longest_idle':
      return one.freeSinceMs - other.freeSinceMs;
    case 'fewest_calls':
      return one.calls - other.calls;
    case 'rank':
      return (rankFor(one, call) ?? 0) - (rankFor(other, call) ?? 0);
    case 'skill_weighted':
      return skillScore(other.skills, call.needs) - skillScore(one.skills, call.needs);
    default:
      return assertNever(strategy, 'selection strategy');
  }
}

/**
 * Whom to offer the call, or null when nobody may take it now. First the agent whom the caller knows, then by the
 * strategy; ties go to who is free for longest, then to who had fewer calls, then to the smaller id, so that the answer
 * does not depend on the order in which agents are named.
 */
export function selectAgent(
  strategy: SelectionStrategy,
  agents: Iterable<FreeAgent>,
  call: WaitingCall,
  nowMs: number,
): FreeAgent | null {
  let best: FreeAgent | null = null;
  for (const agent of agents) {
    if (mayTake(agent, call, nowMs)) {
      best = best === null || compareAgents(strategy, agent, best, call) < 0 ? agent : best;
    }
  }
  return best;
}

/** The order in which two agents are asked; never 0 for two. */
export function compareAgents(
  strategy: SelectionStrategy,
  one: FreeAgent,
  other: FreeAgent,
  call: WaitingCall,
): number {
  const known = call.sticky?.agentId;
  return (
    Number(other.agentId === known) - Number(one.agentId === known) ||
    byStrategy(strategy, one, other, call) ||
    one.freeSinceMs - other.freeSinceMs ||
    one.calls - other.calls ||
    (one.agentId < other.agentId ? -1 : 1)
  );
}
