import { describe, expect, it } from 'vitest';
import { makeSeededRng } from '../../../src/core/kernel/rng.js';
import {
  type HorizonOutlook,
  largestCountWithin,
  meanRisk,
  normalCdf,
  riskOf,
  riskOfAnswers,
  spareAgents,
} from '../../../src/core/pacing/answer-risk.js';

const NOBODY: HorizonOutlook = {
  newCallOdds: 0.2,
  answerOdds: [],
  answerCounts: [],
  freeOdds: [],
  freeCounts: [],
};

function drawnRisk(outlook: HorizonOutlook, idle: number, count: number): number {
  const rng = makeSeededRng('risk');
  const drawn = (odds: readonly number[], counts: readonly number[]): number =>
    odds.reduce((sum, p, i) => {
      let hits = 0;
      for (let k = 0; k < (counts[i] ?? 0); k++) {
        hits += rng.next() < p ? 1 : 0;
      }
      return sum + hits;
    }, 0);
  const runs = 40_000;
  let bad = 0;
  for (let run = 0; run < runs; run++) {
    const answers = drawn([...outlook.answerOdds, outlook.newCallOdds], [...outlook.answerCounts, count]);
    bad += answers >= idle + drawn(outlook.freeOdds, outlook.freeCounts) ? 1 : 0;
  }
  return bad / runs;
}

describe('the risk that the next person finds nobody', () => {
  it('is certain without an agent and nil without an answer due', () => {
    expect(riskOf(spareAgents(NOBODY, 0), 0)).toBeCloseTo(1, 12);
    expect(riskOf(spareAgents(NOBODY, 1), 0)).toBeCloseTo(0, 12);
  });

  it('with one free agent is the chance that a call already placed is answered', () => {
    expect(riskOf(spareAgents(NOBODY, 1), 5)).toBeCloseTo(1 - 0.8 ** 5, 12);
  });

  it('with as many agents as calls is the chance that every one of them is answered', () => {
    expect(riskOf(spareAgents(NOBODY, 3), 3)).toBeCloseTo(0.2 ** 3, 12);
    expect(riskOf(spareAgents(NOBODY, 4), 3)).toBeCloseTo(0, 12);
    expect(riskOfAnswers(spareAgents(NOBODY, 1), 1)).toBeCloseTo(1 - Math.exp(-1), 12);
  });

  it('agrees with drawing lots, exact for a small team and normal for a large one', () => {
    const small = {
      newCallOdds: 0.15,
      answerOdds: [0.4, 0.2, 0.01, 1],
      answerCounts: [5, 10, 60, 1],
      freeOdds: [0.3, 0.7, 0],
      freeCounts: [8, 4, 2],
    };
    expect(riskOf(spareAgents(small, 2), 6)).toBeCloseTo(drawnRisk(small, 2, 6), 1.9);
    const large = { ...small, answerCounts: [20, 60, 100, 2], freeCounts: [60, 30, 10] };
    expect(Math.abs(riskOf(spareAgents(large, 5), 60) - drawnRisk(large, 5, 60))).toBeLessThan(0.03);
  });

  it('grows with the calls placed, and the count found is the last one within the threshold', () => {
    const spares = [spareAgents({ ...NOBODY, freeOdds: [0.4], freeCounts: [12] }, 1)];
    for (const threshold of [0.01, 0.05, 0.3, 0.9]) {
      const count = largestCountWithin(spares, threshold, 500);
      expect(count === 0 || meanRisk(spares, count) <= threshold).toBe(true);
      expect(meanRisk(spares, count + 1)).toBeGreaterThan(threshold);
    }
    expect(largestCountWithin(spares, 1, 17)).toBe(17);
  });

  it('expects as many drops as answers beyond the agents', () => {
    const certain = { ...NOBODY, answerOdds: [1], answerCounts: [5] };
    expect(spareAgents(certain, 2).shortfall).toBeCloseTo(3, 9);
    expect(spareAgents({ ...certain, answerCounts: [205] }, 200).shortfall).toBeCloseTo(5, 3);
  });

  it('knows the normal law', () => {
    expect(normalCdf(0)).toBeCloseTo(0.5, 7);
    expect(normalCdf(1.959964)).toBeCloseTo(0.975, 6);
    expect(normalCdf(-3)).toBeCloseTo(0.0013499, 6);
  });
});
