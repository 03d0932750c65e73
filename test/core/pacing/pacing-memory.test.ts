import { describe, expect, test } from 'vitest';
import { DAY, HOUR } from '../../../src/core/kernel/time.js';
import { type LanePacer, startLanePacer } from '../../../src/core/pacing/pacing-strategies.js';
import type {
  PacingObservation,
  PacingSettings,
  PacingSnapshot,
} from '../../../src/core/pacing/pacing-strategy.js';
import { seededPool } from '../../../src/core/pacing/pool-seed.js';

const SETTINGS: PacingSettings = {
  ratio: 1,
  abandonCap: 0.03,
  connectDeadlineMs: 1700,
  ringTimeoutMs: 25_000,
  amd: true,
};
const SNAPSHOT: PacingSnapshot = {
  idleAgents: 3,
  busyAgents: Array.from({ length: 17 }, (_, n) => ({ phase: 'talking', ageMs: 5000 * n, leaving: false })),
  calls: Array.from({ length: 10 }, (_, n) => ({
    ageMs: 1500 * n,
    ringingMs: null,
    screeningMs: null,
    waiting: false,
  })),
  connectedToday: 400,
  abandonedToday: 5,
  freeChannels: 500,
  cpsRoom: 100,
  contactsReady: 500,
  msLeftToday: 2 * HOUR,
};
const NOON = 1_800_000_000_000;

/** A pacer that has seen two hundred people among twelve hundred calls. */
function learned(mode = 'predictive', settings = SETTINGS): LanePacer {
  let pacer = startLanePacer(mode, settings);
  for (let second = 0; second < 200; second += 1) {
    const failed: PacingObservation = {
      kind: 'failed',
      reason: 'no_answer',
      afterMs: 24_000,
      ringMs: 20_000,
    };
    const seen: PacingObservation[] = [
      ...Array.from({ length: 5 }, () => failed),
      { kind: 'live', afterMs: 9000, ringMs: 6000, amdMs: 1500 },
      { kind: 'connected', waitMs: 100 },
      { kind: 'talkEnded', talkMs: 60_000 + 100 * second },
      { kind: 'wrapEnded', wrapMs: 9000 },
    ];
    pacer = pacer.step(SNAPSHOT, seen, NOON + 1000 * second).pacer;
  }
  return pacer;
}

const figuresOf = (pacer: LanePacer) => pacer.step(SNAPSHOT, [], NOON + 300_000).decision.figures;
const kept = (pacer: LanePacer): unknown => JSON.parse(JSON.stringify(pacer.memory()));
const at = (state: unknown, name: string): unknown => (state as Readonly<Record<string, unknown>>)[name];
const SAME_DAY = { ageMs: 60_000, sameDay: true };

describe('a pacer that is recalled', () => {
  test('on the same day decides as if it had not been away', () => {
    const pacer = learned();
    const again = startLanePacer('predictive', SETTINGS).recall(kept(pacer), SAME_DAY);
    const [before, after] = [figuresOf(pacer), figuresOf(again)];
    for (const name of ['confidence', 'threshold', 'agentsDue'] as const) {
      expect(after[name]).toBeCloseTo(before[name] ?? Number.NaN, 6);
    }
    expect(after['answersDue']).toBeCloseTo(before['answersDue'] ?? Number.NaN, 1);
  });

  test('on another day knows something and is sure of little', () => {
    const pacer = learned();
    const again = startLanePacer('predictive', SETTINGS).recall(kept(pacer), { ageMs: DAY, sameDay: false });
    const confidence = figuresOf(again)['confidence'] ?? 0;
    expect(confidence).toBeGreaterThan(0.2);
    expect(confidence).toBeLessThan(0.8 * (figuresOf(pacer)['confidence'] ?? 0));
  });

  test.each([
    null,
    'text',
    {},
    { strategy: 'power', settings: SETTINGS, state: {} },
    { strategy: 'predictive', settings: SETTINGS, state: null },
    { strategy: 'predictive', settings: SETTINGS, state: { cap: 0.03, answers: {} } },
  ])('by something else stays as it was: %j', (nonsense) => {
    const fresh = startLanePacer('predictive', SETTINGS);
    expect(fresh.recall(nonsense, SAME_DAY)).toBe(fresh);
  });

  test('on the same day is as ready for a burst as before, and forgets nothing an older version kept', () => {
    const pacer = learned();
    const memory = kept(pacer) as { readonly state: Readonly<Record<string, object>> };
    const burst = { ...memory.state['peak'], peak: 0.6, rise: 5 };
    const budget = { ...memory.state['budget'], worstBurst: 9 };
    const again = startLanePacer('predictive', SETTINGS).recall(
      { ...memory, state: { ...memory.state, peak: burst, budget } },
      SAME_DAY,
    );
    expect(kept(again)).toMatchObject({ state: { peak: { peak: 0.6, rise: 5 }, budget: { worstBurst: 9 } } });
    const { peak: _, budget: whole, ...older } = memory.state;
    const { worstBurst: __, ...bare } = whole as Readonly<Record<string, unknown>>;
    const upgraded = startLanePacer('predictive', SETTINGS).recall(
      { ...memory, state: { ...older, budget: bare } },
      SAME_DAY,
    );
    expect(figuresOf(upgraded)['confidence']).toBeCloseTo(figuresOf(pacer)['confidence'] ?? Number.NaN, 6);
  });

  test('with other settings than it was kept under goes by the present ones', () => {
    const halved = { ...SETTINGS, abandonCap: 0.015 };
    const again = startLanePacer('predictive', halved).recall(kept(learned()), SAME_DAY);
    expect(figuresOf(again)['threshold']).toBeLessThan(0.8 * (figuresOf(learned())['threshold'] ?? 0));
    expect(figuresOf(again)['confidence']).toBeCloseTo(figuresOf(learned())['confidence'] ?? Number.NaN, 6);
  });
});

describe('a pacer whose settings change', () => {
  test('keeps what it knows where only its cap or its deadlines are others', () => {
    const pacer = learned();
    const tuned = pacer.retune({
      ...SETTINGS,
      abandonCap: 0.01,
      connectDeadlineMs: 1000,
      ringTimeoutMs: 40_000,
    });
    expect(figuresOf(tuned)['confidence']).toBeCloseTo(figuresOf(pacer)['confidence'] ?? Number.NaN, 6);
    expect(figuresOf(tuned)['threshold']).toBeLessThan(figuresOf(pacer)['threshold'] ?? 0);
  });

  test('knows its agents still, and no answers, once machines are told apart or no longer', () => {
    const pacer = learned();
    const tuned = pacer.retune({ ...SETTINGS, amd: false });
    expect(figuresOf(tuned)['confidence']).toBeLessThan(0.2);
    expect(tuned.memory().state).toHaveProperty('residual', at(pacer.memory().state, 'residual'));
  });

  test('dials by the new ratio in power', () => {
    const tuned = startLanePacer('power', SETTINGS).retune({ ...SETTINGS, ratio: 6 });
    expect(figuresOf(tuned)['ratio']).toBe(6);
  });
});

test('a pool begins with what its campaigns knew, and without what is none of theirs', () => {
  const pool = seededPool(
    SETTINGS,
    new Map([
      ['one', learned().memory()],
      ['two', startLanePacer('power', SETTINGS).memory()],
    ]),
  );
  expect([...pool.lanes.keys()]).toEqual(['one']);
  expect(pool.residual.talk.ends[0]?.some((count) => count > 0)).toBe(true);
});
