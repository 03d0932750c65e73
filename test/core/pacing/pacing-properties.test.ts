import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startLanePacer } from '../../../src/core/pacing/pacing-strategies.js';
import type {
  PacedAgent,
  PacedCall,
  PacingObservation,
  PacingSettings,
  PacingSnapshot,
} from '../../../src/core/pacing/pacing-strategy.js';
import { freshPool, stepPool } from '../../../src/core/pacing/pool-pacing.js';
import { predictivePacing } from '../../../src/core/pacing/predictive-pacing.js';

/** Any double at all: NaN, infinities, below zero, tiny and huge; and mostly believable durations. */
const wildMs = fc.oneof(fc.double(), fc.integer({ min: -5_000, max: 400_000 }));
const wildMsOrNull = fc.option(wildMs, { nil: null });
const wildCount = fc.oneof(fc.double(), fc.integer({ min: -3, max: 600 }));

const call: fc.Arbitrary<PacedCall> = fc.record({
  ageMs: wildMs,
  ringingMs: wildMsOrNull,
  screeningMs: wildMsOrNull,
  waiting: fc.boolean(),
  estimate: fc.oneof(fc.double(), fc.double({ min: 0, max: 1 })),
});
const agent: fc.Arbitrary<PacedAgent> = fc.record({
  phase: fc.constantFrom('talking' as const, 'wrap_up' as const),
  ageMs: wildMs,
  leaving: fc.boolean(),
});
const observation: fc.Arbitrary<PacingObservation> = fc.oneof(
  fc.constant<PacingObservation>({ kind: 'placed' }),
  fc.record({ kind: fc.constant('rang' as const), afterMs: wildMs }),
  fc.record({
    kind: fc.constant('live' as const),
    afterMs: wildMs,
    ringMs: wildMsOrNull,
    amdMs: wildMsOrNull,
    estimate: fc.double(),
  }),
  fc.record({
    kind: fc.constant('failed' as const),
    reason: fc.constantFrom('busy', 'machine', 'cancelled', 'never heard of'),
    afterMs: wildMs,
    ringMs: wildMsOrNull,
    amdMs: wildMsOrNull,
  }),
  fc.record({ kind: fc.constant('connected' as const), waitMs: wildMs }),
  fc.constant<PacingObservation>({ kind: 'abandoned' }),
  fc.record({ kind: fc.constant('talkEnded' as const), talkMs: wildMs }),
  fc.record({ kind: fc.constant('wrapEnded' as const), wrapMs: wildMs }),
);
const snapshot: fc.Arbitrary<PacingSnapshot> = fc.record({
  idleAgents: wildCount,
  busyAgents: fc.array(agent, { maxLength: 80 }),
  calls: fc.array(call, { maxLength: 120 }),
  connectedToday: wildCount,
  abandonedToday: wildCount,
  freeChannels: wildCount,
  cpsRoom: wildCount,
  contactsReady: wildCount,
  msLeftToday: wildMsOrNull,
  spareDrops: fc.option(wildCount, { nil: undefined }),
  nextEstimates: fc.array(fc.oneof(fc.double(), fc.double({ min: 0, max: 1 })), { maxLength: 40 }),
});
const settings: fc.Arbitrary<PacingSettings> = fc.record({
  ratio: wildCount,
  abandonCap: fc.oneof(fc.double(), fc.double({ min: 0, max: 1, noNaN: true })),
  connectDeadlineMs: wildMs,
  ringTimeoutMs: wildMs,
  amd: fc.boolean(),
});
const step = fc.record({ snapshot, seen: fc.array(observation, { maxLength: 60 }), nowMs: wildMs });

function whole(value: number): number {
  return value > 0 ? Math.floor(value) : 0;
}

const USUAL: PacingSettings = {
  ratio: 1,
  abandonCap: 0.03,
  connectDeadlineMs: 2000,
  ringTimeoutMs: 25_000,
  amd: true,
};

