import { describe, expect, test } from 'vitest';
import { DEFECTS } from '../support/faults/defects.js';
import { runSeed } from '../support/faults/run-seed.js';

describe('a defect that is planted in the product is found', () => {
  test.each(DEFECTS)('$name', async ({ plant, seenBy, seed }) => {
    const { broken } = await runSeed(seed, { plant });
    expect(new Set(broken.map((what) => what.slice(0, what.indexOf(':'))))).toContain(seenBy);
  });
});
