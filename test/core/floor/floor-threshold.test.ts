import { describe, expect, test } from 'vitest';
import {
  DEFAULT_THRESHOLDS,
  floorAlerts,
  thresholdProblem,
} from '../../../src/core/floor/floor-threshold.js';

describe('thresholds of the floor', () => {
  test('tell what is critical before what is a warning, and nothing that is in order', () => {
    const alerts = floorAlerts(DEFAULT_THRESHOLDS, [
      { metric: 'paused_share', scope: 'c1', value: 0.35 },
      { metric: 'drop_today', scope: 'c1', value: 0.031 },
      { metric: 'contacts_ready', scope: 'c1', value: 5000 },
    ]);
    expect(alerts.map(({ metric, level, bound }) => [metric, level, bound])).toEqual([
      ['drop_today', 'critical', 0.03],
      ['paused_share', 'warning', 0.3],
    ]);
  });

  test('warn of too few contacts, not of many', () => {
    const alerts = floorAlerts(DEFAULT_THRESHOLDS, [{ metric: 'contacts_ready', scope: 'c1', value: 100 }]);
    expect(alerts).toMatchObject([{ level: 'critical', bound: 100 }]);
  });

  test('of a campaign go before those of all', () => {
    const own = { metric: 'drop_today', scope: 'c1', warning: 0.005, critical: null } as const;
    const figures = ['c1', 'c2'].map((scope) => ({ metric: 'drop_today', scope, value: 0.01 }) as const);
    expect(floorAlerts([...DEFAULT_THRESHOLDS, own], figures)).toMatchObject([
      { scope: 'c1', level: 'warning' },
    ]);
  });

  test('in the wrong order or twice are refused with the reason', () => {
    const swapped = { metric: 'drop_today', scope: '', warning: 0.03, critical: 0.02 } as const;
    expect(thresholdProblem([swapped])).toMatch(/swap/);
    expect(thresholdProblem([...DEFAULT_THRESHOLDS, DEFAULT_THRESHOLDS[0]!])).toMatch(/twice/);
    expect(thresholdProblem(DEFAULT_THRESHOLDS)).toBeNull();
  });
});
