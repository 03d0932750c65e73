import { CadenciaError } from '../kernel/errors.js';
import { achievableOccupancy, type OccupancyQuestion } from './achievable-occupancy.js';
import { linesForBlocking } from './erlang-b.js';
import { checkOutboundPlan, type OutboundPlan } from './outbound-plan.js';
import { poissonQuantile } from './poisson-quantile.js';
import { MOST_SERVERS, requireCount, requirePositive } from './sizing-input.js';

/** What a day's goal may count. */
export const OUTBOUND_GOALS = ['connected', 'rightParty', 'promises'] as const;
export type OutboundGoal = (typeof OUTBOUND_GOALS)[number];

/** What so many agents, ready or on a call through all open hours, make of a plan on a day. */
export interface OutboundDay {
  readonly agents: number;
  /** Talk / (talk + idle). */
  readonly occupancy: number;
  /** Inputs for which the nearest measured value of the occupancy table had to stand in. */
  readonly outside: readonly (keyof OccupancyQuestion)[];
  readonly connectedPerAgentHour: number;
  readonly connected: number;
  readonly rightParty: number;
  readonly promises: number;
  readonly abandoned: number;
  readonly attempts: number;
}

/** The way out that a day needs, at the hour that answers least. */
export interface OutboundTrunks {
  readonly occupancy: number;
  readonly attemptsPerSecond: number;
  readonly setupErlangs: number;
  readonly talkErlangs: number;
  readonly lines: number;
  readonly callsPerSecond: number;
}

/** Share of seconds whose calls the calls-a-second limit lets out in that second. */
export const CPS_WITHIN = 0.99;

function occupancyOf(
  plan: OutboundPlan,
  agents: number,
  answerShare: number,
): Pick<OutboundDay, 'occupancy' | 'outside'> {
  const { abandonCap, talkSeconds, targetOccupancy } = plan;
  const { occupancy, outside } = achievableOccupancy({ agents, abandonCap, talkSeconds, answerShare });
  return { occupancy: Math.min(occupancy, targetOccupancy), outside };
}

/** An agent's cycle: talk, the idle time that belongs to it, wrap-up. */
function perAgentHour({ talkSeconds, wrapSeconds }: OutboundPlan, occupancy: number): number {
  return 3600 / (talkSeconds / occupancy + wrapSeconds);
}

/** What the agents make of the day. */
export function outboundDay(plan: OutboundPlan, agents: number): OutboundDay {
  checkOutboundPlan(plan);
  return dayOf(plan, requireCount('agents', agents));
}

function dayOf(plan: OutboundPlan, agents: number): OutboundDay {
  const { occupancy, outside } = occupancyOf(plan, agents, plan.answerShare);
  const connectedPerAgentHour = perAgentHour(plan, occupancy);
  const connected = agents * plan.openHours * connectedPerAgentHour;
  const answered = connected / (1 - plan.abandonCap);
  return {
    agents,
    occupancy,
    outside,
    connectedPerAgentHour,
    connected,
    rightParty: connected * plan.rightPartyShare,
    promises: connected * plan.rightPartyShare * plan.promiseShare,
    abandoned: answered - connected,
    attempts: answered / plan.answerShare,
  };
}

/** The least agents whose day brings `perDay` of what the goal counts. */
export function agentsForOutbound(plan: OutboundPlan, goal: OutboundGoal, perDay: number): OutboundDay {
  checkOutboundPlan(plan);
  requirePositive(goal, perDay);
  if (goal === 'promises' && plan.promiseShare === 0) {
    throw new CadenciaError('DLR_INPUT_INVALID', {
      detail: 'A goal of promises needs promiseShare: the share of right-party contacts that promise.',
    });
  }
  let short = 0;
  let found = dayOf(plan, 1);
  while (found[goal] < perDay) {
    short = found.agents;
    if (short === MOST_SERVERS) {
      throw new CadenciaError('DLR_INPUT_INVALID', {
        detail: `Not even ${MOST_SERVERS} agents bring ${perDay} ${goal} a day. Look at the goal and the shares.`,
      });
    }
    found = dayOf(plan, Math.min(2 * short, MOST_SERVERS));
  }
  while (found.agents - short > 1) {
    const tried = dayOf(plan, Math.floor((short + found.agents) / 2));
    if (tried[goal] >= perDay) {
      found = tried;
    } else {
      short = tried.agents;
    }
  }
  return found;
}

/** Seconds that an attempt holds a line before anybody talks, by the ways it can go. */
export function setupSeconds(plan: OutboundPlan, answerShare: number): number {
  const { machineShare, unreachableShare } = plan;
  const unanswered = Math.max(0, 1 - answerShare - machineShare - unreachableShare);
  return (
    plan.postDialDelaySeconds +
    answerShare * (plan.ringSeconds + plan.amdSeconds) +
    machineShare * (plan.ringSeconds + plan.machineSeconds) +
    unanswered * plan.ringTimeoutSeconds
  );
}

/** Lines and calls a second of a day's agents. */
export function outboundTrunks(plan: OutboundPlan, agents: number): OutboundTrunks {
  checkOutboundPlan(plan);
  const answerShare = plan.leastAnswerShare;
  const { occupancy } = occupancyOf(plan, requireCount('agents', agents), answerShare);
  const answersPerSecond = (agents * perAgentHour(plan, occupancy)) / (1 - plan.abandonCap) / 3600;
  const attemptsPerSecond = answersPerSecond / answerShare;
  const setupErlangs = attemptsPerSecond * setupSeconds(plan, answerShare);
  const talkErlangs =
    answersPerSecond * ((1 - plan.abandonCap) * plan.talkSeconds + plan.abandonCap * plan.dropMessageSeconds);
  return {
    occupancy,
    attemptsPerSecond,
    setupErlangs,
    talkErlangs,
    lines: linesForBlocking(setupErlangs + talkErlangs, plan.blocking),
    callsPerSecond: Math.max(1, poissonQuantile(attemptsPerSecond, CPS_WITHIN)),
  };
}
