import { describe, expect, test } from 'vitest';
import { DEFECTS } from '../support/faults/defects.js';
import { runSeed } from '../support/faults/run-seed.js';

/** Any change of the product changes what happens on a day, and so on which days a defect shows. */
const MOST_DAYS = 20;

describe(`a defect that is planted in the product is found within ${MOST_DAYS} days of faults`, () => {
  test.each(DEFECTS)('$name', async ({ plant, seenBy, seed }) => {
    const seen = new Set<string>();
    for (let day = seed; day < seed + MOST_DAYS && !seen.has(seenBy); day += 1) {
      const { broken } = await runSeed(day, { plant });
      for (const what of broken) {
        seen.add(what.slice(0, what.indexOf(':')));
      }
    }
    expect(seen).toContain(seenBy);
  });
});
