import { describe, expect, test } from 'vitest';
import { readRetryRules } from '../../../src/core/retry/read-retry-rules.js';
import { DEFAULT_RETRY, RETRY_PRESETS } from '../../../src/core/retry/retry-presets.js';

/** As the first release stored it. */
const OLD_RULE = {
  delayMs: 7_200_000,
  growth: 1.5,
  nextPhone: true,
  dropPhone: false,
  endsContact: false,
  free: false,
};

describe('a stored cadence', () => {
  test('of an older release is read, with the ceilings it did not know', () => {
    const rules = readRetryRules({ maxAttempts: 4, maxFreeAttempts: 9, byReason: { no_answer: OLD_RULE } });
    expect(rules).toEqual({
      ...DEFAULT_RETRY,
      maxAttempts: 4,
      maxFreeAttempts: 9,
      byReason: { ...DEFAULT_RETRY.byReason, no_answer: { ...OLD_RULE, phoneRestMs: 0 } },
    });
  });

  test('that is absent is the default, and one that names a preset is that preset', () => {
    expect(readRetryRules(undefined)).toEqual(DEFAULT_RETRY);
    expect(readRetryRules({ preset: 'banco-tres-dias' })).toEqual(RETRY_PRESETS['banco-tres-dias']);
  });

  test.each(Object.entries(RETRY_PRESETS))('is read as it was written: %s', (_name, preset) => {
    expect(readRetryRules(JSON.parse(JSON.stringify(preset)))).toEqual(preset);
  });

  test.each([
    [7, 'retry is 7: it must be an object'],
    [{ preset: 'x' }, 'retry.preset is "x": it must be one of padrao'],
    [{ maxAttempts: 0 }, 'retry.maxAttempts is 0: it must be a whole number from 1 to 1000'],
    [{ perDay: 1.5 }, 'retry.perDay is 1.5: it must be a whole number'],
    [{ perDay: 'two' }, 'retry.perDay is "two"'],
    [{ perDya: 2 }, 'retry.perDya is no setting of a cadence'],
    [{ dayParts: 'often' }, 'retry.dayParts is "often": it must be spread or any'],
    [{ daysAfterFirst: -1 }, 'retry.daysAfterFirst is -1'],
    [{ byReason: { bussy: {} } }, 'retry.byReason.bussy is no setting'],
    [{ byReason: { busy: { free: 'no' } } }, 'retry.byReason.busy.free is "no": it must be true or false'],
    [{ weakAfter: 9, deadAfter: 3 }, 'retry.deadAfter is 3: it must be weakAfter (9) or more'],
    [{ perPhoneSevenDays: 40 }, 'a phone remembers no more dials'],
  ])('that is wrong (%j) is refused with its place', (stored, text) => {
    expect(() => readRetryRules(stored)).toThrow(text);
  });
});
