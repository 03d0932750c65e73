import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeSeededRng } from '../../../src/core/kernel/rng.js';
import {
  agentsForInbound,
  forecastInbound,
  type InboundForecast,
  type InboundLoad,
} from '../../../src/core/sizing/erlang-a.js';
import { erlangB } from '../../../src/core/sizing/erlang-b.js';

type Answer = Pick<InboundForecast, 'waitShare' | 'meanWaitSeconds' | 'serviceLevel' | 'abandonShare'>;

/** The chain of callers in the system solved state by state, and a waiting caller's way through the queue uniformised. */
function bruteForce(load: InboundLoad, agents: number, withinSeconds: number): Answer {
  const arrivals = load.callsPerHour / 3600;
  const [serve, leave] = [1 / load.handleSeconds, 1 / load.patienceSeconds];
  const logs = [0];
  for (let j = 1; j < 40_000; j++) {
    const death = Math.min(j, agents) * serve + Math.max(0, j - agents) * leave;
    logs.push((logs[j - 1] ?? 0) + Math.log(arrivals / death));
    if (j > agents && (logs[j] ?? 0) < Math.max(0, logs[agents] ?? 0) - 60 && arrivals < death) {
      break;
    }
  }
  const top = logs.reduce((most, one) => Math.max(most, one), Number.NEGATIVE_INFINITY);
  const weights = logs.map((one) => Math.exp(one - top));
  const all = weights.reduce((sum, one) => sum + one, 0);
  const states = weights.map((one) => one / all);
  const waiting = states.slice(agents);
  const queue = waiting.reduce((sum, share, j) => sum + share * j, 0);
  const free = states.slice(0, agents).reduce((sum, share) => sum + share, 0);
  return {
    waitShare: 1 - free,
    meanWaitSeconds: queue / arrivals,
    abandonShare: (leave * queue) / arrivals,
    serviceLevel: free + servedWithin(waiting, agents * serve, leave, withinSeconds),
  };
}

/** Share that is served by then, of arrivals who find j others queued with the chance ahead[j]. */
function servedWithin(ahead: readonly number[], drain: number, leave: number, seconds: number): number {
  const rate = drain + (ahead.length + 1) * leave;
  let places = [...ahead];
  let served = 0;
  let total = 0;
  let logPoisson = -rate * seconds;
  const steps = rate * seconds + 12 * Math.sqrt(rate * seconds) + 30;
  for (let step = 0; step <= steps; step++) {
    total += Math.exp(logPoisson) * served;
    logPoisson += Math.log((rate * seconds) / (step + 1));
    served += ((places[0] ?? 0) * drain) / rate;
    places = places.map((share, j) => {
      const stay = 1 - (drain + (j + 1) * leave) / rate;
      return share * stay + ((places[j + 1] ?? 0) * (drain + (j + 1) * leave)) / rate;
    });
  }
  return total;
}

/** Callers one by one through a queue of their own. */
function simulate(load: InboundLoad, agents: number, withinSeconds: number, calls: number): Answer {
  const rng = makeSeededRng('queue');
  const draw = (mean: number): number => -mean * Math.log(1 - rng.next());
  const freeAt = new Array<number>(agents).fill(0);
  let now = 0;
  let [waited, waits, soon, left] = [0, 0, 0, 0];
  for (let call = 0; call < calls; call++) {
    now += draw(3600 / load.callsPerHour);
    const agent = freeAt.indexOf(Math.min(...freeAt));
    const offered = Math.max(0, (freeAt[agent] ?? 0) - now);
    const patience = draw(load.patienceSeconds);
    waits += offered > 0 ? 1 : 0;
    waited += Math.min(offered, patience);
    if (patience < offered) {
      left += 1;
    } else {
      soon += offered <= withinSeconds ? 1 : 0;
      freeAt[agent] = now + offered + draw(load.handleSeconds);
    }
  }
  return {
    waitShare: waits / calls,
    meanWaitSeconds: waited / calls,
    serviceLevel: soon / calls,
    abandonShare: left / calls,
  };
}

const LOADS: readonly (readonly [number, InboundLoad])[] = [
  [1, { callsPerHour: 20, handleSeconds: 180, patienceSeconds: 60 }],
  [10, { callsPerHour: 180, handleSeconds: 180, patienceSeconds: 120 }],
  [10, { callsPerHour: 400, handleSeconds: 180, patienceSeconds: 30 }],
  [50, { callsPerHour: 960, handleSeconds: 180, patienceSeconds: 600 }],
  [50, { callsPerHour: 1100, handleSeconds: 180, patienceSeconds: 3000 }],
  [300, { callsPerHour: 6000, handleSeconds: 185, patienceSeconds: 90 }],
  [4000, { callsPerHour: 78_000, handleSeconds: 185, patienceSeconds: 120 }],
];

