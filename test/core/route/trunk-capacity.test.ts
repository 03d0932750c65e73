import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { makeSeededRng } from '../../../src/core/kernel/rng.js';
import { MINUTE, SECOND } from '../../../src/core/kernel/time.js';
import {
  afterDelay,
  afterLaunch,
  afterRefusal,
  backOffNow,
  channelsNow,
  cpsNow,
  refusalOf,
  type SoldCapacity,
  type TrunkCapacity,
  UNTRIED,
} from '../../../src/core/route/trunk-capacity.js';

const SOLD: SoldCapacity = { cps: 20, channels: 100 };
/** From a refused INVITE to the word of it. */
const REFUSED_AFTER_MS = 60;
const STEP_MS = 50;

interface Carrier {
  /** Whether it takes a call now; `live` counts those it has, `recent` those it took in the last second. */
  readonly takes: (live: number, recent: number, chance: number, nowMs: number) => boolean;
  readonly talkMs: number;
}

interface Minute {
  readonly taken: number;
  readonly refused: number;
  readonly mostAsked: number;
}

/** Dials at whatever pace and with as many channels as the trunk was found to carry; what each minute brought. */
function dialFor(minutes: number, carrier: Carrier, seed = 'carrier'): { last: TrunkCapacity; by: Minute[] } {
  const rng = makeSeededRng(seed);
  let state = UNTRIED;
  let tokens = 0;
  const live: number[] = [];
  const recent: number[] = [];
  const refusals: number[] = [];
  const by: Minute[] = [];
  for (let nowMs = 0; nowMs < minutes * MINUTE; nowMs += STEP_MS) {
    if (nowMs % MINUTE === 0) {
      by.push({ taken: 0, refused: 0, mostAsked: 0 });
    }
    const minute = by.at(-1) as { taken: number; refused: number; mostAsked: number };
    while ((refusals[0] ?? Number.POSITIVE_INFINITY) + REFUSED_AFTER_MS <= nowMs) {
      state = afterRefusal(state, { launchedMs: refusals.shift() as number, code: '503' }, SOLD, nowMs);
    }
    while ((live[0] ?? Number.POSITIVE_INFINITY) <= nowMs) live.shift();
    while ((recent[0] ?? Number.POSITIVE_INFINITY) <= nowMs - SECOND) recent.shift();
    const cps = cpsNow(state, SOLD, nowMs);
    minute.mostAsked = Math.max(minute.mostAsked, cps);
    tokens = Math.min(1 + cps * 0.2, tokens + (cps * STEP_MS) / SECOND);
    for (; tokens >= 1 && live.length + refusals.length < channelsNow(state, SOLD, nowMs); tokens -= 1) {
      state = afterLaunch(state, live.length + refusals.length, nowMs);
      if (carrier.takes(live.length, recent.length, rng.next(), nowMs)) {
        minute.taken += 1;
        live.push(nowMs + carrier.talkMs * (0.5 + rng.next()));
        live.sort((a, b) => a - b);
        recent.push(nowMs);
      } else {
        minute.refused += 1;
        refusals.push(nowMs);
      }
    }
  }
  return { last: state, by };
}

const sum = (minutes: readonly Minute[], of: 'taken' | 'refused'): number =>
  minutes.reduce((all, minute) => all + minute[of], 0);

describe('a carrier that takes fewer calls a second than it sold', () => {
  test.each([2, 5, 9, 15])(
    'is asked for nine tenths of %i a second or more within two minutes, for good',
    (limit) => {
      const { by } = dialFor(12, { takes: (_, recent) => recent < limit, talkMs: 4000 });
      const later = by.slice(2);
      const share = sum(later, 'taken') / (later.length * 60 * limit);
      expect(share).toBeGreaterThanOrEqual(0.9);
      expect(sum(later, 'refused') / sum(later, 'taken')).toBeLessThan(0.08);
      for (const { taken } of later) {
        expect(taken).toBeGreaterThan(0.8 * 60 * limit);
      }
    },
  );

  test('is asked for all again within five minutes of taking all', () => {
    const { by } = dialFor(12, {
      takes: (_, recent, __, nowMs) => nowMs > 5 * MINUTE || recent < 5,
      talkMs: 3000,
    });
    expect(by[10]?.taken).toBeGreaterThan(0.95 * 60 * SOLD.cps);
  });
});

