import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { DISPOSITIONS, isDisposition } from '../../../src/core/outcome/disposition.js';
import { reasonOfHangup } from '../../../src/core/outcome/hangup-cause.js';
import { OUTCOMES, REASONS, type Reason } from '../../../src/core/outcome/outcome.js';

/** Reasons that only a network can give. */
const NETWORK: readonly Reason[] = [
  'busy',
  'no_answer',
  'invalid_number',
  'unreachable',
  'rejected',
  'congestion',
  'network_failure',
];

describe('why the network ended an unanswered call', () => {
  test.each([
    [486, 17, 'busy'],
    [600, 17, 'busy'],
    [404, 1, 'invalid_number'],
    [410, 22, 'invalid_number'],
    [484, 28, 'invalid_number'],
    [604, null, 'invalid_number'],
    [480, 20, 'unreachable'],
    [603, 21, 'rejected'],
    [608, null, 'rejected'],
    [503, 34, 'congestion'],
    [500, 41, 'network_failure'],
    [487, 19, 'no_answer'],
    [408, 102, 'no_answer'],
    [null, 42, 'congestion'],
    [null, 17, 'busy'],
    [null, 16, 'no_answer'],
    [null, 1, 'invalid_number'],
    [null, null, 'network_failure'],
    [699, 127, 'network_failure'],
  ] as const)('SIP %s with Q.850 %s is %s', (sip, q850, reason) => {
    expect(reasonOfHangup({ sip, q850 }, false)).toBe(reason);
  });

  test('a phone that rang and was not picked up is no unreachable one', () => {
    expect(reasonOfHangup({ sip: 480, q850: 19 }, true)).toBe('no_answer');
    expect(reasonOfHangup({ sip: null, q850: 20 }, true)).toBe('no_answer');
  });

  test('SIP outweighs Q.850, which switches fill in', () => {
    expect(reasonOfHangup({ sip: 480, q850: 19 }, false)).toBe('unreachable');
    expect(reasonOfHangup({ sip: 503, q850: 16 }, false)).toBe('congestion');
  });

  test('any causes at all give a word of the network', () => {
    const number = fc.option(fc.integer({ min: -1, max: 999 }), { nil: null });
    fc.assert(
      fc.property(number, number, fc.boolean(), (sip, q850, rang) => {
        expect(NETWORK).toContain(reasonOfHangup({ sip, q850 }, rang));
      }),
    );
  });
});

describe('dispositions', () => {
  test('each has an outcome and a reason of the closed lists', () => {
    for (const { outcome, reason } of Object.values(DISPOSITIONS)) {
      expect(OUTCOMES).toContain(outcome);
      expect(REASONS).toContain(reason);
      expect(NETWORK).not.toContain(reason);
    }
  });

  test('no other word passes, inherited ones included', () => {
    expect(isDisposition('promessa')).toBe(true);
    expect(isDisposition('toString')).toBe(false);
    expect(isDisposition('Promessa')).toBe(false);
  });
});
