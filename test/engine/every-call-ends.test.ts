import { expect, test } from 'vitest';
import { randomTalks } from '../support/random-talks.js';

/** One seed alone to replay a failure: CADENCIA_TALKS_SEED=17 npx vitest run test/engine/every-call-ends.test.ts. */
const only = process.env['CADENCIA_TALKS_SEED'];
const SEEDS =
  only === undefined ? Array.from({ length: 10 }, (_, index) => String(index + 8)) : only.split(' ');

test('10 floors whose agents hold, ask, join, hand over and drop while the engine dies: each call ends and each row closes', async () => {
  const failed: string[] = [];
  let acts = 0;
  for (const seed of SEEDS) {
    const report = await randomTalks(seed);
    acts += report.acts;
    failed.push(...report.faults.slice(0, 5).map((fault) => `seed ${seed}: ${fault}`));
  }
  expect(failed).toEqual([]);
  expect(acts).toBeGreaterThan(SEEDS.length * 20);
}, 120_000);
