import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { contractForm, contractSchema } from '../../src/core/billing/contract-form.js';
import { factsForm, factsSchema } from '../../src/core/billing/facts-form.js';
import type { Form } from '../../src/core/billing/form.js';
import { parseFacts } from '../../src/core/billing/parse-facts.js';
import { isCadenciaError } from '../../src/core/kernel/errors.js';
import { presetDocument, presetWith } from '../support/billing-presets.js';

const folder = new URL('../../docs/reference/billing/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, folder), 'utf8');
const schemaOf = (name: string): z.ZodType => z.fromJSONSchema(JSON.parse(read(name)));
const PRESETS = ['horas-banco-regional', 'telecobranca-banco', 'telemarketing-banco'];

/** Whether bands follow one another no schema can say. */
const ABOUT_BANDS = /gap|overlaps|is a series|bands of this width|before its from|smallest difference/;

function isRead(form: Form<unknown>, value: unknown): boolean {
  try {
    form.read({ value, path: '$' });
    return true;
  } catch (error) {
    if (!isCadenciaError(error)) {
      throw error;
    }
    return ABOUT_BANDS.test(error.detail);
  }
}

/** Right somewhere, nearly right, or of another type. */
const VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    0,
    1,
    5,
    40,
    -1,
    1.5,
    '',
    'x',
    'sac',
    '#x',
    '1',
    '-1',
    '5%',
    '1,5',
    '2026-10',
    '2026-13',
    '2026-10-07',
  ],
  ...[
    '2026-1-1',
    '07:00',
    '24:00',
    '24:01',
    '2026-10-07T10:00:00-03:00',
    '2026-10-07T10:00:00',
    'client',
    'a b',
  ],
  ...[
    [],
    {},
    ['x'],
    [1],
    { x: 'y' },
    { sum: ['1'] },
    { sum: [] },
    { quotient: ['1'] },
    { above: ['1', 'x'] },
  ],
];
type Holder = Record<string | number, unknown>;

/** Every place of a document. */
function placesOf(document: unknown): readonly { readonly holder: Holder; readonly at: string }[] {
  return typeof document !== 'object' || document === null
    ? []
    : Object.keys(document).flatMap((at) => [
        { holder: document as Holder, at },
        ...placesOf((document as Holder)[at]),
      ]);
}

describe.each([
  ['contract.schema.json', contractSchema, contractForm, PRESETS.map(presetDocument)],
  ['facts.schema.json', factsSchema, factsForm, [JSON.parse(read('facts-example.json')) as unknown]],
] as const)('docs/reference/billing/%s', (file, schema, form, documents) => {
  it('is what the reader of the file is made of (vitest run --update rewrites it)', async () => {
    await expect(`${JSON.stringify(schema(), null, 2)}\n`).toMatchFileSnapshot(
      new URL(file, folder).pathname,
    );
  });

  it('takes what the reader takes, and refuses what it refuses', () => {
    const published = schemaOf(file);
    const seen = { taken: 0, refused: 0 };
    fc.assert(
      fc.property(
        fc.constantFrom(...documents),
        fc.nat(100_000),
        fc.constantFrom(...VALUES, undefined),
        (document, place, value) => {
          const changed = structuredClone(document);
          const places = placesOf(changed);
          const found = places[place % places.length];
          if (found === undefined) {
            return;
          }
          if (value === undefined) {
            delete found.holder[found.at];
          } else {
            found.holder[found.at] = structuredClone(value);
          }
          const taken = isRead(form, changed);
          // A hole in a list is no document.
          fc.pre(!(value === undefined && Array.isArray(found.holder)));
          expect({ at: found.at, value, taken: published.safeParse(changed).success }).toEqual({
            at: found.at,
            value,
            taken,
          });
          seen[taken ? 'taken' : 'refused'] += 1;
        },
      ),
      { numRuns: 60, seed: 20_261_122 },
    );
    expect(Math.min(seen.taken, seen.refused)).toBeGreaterThan(3);
  });

  it('takes what ships', () => {
    const published = schemaOf(file);
    for (const document of documents) {
      expect(published.safeParse(document).error).toBeUndefined();
    }
  });
});

describe('the examples of billing', () => {
  it('are read', () => {
    expect(parseFacts(JSON.parse(read('facts-example.json'))).given.size).toBeGreaterThan(10);
    const { base, ...own } = parse(read('contract-example.yaml')) as { base: string };
    expect(presetWith(base, own).id).toBe('banco-alfa-2026');
  });
});

describe('docs/reference/billing.md', () => {
  const page = readFileSync(new URL('../billing.md', folder), 'utf8');

  it('names every contract that ships and every list of facts', () => {
    const lists = Object.keys((factsSchema()['properties'] ?? {}) as object);
    const missing = [...PRESETS, ...lists].filter((name) => !page.includes(`\`${name}\``));
    expect(missing).toEqual([]);
  });
});
