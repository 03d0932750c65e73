import { describe, expect, it } from 'vitest';
import { economicDropShare, spreadOfSpare } from '../../../src/core/pacing/economic-drop-share.js';

/** Agents who talk and wrap up for 100 s, calls that are answered 14 s after the dial. */
const worth = (agents: number): number => economicDropShare(agents, spreadOfSpare(agents / 100_000, 14_000));

describe('the share of drops worth having', () => {
  it('is far above any cap for a small team and under one in a hundred for 2 000 agents', () => {
    expect(worth(5)).toBeGreaterThan(0.1);
    expect(worth(20)).toBeGreaterThan(0.05);
    expect(worth(500)).toBeLessThan(0.03);
    expect(worth(2000)).toBeLessThan(0.01);
    expect(worth(2000)).toBeGreaterThan(0.003);
  });

  it('falls as the team grows', () => {
    const teams = [2, 5, 20, 100, 500, 2000, 20_000].map(worth);
    expect(teams).toEqual([...teams].sort((a, b) => b - a));
  });

  it('is where half a point of occupancy is bought by a point of drops', () => {
    const agents = 1000;
    const spread = 15;
    const at = (z: number): { idle: number; drops: number } => {
      let idle = 0;
      let drops = 0;
      const step = 0.001;
      for (let x = -8; x < 8; x += step) {
        const odds = (Math.exp((-x * x) / 2) / Math.sqrt(2 * Math.PI)) * step;
        idle += odds * Math.max(0, spread * (x + z));
        drops += x + z < 0 ? odds : 0;
      }
      return { idle: idle / agents, drops };
    };
    const share = economicDropShare(agents, spread);
    let z = 0;
    while (at(z).drops > share) {
      z += 0.01;
    }
    const [tight, loose] = [at(z + 0.05), at(z - 0.05)];
    expect((tight.idle - loose.idle) / (loose.drops - tight.drops)).toBeCloseTo(0.5, 1);
  });

  it('sets no limit while nothing is known', () => {
    expect(economicDropShare(0, 0)).toBe(0.5);
    expect(economicDropShare(20, Number.NaN)).toBe(0.5);
  });
});
