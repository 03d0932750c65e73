import { describe, expect, it } from 'vitest';
import { HELD_OUT_SCENARIOS } from '../../bench/pacing/held-out-scenarios.js';
import { SCENARIOS, type Scenario } from '../../bench/pacing/scenarios.js';
import { type BenchPacer, type DayResult, World } from '../../bench/pacing/world.js';
import { PROGRESSIVE, pacerOf } from '../../bench/quality/strategies.js';

/** The fast part of `npm run bench:quality`: what must hold of every strategy that goes live, whatever it is tuned to. */
function named(name: string, hours: number): Scenario {
  const scenario = [...SCENARIOS, ...HELD_OUT_SCENARIOS].find((one) => one.name === name);
  if (scenario === undefined) {
    throw new Error(`there is no scenario ${name}`);
  }
  return { ...scenario, hours };
}

function day(scenario: Scenario, cap: number, seed: number, pacer: BenchPacer): DayResult {
  return new World(scenario, seed, cap, scenario.agents <= 20).run(pacer);
}

/** Each takes some ten seconds of a core that is its own. */
const LONGEST_MS = 90_000;

const ours = (scenario: Scenario, cap: number): BenchPacer => pacerOf('cadencia', scenario, cap);
const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b, 0) / list.length;

describe('a day of two hours', () => {
  const short = {
    0.03: ['tele-20', 'cob-10', 'regime-20', 'walkout-20', 'storm-30', 'poor-amd-20', 'pausers-12', 'pair'],
    0.01: ['tele-20', 'walkout-20', 'storm-30', 'pausers-12', 'pair'],
  };

  it.each([0.03, 0.01] as const)(
    'abandons no more people than a cap of %d allows',
    (cap) => {
      const told = short[cap].flatMap((name) => {
        const scenario = named(name, 2);
        const { drops, unavoidable, live } = day(scenario, cap, 11, ours(scenario, cap));
        const allowed = Math.max(1, cap * live);
        return drops - unavoidable <= allowed
          ? []
          : [`${name}: ${drops} of ${live}, ${unavoidable} unavoidable`];
      });
      expect(told).toEqual([]);
    },
    LONGEST_MS,
  );

  it.each([
    [0.01, [30, 38]],
    [0.03, [43]],
  ] as const)(
    'keeps a cap of %d over seven hours of a list that jumps between 1 and 60 %%',
    (cap, seeds) => {
      // Days that ended over it before one burst was kept in hand.
      const scenario = named('bursts-20', 7);
      const over = seeds.filter((seed) => {
        const { drops, live } = new World(scenario, seed, cap, false).run(ours(scenario, cap));
        return drops > cap * live;
      });
      expect(over).toEqual([]);
    },
    LONGEST_MS,
  );

  it(
    'is the same to the last call when it is run again',
    () => {
      const scenario = named('everything-10', 1);
      const run = (): DayResult => day(scenario, 0.03, 5, ours(scenario, 0.03));
      const { meanStepMs: _, slowestStepMs: __, ...first } = run();
      expect(run()).toMatchObject(first);
    },
    LONGEST_MS,
  );
});

describe('five agents', () => {
  // The targets are 13 and 30 points; two days of them are known to some three points.
  it.each([
    ['tele-5', 0.1],
    ['cob-5', 0.24],
  ] as const)(
    'talk more of their time than with one call each: %s',
    (name, points) => {
      const scenario = named(name, 8);
      const gains = [1, 2].map((seed) => {
        const alone = day(scenario, 0.03, seed, pacerOf(PROGRESSIVE, scenario, 0.03)).occupancy;
        return day(scenario, 0.03, seed, ours(scenario, 0.03)).occupancy - alone;
      });
      expect(mean(gains)).toBeGreaterThan(points);
    },
    LONGEST_MS,
  );
});

describe('what the pacer hears', () => {
  it(
    'may be late, twice, lost and out of order, and costs at most one person over the cap',
    () => {
      const scenario: Scenario = {
        ...named('cob-10', 3),
        line: { lost: 0.05, twice: 0.05, late: 0.3, skippedTicks: 0.3 },
      };
      const { drops, live } = day(scenario, 0.03, 3, ours(scenario, 0.03));
      expect(drops).toBeLessThanOrEqual(1 + 0.03 * live);
    },
    LONGEST_MS,
  );

  it('may be nonsense: then it places one call for each free agent, as ever, and never a wild number', () => {
    const scenario = named('cob-10', 1);
    const pacer = ours(scenario, 0.03);
    const [nothing, past, endless] = [Number.NaN, -1e9, Number.POSITIVE_INFINITY];
    const wild: string[] = [];
    const broken: BenchPacer = {
      step: (snapshot, _seen, nowMs, liveFactor) => {
        const asked = pacer.step(
          {
            ...snapshot,
            busyAgents: snapshot.busyAgents.map((agent) => ({ ...agent, ageMs: nothing })),
            calls: snapshot.calls.map((call) => ({ ...call, ageMs: past, ringingMs: endless })),
            connectedToday: nothing,
            abandonedToday: past,
            msLeftToday: nothing,
          },
          [
            { kind: 'live', afterMs: past, ringMs: nothing, amdMs: endless },
            { kind: 'talkEnded', talkMs: nothing },
            { kind: 'failed', reason: 'busy', afterMs: endless, ringMs: past },
          ],
          nowMs % 3 === 0 ? past : nowMs,
          liveFactor,
        );
        const count = typeof asked === 'number' ? asked : asked.length;
        const floor = Math.max(0, snapshot.idleAgents - snapshot.calls.length);
        const agents = snapshot.idleAgents + snapshot.busyAgents.length;
        if (!(Number.isInteger(count) && count >= floor && count + snapshot.calls.length <= 30 * agents)) {
          wild.push(`${count} calls for ${agents} agents, ${snapshot.calls.length} in flight`);
        }
        return count;
      },
    };
    day(scenario, 0.03, 7, broken);
    expect(wild).toEqual([]);
  });
});
