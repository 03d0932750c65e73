import { describe, expect, it } from 'vitest';
import { parseAttemptId, parseTrunkId } from '../../src/core/kernel/ids.js';
import type { AttemptStore } from '../../src/ports/attempt-store.js';
import type { TestCallStore } from '../../src/ports/test-call-store.js';
import { sampleRow } from '../support/sample-row.js';

interface Stores {
  readonly testCalls: TestCallStore;
  readonly attempts: AttemptStore;
}

const NOTHING = {
  openings: [],
  guards: [],
  decisions: [],
  marks: [],
  closings: [],
  facts: [],
  agentStates: [],
};

/** What every TestCallStore keeps. */
export function testCallStoreConformance(make: () => Promise<Stores>): void {
  const { opening, result } = sampleRow();
  const test = (id: string, trunk: string, atMs: number) => ({
    ...opening,
    ...({
      attemptId: parseAttemptId(id),
      attemptGroup: id,
      mode: 'test',
      trunkId: parseTrunkId(trunk),
    } as const),
    ...{
      tQueuedMs: atMs,
      tDialMs: atMs,
      phone: `${opening.phone.slice(0, -2)}${id}` as typeof opening.phone,
    },
    ...{ cpfHash: '', debtId: '', contactId: '' as typeof opening.contactId },
  });

  describe('test call store', () => {
    it('lists tests beside their rows, open or closed, the newest first, and none that got no row', async () => {
      const { testCalls, attempts } = await make();
      const atMs = opening.tQueuedMs;
      const [one, two] = [test('01', 't1', atMs), test('02', 't2', atMs + 1000)];
      for (const { attemptId, trunkId, tQueuedMs } of [one, two, test('03', 't1', atMs + 2000)]) {
        await testCalls.begin(attemptId, tQueuedMs, trunkId, 'rui');
      }
      await attempts.commit({ ...NOTHING, openings: [one, two] });
      expect(await testCalls.list(null, 10)).toEqual(
        [two, one].map((row) => ({ by: 'rui', opening: row, result: null, earlyMedia: false, sound: null })),
      );
      const row = { opening: one, result: { ...result, agentId: null }, prevHash: '0', hash: '1' };
      await attempts.commit({ ...NOTHING, closings: [{ row, contact: null }] });
      const sound = { codec: 'alaw', packetsIn: 300, packetsOut: 0 };
      await testCalls.note(one.attemptId, { earlyMedia: true, sound });
      const closed = { by: 'rui', opening: one, result: row.result, earlyMedia: true, sound };
      expect(await testCalls.list(parseTrunkId('t1'), 10)).toEqual([closed]);
      expect(await testCalls.find(one.attemptId)).toEqual(closed);
      expect(await testCalls.list(null, 1)).toHaveLength(1);
      expect(await testCalls.find(parseAttemptId('03'))).toBeNull();
    });
  });
}
