import { describe, expect, it } from 'vitest';
import { type LanePacer, startLanePacer } from '../../../src/core/pacing/pacing-strategies.js';
import type {
  PacedCall,
  PacingObservation,
  PacingSnapshot,
} from '../../../src/core/pacing/pacing-strategy.js';

const SETTINGS = { ratio: 1, abandonCap: 0.03, connectDeadlineMs: 2000, ringTimeoutMs: 25_000, amd: true };

const LANE: PacingSnapshot = {
  idleAgents: 4,
  busyAgents: [],
  calls: [],
  connectedToday: 0,
  abandonedToday: 0,
  freeChannels: Number.POSITIVE_INFINITY,
  cpsRoom: 100,
  contactsReady: 100,
  msLeftToday: null,
};

function dialling(count: number): PacedCall[] {
  return Array.from({ length: count }, () => ({
    ageMs: 0,
    ringingMs: null,
    screeningMs: null,
    waiting: false,
  }));
}

function talking(count: number): PacingSnapshot['busyAgents'] {
  return Array.from({ length: count }, (_, i) => ({
    phase: 'talking',
    ageMs: 20_000 * (i % 6),
    leaving: false,
  }));
}

/** Two calls a second in flight, each up to 29 s: what ten attempts in five seconds look like. */
const STREAM: readonly PacedCall[] = Array.from({ length: 58 }, (_, i) => ({
  ageMs: 500 * i,
  ringingMs: i >= 8 ? 500 * i - 4000 : null,
  screeningMs: null,
  waiting: false,
}));

/** A lane that has seen `people` persons among ten times as many attempts, in an hour. */
function taught(people: number, abandonCap = 0.03): LanePacer {
  let pacer = startLanePacer('predictive', { ...SETTINGS, abandonCap });
  for (let i = 0; i < people; i++) {
    const seen: PacingObservation[] = [
      ...Array.from({ length: 10 }, (): PacingObservation => ({ kind: 'placed' })),
      { kind: 'live', afterMs: 14_000, ringMs: 10_000, amdMs: 1500 },
      { kind: 'connected', waitMs: 0 },
      { kind: 'talkEnded', talkMs: 60_000 + 1000 * (i % 60) },
      { kind: 'wrapEnded', wrapMs: 10_000 },
      ...Array.from(
        { length: 9 },
        (): PacingObservation => ({
          kind: 'failed',
          reason: 'no_answer',
          afterMs: 29_000,
          ringMs: 25_000,
        }),
      ),
    ];
    pacer = pacer.step(
      {
        ...LANE,
        connectedToday: i,
        msLeftToday: 18_000_000,
        idleAgents: 0,
        busyAgents: talking(30),
        calls: STREAM,
      },
      seen,
      i * 5000,
    ).pacer;
  }
  return pacer;
}

const NOW = 4_000_000;
const DAY = { connectedToday: 1000, abandonedToday: 10, msLeftToday: 14_400_000 };

describe('startLanePacer', () => {
  it('refuses a mode that does not exist and names the ones that do', () => {
    expect(() => startLanePacer('turbo', SETTINGS)).toThrow(/'turbo'.*preview, power, predictive, paused/);
  });

  it('places nothing in preview, where agents dial by accepting, nor while paused', () => {
    expect(startLanePacer('preview', SETTINGS).step(LANE, [], 0).decision.place).toBe(0);
    const paused = startLanePacer('paused', SETTINGS).step(LANE, [], 0).decision;
    expect(paused).toMatchObject({ place: 0, limit: 'paused' });
  });
});

