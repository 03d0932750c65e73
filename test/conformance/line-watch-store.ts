import { describe, expect, it } from 'vitest';
import type { LineRest } from '../../src/core/carrier/line-rest.js';
import type { LineWatchStore } from '../../src/ports/line-watch-store.js';
import { ENGINE, NOON } from '../support/samples.js';

const REST: LineRest = {
  line: '+551140001000',
  cause: 'fallen',
  fromMs: NOON,
  untilMs: NOON + 1000,
  reason: '3 people in 90 calls, 14.2 were to be',
  by: '',
  endedMs: null,
  endedBy: '',
};

/** What every LineWatchStore keeps. */
export function lineWatchStoreConformance(
  make: () => Promise<{ readonly lineWatchStore: LineWatchStore }>,
): void {
  describe('line watch store', () => {
    it('keeps rests by line and beginning, how each ended, and forgets none that is asked for', async () => {
      const { lineWatchStore: store } = await make();
      const other: LineRest = { ...REST, line: '+551140001001', fromMs: NOON - 1, untilMs: NOON + 500 };
      await store.saveRest(REST);
      await store.saveRest({ ...other, cause: 'by_hand', by: 'ana' });
      await store.saveRest({ ...REST, endedMs: NOON + 10, endedBy: 'ana' });
      expect(await store.rests(NOON)).toEqual([
        { ...other, cause: 'by_hand', by: 'ana' },
        { ...REST, endedMs: NOON + 10, endedBy: 'ana' },
      ]);
      expect(await store.rests(NOON + 500)).toMatchObject([{ line: REST.line }]);
    });

    it('keeps the newest of what an engine has learned', async () => {
      const { lineWatchStore: store } = await make();
      expect(await store.memory(ENGINE)).toBeNull();
      await store.keepMemory(ENGINE, { judge: 1 });
      await store.keepMemory(ENGINE, { judge: [2, 'é'] });
      expect(await store.memory(ENGINE)).toEqual({ judge: [2, 'é'] });
    });
  });
}