describe('every strategy, whatever it is fed', () => {
  it.each(['preview', 'power', 'predictive', 'paused'])(
    '%s places a whole number within trunks, CPS, contacts and 30 calls an agent, and says why',
    (mode) => {
      fc.assert(
        fc.property(settings, fc.array(step, { minLength: 1, maxLength: 6 }), (given, steps) => {
          let pacer = startLanePacer(mode, given);
          for (const { snapshot: s, seen, nowMs } of steps) {
            const next = pacer.step(s, seen, nowMs);
            const { place, picks, reason, figures } = next.decision;
            expect(Number.isInteger(place)).toBe(true);
            expect(place).toBeGreaterThanOrEqual(0);
            for (const ceiling of [s.freeChannels, s.cpsRoom, s.contactsReady]) {
              expect(place).toBeLessThanOrEqual(whole(ceiling));
            }
            const agents = whole(s.idleAgents) + s.busyAgents.length;
            expect(place).toBeLessThanOrEqual(30 * agents);
            if (picks !== undefined) {
              expect(new Set(picks).size).toBe(place);
              expect(picks.every((position) => position in (s.nextEstimates ?? []))).toBe(true);
            }
            expect(reason.length).toBeGreaterThan(10);
            expect(Object.values(figures).every((value) => Number.isFinite(value))).toBe(true);
            pacer = next.pacer;
          }
        }),
        { numRuns: 150 },
      );
    },
  );

  it('predictive leaves the state it was given as it was, keeps it plain and answers the same again', () => {
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 4 }), (steps) => {
        let state = predictivePacing.init(USUAL);
        for (const { snapshot: s, seen, nowMs } of steps) {
          const before = JSON.stringify(state);
          const first = predictivePacing.step(state, s, seen, nowMs);
          expect(JSON.stringify(state)).toBe(before);
          const revived = JSON.parse(before) as typeof state;
          expect(predictivePacing.step(revived, s, seen, nowMs).decision).toEqual(first.decision);
          state = first.state;
        }
      }),
      { numRuns: 100 },
    );
  });

  it('estimates too small to be divided by leave the state plain', () => {
    const seen = (estimate: number) =>
      ({ kind: 'live', afterMs: 0, ringMs: 1, amdMs: null, estimate }) as const;
    let state = predictivePacing.init(USUAL);
    const idle = {
      idleAgents: 0,
      busyAgents: [],
      calls: [],
      connectedToday: 0,
      abandonedToday: 0,
      freeChannels: 0,
      cpsRoom: 0,
      contactsReady: 0,
      msLeftToday: null,
    };
    for (const estimate of [5e-324, 1]) {
      ({ state } = predictivePacing.step(state, idle, [seen(estimate)], 0));
      expect(JSON.parse(JSON.stringify(state))).toEqual(state);
    }
  });

  it('an absurd time until the close does not leave the lane without a threshold for good', () => {
    const busy = { phase: 'talking', ageMs: 0, leaving: false } as const;
    const { state } = predictivePacing.step(
      predictivePacing.init(USUAL),
      {
        idleAgents: 180_000,
        busyAgents: [busy],
        calls: [],
        connectedToday: 0,
        abandonedToday: 0,
        freeChannels: 0,
        cpsRoom: 0,
        contactsReady: 0,
        msLeftToday: Number.MAX_VALUE,
      },
      [{ kind: 'connected', waitMs: 0 }, { kind: 'abandoned' }],
      0,
    );
    expect(state.budget.logThreshold).toBeLessThan(0);
  });

  it('a pool places whole numbers within its room and 30 calls an agent over all its campaigns', () => {
    const campaign = fc.record({
      cap: fc.double(),
      weight: fc.double(),
      calls: fc.array(call, { maxLength: 40 }),
      connectedToday: wildCount,
      abandonedToday: wildCount,
      contactsReady: wildCount,
      seen: fc.array(observation, { maxLength: 20 }),
    });
    const poolStep = fc.record({
      snapshot,
      campaigns: fc.dictionary(fc.constantFrom('A', 'B', 'C', '__proto__'), campaign),
      seen: fc.array(observation, { maxLength: 20 }),
      nowMs: wildMs,
    });
    fc.assert(
      fc.property(settings, fc.array(poolStep, { minLength: 1, maxLength: 5 }), (given, steps) => {
        let state = freshPool(given);
        for (const { snapshot: s, campaigns, seen, nowMs } of steps) {
          const pool = { ...s, campaigns: new Map(Object.entries(campaigns)), seen };
          const next = stepPool(state, pool, nowMs);
          let all = 0;
          for (const [id, { place, reason, figures }] of next.decisions) {
            expect(Number.isInteger(place)).toBe(true);
            expect(place).toBeGreaterThanOrEqual(0);
            expect(place).toBeLessThanOrEqual(whole(campaigns[id]?.contactsReady ?? 0));
            expect(Object.values(figures).every((value) => Number.isFinite(value))).toBe(true);
            expect(reason.length).toBeGreaterThan(10);
            all += place;
          }
          expect(all).toBeLessThanOrEqual(Math.min(whole(s.freeChannels), whole(s.cpsRoom)));
          expect(all).toBeLessThanOrEqual(30 * (whole(s.idleAgents) + s.busyAgents.length));
          state = next.state;
        }
      }),
      { numRuns: 150 },
    );
  });

  it('predictive never places fewer than one call per free agent while there is room', () => {
    fc.assert(
      fc.property(snapshot, fc.array(observation, { maxLength: 40 }), (s, seen) => {
        const roomy = { ...s, freeChannels: 1000, cpsRoom: 1000, contactsReady: 1000 };
        const pacer = startLanePacer('predictive', {
          ratio: 1,
          abandonCap: 0.01,
          connectDeadlineMs: 2000,
          ringTimeoutMs: 25_000,
          amd: false,
        });
        const { place } = pacer.step(roomy, seen, 1000).decision;
        expect(place).toBeGreaterThanOrEqual(Math.min(1000, whole(s.idleAgents) - s.calls.length));
      }),
      { numRuns: 150 },
    );
  });
});
