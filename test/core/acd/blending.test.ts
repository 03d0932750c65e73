import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BLEND_ROLES,
  type BlendingFacts,
  type BlendingState,
  divideIdle,
  type IdleAgent,
  NEED_HOLDS_MS,
  NO_BLENDING,
  observeService,
  stepBlending,
} from '../../../src/core/acd/blending.js';
import { parseAgentId } from '../../../src/core/kernel/ids.js';
import { agentsForInbound, forecastInbound } from '../../../src/core/sizing/erlang-a.js';

const GOAL = { serviceLevel: 0.9, withinSeconds: 10 };
const facts = (perHour: number, agents = 100): BlendingFacts => ({
  goal: GOAL,
  arrivals: { perHour, errorPerHour: 0 },
  handleMs: 240_000,
  patienceMs: 180_000,
  agents,
});
const load = (callsPerHour: number) => ({ callsPerHour, handleSeconds: 240, patienceSeconds: 180 });

describe('how many agents inbound has to have', () => {
  test('are the least with which Erlang A keeps the goal', () => {
    for (const perHour of [1, 20, 120, 600]) {
      const step = stepBlending(NO_BLENDING, facts(perHour), 0);
      expect(step.needed).toBe(agentsForInbound(load(perHour), GOAL).agents);
      expect(step.holds).toBe(true);
      expect(step.serviceLevel).toBe(forecastInbound(load(perHour), step.needed, GOAL).serviceLevel);
    }
  });

  test('are all of them where not even all keep it, and it says so', () => {
    const step = stepBlending(NO_BLENDING, facts(600, 20), 0);
    expect(step).toMatchObject({ needed: 20, holds: false });
    expect(stepBlending(NO_BLENDING, facts(600, 0), 0)).toMatchObject({ needed: 0, holds: false });
  });

  test('are more where the arrivals are less surely known', () => {
    const unsure = { ...facts(120), arrivals: { perHour: 120, errorPerHour: 40 } };
    expect(stepBlending(NO_BLENDING, unsure, 0).needed).toBe(agentsForInbound(load(160), GOAL).agents);
  });

  test('follow what calls teach: more after calls missed, fewer while all are kept, even at the share aimed at', () => {
    const taught = (missed: number, kept: number): BlendingState => {
      let state: BlendingState = NO_BLENDING;
      for (let i = 0; i < missed + kept; i++) {
        state = observeService(state, GOAL, i >= missed);
      }
      return state;
    };
    const unsure = { ...facts(120), arrivals: { perHour: 120, errorPerHour: 30 } };
    const needed = (state: BlendingState): number => stepBlending(state, unsure, 0).needed;
    expect(needed(taught(10, 0))).toBeGreaterThan(needed(NO_BLENDING));
    expect(needed(taught(0, 200))).toBeLessThan(needed(NO_BLENDING));
    expect(taught(6, 94).caution).toBeCloseTo(NO_BLENDING.caution, 9);
    expect(taught(1000, 0).caution).toBe(3);
    expect(taught(0, 10_000).caution).toBe(-3);
    const silent = { ...facts(1), arrivals: { perHour: 0, errorPerHour: 6 } };
    expect(stepBlending(taught(0, 10_000), silent, 0).needed).toBe(1);
  });

  test('rise at once with a peak and fall only when it has been over for a while', () => {
    const low = stepBlending(NO_BLENDING, facts(120), 0);
    const peak = stepBlending(low.state, facts(600), 1000);
    expect(peak.needed).toBeGreaterThan(low.needed);
    const after = stepBlending(peak.state, facts(120), 2000);
    expect(after.needed).toBe(peak.needed);
    expect(stepBlending(after.state, facts(120), 1000 + NEED_HOLDS_MS - 1).needed).toBe(peak.needed);
    expect(stepBlending(after.state, facts(120), 1000 + NEED_HOLDS_MS).needed).toBe(low.needed);
  });

  test('are at any moment the highest need of the time that a need holds, in little memory', () => {
    const story = fc.array(fc.tuple(fc.integer({ min: 0, max: 900 }), fc.integer({ min: 1, max: 120_000 })), {
      minLength: 1,
      maxLength: 20,
    });
    fc.assert(
      fc.property(story, (steps) => {
        let state: BlendingState = NO_BLENDING;
        let nowMs = 0;
        const needs: { atMs: number; agents: number }[] = [];
        for (const [perHour, laterMs] of steps) {
          nowMs += laterMs;
          const step = stepBlending(state, facts(perHour, 60), nowMs);
          state = step.state;
          needs.push({ atMs: nowMs, agents: stepBlending(NO_BLENDING, facts(perHour, 60), 0).needed });
          const recent = needs.filter(({ atMs }) => atMs > nowMs - NEED_HOLDS_MS).map(({ agents }) => agents);
          expect(step.needed).toBe(Math.max(...recent));
          expect(state.seen.length).toBeLessThanOrEqual(61);
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('dividing the free agents', () => {
  const idle = (id: string, change: Partial<IdleAgent> = {}): IdleAgent => ({
    agentId: parseAgentId(id),
    role: 'both',
    freeSinceMs: 0,
    inboundScore: 0,
    ...change,
  });

  test('keeps as many as inbound needs less those in its talks, the best for it first', () => {
    const agents = [
      idle('ana', { freeSinceMs: 5 }),
      idle('bia', { inboundScore: 3 }),
      idle('caio', { freeSinceMs: 1 }),
    ];
    expect(divideIdle(agents, 6, 4, 0)).toEqual({ kept: ['bia', 'caio'], lent: ['ana'] });
    expect(divideIdle(agents, 6, 6, 0)).toEqual({ kept: [], lent: ['ana', 'bia', 'caio'] });
    expect(divideIdle(agents, 6, 6, 1)).toEqual({ kept: ['bia'], lent: ['ana', 'caio'] });
  });

  test('never lends who takes inbound only, nor keeps who takes outbound only', () => {
    const agents = [idle('in', { role: 'inbound' }), idle('out', { role: 'outbound' }), idle('both')];
    expect(divideIdle(agents, 0, 0, 0)).toEqual({ kept: ['in'], lent: ['out', 'both'] });
    expect(divideIdle(agents, 9, 0, 0)).toEqual({ kept: ['in', 'both'], lent: ['out'] });
    expect(divideIdle(agents, 1, 0, 0).kept).toEqual(['in']);
  });

  test('puts everybody on one side, keeps enough where it can, and does not go by the order of names', () => {
    const agent = fc
      .record({
        id: fc.integer({ min: 0, max: 30 }),
        role: fc.constantFrom(...BLEND_ROLES),
        score: fc.integer({ min: 0, max: 3 }),
      })
      .map(({ id, role, score }) => idle(`a${id}`, { role, inboundScore: score, freeSinceMs: id % 5 }));
    const floor = fc.uniqueArray(agent, { selector: ({ agentId }) => agentId, maxLength: 20 });
    const count = fc.integer({ min: 0, max: 15 });
    fc.assert(
      fc.property(floor, count, count, fc.integer({ min: 0, max: 4 }), (agents, needed, talks, waiting) => {
        const { kept, lent } = divideIdle(agents, needed, talks, waiting);
        expect([...kept, ...lent].sort()).toEqual(agents.map(({ agentId }) => agentId).sort());
        const able = agents.filter(({ role }) => role !== 'outbound').length;
        expect(kept.length).toBeGreaterThanOrEqual(Math.min(able, Math.max(0, needed - talks)));
        expect(new Set(divideIdle([...agents].reverse(), needed, talks, waiting).kept)).toEqual(
          new Set(kept),
        );
      }),
    );
  });
});
