import { describe, expect, it } from 'vitest';
import type { PauseCode } from '../../src/core/pauses/pause-code.js';
import type { PauseCodeStore } from '../../src/ports/pause-code-store.js';

/** What every PauseCodeStore keeps. */
export function pauseCodeStoreConformance(make: () => Promise<{ pauseCodes: PauseCodeStore }>): void {
  const aCode = (code: string, change: Partial<PauseCode> = {}): PauseCode => ({
    ...{ code, labelPtBr: 'Ginástica', labelEn: 'Exercise', kind: 'rest' },
    ...{ paid: true, planned: false, active: true },
    ...change,
  });

  describe('pause code store', () => {
    it('keeps codes as they were given, each once, in the order of their codes', async () => {
      const { pauseCodes } = await make();
      expect(await pauseCodes.list()).toEqual([]);
      await pauseCodes.save(aCode('b'));
      await pauseCodes.save(aCode('a', { kind: 'meal', paid: false, planned: true }));
      await pauseCodes.save(aCode('b', { labelPtBr: 'Ginástica laboral', active: false }));
      expect(await pauseCodes.list()).toEqual([
        { ...aCode('a', { kind: 'meal', paid: false, planned: true }), version: 1 },
        { ...aCode('b', { labelPtBr: 'Ginástica laboral', active: false }), version: 2 },
      ]);
      expect(await pauseCodes.save(aCode('a'), 1)).toBe(2);
      await expect(pauseCodes.save(aCode('a'), 1)).rejects.toMatchObject({ code: 'DLR_STATE_CONFLICT' });
    });
  });
}