test('a carrier that holds fewer calls at once than it sold carries nine tenths of them or more', () => {
  const { by } = dialFor(20, { takes: (live) => live < 30, talkMs: 6000 });
  const later = by.slice(8);
  // Little's law: 30 channels of 6 s each carry five a second.
  expect(sum(later, 'taken') / (later.length * 60)).toBeGreaterThanOrEqual(0.9 * 5);
  expect(sum(later, 'refused') / sum(later, 'taken')).toBeLessThan(0.12);
});

test('refusals that have nothing to do with our pace are found out, and all is asked for', () => {
  const { by } = dialFor(15, { takes: (_, __, chance) => chance > 0.15, talkMs: 2000 });
  const later = by.slice(3);
  expect(sum(later, 'taken') / (later.length * 60)).toBeGreaterThan(0.85 * SOLD.cps * 0.85);
});

test('two of a hundred refused is what carriers do: nothing is cut for it', () => {
  const { by } = dialFor(15, { takes: (_, __, chance) => chance > 0.02, talkMs: 2000 });
  expect(sum(by, 'taken') / (15 * 60)).toBeGreaterThan(0.95 * SOLD.cps * 0.98);
});

test('the reason is told in figures until all is asked for again', () => {
  let state: TrunkCapacity = UNTRIED;
  for (let call = 0; call < 50; call += 1) state = afterLaunch(state, 3, call * 100);
  for (let call = 0; call < 6; call += 1) {
    state = afterRefusal(state, { launchedMs: 1000 + call * 500, code: '503' }, SOLD, 5000);
  }
  const told = backOffNow(state, SOLD, 5000);
  expect(told?.why).toEqual({ kind: 'refused', code: '503', refused: 5, of: 50 });
  expect(told?.cps).toBeLessThan(10);
  expect(backOffNow(state, SOLD, 5000 + 5 * MINUTE)).toBeNull();
});

test('a set-up delay that doubles is a cut, and counts as usual once it has come to stay', () => {
  let state: TrunkCapacity = UNTRIED;
  let cuts = 0;
  const ring = (delayMs: number, call: number): void => {
    const nowMs = call * 200;
    state = afterLaunch(state, 5, nowMs);
    const before = state.cps;
    state = afterDelay(state, delayMs, SOLD, nowMs);
    cuts += state.cps === before ? 0 : 1;
  };
  for (let call = 0; call < 100; call += 1) ring(2000 + (call % 5) * 200, call);
  expect(cuts).toBe(0);
  for (let call = 100; call < 400; call += 1) ring(7000, call);
  expect(cuts).toBe(1);
  expect(state.why).toMatchObject({ kind: 'delay', nowMs: 7000 });
});

test.each([
  ['503 before any ringing', { sipCode: 503 }, '503'],
  ['no circuit', { q850: 34 }, 'Q.850 34'],
  ['switching congestion', { q850: 42 }, 'Q.850 42'],
  ['a busy phone', { q850: 17, sipCode: 486 }, null],
  ['a decline that a gateway maps to a temporary failure', { q850: 41, sipCode: 603 }, null],
  ['503 after the phone rang', { sipCode: 503, tRingMs: 4 }, null],
])('%s is a refusal for want of room: %o, %s', (_, change, expected) => {
  expect(refusalOf({ tRingMs: null, tAnswerMs: null, sipCode: null, q850: null, ...change })).toBe(expected);
});

test('never above what was sold, never nothing, and all again after five quiet minutes', () => {
  const event = fc.record({
    waitMs: fc.nat(3000),
    refused: fc.boolean(),
    inUse: fc.nat(120),
    delayMs: fc.nat(20_000),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 300 }), (events) => {
      let state: TrunkCapacity = UNTRIED;
      let nowMs = 0;
      for (const { waitMs, refused, inUse, delayMs } of events) {
        nowMs += waitMs;
        state = afterLaunch(state, inUse, nowMs);
        state = refused
          ? afterRefusal(state, { launchedMs: nowMs, code: '503' }, SOLD, nowMs)
          : afterDelay(state, delayMs, SOLD, nowMs);
        const cps = cpsNow(state, SOLD, nowMs);
        const channels = channelsNow(state, SOLD, nowMs);
        expect(cps).toBeGreaterThan(0);
        expect(cps).toBeLessThanOrEqual(SOLD.cps);
        expect(channels).toBeGreaterThanOrEqual(1);
        expect(channels).toBeLessThanOrEqual(SOLD.channels);
      }
      expect(cpsNow(state, SOLD, nowMs + 5 * MINUTE)).toBe(SOLD.cps);
      expect(channelsNow(state, SOLD, nowMs + 5 * MINUTE)).toBe(SOLD.channels);
    }),
    { numRuns: 100 },
  );
});