describe('Erlang A', () => {
  it.each(LOADS)('of %i agents is the chain solved state by state', (agents, load) => {
    const got = forecastInbound(load, agents, { withinSeconds: 20 });
    const want = bruteForce(load, agents, 20);
    for (const name of Object.keys(want) as (keyof Answer)[]) {
      expect(Math.abs(got[name] - want[name]), name).toBeLessThan(1e-8 * Math.max(1, want[name]));
    }
  });

  it('is what a queue of callers one by one comes to', () => {
    const load = { callsPerHour: 200, handleSeconds: 180, patienceSeconds: 90 };
    const got = forecastInbound(load, 10, { withinSeconds: 20 });
    const seen = simulate(load, 10, 20, 200_000);
    expect(Math.abs(got.waitShare - seen.waitShare)).toBeLessThan(0.01);
    expect(Math.abs(got.serviceLevel - seen.serviceLevel)).toBeLessThan(0.01);
    expect(Math.abs(got.abandonShare - seen.abandonShare)).toBeLessThan(0.005);
    expect(Math.abs(got.meanWaitSeconds - seen.meanWaitSeconds)).toBeLessThan(0.5);
  });

  it('without patience is Erlang B, with endless patience Erlang C', () => {
    const load = { callsPerHour: 180, handleSeconds: 180 };
    const none = forecastInbound({ ...load, patienceSeconds: 1e-6 }, 10, { withinSeconds: 20 });
    expect(none.abandonShare).toBeCloseTo(erlangB(10, 9), 6);
    const much = forecastInbound({ ...load, patienceSeconds: 1e9 }, 10, { withinSeconds: 20 });
    const endless = forecastInbound({ ...load, patienceSeconds: Number.POSITIVE_INFINITY }, 10, {
      withinSeconds: 20,
    });
    expect(endless.waitShare).toBeCloseTo(0.6687, 4);
    for (const name of ['waitShare', 'serviceLevel', 'occupancy'] as const) {
      expect(much[name]).toBeCloseTo(endless[name], 6);
    }
    expect(much.meanWaitSeconds / endless.meanWaitSeconds).toBeCloseTo(1, 5);
  });

  it('keeps its figures true to one another, at any size and overload', () => {
    const size = fc.tuple(
      fc.integer({ min: 1, max: 4000 }),
      fc.double({ min: 0.05, max: 3, noNaN: true }),
      fc.double({ min: 5, max: 5000, noNaN: true }),
    );
    fc.assert(
      fc.property(size, ([agents, rho, patienceSeconds]) => {
        const load = { callsPerHour: (agents * rho * 3600) / 200, handleSeconds: 200, patienceSeconds };
        const one = forecastInbound(load, agents, { withinSeconds: 20, shortSeconds: 2 });
        const more = forecastInbound(load, agents + 1, { withinSeconds: 20, shortSeconds: 2 });
        for (const name of ['waitShare', 'serviceLevel', 'abandonShare', 'occupancy'] as const) {
          expect(one[name], name).toBeGreaterThanOrEqual(0);
          expect(one[name], name).toBeLessThanOrEqual(1 + 1e-12);
        }
        expect(one.serviceLevel + one.abandonShare).toBeLessThanOrEqual(1 + 1e-9);
        expect(one.shortAbandonShare).toBeLessThanOrEqual(one.abandonShare + 1e-12);
        expect(more.serviceLevel).toBeGreaterThanOrEqual(one.serviceLevel - 1e-10);
        expect(more.abandonShare).toBeLessThanOrEqual(one.abandonShare + 1e-10);
        expect(more.waitShare).toBeLessThanOrEqual(one.waitShare + 1e-10);
      }),
      { seed: 4, numRuns: 150 },
    );
  });

  it('takes the least agents that keep service level and abandonment', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 70_000, noNaN: true }),
        fc.constantFrom(0.6, 0.8, 0.95),
        fc.constantFrom(undefined, 0.03, 0.1),
        (callsPerHour, serviceLevel, abandonShare) => {
          const load = { callsPerHour, handleSeconds: 200, patienceSeconds: 90 };
          const goal = {
            withinSeconds: 20,
            serviceLevel,
            ...(abandonShare === undefined ? {} : { abandonShare }),
          };
          const keeps = (one: InboundForecast): boolean =>
            one.serviceLevel >= serviceLevel && one.abandonShare <= (abandonShare ?? 1);
          const found = agentsForInbound(load, goal);
          expect(keeps(found)).toBe(true);
          expect(found).toEqual(forecastInbound(load, found.agents, goal));
          expect(found.agents === 1 || !keeps(forecastInbound(load, found.agents - 1, goal))).toBe(true);
        },
      ),
      { seed: 4, numRuns: 60 },
    );
  });

  it('needs one agent for no call, and nobody waits', () => {
    const none = { callsPerHour: 0, handleSeconds: 200, patienceSeconds: 90 };
    expect(agentsForInbound(none, { withinSeconds: 20, serviceLevel: 0.8 })).toMatchObject({
      agents: 1,
      serviceLevel: 1,
      abandonShare: 0,
    });
  });

  it.each([
    ['callsPerHour', { callsPerHour: -1, handleSeconds: 1, patienceSeconds: 1 }, 1],
    ['handleSeconds', { callsPerHour: 1, handleSeconds: 0, patienceSeconds: 1 }, 1],
    ['patienceSeconds', { callsPerHour: 1, handleSeconds: 1, patienceSeconds: Number.NaN }, 1],
    ['agents', { callsPerHour: 1, handleSeconds: 1, patienceSeconds: 1 }, 0],
    ['agents', { callsPerHour: 1, handleSeconds: 1, patienceSeconds: 1 }, 2.5],
  ])('refuses nonsense in %s by its name', (name, load, agents) => {
    expect(() => forecastInbound(load, agents, { withinSeconds: 20 })).toThrow(
      new RegExp(`DLR_INPUT_INVALID.*${name} is`),
    );
  });
});
