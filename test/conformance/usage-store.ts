import { describe, expect, it } from 'vitest';
import type { AttemptStore } from '../../src/ports/attempt-store.js';
import type { UsageStore } from '../../src/ports/usage-store.js';
import { aBatch, aChain, anOpening, NOON } from '../support/samples.js';

const DAY = 24 * 3_600_000;
/** Midnight of 10 March in Brasília, and the first of February and March. */
const MIDNIGHT = Date.UTC(2026, 2, 10, 3);
const MONTHS = [Date.UTC(2026, 1, 1, 3), Date.UTC(2026, 2, 1, 3)];
const QUESTION = {
  dayStartMs: MIDNIGHT,
  monthStartsMs: MONTHS,
  shortSeconds: 6,
  longEndedBeforeMs: NOON + DAY,
};

/** What every UsageStore keeps. */
export function usageStoreConformance(
  make: () => Promise<{ readonly attempts: AttemptStore; readonly usage: UsageStore }>,
): void {
  describe('usage store', () => {
    it('counts the day by line and the months by company, what is live and what lasted', async () => {
      const { attempts, usage } = await make();
      const long = anOpening('long');
      const six = anOpening('six-seconds');
      const unanswered = anOpening('unanswered');
      const live = anOpening('live');
      const signed = anOpening('signed', { authenticated: true, line: '+551140000009' });
      const other = anOpening('other', { carrier: 'c2', line: '+551140000008' });
      const never = anOpening('never');
      await attempts.commit(aBatch({ openings: [long, six, unanswered, live, signed, other, never] }));
      const answered = { tDialMs: NOON, tAnswerMs: NOON + 5000 };
      for (const [opening, change] of [
        [long, { ...answered, tEndMs: NOON + 11_001 }],
        [six, { ...answered, tEndMs: NOON + 11_000 }],
        [unanswered, {}],
        [never, { tDialMs: null, tRingMs: null }],
      ] as const) {
        const [row] = aChain([opening], change);
        await attempts.commit(aBatch({ closings: [{ row: row!, contact: null }] }));
      }
      const { lines, months } = await usage.usageSince(QUESTION);
      const company = { callerCnpj: '11444777000161', carrier: 'carrier', service: 'SMP' };
      expect([...lines].sort((a, b) => (a.line < b.line ? -1 : 1))).toEqual([
        { ...company, line: '+551140000000', authenticated: false, calls: 4, longCalls: 1 },
        { ...company, carrier: 'c2', line: '+551140000008', authenticated: false, calls: 1, longCalls: 0 },
        { ...company, line: '+551140000009', authenticated: true, calls: 1, longCalls: 0 },
      ]);
      expect(months[0]).toEqual([]);
      expect([...months[1]!].sort((a, b) => (a.carrier < b.carrier ? -1 : 1))).toEqual([
        { ...company, carrier: 'c2', calls: 1 },
        { ...company, calls: 5 },
      ]);
    });

    it('keeps the day before, and a long call that may not have been told yet, out of today', async () => {
      const { attempts, usage } = await make();
      const before = anOpening('before', { tQueuedMs: MIDNIGHT - 1, tDialMs: MIDNIGHT - 1 });
      const first = anOpening('first', { tQueuedMs: MIDNIGHT, tDialMs: MIDNIGHT });
      const february = anOpening('february', { tQueuedMs: MONTHS[1]! - 1, tDialMs: MONTHS[1]! - 1 });
      await attempts.commit(aBatch({ openings: [before, first, february] }));
      const [row] = aChain([first], { tDialMs: MIDNIGHT, tAnswerMs: MIDNIGHT, tEndMs: NOON });
      await attempts.commit(aBatch({ closings: [{ row: row!, contact: null }] }));
      const { lines, months } = await usage.usageSince({ ...QUESTION, longEndedBeforeMs: NOON });
      expect(lines).toMatchObject([{ calls: 1, longCalls: 0 }]);
      expect(months.map((month) => month.map(({ calls }) => calls))).toEqual([[1], [2]]);
      expect((await usage.usageSince(QUESTION)).months).toEqual(months);
    });
  });
}
