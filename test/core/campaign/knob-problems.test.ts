import { expect, test } from 'vitest';
import { CAMPAIGN_DEFAULTS } from '../../../src/core/campaign/campaign.js';
import { knobProblems } from '../../../src/core/campaign/knobs.js';

test('a time that is no whole number of milliseconds is refused: what is kept could not be shown again', () => {
  expect(knobProblems(CAMPAIGN_DEFAULTS)).toEqual([]);
  expect(knobProblems({ ...CAMPAIGN_DEFAULTS, ringTimeoutMs: 20_000.5 })).toEqual([
    'ringTimeoutMs is 20000.5: it must be whole milliseconds',
  ]);
  expect(knobProblems({ ...CAMPAIGN_DEFAULTS, ringTimeoutMs: Number.NaN })[0]).toContain('R32');
});
