import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Contact } from '../../../src/core/contact/contact.js';
import { updatedContact } from '../../../src/core/contact/updated-contact.js';
import { DAY, HOUR } from '../../../src/core/kernel/time.js';
import { REASONS, type Reason } from '../../../src/core/outcome/outcome.js';
import { decideRetry, type FinishedAttempt } from '../../../src/core/retry/decide-retry.js';
import { DEFAULT_RETRY, FREE_CADENCE } from '../../../src/core/retry/retry-presets.js';
import { aContactWith } from '../../support/retry-samples.js';

const NOW_MS = Date.UTC(2026, 0, 13, 12);
/** The waits alone: without ceilings and wishes. */
const WIDE = { ...DEFAULT_RETRY, ...FREE_CADENCE };

const contactOf = (phones: number): Contact => aContactWith(phones);

/** The contact as the store keeps it after the attempt, which left at NOW. */
function tried(contact: Contact, reason: Reason, callbackAtMs: number | null = null) {
  const attempt = { reason, callbackAtMs, dialedAtMs: NOW_MS };
  const update = decideRetry(contact, attempt, WIDE, NOW_MS);
  return { update, contact: updatedContact(contact, update) };
}

const attempt: fc.Arbitrary<FinishedAttempt> = fc.record({
  reason: fc.constantFrom(...REASONS),
  callbackAtMs: fc.constant(null),
  dialedAtMs: fc.constant(NOW_MS),
});

describe('the next attempt', () => {
  test('is never on a phone that was dropped, and never in the past', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4 }),
        fc.array(attempt, { maxLength: 30 }),
        (phones, attempts) => {
          let contact = contactOf(phones);
          for (const { reason } of attempts) {
            const next = tried(contact, reason);
            if (next.update.state === 'done') {
              return;
            }
            contact = next.contact;
            expect(contact.phones[contact.phoneIndex]?.dropped).toBe(false);
            expect(contact.nextAtMs).toBeGreaterThanOrEqual(NOW_MS);
          }
        },
      ),
      { numRuns: 2000 },
    );
  });

  test.each(REASONS)('comes to an end when every attempt ends with %s', (reason) => {
    let contact = contactOf(3);
    let attempts = 0;
    for (let done = false; !done; attempts++) {
      const next = tried(contact, reason);
      contact = next.contact;
      done = next.update.state === 'done';
      expect(attempts).toBeLessThan(DEFAULT_RETRY.maxAttempts + DEFAULT_RETRY.maxFreeAttempts);
    }
    expect(contact.attempts).toBeLessThanOrEqual(DEFAULT_RETRY.maxAttempts);
  });

  test.each(['busy', 'no_answer', 'unreachable', 'machine'] as const)(
    'waits ever longer after %s',
    (reason) => {
      let contact = contactOf(1);
      const waits: number[] = [];
      for (let n = 0; n < 4; n++) {
        contact = tried(contact, reason).contact;
        waits.push(contact.nextAtMs - NOW_MS);
      }
      expect(waits).toEqual([...waits].sort((a, b) => a - b));
      expect(new Set(waits).size).toBe(4);
    },
  );

  test('waits anew from the beginning when the reason changes', () => {
    let contact = contactOf(1);
    contact = tried(contact, 'busy').contact;
    contact = tried(contact, 'busy').contact;
    contact = tried(contact, 'no_answer').contact;
    expect(tried(contact, 'busy').update.nextAtMs - NOW_MS).toBe(3 * HOUR);
  });

  test('is at the time the person asked for, also when the attempts are used up', () => {
    const askedMs = NOW_MS + 5 * HOUR;
    const tired = { ...contactOf(1), attempts: DEFAULT_RETRY.maxAttempts - 1 };
    expect(tried(tired, 'callback_agreed', askedMs).update).toMatchObject({
      state: 'ready',
      nextAtMs: askedMs,
    });
    expect(tried(tired, 'no_answer').update.state).toBe('done');
  });

  test('goes round the phones, and stays on the one that was busy', () => {
    const contact = contactOf(3);
    expect(tried(contact, 'no_answer').update.phoneIndex).toBe(1);
    expect(tried({ ...contact, phoneIndex: 2 }, 'no_answer').update.phoneIndex).toBe(0);
    expect(tried(contact, 'busy').update.phoneIndex).toBe(0);
  });

  test('after a number that does not exist is on the next phone, and there is none after the last', () => {
    const first = tried(contactOf(2), 'invalid_number');
    expect(first.update).toMatchObject({
      state: 'ready',
      phoneIndex: 1,
      droppedPhone: contactOf(2).phones[0]?.number,
    });
    expect(tried(first.contact, 'invalid_number').update.state).toBe('done');
  });

  test('is free after congestion, but not for ever', () => {
    let contact = contactOf(1);
    for (let n = 0; n < DEFAULT_RETRY.maxFreeAttempts; n++) {
      contact = tried(contact, 'congestion').contact;
      expect(contact.attempts).toBe(0);
    }
    expect(tried(contact, 'congestion').update.attempts).toBe(1);
  });

  test.each(['opt_out', 'deceased', 'abuse', 'promise', 'agreement'] as const)(
    'is none after %s',
    (reason) => {
      expect(tried(contactOf(3), reason).update.state).toBe('done');
    },
  );

  test('the phone of who wants no more calls is dropped', () => {
    const contact = contactOf(2);
    expect(tried(contact, 'opt_out').update.droppedPhone).toBe(contact.phones[0]?.number);
  });

  test('is at most 30 days away however often the same happened', () => {
    const { update } = tried({ ...contactOf(1), sameReasonAttempts: 400, lastReason: 'busy' }, 'busy');
    expect(update.nextAtMs - NOW_MS).toBe(30 * DAY);
  });
});