describe('power', () => {
  it('keeps one call in flight per free agent at 1:1', () => {
    const { decision } = startLanePacer('power', SETTINGS).step({ ...LANE, calls: dialling(1) }, [], 0);
    expect(decision).toMatchObject({ place: 3, limit: 'agents_free' });
  });

  it('keeps ratio times the free agents in flight, rounded down', () => {
    const pacer = startLanePacer('power', { ...SETTINGS, ratio: 2.5 });
    expect(pacer.step({ ...LANE, idleAgents: 3 }, [], 0).decision.place).toBe(7);
  });

  it('dials as 1:1 when its ratio makes no sense', () => {
    for (const ratio of [Number.NaN, -4, 0]) {
      expect(startLanePacer('power', { ...SETTINGS, ratio }).step(LANE, [], 0).decision.place).toBe(4);
    }
  });

  it('says which ceiling held it back', () => {
    const pacer = startLanePacer('power', SETTINGS);
    const with_ = (change: Partial<PacingSnapshot>) => pacer.step({ ...LANE, ...change }, [], 0).decision;
    expect(with_({ freeChannels: 2 })).toMatchObject({ place: 2, limit: 'channels' });
    expect(with_({ cpsRoom: 1 })).toMatchObject({ place: 1, limit: 'cps' });
    expect(with_({ contactsReady: 0 })).toMatchObject({ place: 0, limit: 'contacts' });
    expect(with_({ idleAgents: 0 })).toMatchObject({ place: 0, limit: 'no_agents' });
  });
});

