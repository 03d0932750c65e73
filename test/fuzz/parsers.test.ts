import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { sourceFiles, stripComments } from '../../scripts/source-text.mjs';
import { packagePath } from '../support/package-folder.js';
import { LONGEST_MS, RUNS } from './arbitraries.js';
import { FUZZED, NOT_FUZZED } from './parsers.js';

const READER = /^export (?:async )?function\*? ((?:parse|read)[A-Z]\w*)/gm;

test('every reader of something from outside is fuzzed, or needs it not for a reason that is told', () => {
  const found = sourceFiles(packagePath('.'))
    .filter((file) => !file.startsWith('src/ui/') && !file.startsWith('src/audit/'))
    .flatMap((file) => {
      const source = stripComments(readFileSync(join(packagePath('.'), file), 'utf8'));
      return [...source.matchAll(READER)].map(([, name]) => name ?? '');
    });
  expect(found.length).toBeGreaterThan(50);
  const known = [...Object.keys(FUZZED), ...Object.keys(NOT_FUZZED)];
  expect(found.filter((name) => !known.includes(name))).toEqual([]);
  expect(Object.keys(NOT_FUZZED).filter((name) => !found.includes(name))).toEqual([]);
});

describe('takes anything, says what is wrong in an error of its own, at once, and spoils nothing for others:', () => {
  it.each(Object.entries(FUZZED))(
    '%s',
    (_, { of, read, throws }) => {
      fc.assert(
        fc.property(of, (input) => {
          const began = performance.now();
          try {
            read(input);
          } catch (thrown) {
            if (!throws.some((kind) => thrown instanceof kind)) {
              throw thrown;
            }
          }
          expect(performance.now() - began).toBeLessThan(LONGEST_MS);
          expect(Object.keys(Object.prototype)).toEqual([]);
        }),
        { numRuns: RUNS },
      );
    },
    600_000,
  );
});
