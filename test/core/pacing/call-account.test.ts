import { describe, expect, it } from 'vitest';
import { auditEnds, type CallAccount, freshCallAccount } from '../../../src/core/pacing/call-account.js';
import type { PacingObservation } from '../../../src/core/pacing/pacing-strategy.js';

const placed = (count: number): PacingObservation[] =>
  Array.from({ length: count }, () => ({ kind: 'placed' }));
const failed = (count: number): PacingObservation[] =>
  Array.from({ length: count }, () => ({ kind: 'failed', reason: 'busy', afterMs: 4000, ringMs: null }));
const ends = (seen: readonly PacingObservation[]): number =>
  seen.filter(({ kind }) => kind === 'failed').length;

/** A lane with `inFlight` calls that tells what it places. */
function lane(inFlight: number): CallAccount {
  return auditEnds(freshCallAccount(), placed(inFlight), inFlight).account;
}

describe('the account of calls', () => {
  it('believes every end of a call that was in flight', () => {
    let account = lane(100);
    for (let left = 90; left >= 0; left -= 10) {
      const audit = auditEnds(account, failed(10), left);
      expect(ends(audit.seen)).toBe(10);
      account = audit.account;
    }
  });

  it('believes an end that is told steps after the call has gone', () => {
    const later = auditEnds(auditEnds(lane(40), [], 20).account, [], 20).account;
    expect(ends(auditEnds(later, failed(20), 20).seen)).toBe(20);
  });

  it('leaves out what is told a second time, but for the few that may be ahead of the counts', () => {
    let account = lane(100);
    let believed = 0;
    for (let left = 95; left >= 0; left -= 5) {
      const audit = auditEnds(account, failed(10), left);
      believed += ends(audit.seen);
      account = audit.account;
    }
    expect(believed).toBeGreaterThanOrEqual(100);
    expect(believed).toBeLessThanOrEqual(108);
  });

  it('counts a person who was given to an agent as gone without an end', () => {
    const connected: PacingObservation[] = Array.from({ length: 30 }, () => ({
      kind: 'connected',
      waitMs: 0,
    }));
    const { account } = auditEnds(lane(60), connected, 30);
    expect(ends(auditEnds(account, failed(30), 30).seen)).toBeLessThanOrEqual(6);
  });

  it('goes by what was wanted where nobody tells what is placed', () => {
    const account = { ...freshCallAccount(), inFlight: 10, wanted: 25 };
    expect(ends(auditEnds(account, failed(20), 15).seen)).toBe(20);
  });
});
