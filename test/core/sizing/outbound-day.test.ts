import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { erlangB } from '../../../src/core/sizing/erlang-b.js';
import { agentsForOutbound, outboundDay, outboundTrunks } from '../../../src/core/sizing/outbound-day.js';
import { OUTBOUND_DEFAULTS, type OutboundPlan } from '../../../src/core/sizing/outbound-plan.js';
import { outboundReport } from '../../../src/core/sizing/outbound-report.js';
import { poissonQuantile } from '../../../src/core/sizing/poisson-quantile.js';

const PLAN: OutboundPlan = {
  ...OUTBOUND_DEFAULTS,
  answerShare: 0.08,
  leastAnswerShare: 0.05,
  rightPartyShare: 0.33,
  promiseShare: 0.2,
  talkSeconds: 110,
};

describe('an outbound day', () => {
  it('has agents that talk, wait and wrap up in a cycle', () => {
    const day = outboundDay({ ...PLAN, targetOccupancy: 0.5 }, 40);
    // 110 s of talk and as many idle, 15 s of wrap-up.
    expect(day.occupancy).toBe(0.5);
    expect(day.connectedPerAgentHour).toBeCloseTo(3600 / 235, 9);
    expect(day.connected).toBeCloseTo((40 * 10 * 3600) / 235, 6);
    expect(day.rightParty).toBeCloseTo(0.33 * day.connected, 9);
    expect(day.promises).toBeCloseTo(0.2 * day.rightParty, 9);
    expect(day.abandoned / (day.abandoned + day.connected)).toBeCloseTo(0.03, 9);
    expect(day.attempts * 0.08).toBeCloseTo(day.connected + day.abandoned, 6);
  });

  it('takes the least agents for a goal, and goal and agents lead to one another', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 300_000, noNaN: true }),
        fc.constantFrom('connected', 'rightParty', 'promises'),
        fc.constantFrom(0.01, 0.02, 0.03),
        (perDay, goal, abandonCap) => {
          const plan = { ...PLAN, abandonCap };
          const found = agentsForOutbound(plan, goal, perDay);
          expect(found[goal]).toBeGreaterThanOrEqual(perDay);
          expect(found.agents === 1 || outboundDay(plan, found.agents - 1)[goal] < perDay).toBe(true);
          expect(agentsForOutbound(plan, goal, found[goal]).agents).toBe(found.agents);
        },
      ),
      { seed: 4, numRuns: 80 },
    );
  });

  it('brings more with every agent', () => {
    let before = 0;
    for (let agents = 1; agents <= 700; agents++) {
      const { connected } = outboundDay(PLAN, agents);
      expect(connected).toBeGreaterThan(before);
      before = connected;
    }
  });

  it('needs the least lines that lose no more than the target, at the hour that answers least', () => {
    const trunks = outboundTrunks(PLAN, 300);
    const erlangs = trunks.setupErlangs + trunks.talkErlangs;
    expect(erlangB(trunks.lines, erlangs)).toBeLessThanOrEqual(0.01);
    expect(erlangB(trunks.lines - 1, erlangs)).toBeGreaterThan(0.01);
    expect(trunks.talkErlangs).toBeLessThan(301);
    expect(trunks.callsPerSecond).toBeGreaterThan(trunks.attemptsPerSecond);
    const even = outboundTrunks({ ...PLAN, leastAnswerShare: 0.08 }, 300);
    expect(even.lines).toBeLessThan(trunks.lines);
    // By hand: 4 + 0.05 × 11.7 + 0.2 × 12.5 + 0.6 × 25 s an attempt.
    expect(trunks.setupErlangs / trunks.attemptsPerSecond).toBeCloseTo(22.085, 9);
  });

  it('is sized for four thousand agents as for one', () => {
    for (const agents of [1, 4000]) {
      const trunks = outboundTrunks(PLAN, agents);
      expect(trunks.lines).toBeGreaterThan(agents);
      expect(Number.isFinite(trunks.attemptsPerSecond)).toBe(true);
    }
  });

  it.each([
    [/answerShare is 1.2/, { answerShare: 1.2 }],
    [/talkSeconds is -1/, { talkSeconds: -1 }],
    [/abandonCap is 1/, { abandonCap: 1 }],
    [/openHours is 25/, { openHours: 25 }],
    [/blocking is 0/, { blocking: 0 }],
    [/add up to 1.08/, { machineShare: 0.6, unreachableShare: 0.4 }],
    [/leastAnswerShare is 0.5, above/, { leastAnswerShare: 0.5 }],
    [/ringSeconds is 30, longer/, { ringSeconds: 30 }],
    [/wrapSeconds is NaN/, { wrapSeconds: Number.NaN }],
  ])('refuses nonsense: %s', (message, part) => {
    expect(() => outboundDay({ ...PLAN, ...part }, 10)).toThrow(message);
  });

  it('refuses no agents, no goal, and promises that nobody makes', () => {
    expect(() => outboundDay(PLAN, 0)).toThrow(/agents is 0/);
    expect(() => agentsForOutbound(PLAN, 'rightParty', 0)).toThrow(/rightParty is 0/);
    expect(() => agentsForOutbound({ ...PLAN, promiseShare: 0 }, 'promises', 5)).toThrow(/promiseShare/);
  });
});

describe('the report of an outbound sizing', () => {
  const facts = { answerShare: 0.08, rightPartyShare: 0.33, talkSeconds: 110 };

  it('explains every figure and says which inputs nobody gave', () => {
    const report = outboundReport(facts, { from: 'agents', agents: 300 }, { baseContacts: 500_000 });
    for (const [name, figure] of Object.entries(report.figures)) {
      expect(Number.isFinite(figure.value), name).toBe(true);
      expect(Math.min(figure.unit.length, figure.how.length, figure.source.length), name).toBeGreaterThan(0);
    }
    expect(report.figures['occupancy']?.source).toContain('measured');
    expect(report.inputs['answerShare']).toEqual({ value: 0.08, source: 'given' });
    expect(report.inputs['leastAnswerShare']).toEqual({ value: 0.08, source: 'default' });
    expect(report.figures['promises']).toBeUndefined();
  });

  it('returns from its own payroll to its own agents', () => {
    const { figures } = outboundReport(facts, { from: 'agents', agents: 300 });
    const payroll = figures['payroll']?.value ?? 0;
    const back = outboundReport(facts, { from: 'payroll', payroll });
    expect(back.figures['agents']?.value).toBe(300);
  });

  it('says when the occupancy was never measured for such a team', () => {
    const { notes } = outboundReport(facts, { from: 'agents', agents: 4000 });
    expect(notes.join(' ')).toContain('outside of what was measured in agents');
  });
});

describe('poissonQuantile', () => {
  it.each([
    [1, 0.99, 4],
    [10, 0.95, 15],
    [0.01, 0.9, 0],
    [0, 0.99, 0],
  ])('of mean %d at %d is what tables print', (mean, share, count) => {
    expect(poissonQuantile(mean, share)).toBe(count);
  });

  it('comes near the normal law for large means', () => {
    expect(Math.abs(poissonQuantile(5000, 0.99) - (5000 + 2.326 * Math.sqrt(5000)))).toBeLessThan(2);
  });
});
