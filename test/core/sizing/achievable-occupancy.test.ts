import { describe, expect, it } from 'vitest';
import { achievableOccupancy } from '../../../src/core/sizing/achievable-occupancy.js';
import { ACHIEVABLE_OCCUPANCY } from '../../../src/core/sizing/achievable-occupancy-table.js';
import type { OccupancyTable } from '../../../src/core/sizing/occupancy-table.js';

const { agents, rows } = ACHIEVABLE_OCCUPANCY;

describe('the measured table of occupancy', () => {
  it('is a full grid of shares, and says where it is from', () => {
    const axes = (['abandonCap', 'talkSeconds', 'answerShare'] as const).map(
      (name) => new Set(rows.map((row) => row[name])).size,
    );
    expect(rows.length).toBe(axes.reduce((all, size) => all * size, 1));
    expect(new Set(rows.map((row) => JSON.stringify({ ...row, occupancy: 0 }))).size).toBe(rows.length);
    for (const { occupancy } of rows) {
      expect(occupancy.length).toBe(agents.length);
      expect(occupancy.every((share) => share > 0 && share < 1)).toBe(true);
    }
    expect(ACHIEVABLE_OCCUPANCY.source).toContain('measured');
  });

  it('never says that a larger team does less in all', () => {
    for (const { occupancy } of rows) {
      const work = agents.map((size, i) => size * (occupancy[i] ?? 0));
      expect(work).toEqual([...work].sort((one, other) => one - other));
    }
  });
});

describe('achievableOccupancy', () => {
  const table: OccupancyTable = {
    source: 'a test',
    agents: [10, 100],
    rows: [0.01, 0.03].flatMap((abandonCap) =>
      [60, 240].flatMap((talkSeconds) =>
        [0.05, 0.2].map((answerShare) => ({
          abandonCap,
          talkSeconds,
          answerShare,
          occupancy: [
            0.3 + 5 * abandonCap + talkSeconds / 1000 + answerShare,
            0.5 + 3 * abandonCap + talkSeconds / 1000 + answerShare / 2,
          ],
        })),
      ),
    ),
  };
  const at = (agents: number, abandonCap: number, talkSeconds: number, answerShare: number) =>
    achievableOccupancy({ agents, abandonCap, talkSeconds, answerShare }, table);

  it('gives what was measured where it was measured', () => {
    for (const row of table.rows) {
      for (const [i, agents] of table.agents.entries()) {
        const { occupancy, outside } = at(agents, row.abandonCap, row.talkSeconds, row.answerShare);
        expect(occupancy).toBeCloseTo(row.occupancy[i] ?? 0, 12);
        expect(outside).toEqual([]);
      }
    }
  });

  it('lies between its neighbours between them', () => {
    const low = at(10, 0.01, 60, 0.05).occupancy;
    const high = at(100, 0.03, 240, 0.2).occupancy;
    const middle = at(31.6, 0.017, 120, 0.1);
    expect(middle.occupancy).toBeGreaterThan(low);
    expect(middle.occupancy).toBeLessThan(high);
    expect(middle.outside).toEqual([]);
  });

  it('goes no further than it was measured, and says so', () => {
    expect(at(4000, 0.01, 600, 0.01)).toEqual({
      ...at(100, 0.01, 240, 0.05),
      outside: ['agents', 'talkSeconds', 'answerShare'],
    });
  });

  it.each([
    ['agents', [0, 0.03, 100, 0.1]],
    ['abandonCap', [10, 1, 100, 0.1]],
    ['talkSeconds', [10, 0.03, -5, 0.1]],
    ['answerShare', [10, 0.03, 100, 1.1]],
  ] as const)('refuses nonsense in %s', (name, [agents, cap, talk, answers]) => {
    expect(() => at(agents, cap, talk, answers)).toThrow(new RegExp(`${name} is`));
  });
});
