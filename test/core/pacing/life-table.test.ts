import { describe, expect, it } from 'vitest';
import { curveAt } from '../../../src/core/pacing/age-grid.js';
import {
  emptyLifeTable,
  type LifeTableExit,
  type LifeTableRules,
  learnExits,
  lifeCurves,
} from '../../../src/core/pacing/life-table.js';

const RULES: LifeTableRules = {
  grid: { fineMs: 1000, fineBins: 20, coarseMs: 5000, coarseBins: 4 },
  priorPerSecond: [0.03, 0.04],
  heldUp: [true, false],
  priorEnds: 4,
  binShrink: 3,
  halfLife: 4000,
};
const NONE = new Float64Array(24);

describe('a life table', () => {
  it('finds the share and the time of each end once it has seen enough', () => {
    const exits: LifeTableExit[] = Array.from({ length: 2000 }, (_, i) =>
      i % 4 === 0 ? { ageMs: 5500, cause: 0 } : { ageMs: 12_500, cause: 1 },
    );
    const { incidence } = lifeCurves(RULES, learnExits(RULES, emptyLifeTable(RULES), exits), NONE);
    expect(curveAt(RULES.grid, incidence[0]!, 4900)).toBeLessThan(0.01);
    expect(curveAt(RULES.grid, incidence[0]!, 13_000)).toBeCloseTo(0.25, 1.9);
    expect(curveAt(RULES.grid, incidence[1]!, 13_000)).toBeGreaterThan(0.7);
  });

  it('does not conclude from many young calls that nobody answers late', () => {
    const young = new Float64Array(24);
    young[2] = 500;
    const fresh = lifeCurves(RULES, emptyLifeTable(RULES), NONE);
    const flooded = lifeCurves(RULES, emptyLifeTable(RULES), young);
    expect(flooded.hazardPerMs[0]![0]).toBeLessThan(fresh.hazardPerMs[0]![0]! / 50);
    expect(flooded.hazardPerMs[0]![10]).toBeGreaterThanOrEqual(fresh.hazardPerMs[0]![10]!);
  });

  it('counts who left unseen as watched until then', () => {
    const seen = (censored: number): number => {
      const exits: LifeTableExit[] = [
        ...Array.from({ length: 100 }, () => ({ ageMs: 3500, cause: 0 })),
        ...Array.from({ length: censored }, () => ({ ageMs: 8500, cause: null })),
      ];
      return lifeCurves(RULES, learnExits(RULES, emptyLifeTable(RULES), exits), NONE).incidence[0]![5]!;
    };
    expect(seen(300)).toBeCloseTo(0.25, 1.7);
    expect(seen(0)).toBeGreaterThan(0.9);
  });

  it('forgets: after many half-lives only what came last counts', () => {
    const batch = (ageMs: number, count: number): LifeTableExit[] =>
      Array.from({ length: count }, () => ({ ageMs, cause: 0 }));
    const rules = { ...RULES, halfLife: 50 };
    let table = learnExits(rules, emptyLifeTable(rules), batch(2500, 200));
    for (let i = 0; i < 20; i++) {
      table = learnExits(rules, table, batch(9500, 25));
    }
    expect(lifeCurves(rules, table, NONE).incidence[0]![4]).toBeLessThan(0.1);
  });
});
