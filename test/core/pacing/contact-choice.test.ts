import { describe, expect, it } from 'vitest';
import { spareAgents } from '../../../src/core/pacing/answer-risk.js';
import { chooseContacts } from '../../../src/core/pacing/contact-choice.js';
import {
  believedSlope,
  freshEstimates,
  learnEstimates,
  liftOdds,
  oddsRatioOf,
} from '../../../src/core/pacing/contact-estimates.js';

const TWO_FREE = spareAgents(
  { newCallOdds: 0.2, answerOdds: [], answerCounts: [], freeOdds: [], freeCounts: [] },
  2,
);

function choose(odds: readonly number[], threshold: number, floor = 0, order = odds.map((_, i) => i)) {
  return chooseContacts({
    spares: [TWO_FREE],
    odds: [Float64Array.from(odds)],
    threshold,
    floor,
    most: 100,
    order,
  });
}

describe('chooseContacts', () => {
  it('reckons the risk of single odds exactly: two free agents, both called for, all gone', () => {
    expect(choose([0.5, 0.4], 1).risk).toBeCloseTo(0.2, 10);
    expect(choose([0.5, 0.4, 0.1], 1).risk).toBeCloseTo(
      0.2 * 0.9 + 0.2 * 0.1 + 0.1 * (0.5 * 0.6 + 0.5 * 0.4),
      10,
    );
  });

  it('leaves out whom the threshold does not allow and goes on with those it does', () => {
    const { picks, risk } = choose([0.9, 0.9, 0.9, 0.01], 0.82);
    expect(picks).toEqual([0, 1, 3]);
    expect(risk).toBeLessThanOrEqual(0.82);
  });

  it('places the floor whatever the risk', () => {
    expect(choose([0.9, 0.9, 0.9], 0, 2).picks).toEqual([0, 1]);
  });

  it('finds one likely contact safer than several unlikely ones of the same sum', () => {
    const one = choose([0.8], 1).risk;
    const many = choose([0.2, 0.2, 0.2, 0.2], 1).risk;
    expect(one).toBeLessThan(many);
  });
});

/** Attempts with estimates that are right, or say nothing; every tenth and every second contact is the likely one. */
function attempts(right: boolean, count: number): { estimate: number; person: boolean }[] {
  return Array.from({ length: count }, (_, i) => {
    const likely = i % 2 === 0;
    const person = right ? i % (likely ? 4 : 20) < 2 && i % 4 < 2 : i % 10 < 2;
    return { estimate: likely ? 0.4 : 0.1, person };
  });
}

describe('contact estimates', () => {
  it('are believed where outcomes follow them and not where they do not', () => {
    const right = believedSlope(learnEstimates(freshEstimates(), attempts(true, 2000)));
    const wrong = believedSlope(learnEstimates(freshEstimates(), attempts(false, 2000)));
    expect(right).toBeGreaterThan(0.6);
    expect(wrong).toBeLessThan(0.15);
  });

  it('are taken at their word before anything is known', () => {
    const ratio = oddsRatioOf(freshEstimates(), 0.3)(0.1);
    expect(ratio).toBeLessThan(0.5);
    expect(oddsRatioOf(freshEstimates(), 0.3)(0.3)).toBeCloseTo(1, 5);
  });

  it('move the odds of a call on the scale of odds, so that nothing exceeds certainty', () => {
    expect(liftOdds(0.2, 0.5, 1)).toBeCloseTo(0.2, 10);
    expect(liftOdds(0.9, 0.9, 1000)).toBeLessThan(1);
    expect(liftOdds(0.1, 0.2, 4)).toBeGreaterThan(0.1);
  });
});
