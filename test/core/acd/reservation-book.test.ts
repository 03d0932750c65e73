import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  EMPTY_BOOK,
  LONGEST_OFFER_MS,
  nextDeadlineMs,
  RESERVATION_MOVES,
  type ReservationBook,
  type ReservationInput,
  stepReservations,
} from '../../../src/core/acd/reservation-book.js';
import { parseAgentId, parseAttemptId } from '../../../src/core/kernel/ids.js';

const ANA = parseAgentId('ana');
const BIA = parseAgentId('bia');
const C1 = parseAttemptId('c1');
const C2 = parseAttemptId('c2');
const offer = (callId = C1, agentId = ANA, standsMs = 1000): ReservationInput => ({
  kind: 'offer',
  callId,
  agentId,
  standsMs,
});

function run(inputs: readonly (readonly [ReservationInput, number])[]): {
  readonly book: ReservationBook;
  readonly ends: readonly string[];
  readonly refusals: readonly (string | null)[];
} {
  let book = EMPTY_BOOK;
  const ends: string[] = [];
  const refusals: (string | null)[] = [];
  for (const [input, nowMs] of inputs) {
    const step = stepReservations(book, input, nowMs);
    book = step.book;
    ends.push(...step.ended.map(({ reservation, end }) => `${reservation.id} ${end}`));
    refusals.push(step.refused);
  }
  return { book, ends, refusals };
}

describe('the book of offers', () => {
  test('an offer is accepted in time, and is over', () => {
    expect(
      run([
        [offer(), 0],
        [{ kind: 'accept', id: 1 }, 999],
      ]),
    ).toMatchObject({
      ends: ['1 accepted'],
      book: { open: [] },
      refusals: [null, null],
    });
  });

  test('an answer at the deadline or after it comes too late, although no timer had told so', () => {
    const late = run([
      [offer(), 0],
      [{ kind: 'accept', id: 1 }, 1000],
    ]);
    expect(late.ends).toEqual(['1 expired']);
    expect(late.refusals[1]).toBe('That offer does not stand any more.');
  });

  test('a caller who hangs up, or an agent who goes, withdraws it', () => {
    expect(
      run([
        [offer(), 0],
        [{ kind: 'callGone', callId: C1 }, 1],
      ]).ends,
    ).toEqual(['1 withdrawn']);
    expect(
      run([
        [offer(), 0],
        [{ kind: 'agentGone', agentId: ANA }, 1],
      ]).ends,
    ).toEqual(['1 withdrawn']);
    expect(
      run([
        [offer(), 0],
        [{ kind: 'agentGone', agentId: BIA }, 1],
      ]).ends,
    ).toEqual([]);
  });

  test('nobody is offered two calls, and no call to two', () => {
    expect(
      run([
        [offer(C1, ANA), 0],
        [offer(C2, ANA), 1],
      ]).refusals[1],
    ).toContain("'ana'");
    expect(
      run([
        [offer(C1, ANA), 0],
        [offer(C1, BIA), 1],
      ]).refusals[1],
    ).toContain("'c1'");
    expect(
      run([
        [offer(C1, ANA), 0],
        [offer(C2, ANA), 1000],
      ]).refusals[1],
    ).toBeNull();
  });

  test('an offer without an end of its own is not made', () => {
    for (const standsMs of [0, -1, Number.NaN, Number.POSITIVE_INFINITY, LONGEST_OFFER_MS + 1]) {
      expect(() => stepReservations(EMPTY_BOOK, offer(C1, ANA, standsMs), 0)).toThrow('DLR_INPUT_INVALID');
    }
  });

  test('what has ended moves nowhere any more', () => {
    expect(Object.entries(RESERVATION_MOVES).flatMap(([, to]) => to)).toEqual(RESERVATION_MOVES.offered);
  });

  const input: fc.Arbitrary<ReservationInput> = fc.oneof(
    fc.record({
      kind: fc.constant('offer' as const),
      callId: fc.constantFrom(...['c1', 'c2', 'c3'].map(parseAttemptId)),
      agentId: fc.constantFrom(...['ana', 'bia', 'caio'].map(parseAgentId)),
      standsMs: fc.integer({ min: 1, max: 50 }),
    }),
    fc.record({
      kind: fc.constantFrom('accept' as const, 'refuse' as const),
      id: fc.integer({ min: 1, max: 12 }),
    }),
    fc.record({
      kind: fc.constant('callGone' as const),
      callId: fc.constantFrom(...['c1', 'c2'].map(parseAttemptId)),
    }),
    fc.record({
      kind: fc.constant('agentGone' as const),
      agentId: fc.constantFrom(...['ana', 'bia'].map(parseAgentId)),
    }),
    fc.constant({ kind: 'tick' as const }),
  );

  test('every offer ends exactly once, by its deadline, whatever comes in whatever order and however late', () => {
    const story = fc.array(fc.tuple(input, fc.integer({ min: 0, max: 40 })), { maxLength: 40 });
    fc.assert(
      fc.property(story, (steps) => {
        let book = EMPTY_BOOK;
        let nowMs = 0;
        const made = new Map<number, number>();
        const ended = new Set<number>();
        const note = (step: ReturnType<typeof stepReservations>): void => {
          for (const { reservation, end } of step.ended) {
            expect(ended.has(reservation.id)).toBe(false);
            ended.add(reservation.id);
            expect(end === 'expired').toBe(nowMs >= reservation.deadlineMs);
          }
          if (step.made !== null) {
            expect(made.has(step.made.id)).toBe(false);
            made.set(step.made.id, step.made.deadlineMs);
          }
        };
        for (const [one, laterMs] of steps) {
          nowMs += laterMs;
          const step = stepReservations(book, one, nowMs);
          note(step);
          book = step.book;
          expect(new Set(book.open.map(({ agentId }) => agentId)).size).toBe(book.open.length);
          expect(new Set(book.open.map(({ callId }) => callId)).size).toBe(book.open.length);
          expect(book.open.every(({ deadlineMs }) => deadlineMs > nowMs)).toBe(true);
          expect([...made.keys()].filter((id) => !ended.has(id)).sort()).toEqual(
            book.open.map(({ id }) => id).sort(),
          );
        }
        nowMs = nextDeadlineMs(book) === null ? nowMs : Math.max(...made.values());
        note(stepReservations(book, { kind: 'tick' }, nowMs));
        expect([...ended].sort()).toEqual([...made.keys()].sort());
      }),
      { numRuns: 3000 },
    );
  });
});
