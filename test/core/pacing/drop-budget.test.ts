import { describe, expect, it } from 'vitest';
import { productPacer } from '../../../bench/pacing/product-pacer.js';
import { SCENARIOS, type Scenario } from '../../../bench/pacing/scenarios.js';
import { type DayResult, World } from '../../../bench/pacing/world.js';
import { affordableRate, type BudgetFacts, burstReserve } from '../../../src/core/pacing/drop-allowance.js';
import { type BudgetVerdict, freshDropBudget, stepDropBudget } from '../../../src/core/pacing/drop-budget.js';

const NOBODY = { connected: 0, abandoned: 0 };
const HOUR = 3_600_000;
const FACTS: BudgetFacts = {
  agents: 20,
  connectedToday: 980,
  abandonedToday: 30,
  msLeftToday: 4 * HOUR,
  pendingDrops: 0,
  surePerMs: 5 / 60_000,
  delayMs: 14_000,
};

/** The budget of a team that has served ten people a minute for an hour, dropping `drops` of the last ones. */
function verdictAfter(facts: BudgetFacts, drops = 0): BudgetVerdict {
  let verdict = stepDropBudget(freshDropBudget(), 0.03, facts, NOBODY, 0, 0);
  for (let second = 1; second <= 3600; second += 3) {
    const seen = { connected: second % 2, abandoned: 3600 - second < 3 * drops ? 1 : 0 };
    verdict = stepDropBudget(verdict.budget, 0.03, facts, seen, 3000, 1000 * second);
  }
  return verdict;
}

function day(change: Partial<Scenario>, cap: number, seed: number): DayResult {
  const base = SCENARIOS.find(({ name }) => name === 'cob-20') as Scenario;
  const agents = change.agents ?? base.agents;
  return new World({ ...base, staff: () => agents, ...change }, seed, cap, false).run(
    productPacer(cap, true),
  );
}

