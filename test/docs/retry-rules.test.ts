import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { retryChangeWire } from '../../src/contract/retry-wire.js';
import { readRetryRules } from '../../src/core/retry/read-retry-rules.js';
import { RETRY_PRESETS } from '../../src/core/retry/retry-presets.js';

const read = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../docs/reference/${name}`, import.meta.url), 'utf8'));

test('the schema of a cadence is the one the API holds it to (npx vitest run -u rewrites it)', async () => {
  const schema = {
    $id: 'urn:cadencia:schema:retry-rules',
    title: 'The retry cadence of a campaign (`retry` of its settings)',
    ...z.toJSONSchema(retryChangeWire),
  };
  await expect(`${JSON.stringify(schema, null, 2)}\n`).toMatchFileSnapshot(
    '../../docs/reference/retry-rules.schema.json',
  );
});

test('the example of a cadence is read by the API and by the reader of settings', () => {
  const example = read('retry-rules-example.json');
  expect(retryChangeWire.parse(example)).toEqual(example);
  const rules = readRetryRules(example);
  expect(rules).toMatchObject({ daysAfterFirst: 2, perSevenDays: 3, leastPerThousand: 15 });
  expect(rules.byReason.busy).toEqual({
    ...RETRY_PRESETS['banco-tres-dias'].byReason.busy,
    delayMs: 14_400_000,
    growth: 1,
  });
});
