import fc from 'fast-check';
import type { DistributorSettings } from '../../../src/core/acd/call-distributor.js';
import type { FreeAgent } from '../../../src/core/acd/select-agent.js';
import type { SkillNeed } from '../../../src/core/acd/skill.js';
import type { WaitingCall } from '../../../src/core/acd/waiting-line.js';
import { parseAgentId, parseAttemptId, parseQueueId } from '../../../src/core/kernel/ids.js';

export const SALES = parseQueueId('vendas');
export const DEBTS = parseQueueId('cobranca');

/** Somebody who waits in the queue of debts, with what a test cares about changed. */
export function waiting(id: string, change: Partial<WaitingCall> = {}): WaitingCall {
  return {
    callId: parseAttemptId(id),
    queueIds: [DEBTS],
    priority: 0,
    sinceMs: 0,
    needs: [],
    sticky: null,
    declines: [],
    ...change,
  };
}

/** A free agent of both queues. */
export function freeAgent(id: string, change: Partial<FreeAgent> = {}): FreeAgent {
  return {
    agentId: parseAgentId(id),
    queues: new Map([
      [DEBTS, 1],
      [SALES, 1],
    ]),
    skills: new Map(),
    freeSinceMs: 0,
    calls: 0,
    ...change,
  };
}

export function need(skill: string, level: number, change: Partial<SkillNeed> = {}): SkillNeed {
  return { skill, level, weight: 1, relaxed: [], ...change };
}

export const SETTINGS: DistributorSettings = {
  priorityStepMs: 60_000,
  rulesOf: () => ({ strategy: 'longest_idle', offerMs: 10_000, declineMs: 30_000 }),
};

const queueSets = fc.constantFrom([DEBTS] as const, [SALES] as const, [DEBTS, SALES] as const);

/** Any caller of a small world: few ids, so that the same ones meet again and again. */
export const anyCall: fc.Arbitrary<WaitingCall> = fc
  .record({
    id: fc.integer({ min: 0, max: 7 }),
    queueIds: queueSets,
    priority: fc.integer({ min: -2, max: 2 }),
    sinceMs: fc.integer({ min: 0, max: 200_000 }),
    level: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ id, queueIds, priority, sinceMs, level }) =>
    waiting(`c${id}`, {
      queueIds,
      priority,
      sinceMs,
      needs: level === 0 ? [] : [need('ingles', level, { relaxed: [{ afterMs: 40_000, level: 0 }] })],
    }),
  );

export const anyAgent: fc.Arbitrary<FreeAgent> = fc
  .record({
    id: fc.integer({ min: 0, max: 5 }),
    queueIds: queueSets,
    rank: fc.integer({ min: 1, max: 3 }),
    level: fc.integer({ min: 0, max: 4 }),
    freeSinceMs: fc.integer({ min: 0, max: 100_000 }),
    calls: fc.integer({ min: 0, max: 3 }),
  })
  .map(({ id, queueIds, rank, level, freeSinceMs, calls }) =>
    freeAgent(`a${id}`, {
      queues: new Map(queueIds.map((queueId) => [queueId, rank])),
      skills: new Map(level === 0 ? [] : [['ingles', level]]),
      freeSinceMs,
      calls,
    }),
  );