describe('the budget of drops', () => {
  it('counts on the people who will surely come, and on nobody any more near the close', () => {
    expect(verdictAfter(FACTS)).toMatchObject({ shut: false });
    expect(verdictAfter({ ...FACTS, msLeftToday: 120_000 })).toMatchObject({ shut: true, binding: 'day' });
    expect(verdictAfter({ ...FACTS, surePerMs: 0 })).toMatchObject({ shut: true, binding: 'day' });
  });

  it('keeps the first hour to the cap, and lets the day have its way afterwards', () => {
    const young = { ...FACTS, connectedToday: 180, abandonedToday: 8 };
    const budget = freshDropBudget();
    const early = stepDropBudget(budget, 0.03, young, NOBODY, 3000, 3000);
    expect(early.binding).toBe('first hour');
    expect(early.threshold).toBeLessThan(
      stepDropBudget(budget, 0.03, { ...young, abandonedToday: 2 }, NOBODY, 3000, 3000).threshold,
    );
    expect(verdictAfter({ ...FACTS, abandonedToday: 20 }).binding).not.toBe('first hour');
  });

  it('lets a rise cost no more than the day, the stop and the half hour still bear', () => {
    const calm = verdictAfter({ ...FACTS, abandonedToday: 5 });
    expect(calm.shockRoom.likely).toBeGreaterThan(5);
    const hot = verdictAfter({ ...FACTS, abandonedToday: 5 }, 6).shockRoom;
    expect(hot.likely).toBeLessThan(calm.shockRoom.likely - 3);
    const stopped = verdictAfter({ ...FACTS, abandonedToday: 5, spareDrops: 2 }).shockRoom;
    expect(Math.max(stopped.likely, stopped.worst)).toBeLessThanOrEqual(2);
    const spent = verdictAfter({ ...FACTS, abandonedToday: 60, msLeftToday: 600_000 }).shockRoom;
    expect(spent).toEqual({ likely: 0.05, worst: 0.05 });
  });

  it('keeps back as many drops as came in one burst beyond chance, and none for what chance brings', () => {
    expect(burstReserve(15, 0.3, 4)).toBeGreaterThan(9);
    expect(burstReserve(15, 0.3, 4)).toBeLessThan(13);
    expect(burstReserve(3, 0.3, 4)).toBe(0);
    // Five hundred agents drop ten in two minutes now and then.
    expect(burstReserve(10, 3.3, 20)).toBe(0);
    const facts = { ...FACTS, abandonedToday: 12 };
    const room = (worstBurst: number): number =>
      stepDropBudget({ ...verdictAfter(facts).budget, worstBurst }, 0.03, facts, NOBODY, 3000, HOUR).shockRoom
        .worst;
    expect(room(0) - room(15)).toBeGreaterThan(8);
    // A quarter of the day's drops at most.
    const people = facts.connectedToday + facts.abandonedToday + 4 * 60 * 10;
    expect(room(0) - room(1000)).toBeLessThan(0.25 * 0.03 * people + 1);
  });

  it('remembers the worst burst over the hours, and half of it after a day', () => {
    const burst = stepDropBudget(freshDropBudget(), 0.03, FACTS, { connected: 0, abandoned: 12 }, 1000, 0);
    expect(burst.budget.worstBurst).toBe(12);
    let { budget } = burst;
    for (let second = 5; second <= 24 * 3600; second += 5) {
      ({ budget } = stepDropBudget(budget, 0.03, FACTS, NOBODY, 5000, 1000 * second));
    }
    expect(budget.worstBurst).toBeCloseTo(6, 1);
  });

  it('lets the first drop of a day happen however short the day', () => {
    const facts = { ...FACTS, connectedToday: 10, abandonedToday: 0, msLeftToday: 60_000 };
    expect(verdictAfter(facts).shut).toBe(false);
    expect(verdictAfter({ ...facts, abandonedToday: 1 }).shut).toBe(true);
  });

  it('risks less the fewer drops are to spare, the larger the bursts and the more people are to come', () => {
    const shares = [0, 1, 2, 4, 8, 16].map((spare) => affordableRate(spare, 2, 300));
    expect(shares).toEqual([...shares].sort((a, b) => a - b));
    expect(affordableRate(4, 6, 300)).toBeLessThan(affordableRate(4, 1, 300));
    expect(affordableRate(4, 2, 3000)).toBeLessThan(affordableRate(4, 2, 300));
  });

  it('keeps clear of a stop as well as of the day’s cap, and names the one that binds', () => {
    const rich = { ...FACTS, abandonedToday: 5 };
    const free = verdictAfter(rich);
    expect(free.shut).toBe(false);
    expect(verdictAfter({ ...rich, spareDrops: 0 })).toMatchObject({ shut: true, binding: 'stop' });
    const thresholds = [1, 2, 3, 4].map((spareDrops) => verdictAfter({ ...rich, spareDrops }).threshold);
    expect(thresholds).toEqual([...thresholds].sort((a, b) => a - b));
    expect(thresholds[0]).toBeLessThan(free.threshold / 2);
    expect(verdictAfter({ ...rich, spareDrops: 40 })).toMatchObject({
      threshold: free.threshold,
      binding: free.binding,
    });
  });

  it('holds back after a quarter of an hour of too many drops, and stops ahead of three caps in half an hour', () => {
    const rich = { ...FACTS, connectedToday: 5000, abandonedToday: 20 };
    const calm = verdictAfter(rich);
    const hot = verdictAfter(rich, 13);
    expect(hot.binding).toBe('15 minutes');
    expect(hot.threshold).toBeLessThan(calm.threshold / 2);
    expect(verdictAfter(rich, 40)).toMatchObject({ shut: true, binding: 'half hour' });
  });

  it.each([0.03, 0.01])('keeps every day of one to three hours within a cap of %f', (cap) => {
    const days = [
      { agents: 5, live: 0.08, hours: 2 },
      { agents: 8, live: 0.25, hours: 1 },
      { agents: 12, live: 0.12, hours: 1 },
      { agents: 20, live: 0.2, hours: 1 },
    ].flatMap((change) => [1, 2].map((seed) => day(change, cap, seed)));
    expect(days.filter(({ violated }) => violated).map(({ drops, live }) => `${drops} of ${live}`)).toEqual(
      [],
    );
  });

  it('goes on dialling ahead, with next to no risk, when nothing is left to spend', () => {
    const { occupancy, drop } = day({ live: 0.08, hours: 1 }, 0.0001, 1);
    // One line for each free agent would keep them talking for a quarter of their time.
    expect(occupancy).toBeGreaterThan(0.45);
    expect(drop).toBeLessThan(0.01);
  });
});

describe('a storm of refusals at the carrier', () => {
  it('is followed by no more drops than usual', () => {
    const storm = { live: 0.12, hours: 1.5, refused: (t: number) => (t >= 3600 && t < 3900 ? 0.95 : 0) };
    const seeds = [1, 2];
    const after = seeds.map((seed) => dropsOf(storm, 0.03, seed, 3900, 4500));
    const usual = seeds.map((seed) => dropsOf(storm, 0.03, seed, 1200, 3600));
    const share = (counts: readonly { live: number; drops: number }[]): number =>
      counts.reduce((sum, { drops }) => sum + drops, 0) / counts.reduce((sum, { live }) => sum + live, 0);
    expect(share(after)).toBeLessThanOrEqual(1.5 * share(usual));
  });
});

/** People and drops of a part of the day, in seconds. */
function dropsOf(
  change: Partial<Scenario>,
  cap: number,
  seed: number,
  from: number,
  until: number,
): { live: number; drops: number } {
  const base = SCENARIOS.find(({ name }) => name === 'cob-20') as Scenario;
  const pacer = productPacer(cap, true);
  let live = 0;
  let drops = 0;
  new World({ ...base, ...change }, seed, cap, false).run({
    step: (snapshot, seen, nowMs, factor) => {
      for (const { kind } of nowMs >= 1000 * from && nowMs < 1000 * until ? seen : []) {
        live += kind === 'connected' || kind === 'abandoned' ? 1 : 0;
        drops += kind === 'abandoned' ? 1 : 0;
      }
      return pacer.step(snapshot, seen, nowMs, factor);
    },
  });
  return { live, drops };
}
