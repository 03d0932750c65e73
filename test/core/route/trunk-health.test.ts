import { describe, expect, test } from 'vitest';
import type { AttemptResult } from '../../../src/core/call-log/call-log-row.js';
import {
  afterDelivery,
  afterFault,
  afterTaking,
  HEALTHY,
  isTrunkFault,
  mayCarry,
  type TrunkHealth,
} from '../../../src/core/route/trunk-health.js';

type Ended = Pick<AttemptResult, 'tRingMs' | 'tAnswerMs' | 'reason' | 'sipCode'>;
const ended = (change: Partial<Ended>): Ended => ({
  tRingMs: null,
  tAnswerMs: null,
  reason: 'congestion',
  sipCode: 503,
  ...change,
});

function faults(health: TrunkHealth, times: number, nowMs: number): TrunkHealth {
  let now = health;
  for (let fault = 0; fault < times; fault += 1) {
    now = afterFault(now, nowMs);
  }
  return now;
}

describe('a fault of the trunk', () => {
  test.each([
    ['503 before any ringing', ended({}), true],
    ['a server error', ended({ reason: 'network_failure', sipCode: 500 }), true],
    ['no answer to the INVITE at all', ended({ reason: 'no_answer', sipCode: 408 }), true],
    ['503 after the phone rang', ended({ tRingMs: 5 }), false],
    ['a busy phone', ended({ reason: 'busy', sipCode: 486 }), false],
    ['a phone that nobody picked up', ended({ reason: 'no_answer', sipCode: 487 }), false],
    ['a number that does not exist', ended({ reason: 'invalid_number', sipCode: 404 }), false],
  ])('%s', (_, result, expected) => {
    expect(isTrunkFault(result)).toBe(expected);
  });
});

describe('the breaker', () => {
  test('closes a trunk at the fifth fault in a row, for five seconds', () => {
    expect(mayCarry(faults(HEALTHY, 4, 1000), 1000)).toBe(true);
    const closed = faults(HEALTHY, 5, 1000);
    expect(mayCarry(closed, 1000)).toBe(false);
    expect(mayCarry(closed, 5999)).toBe(false);
    expect(mayCarry(closed, 6000)).toBe(true);
  });

  test('lets one call at a time try it afterwards', () => {
    const probed = afterTaking(faults(HEALTHY, 5, 0), 5000);
    expect(mayCarry(probed, 5001)).toBe(false);
    expect(mayCarry(afterDelivery(probed), 5002)).toBe(true);
    expect(afterDelivery(probed)).toMatchObject({ faults: 0, probeSinceMs: null });
  });

  test('pauses twice as long after each failed try, five minutes at most', () => {
    let health = faults(HEALTHY, 5, 0);
    const pauses: number[] = [];
    for (let nowMs = 5000; pauses.length < 8; nowMs = health.closedUntilMs) {
      health = afterFault(afterTaking(health, nowMs), nowMs);
      pauses.push((health.closedUntilMs - nowMs) / 1000);
    }
    expect(pauses).toEqual([10, 20, 40, 80, 160, 300, 300, 300]);
  });

  test('calls that were on their way when it closed do not lengthen the pause', () => {
    expect(faults(HEALTHY, 30, 0).closedUntilMs).toBe(5000);
  });

  test('a probe nobody heard of again does not keep it closed for ever', () => {
    const probed = afterTaking(faults(HEALTHY, 5, 0), 5000);
    expect(mayCarry(probed, 94_999)).toBe(false);
    expect(mayCarry(probed, 95_000)).toBe(true);
  });

  test('the delivery rate sinks with faults and comes back with deliveries', () => {
    const bad = faults(HEALTHY, 50, 0).deliveryRate;
    expect(bad).toBeLessThan(0.5);
    expect(bad).toBeGreaterThan(0);
    let good: TrunkHealth = { ...HEALTHY, deliveryRate: bad };
    for (let call = 0; call < 200; call += 1) {
      good = afterDelivery(good);
    }
    expect(good.deliveryRate).toBeGreaterThan(0.98);
  });
});
