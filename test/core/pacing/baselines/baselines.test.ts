import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeSeededRng } from '../../../../src/core/kernel/rng.js';
import { knownTruthOf } from '../../../../src/core/pacing/baselines/known-truth.js';
import { chooseStrategy, VICIDIAL_GRID } from '../../../../src/core/pacing/baselines/strategy-choice.js';
import type { PacingObservation, PacingSnapshot } from '../../../../src/core/pacing/pacing-strategy.js';

const SETTINGS = { ratio: 1, abandonCap: 0.03, connectDeadlineMs: 2000, ringTimeoutMs: 25_000, amd: true };
/** 10:00 in Brasília. */
const START_MS = Date.UTC(2026, 0, 13, 13, 0, 0);

function lane(change: Partial<PacingSnapshot> = {}): PacingSnapshot {
  return {
    idleAgents: 0,
    busyAgents: [],
    calls: [],
    connectedToday: 0,
    abandonedToday: 0,
    freeChannels: 1000,
    cpsRoom: 1000,
    contactsReady: 1000,
    msLeftToday: null,
    ...change,
  };
}

const call = { ageMs: 5000, ringingMs: 1000, screeningMs: null, waiting: false };
const talking = { phase: 'talking', ageMs: 30_000, leaving: false } as const;

/** A small world of known draws: a third of the dials meet a person 10 s after the dial. */
const world = () => ({
  truth: knownTruthOf(
    Array.from({ length: 900 }, (_, i) => ({
      ring: 3,
      answer: i % 3 === 0 ? 10 : null,
      end: i % 3 === 0 ? 11 : 28,
      needsAgent: i % 3 === 0,
      talk: 20 + (i % 60),
      wrap: 10,
    })),
    true,
  ),
  factorAt: () => 1,
});

/** Steps a strategy once a second and gives each number placed. */
function run(
  text: string,
  snapshots: (second: number) => PacingSnapshot,
  seconds: number,
  seen: (second: number) => readonly PacingObservation[] = () => [],
): readonly number[] {
  let pacer = chooseStrategy(text)(SETTINGS, world);
  return Array.from({ length: seconds }, (_, second) => {
    const next = pacer.step(snapshots(second), seen(second), START_MS + 1000 * second);
    pacer = next.pacer;
    return next.decision.place;
  });
}

describe('VICIdial', () => {
  it('dials every 2.5 s and keeps level × (ready + in call) lines, bridged ones included', () => {
    const placed = run('vicidial-average', () => lane({ idleAgents: 4, busyAgents: [talking] }), 3);
    expect(placed).toEqual([4, 0, 0]);
  });

  it('doubles its level in a minute of 20 % idle agents, up to the maximum level', () => {
    let last = 0;
    let pacer = chooseStrategy('vicidial-average')(SETTINGS, null);
    for (let second = 0; second <= 180; second++) {
      const snapshot = lane({ idleAgents: 2, busyAgents: Array.from({ length: 8 }, () => talking) });
      const next = pacer.step(snapshot, [], START_MS + 1000 * second);
      pacer = next.pacer;
      last = next.decision.figures['level'] ?? 0;
      if (second === 60) {
        expect(last).toBeGreaterThan(1.9);
      }
    }
    expect(last).toBe(3);
  });

  it('falls to level 1 at a hard limit, and halves at an average one, once the day is over the cap', () => {
    const levels = (['hard', 'average'] as const).map((excess) => {
      let pacer = chooseStrategy(`vicidial-${excess}`)(SETTINGS, null);
      let level = 0;
      for (let second = 0; second <= 150; second++) {
        const over = second > 100;
        const snapshot = lane({ idleAgents: 3, connectedToday: 90, abandonedToday: over ? 10 : 0 });
        const next = pacer.step(snapshot, [{ kind: 'placed' }], START_MS + 1000 * second);
        pacer = next.pacer;
        level = next.decision.figures['level'] ?? 0;
      }
      return level;
    });
    expect(levels[0]).toBe(1);
    expect(levels[1]).toBeLessThan(3);
  });

  it('counts only waiting agents with available-only', () => {
    const snapshot = lane({ idleAgents: 2, busyAgents: [talking, talking] });
    expect(run('vicidial-available-only', () => snapshot, 1)).toEqual([2]);
  });
});

describe('OMniLeads', () => {
  it('is progressive until fifty talks, then divides by the answer share and keeps to its calls a second', () => {
    const talks = (second: number): readonly PacingObservation[] =>
      second === 3 ? Array.from({ length: 50 }, () => ({ kind: 'talkEnded', talkMs: 60_000 })) : [];
    expect(run('omnileads:cps=9', () => lane({ idleAgents: 2 }), 5, talks)).toEqual([2, 2, 2, 6, 6]);
    expect(run('omnileads', () => lane({ idleAgents: 2 }), 5, talks)).toEqual([2, 2, 2, 3, 3]);
  });

  it('is latched to progressive by five ticks of drops above the limit', () => {
    const seen = (second: number): readonly PacingObservation[] =>
      second === 0
        ? [
            ...Array.from({ length: 60 }, () => ({ kind: 'talkEnded', talkMs: 60_000 }) as const),
            { kind: 'abandoned' },
          ]
        : [];
    const placed = run('omnileads:cps=9', () => lane({ idleAgents: 3 }), 7, seen);
    // The soft hold leaves a fifth of the formula; from the fifth tick on, one call a free agent.
    expect(placed).toEqual([2, 2, 2, 2, 3, 3, 3]);
  });
});