describe('predictive', () => {
  it('dials from the first second of a day, and no more than half as many again as could all be answered', () => {
    const { place } = startLanePacer('predictive', SETTINGS).step(
      { ...LANE, idleAgents: 20 },
      [],
      0,
    ).decision;
    expect(place).toBeGreaterThanOrEqual(20);
    expect(place).toBeLessThanOrEqual(60);
  });

  it('dials while everybody talks, once it knows how rarely people answer', () => {
    const { decision } = taught(300).step(
      { ...LANE, ...DAY, idleAgents: 0, busyAgents: talking(30) },
      [],
      NOW,
    );
    expect(decision.place).toBeGreaterThan(5);
    expect(decision.limit).toBe('risk');
  });

  it('places fewer the more calls are about to be answered, and none while people wait', () => {
    const pacer = taught(300);
    const lane = { ...LANE, ...DAY, idleAgents: 2, busyAgents: talking(18) };
    const free = pacer.step(lane, [], NOW).decision.place;
    const ringing = { ageMs: 12_000, ringingMs: 8000, screeningMs: null, waiting: false };
    const some = pacer.step({ ...lane, calls: Array.from({ length: 30 }, () => ringing) }, [], NOW).decision
      .place;
    const waiting = Array.from({ length: 6 }, () => ({ ...ringing, waiting: true }));
    expect(some).toBeLessThan(free);
    expect(pacer.step({ ...lane, idleAgents: 0, calls: waiting }, [], NOW).decision.place).toBe(0);
  });

  it('learns nothing from calls that are told to have failed twice or were never placed', () => {
    const lane = { ...LANE, ...DAY, idleAgents: 0, busyAgents: talking(30) };
    const pacer = taught(300);
    const ghosts = Array.from(
      { length: 4000 },
      (): PacingObservation => ({ kind: 'failed', reason: 'no_answer', afterMs: 29_000, ringMs: 25_000 }),
    );
    const sound = pacer.step(lane, [], NOW).pacer.step(lane, [], NOW + 1000).decision;
    const fooled = pacer.step(lane, ghosts, NOW).pacer.step(lane, [], NOW + 1000).decision;
    expect(fooled.place).toBeLessThanOrEqual(sound.place + 1);
  });

  it('says that the carrier refuses calls, and does not take it for people who do not answer', () => {
    const lane = { ...LANE, ...DAY, idleAgents: 0, busyAgents: talking(30) };
    const refused = Array.from({ length: 2000 }, (): PacingObservation[] => [
      { kind: 'placed' },
      { kind: 'failed', reason: 'congestion', afterMs: 300, ringMs: null },
    ]).flat();
    const pacer = taught(300);
    const before = pacer.step(lane, [], NOW).decision;
    const after = pacer.step(lane, refused, NOW).decision;
    expect(after.place).toBeLessThanOrEqual(before.place);
    expect(after.reason).toMatch(/carrier refuses 100 %/);
    expect(after.figures['carrierRefuses']).toBeGreaterThan(0.99);
  });

  it('takes calls that it cancelled as watched until then: neither answered nor refused', () => {
    const lane = { ...LANE, ...DAY, idleAgents: 0, busyAgents: talking(30) };
    const cancelled = Array.from({ length: 2000 }, (): PacingObservation[] => [
      { kind: 'placed' },
      { kind: 'failed', reason: 'cancelled', afterMs: 19_000, ringMs: 15_000 },
    ]).flat();
    const pacer = taught(300);
    const before = pacer.step(lane, [], NOW).decision.place;
    const after = pacer.step(lane, cancelled, NOW).decision.place;
    // All of them outlived the seconds in which people answer, so fewer do than was believed; half at the least.
    expect(after).toBeGreaterThan(before);
    expect(pacer.step(lane, [], NOW).decision.place).toBe(before);
  });

  it('risks less when a stop over days bears few drops more, and names it', () => {
    const lane = { ...LANE, ...DAY, idleAgents: 0, busyAgents: talking(30) };
    const free = taught(300).step(lane, [], NOW).decision;
    const held = taught(300).step({ ...lane, spareDrops: 0 }, [], NOW).decision;
    expect(held.place).toBeLessThan(free.place);
    expect(held).toMatchObject({ limit: 'budget' });
    expect(held.reason).toMatch(/\(stop\)/);
    const calm = taught(300).step({ ...lane, spareDrops: 40 }, [], NOW).decision;
    expect(calm.place).toBe(free.place);
  });

  it('counts on no agent who leaves after the present call', () => {
    const pacer = taught(300);
    const busyAgents = talking(20).map((agent) => ({ ...agent, leaving: true }));
    const { place } = pacer.step({ ...LANE, ...DAY, idleAgents: 0, busyAgents }, [], NOW).decision;
    expect(place).toBe(0);
  });

  it('dials next to nothing beyond its free agents when one more drop would break the day', () => {
    const lane = {
      ...LANE,
      connectedToday: 970,
      abandonedToday: 30,
      msLeftToday: 60_000,
      busyAgents: talking(16),
    };
    const { decision } = taught(300).step(lane, [], NOW);
    expect(decision.limit).toBe('budget');
    expect(decision.place).toBeGreaterThanOrEqual(4);
    expect(decision.place).toBeLessThanOrEqual(8);
    expect(decision.figures['risk']).toBeLessThan(0.0003);
  });

  it('grows careful with each drop and never bolder by it', () => {
    const lane = { ...LANE, ...DAY, idleAgents: 0, busyAgents: talking(30) };
    let pacer = taught(300);
    let threshold = pacer.step(lane, [], NOW).decision.figures['threshold'] ?? 0;
    for (let i = 0; i < 5; i++) {
      const next = pacer.step(lane, [{ kind: 'abandoned' }], NOW + 1000 * i);
      const now = next.decision.figures['threshold'] ?? 1;
      expect(now).toBeLessThan(threshold);
      threshold = now;
      pacer = next.pacer;
    }
  });

  it('believes at once in a list that answers twice as often', () => {
    const lane = { ...LANE, ...DAY, idleAgents: 10, busyAgents: talking(30), calls: dialling(10) };
    const calm = taught(300);
    const burst: PacingObservation[] = Array.from({ length: 15 }, () => ({
      kind: 'live',
      afterMs: 14_000,
      ringMs: 10_000,
      amdMs: null,
    }));
    const before = calm.step(lane, [], NOW).decision;
    const after = calm.step(lane, burst, NOW).decision;
    expect(after.place).toBeLessThan(before.place);
    expect(after.figures['answerRateFactor']).toBeGreaterThan(1.2);
  });

  it('explains its number in one line with the figures behind it', () => {
    const { decision } = taught(50).step({ ...LANE, ...DAY, busyAgents: talking(8) }, [], NOW);
    expect(decision.reason).toMatch(/4 free.*answers due, risk .* budget .*place \d+ \(/);
  });
});
