import type { AgentId } from '../kernel/ids.js';
import { forecastInbound, type InboundGoal } from '../sizing/erlang-a.js';
import { requireNotNegative } from '../sizing/sizing-input.js';
import type { RateEstimate } from './arrival-rate.js';

/*
 * Agents who take inbound and outbound calls. A priority at the moment an agent comes free is no protection: outbound
 * fills every pause of inbound, and who calls then waits for talks to end. So agents are kept free for calls that have
 * not come yet, as many as inbound needs by Erlang A less those who are in inbound talks; the others go to outbound. This
 * is a threshold policy, which is best or near it for such floors (Bhulai and Koole 2003, "A queueing model for call
 * blending in call centers"; Gans and Zhou 2003, "A call-routing problem with service-level constraints"). Where outbound
 * never holds more than the others, n* agents are always inbound's and its level is at least Erlang A's for n*.
 */

/** What inbound has to keep and what it meets. */
export interface BlendingFacts {
  readonly goal: InboundGoal;
  readonly arrivals: RateEstimate;
  /** Mean of talk and wrap-up of inbound calls. */
  readonly handleMs: number;
  readonly patienceMs: number;
  /** Agents logged in who may take these calls, pauses excluded. */
  readonly agents: number;
}

/** Plain data. */
export interface BlendingState {
  /** Needs seen of late, latest last: the hysteresis. */
  readonly seen: readonly { readonly atMs: number; readonly agents: number }[];
  /** Standard errors by which the arrivals are taken higher than estimated; below 0: lower. */
  readonly caution: number;
}

/** Before any call: one standard error too many agents rather than too few. */
export const NO_BLENDING: BlendingState = { seen: [], caution: 1 };

/** A need that was seen holds for so long: calls do not stop coming because none came for a minute. */
export const NEED_HOLDS_MS = 180_000;
/** Part of the calls that may be missed of which so much is aimed at: what is aimed at is met on average only. */
const AIM = 0.6;
/** What one call teaches the caution, and how far it may go. */
const LEARNS = 0.1;
const MOST_CAUTION = 3;

/**
 * After a call that was answered in time, or was not. No formula knows how much agents help who end an outbound talk just
 * then, nor how wrong its load is: the caution grows with each call missed and shrinks with each one kept, by steps that
 * are even when the share missed is the one aimed at (Robbins and Monro 1951). Abandonments after the short ones count as
 * missed.
 */
export function observeService(state: BlendingState, goal: InboundGoal, inTime: boolean): BlendingState {
  const missed = AIM * (1 - goal.serviceLevel);
  const caution = state.caution + LEARNS * (inTime ? -missed : 1 - missed);
  return { ...state, caution: Math.min(MOST_CAUTION, Math.max(-MOST_CAUTION, caution)) };
}

export interface BlendingStep {
  readonly state: BlendingState;
  /** Agents that inbound has to have, talks included; at most `agents`. */
  readonly needed: number;
  /** What Erlang A promises with them: the share answered within the goal's seconds. */
  readonly serviceLevel: number;
  /** False: not even all agents keep the goal; outbound gets nobody. */
  readonly holds: boolean;
}

/**
 * The least agents up to `most` that keep the goal, or `most`. The level only rises with agents, so it bisects, between
 * bounds found by doubling steps from the last answer: from one look to the next little changes, and each try costs.
 */
function leastAgents(facts: BlendingFacts, callsPerHour: number, hint: number): number {
  const { goal, handleMs, patienceMs, agents: most } = facts;
  const load = { callsPerHour, handleSeconds: handleMs / 1000, patienceSeconds: patienceMs / 1000 };
  const keeps = (agents: number): boolean => {
    const { serviceLevel, abandonShare } = forecastInbound(load, agents, goal);
    return serviceLevel >= goal.serviceLevel && abandonShare <= (goal.abandonShare ?? 1);
  };
  // `low` does not keep it (0 never does), `high` does or is all there are.
  let [low, high] = [0, most];
  let at = Math.min(Math.max(1, hint), most);
  for (let step = 1; low < at && at < high; step *= 2) {
    if (keeps(at)) {
      high = at;
      at = Math.max(low, at - step);
    } else {
      low = at;
      at = Math.min(high, at + step);
    }
  }
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    [low, high] = keeps(middle) ? [low, middle] : [middle, high];
  }
  return high;
}

/**
 * What inbound needs now. It rises at once and falls only to the highest need of the last NEED_HOLDS_MS, so that agents
 * are not lent and called back by the minute.
 *
 * @throws CadenciaError DLR_INPUT_INVALID for a load that Erlang A cannot take (times of 0, negative counts).
 */
export function stepBlending(state: BlendingState, facts: BlendingFacts, nowMs: number): BlendingStep {
  requireNotNegative('agents', facts.agents);
  const { perHour, errorPerHour } = facts.arrivals;
  const callsPerHour = Math.max(0, requireNotNegative('arrivals', perHour) + state.caution * errorPerHour);
  const hint = state.seen.at(-1)?.agents ?? facts.agents;
  const fresh = facts.agents === 0 ? 0 : leastAgents(facts, callsPerHour, hint);
  const kept = state.seen.filter(({ atMs, agents }) => atMs > nowMs - NEED_HOLDS_MS && agents > fresh);
  const seen = [...kept, { atMs: nowMs, agents: fresh }];
  // Only higher and older needs are kept, so the first is the highest.
  const needed = Math.min(facts.agents, seen[0]?.agents ?? 0);
  const serviceLevel =
    needed === 0
      ? 0
      : forecastInbound(
          {
            callsPerHour,
            handleSeconds: facts.handleMs / 1000,
            patienceSeconds: facts.patienceMs / 1000,
          },
          needed,
          facts.goal,
        ).serviceLevel;
  return { state: { ...state, seen }, needed, serviceLevel, holds: serviceLevel >= facts.goal.serviceLevel };
}

/** Which work an agent may be given. */
export const BLEND_ROLES = ['inbound', 'outbound', 'both'] as const;
export type BlendRole = (typeof BLEND_ROLES)[number];

/** A free agent, for the division. */
export interface IdleAgent {
  readonly agentId: AgentId;
  readonly role: BlendRole;
  readonly freeSinceMs: number;
  /** How well he fits inbound; the best are kept for it. */
  readonly inboundScore: number;
}

export interface BlendDivision {
  /** Kept free for who may call in. */
  readonly kept: readonly AgentId[];
  /** May be given to outbound now. */
  readonly lent: readonly AgentId[];
}

/**
 * Divides the free agents. Kept are as many as inbound needs less those in inbound talks: first who takes inbound only,
 * then who fits it best, then who is free for longest, then by id. `waiting` callers come first of all: their agents are
 * on the way to them, so as many more are kept.
 */
export function divideIdle(
  idle: readonly IdleAgent[],
  needed: number,
  inTalks: number,
  waiting: number,
): BlendDivision {
  const able = idle
    .filter(({ role }) => role !== 'outbound')
    .sort(
      (a, b) =>
        Number(b.role === 'inbound') - Number(a.role === 'inbound') ||
        b.inboundScore - a.inboundScore ||
        a.freeSinceMs - b.freeSinceMs ||
        (a.agentId < b.agentId ? -1 : 1),
    );
  const count = Math.max(0, Math.ceil(needed) - Math.max(0, inTalks)) + Math.max(0, waiting);
  const kept = new Set(
    able.filter(({ role }, index) => index < count || role === 'inbound').map(({ agentId }) => agentId),
  );
  return {
    kept: [...kept],
    lent: idle.filter(({ agentId }) => !kept.has(agentId)).map(({ agentId }) => agentId),
  };
}