describe('webitel', () => {
  const answers = (people: number, attempts: number, drops: number): readonly PacingObservation[] => [
    ...Array.from(
      { length: people },
      () => ({ kind: 'live', afterMs: 9000, ringMs: 5000, amdMs: 900 }) as const,
    ),
    ...Array.from(
      { length: attempts - people },
      () => ({ kind: 'failed', reason: 'busy', afterMs: 3000, ringMs: null }) as const,
    ),
    ...Array.from({ length: drops }, () => ({ kind: 'abandoned' }) as const),
  ];
  const first = (observations: readonly PacingObservation[]) => (second: number) =>
    second === 0 ? observations : [];

  it('over-dials by one over the share of people, lifted by the load factor below its target', () => {
    // 4 attempts a person × (1 + 3 × 10 / 100) = 5.2 for each of 10 free agents.
    expect(run('webitel', () => lane({ idleAgents: 10 }), 1, first(answers(25, 100, 0)))).toEqual([52]);
  });

  it('is progressive at the limit of drops, and before it has seen enough', () => {
    expect(run('webitel', () => lane({ idleAgents: 10 }), 1, first(answers(100, 400, 3)))).toEqual([10]);
    expect(run('webitel', () => lane({ idleAgents: 10 }), 1, first(answers(5, 20, 0)))).toEqual([10]);
  });

  it('forgets what is older than an hour', () => {
    const placed = run('webitel', () => lane({ idleAgents: 10 }), 3700, first(answers(25, 100, 0)));
    expect([placed[10], placed[3699]]).toEqual([52, 10]);
  });
});

describe('the optimum with known distributions', () => {
  it('dials more the more risk it may take, and never less than one call a free agent', () => {
    const snapshot = lane({
      idleAgents: 3,
      busyAgents: Array.from({ length: 9 }, () => talking),
      calls: [call],
    });
    const placed = [0, 0.05, 0.3].map((threshold) => run(`optimum:${threshold}`, () => snapshot, 1)[0] ?? 0);
    expect(placed).toEqual([...placed].sort((a, b) => a - b));
    expect(placed[2]).toBeGreaterThan(placed[0] ?? 0);
    expect(run('optimum:0', () => lane({ idleAgents: 4, calls: [call] }), 1)[0]).toBeGreaterThanOrEqual(3);
  });

  it('asks less where the answer rate has doubled', () => {
    const snapshot = lane({ idleAgents: 5, busyAgents: Array.from({ length: 15 }, () => talking) });
    const at = (factor: number): number => {
      const known = { ...world(), factorAt: () => factor };
      return chooseStrategy('optimum:0.1')(SETTINGS, () => known).step(snapshot, [], START_MS).decision.place;
    };
    expect(at(2)).toBeLessThan(at(1));
  });

  it('is refused where the world does not know itself', () => {
    expect(() => chooseStrategy('optimum')(SETTINGS, null)).toThrow('needs a simulated world');
  });
});

describe('every baseline', () => {
  const names = [
    'progressive',
    'ratio:3',
    'omnileads',
    'webitel',
    'optimum:0.1',
    'vicidial-tapered',
    ...VICIDIAL_GRID.slice(-2),
  ];
  const odd = fc.oneof(
    fc.integer({ min: -5, max: 40 }),
    fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, -1e9),
  );

  it('answers whatever it is fed with a whole number within trunks, calls a second and contacts', () => {
    const snapshots = fc.record({
      idleAgents: odd,
      freeChannels: odd,
      cpsRoom: odd,
      contactsReady: odd,
      connectedToday: odd,
      abandonedToday: odd,
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...names),
        snapshots,
        fc.integer({ min: 0, max: 2 ** 31 }),
        (name, change, seed) => {
          const rng = makeSeededRng(seed);
          const calls = Array.from({ length: Math.floor(9 * rng.next()) }, () => call);
          const snapshot = lane({ ...change, calls, busyAgents: [talking] });
          const room = Math.min(change.freeChannels, change.cpsRoom, change.contactsReady);
          for (const place of run(name, () => snapshot, 3)) {
            expect(Number.isInteger(place) && place >= 0).toBe(true);
            expect(place).toBeLessThanOrEqual(Math.max(0, room || 0));
          }
        },
      ),
      { numRuns: 150, seed: 4 },
    );
  });
});
