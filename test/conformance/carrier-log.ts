import { describe, expect, it } from 'vitest';
import type { AttemptOpening, AttemptResult } from '../../src/core/call-log/call-log-row.js';
import {
  type CarrierCell,
  type CarrierCount,
  type CauseCount,
  countCalls,
  mergeCounts,
} from '../../src/core/carrier/carrier-count.js';
import { pddBucket } from '../../src/core/carrier/pdd-sketch.js';
import type { AttemptStore } from '../../src/ports/attempt-store.js';
import type { CarrierLog } from '../../src/ports/carrier-log.js';
import { aBatch, aChain, anOpening, NOON } from '../support/samples.js';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

type Call = readonly [id: string, opening: Partial<AttemptOpening>, result: Partial<AttemptResult>];

const ANSWERED = { tAnswerMs: NOON + 5000, reason: 'undisposed', sipCode: null, q850: 16 } as const;
/** One of every kind that the sums tell apart. */
const CALLS: readonly Call[] = [
  ['talk', {}, { ...ANSWERED, tEndMs: NOON + 65_000 }],
  ['three', {}, { ...ANSWERED, tEndMs: NOON + 8000 }],
  ['six', {}, { ...ANSWERED, tEndMs: NOON + 11_000 }],
  ['machine', {}, { ...ANSWERED, amd: 'machine', reason: 'machine', tEndMs: NOON + 12_000 }],
  ['mailbox', {}, { ...ANSWERED, voicemail: true, tRingMs: null, tEndMs: NOON + 12_000 }],
  ['busy', {}, { tRingMs: null, sipCode: 486, q850: 17, reason: 'busy' }],
  ['refused', {}, { tRingMs: null, sipCode: 403, q850: 21, reason: 'rejected' }],
  ['spam', {}, { tRingMs: null, sipCode: 608, q850: 21, reason: 'rejected' }],
  ['timed-out', {}, { tRingMs: null, sipCode: 408, q850: null, reason: 'no_answer' }],
  ['full', {}, { tRingMs: null, sipCode: 503, q850: 34, reason: 'congestion' }],
  ['rang', {}, { sipCode: 487, q850: null, reason: 'no_answer' }],
  ['silent', {}, { sipCode: null, q850: null, tRingMs: null, reason: 'lost' }],
  ['elsewhere', { ddd: '21', line: '+551140000009' }, { tRingMs: NOON + 90_000_000 }],
  ['other', { carrier: 'c2' }, { tRingMs: NOON - 5 }],
  ['came-in', { mode: 'inbound' }, ANSWERED],
  ['never', {}, { tDialMs: null, tRingMs: null }],
];

/** What every CarrierLog counts. */
export function carrierLogConformance(
  make: () => Promise<{ readonly attempts: AttemptStore; readonly carriers: CarrierLog }>,
): void {
  const sorted = ({ cells, causes }: CarrierCount) => {
    const order = (items: readonly object[], key: (item: never) => readonly unknown[]) =>
      [...items].sort((a, b) => (key(a as never).join() < key(b as never).join() ? -1 : 1));
    return {
      cells: order(cells, ({ carrier, line, ddd }: CarrierCell) => [carrier, line, ddd]),
      causes: order(causes, ({ carrier, sipCode, q850 }: CauseCount) => [carrier, sipCode, q850]),
    };
  };

  async function commit(attempts: AttemptStore, calls: readonly Call[]) {
    const rows = calls.map(([id, opening, result]) => {
      const opened = anOpening(id, opening);
      const [row] = aChain([opened], { tDialMs: opened.tDialMs, ...result });
      return row!;
    });
    await attempts.commit(aBatch({ openings: rows.map(({ opening }) => opening) }));
    await attempts.commit(aBatch({ closings: rows.map((row) => ({ row, contact: null })) }));
    return rows;
  }

  describe('carrier log', () => {
    it('counts ended calls as the sums of single rows say, by trunk, line, area code and cause', async () => {
      const { attempts, carriers } = await make();
      const rows = await commit(attempts, CALLS);
      await attempts.commit(aBatch({ openings: [anOpening('still-open')] }));
      const count = await carriers.count(NOON - HOUR, NOON + DAY);
      expect(sorted(count)).toEqual(sorted(countCalls(rows)));
      const cell = count.cells.find(({ carrier, ddd }) => carrier === 'carrier' && ddd === '11');
      expect(cell).toMatchObject({
        attempts: 12,
        answered: 5,
        persons: 3,
        effective: 7,
        short3: 1,
        short6: 2,
      });
      expect(cell?.talkMs).toBe(60_000 + 3000 + 6000 + 7000 + 7000);
      expect(cell?.pdd).toEqual([
        [pddBucket(2000), 5],
        [pddBucket(5000), 1],
      ]);
      expect(count.causes).toContainEqual({
        ...{ carrier: 'carrier', trunkId: 'trunk', sipCode: 503, q850: 34, calls: 1 },
      });
    });

    it('counts a call where it ended, and two stretches add up to the whole', async () => {
      const { attempts, carriers } = await make();
      await commit(attempts, [
        ['first', {}, { tEndMs: NOON + HOUR - 1 }],
        ['second', {}, { tEndMs: NOON + HOUR, sipCode: 480 }],
      ]);
      const halves = [
        await carriers.count(NOON, NOON + HOUR),
        await carriers.count(NOON + HOUR, NOON + 2 * HOUR),
      ];
      expect(halves.map(({ cells }) => cells.map((one) => one.attempts))).toEqual([[1], [1]]);
      expect(sorted(mergeCounts(halves))).toEqual(sorted(await carriers.count(NOON, NOON + 2 * HOUR)));
      const day = { fromMs: NOON - HOUR, toMs: NOON + DAY };
      const [once, again] = [await carriers.countDay(day), await carriers.countDay(day)];
      expect(sorted(once)).toEqual(sorted(mergeCounts(halves)));
      expect(sorted(again)).toEqual(sorted(once));
    });
  });
}
