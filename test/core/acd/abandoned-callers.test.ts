import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type AbandonedCallers,
  type AbandonedInput,
  dueCallers,
  stepAbandoned,
} from '../../../src/core/acd/abandoned-callers.js';
import { parseCampaignId, parseE164 } from '../../../src/core/kernel/ids.js';
import { DAY, HOUR, MINUTE } from '../../../src/core/kernel/time.js';
import { DEBTS } from './acd-samples.js';

const RULES = { shortMs: 2000, delayMs: 5 * MINUTE, retryMs: HOUR, tries: 2, keepMs: DAY, most: 3 };
const IARA = parseE164('+5511987654321');
const JOAO = parseE164('+5521987654321');
const hungUp = (number = IARA, waitedMs = 30_000): AbandonedInput => ({
  kind: 'hungUp',
  number,
  queueId: DEBTS,
  leftIn: 'queue',
  waitedMs,
  campaignId: parseCampaignId('cobranca'),
  contactId: null,
  dueMs: null,
});

function run(steps: readonly (readonly [AbandonedInput, number])[]): AbandonedCallers {
  return steps.reduce<AbandonedCallers>(
    (callers, [input, nowMs]) => stepAbandoned(callers, input, RULES, nowMs),
    new Map(),
  );
}
const due = (callers: AbandonedCallers, nowMs: number): string[] =>
  dueCallers(callers, nowMs).map(({ number }) => number);

describe('callers who hung up', () => {
  test('are called back after a while, once for each number however often it called', () => {
    const callers = run([
      [hungUp(), 0],
      [hungUp(), MINUTE],
    ]);
    expect(due(callers, 6 * MINUTE - 1)).toEqual([]);
    expect(due(callers, 6 * MINUTE)).toEqual([IARA]);
    expect(callers.get(IARA)).toMatchObject({ times: 2, waitedMs: 60_000, firstMs: 0, lastMs: MINUTE });
  });

  test('are left alone when they hung up within the time that contracts leave out', () => {
    expect(run([[hungUp(IARA, 2000), 0]]).size).toBe(0);
    expect(run([[hungUp(IARA, 2001), 0]]).size).toBe(1);
  });

  test('are on the list no more once somebody spoke with them, whoever called', () => {
    expect(
      run([
        [hungUp(), 0],
        [{ kind: 'spoke', number: IARA }, 1],
      ]).size,
    ).toBe(0);
  });

  test('are not called twice at once, and no more often than was set', () => {
    const calling = run([
      [hungUp(), 0],
      [{ kind: 'calling', number: IARA }, HOUR],
    ]);
    expect(due(calling, HOUR)).toEqual([]);
    const missed = { kind: 'notReached', number: IARA, counts: true } as const;
    const once = stepAbandoned(calling, missed, RULES, HOUR);
    expect(due(once, 2 * HOUR)).toEqual([IARA]);
    expect(stepAbandoned(once, missed, RULES, 3 * HOUR).size).toBe(0);
  });

  test('whom the gate kept from being called lost no try by it', () => {
    const barred = { kind: 'notReached', number: IARA, counts: false } as const;
    const callers = run([
      [hungUp(), 0],
      [barred, HOUR],
      [barred, 2 * HOUR],
      [barred, 3 * HOUR],
    ]);
    expect(due(callers, 4 * HOUR)).toEqual([IARA]);
  });

  test('are forgotten after a day, and the oldest when there are too many', () => {
    expect(
      run([
        [hungUp(), 0],
        [{ kind: 'tick' }, DAY],
      ]).size,
    ).toBe(0);
    const many = ['+5511911111111', '+5511911111112', '+5511911111113', '+5511911111114'].map(parseE164);
    const callers = run(many.map((number, i) => [hungUp(number), i] as const));
    expect([...callers.keys()]).toEqual(many.slice(1));
  });

  test('go by how often they hung up, then by how long they waited', () => {
    const callers = run([
      [hungUp(IARA, 5000), 0],
      [hungUp(JOAO, 90_000), 1],
    ]);
    expect(due(callers, HOUR)).toEqual([JOAO, IARA]);
    expect(due(stepAbandoned(callers, hungUp(IARA, 5000), RULES, 2), HOUR)).toEqual([IARA, JOAO]);
  });

  test('stay bounded and are one a number, whatever comes', () => {
    const number = fc.constantFrom(IARA, JOAO, ...['+5511911111111', '+5511911111112'].map(parseE164));
    const input: fc.Arbitrary<AbandonedInput> = fc.oneof(
      number.map((one) => hungUp(one)),
      fc.record({ kind: fc.constantFrom('spoke' as const, 'calling' as const, 'dropped' as const), number }),
      fc.record({ kind: fc.constant('notReached' as const), number, counts: fc.boolean() }),
      fc.constant({ kind: 'tick' as const }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.tuple(input, fc.integer({ min: 0, max: HOUR })), { maxLength: 40 }),
        (steps) => {
          let callers: AbandonedCallers = new Map();
          let nowMs = 0;
          for (const [one, laterMs] of steps) {
            nowMs += laterMs;
            callers = stepAbandoned(callers, one, RULES, nowMs);
            const inCall = [...callers.values()].filter(({ calling }) => calling).length;
            expect(callers.size).toBeLessThanOrEqual(Math.max(RULES.most, inCall + 1));
            expect([...callers].every(([key, { number: own, tries }]) => key === own && tries < 2)).toBe(
              true,
            );
          }
        },
      ),
    );
  });
});
