import { describe, expect, test } from 'vitest';
import {
  type BlendedResult,
  FOUR_MINUTES_MS,
  playBlendedDay,
  TEN_HOURS_MS,
  twoPeaks,
} from './blended-day.js';

const SEEDS = ['one', 'two', 'three'];

/** Twenty-six agents, 90 % within 10 s to be kept, and more people to call than there is time for. */
function days(policy: 'plain' | 'blended'): readonly BlendedResult[] {
  return SEEDS.map((seed) =>
    playBlendedDay({
      seed,
      policy,
      agents: 26,
      callsPerHourAt: twoPeaks,
      handleMs: FOUR_MINUTES_MS,
      patienceMs: 120_000,
      outboundTalkMs: 360_000,
      lastsMs: TEN_HOURS_MS,
      goal: { serviceLevel: 0.9, withinSeconds: 10 },
    }),
  );
}

describe('a day in which twenty-six agents take inbound and outbound calls', () => {
  const plain = days('plain');
  const blended = days('blended');

  test('misses 90 % within 10 s when inbound only goes first at each moment', () => {
    for (const day of plain) {
      expect(day.serviceLevel).toBeLessThan(0.8);
    }
  });

  test('keeps 90 % within 10 s when agents are kept free for calls that have not come yet', () => {
    for (const day of blended) {
      expect(day.received).toBeGreaterThan(800);
      expect(day.serviceLevel).toBeGreaterThanOrEqual(0.9);
      expect(day.worstHour).toBeGreaterThanOrEqual(0.8);
    }
  });

  test('gives the valleys to outbound: most of the floor then, and less in the peaks', () => {
    for (const { outboundShare } of blended) {
      const [peak, noon, evening] = [outboundShare[2]!, outboundShare[4]!, outboundShare[9]!];
      expect(evening).toBeGreaterThan(0.6);
      expect(noon).toBeGreaterThan(peak);
      expect(evening).toBeGreaterThan(peak + 0.2);
    }
  });

  test('takes no more agents from outbound than it has to: four fifths of what priorities alone gave it', () => {
    const outbound = (results: readonly BlendedResult[]): number =>
      results.reduce((sum, { outboundShare }) => sum + outboundShare.reduce((all, one) => all + one, 0), 0);
    expect(outbound(blended) / outbound(plain)).toBeGreaterThan(0.75);
  });

  test('is the same day twice from the same seed', () => {
    expect(days('plain')).toEqual(plain);
  });
});
