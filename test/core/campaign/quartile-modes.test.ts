import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type AgentOutput,
  measureText,
  type Quartile,
  type RankedAgent,
  rankAgents,
} from '../../../src/core/campaign/quartile-modes.js';
import { type AgentId, parseAgentId } from '../../../src/core/kernel/ids.js';
import { HOUR } from '../../../src/core/kernel/time.js';

const RULE = { measure: 'success', days: 20, leastTalks: 50, marginPercent: 5 } as const;
const NOBODY: ReadonlyMap<AgentId, Quartile> = new Map();

/** `name` had `success` of 100 talks in ten hours of handling. */
function agent(name: string, success: number, change: Partial<AgentOutput> = {}): AgentOutput {
  const agentId = parseAgentId(name);
  return { agentId, talks: 100, client: 80, success, handledMs: 10 * HOUR, days: 5, ...change };
}

/** The n-th of so many, the best first. */
const crew = (count: number): AgentOutput[] =>
  Array.from({ length: count }, (_, n) => agent(`a${String(n).padStart(3, '0')}`, 2 * (count - n)));

const quartiles = (ranked: readonly RankedAgent[]) =>
  ranked.map(({ agentId, quartile, why }) => `${agentId} ${quartile} ${why}`);

const hadBy = (had: Readonly<Record<string, Quartile>>) =>
  new Map(Object.entries(had).map(([name, quartile]) => [parseAgentId(name), quartile]));

describe('quartiles of agents', () => {
  it('are the quarters of those who have talked enough, by successes an hour of handling', () => {
    const quick = agent('rui', 10, { handledMs: 2 * HOUR });
    const made = rankAgents([agent('ana', 30), agent('bia', 20), quick, agent('eva', 1)], NOBODY, RULE);
    expect(quartiles(made)).toEqual(['rui 1 ranked', 'ana 2 ranked', 'bia 3 ranked', 'eva 4 ranked']);
    expect([quick, agent('ana', 30)].map((one) => measureText('success', one))).toEqual(['5.00', '3.00']);
  });

  it('by production are those of the indicators: talks with the client a day worked', () => {
    const few = agent('rui', 0, { client: 40, days: 1 });
    const others = [agent('ana', 9), agent('bia', 9, { client: 79 }), agent('eva', 9, { client: 20 })];
    const made = rankAgents([...others, few], NOBODY, { ...RULE, measure: 'production' });
    expect(made.map(({ agentId }) => agentId)).toEqual(['rui', 'ana', 'bia', 'eva']);
    expect(measureText('production', few)).toBe('40.00');
  });

  it('leave out whom too few talks speak for, and all where fewer than four are ranked', () => {
    const made = rankAgents(
      [...crew(3), agent('novo', 90, { talks: 49 })],
      hadBy({ a000: 1, novo: 2 }),
      RULE,
    );
    expect(quartiles(made)).toEqual([
      'a000 null few_agents',
      'a001 null few_agents',
      'a002 null few_agents',
      'novo null few_talks',
    ]);
    expect(made.at(-1)).toMatchObject({ place: null, before: 2 });
  });

  it('keep who is near the border of the one he had, and move who is past the margin', () => {
    // Of 20 the fifth and sixth are beside the border at 25 %, their middles at 22.5 and 27.5.
    const made = rankAgents(crew(20), hadBy({ a004: 2, a005: 1, a006: 1, a019: 1 }), RULE);
    const of = (name: string) => quartiles(made.filter(({ agentId }) => agentId === name)).join();
    expect([of('a004'), of('a005')]).toEqual(['a004 2 kept', 'a005 1 kept']);
    expect([of('a006'), of('a019')]).toEqual(['a006 2 ranked', 'a019 4 ranked']);
    const strict = rankAgents(crew(20), hadBy({ a005: 1 }), { ...RULE, marginPercent: 0 });
    expect(quartiles(strict)[5]).toBe('a005 2 ranked');
  });

  it('are the same in whatever order agents come, never more than the margin from their place, a day like the last', () => {
    const some = fc.array(fc.tuple(fc.nat(30), fc.integer({ min: 40, max: 80 })), { maxLength: 40 });
    const hads = fc.array(fc.constantFrom<Quartile>(1, 2, 3, 4), { minLength: 40, maxLength: 40 });
    fc.assert(
      fc.property(some, hads, fc.nat(12), fc.nat(), (drawn, had, marginPercent, turn) => {
        const agents = drawn.map(([success, talks], n) => agent(`a${n}`, success, { talks }));
        const before = new Map(agents.map(({ agentId }, n) => [agentId, had[n] ?? 1]));
        const rule = { ...RULE, marginPercent };
        const made = rankAgents(agents, before, rule);
        const from = turn % Math.max(1, agents.length);
        expect(rankAgents([...agents.slice(from), ...agents.slice(0, from)], before, rule)).toEqual(made);
        const ranked = made.filter(({ place }) => place !== null);
        for (const { place, quartile } of ranked) {
          if (quartile !== null) {
            const percent = (((place ?? 0) - 0.5) / ranked.length) * 100;
            // Half a place on top: quarters of a number that four does not divide are not even.
            const most = marginPercent + 100 / ranked.length;
            expect(percent).toBeGreaterThanOrEqual((quartile - 1) * 25 - most);
            expect(percent).toBeLessThanOrEqual(quartile * 25 + most);
          }
        }
        const known = made.flatMap(({ agentId, quartile }) =>
          quartile === null ? [] : [[agentId, quartile] as const],
        );
        const next = rankAgents(agents, new Map(known), rule);
        expect(next.map(({ quartile }) => quartile)).toEqual(made.map(({ quartile }) => quartile));
      }),
    );
  });
});
