import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type CallbackFacts,
  callbackDueMs,
  makeOffer,
  OFFER_MOVES,
  offerCallback,
  stepOffer,
} from '../../../src/core/acd/callback-offer.js';
import type { ExpectedWait } from '../../../src/core/acd/expected-wait.js';
import { parseE164 } from '../../../src/core/kernel/ids.js';
import { HOUR, MINUTE } from '../../../src/core/kernel/time.js';

const RULES = { expectedMs: 3 * MINUTE, waitedMs: 20_000, answerMs: 10_000, most: 2, keepMs: HOUR };
const wait = (meanMs: number): ExpectedWait => ({ meanMs, medianMs: meanMs, ninetyMs: 2 * meanMs });
const facts = (change: Partial<CallbackFacts> = {}): CallbackFacts => ({
  waitedMs: 30_000,
  expected: wait(5 * MINUTE),
  number: parseE164('+5511987654321'),
  alreadyOffered: false,
  promised: 0,
  openUntilMs: 8 * HOUR,
  reopensMs: 20 * HOUR,
  ...change,
});

describe('the offer to be called back', () => {
  test('is made when the wait is long, and otherwise says why not', () => {
    expect(offerCallback(RULES, facts(), 0)).toBeNull();
    expect(offerCallback(RULES, facts({ alreadyOffered: true }), 0)).toBe('offered_before');
    expect(offerCallback(RULES, facts({ number: null }), 0)).toBe('no_number');
    expect(offerCallback(RULES, facts({ promised: 2 }), 0)).toBe('too_many');
    expect(offerCallback(RULES, facts({ waitedMs: 19_999 }), 0)).toBe('too_soon');
    expect(offerCallback(RULES, facts({ expected: wait(179_999) }), 0)).toBe('short_wait');
    expect(offerCallback(RULES, facts({ openUntilMs: null, reopensMs: null }), 0)).toBe('no_opening');
  });

  test('promises the time at which it would have been his turn, or the next opening', () => {
    expect(callbackDueMs(facts(), 0)).toBe(5 * MINUTE);
    expect(callbackDueMs(facts(), 8 * HOUR - MINUTE)).toBe(20 * HOUR);
    expect(callbackDueMs(facts({ expected: null }), 0)).toBe(20 * HOUR);
    expect(() => makeOffer(RULES, facts({ number: null }), 0)).toThrow('DLR_INPUT_INVALID');
  });

  test('ends by itself when he says nothing, and an answer after that is none', () => {
    const offer = makeOffer(RULES, facts(), 0);
    expect(stepOffer(offer, 'accept', RULES, 9999).state).toBe('accepted');
    expect(stepOffer(offer, 'accept', RULES, 10_000).state).toBe('unanswered');
    expect(stepOffer(offer, 'tick', RULES, 10_000).state).toBe('unanswered');
    expect(stepOffer(offer, 'leave', RULES, 1).state).toBe('left');
  });

  test('once accepted is kept when he is reached, and missed when that took too long', () => {
    const accepted = stepOffer(makeOffer(RULES, facts(), 0), 'accept', RULES, 1);
    expect(accepted.dueMs).toBe(5 * MINUTE);
    expect(stepOffer(accepted, 'reached', RULES, 6 * MINUTE).state).toBe('kept');
    expect(stepOffer(accepted, 'tick', RULES, 5 * MINUTE + HOUR).state).toBe('missed');
    expect(stepOffer(accepted, 'cancel', RULES, 6 * MINUTE).state).toBe('cancelled');
  });

  test('moves only as its table says, and never out of an end', () => {
    const input = fc.constantFrom('accept', 'decline', 'leave', 'reached', 'cancel', 'tick');
    const story = fc.array(fc.tuple(input, fc.integer({ min: 0, max: HOUR })), { maxLength: 10 });
    fc.assert(
      fc.property(story, (steps) => {
        let offer = makeOffer(RULES, facts(), 0);
        let nowMs = 0;
        for (const [one, laterMs] of steps) {
          nowMs += laterMs;
          const next = stepOffer(offer, one, RULES, nowMs);
          expect(next.state === offer.state || OFFER_MOVES[offer.state].includes(next.state)).toBe(true);
          offer = next;
        }
        const end = stepOffer(
          stepOffer(offer, 'tick', RULES, nowMs + 3 * HOUR),
          'tick',
          RULES,
          nowMs + 6 * HOUR,
        );
        expect(OFFER_MOVES[end.state]).toEqual([]);
      }),
    );
  });
});
