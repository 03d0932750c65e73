import { describe, expect, it } from 'vitest';
import { freshPool, type PoolState, stepPool } from '../../../src/core/pacing/pool-pacing.js';
import type { PoolCampaign, PoolSnapshot } from '../../../src/core/pacing/pool-snapshot.js';

const SETTINGS = { ratio: 1, abandonCap: 0.03, connectDeadlineMs: 2000, ringTimeoutMs: 25_000, amd: true };
const CAMPAIGN: PoolCampaign = {
  cap: 0.03,
  weight: 1,
  calls: [],
  connectedToday: 0,
  abandonedToday: 0,
  contactsReady: 1000,
  seen: [],
};

function pool(
  campaigns: Record<string, Partial<PoolCampaign>>,
  change: Partial<PoolSnapshot> = {},
): PoolSnapshot {
  return {
    idleAgents: 6,
    busyAgents: [],
    freeChannels: 1000,
    cpsRoom: 1000,
    msLeftToday: null,
    seen: [],
    campaigns: new Map(Object.entries(campaigns).map(([id, own]) => [id, { ...CAMPAIGN, ...own }])),
    ...change,
  };
}

function placed(snapshot: PoolSnapshot, state: PoolState = freshPool(SETTINGS)): Record<string, number> {
  const { decisions } = stepPool(state, snapshot, 1000);
  return Object.fromEntries([...decisions].map(([id, { place }]) => [id, place]));
}

describe('a pool of campaigns', () => {
  it('dials for both, no more together than one alone would', () => {
    const both = placed(pool({ A: {}, B: {} }));
    const alone = placed(pool({ A: {} }));
    expect(both['A']).toBeGreaterThan(0);
    expect(both['B']).toBeGreaterThan(0);
    expect((both['A'] ?? 0) + (both['B'] ?? 0)).toBeLessThanOrEqual((alone['A'] ?? 0) + 1);
  });

  it('counts the answers due to one campaign against the calls of the other', () => {
    const ringing = { ageMs: 12_000, ringingMs: 8000, screeningMs: null, waiting: false };
    const calls = Array.from({ length: 40 }, () => ringing);
    expect(placed(pool({ A: { calls }, B: {} }))).toEqual({ A: 0, B: 0 });
  });

  it('lets the campaign dial first that has had least for its weight', () => {
    const seen = Array.from({ length: 30 }, () => ({ kind: 'connected', waitMs: 0 }) as const);
    const { state } = stepPool(freshPool(SETTINGS), pool({ A: { seen }, B: {} }, { idleAgents: 0 }), 0);
    const one = placed(pool({ A: {}, B: {} }, { cpsRoom: 1 }), state);
    expect(one).toEqual({ A: 0, B: 1 });
  });

  it('gives the agents to the others while a campaign has nobody to call', () => {
    const { A, B } = placed(pool({ A: { contactsReady: 0 }, B: {} }));
    expect(A).toBe(0);
    expect(B).toBeGreaterThanOrEqual(6);
  });

  it('lets no campaign that may drop more dial over one that can afford no drop and has had nothing', () => {
    const busyAgents = Array.from(
      { length: 30 },
      (_, i) => ({ phase: 'talking', ageMs: 4000 * i, leaving: false }) as const,
    );
    const seen = Array.from({ length: 60 }, () => ({ kind: 'connected', waitMs: 0 }) as const);
    const day = { connectedToday: 3000, abandonedToday: 10, seen };
    const poor = { cap: 0.01, connectedToday: 50, abandonedToday: 2 };
    const lane = { idleAgents: 0, busyAgents };
    const rich = placed(pool({ A: day, B: { ...poor, contactsReady: 0 } }, lane));
    const beside = placed(pool({ A: day, B: poor }, lane));
    expect(beside['A']).toBeLessThanOrEqual(rich['A'] ?? 0);
  });

  it('says which campaign is bound by what', () => {
    const { decisions } = stepPool(freshPool(SETTINGS), pool({ A: {}, B: { contactsReady: 2 } }), 0);
    expect(decisions.get('B')?.limit).toBe('contacts');
    expect(decisions.get('A')?.reason).toMatch(/^Pool: 6 free of 6 agents.*place \d+ \(/);
    expect(placed(pool({ A: {} }, { idleAgents: 0 }))).toEqual({ A: 0 });
  });
});
