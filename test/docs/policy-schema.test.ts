import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { parsePolicy } from '../../src/core/compliance/parse-policy.js';
import { BRASIL_2026 } from '../../src/core/compliance/presets/brasil-2026.js';
import { PRESETS } from '../../src/core/compliance/presets/find-preset.js';
import { isCadenciaError } from '../../src/core/kernel/errors.js';
import { POLICY_FORM } from '../support/policy-form.js';

const folder = new URL('../../docs/reference/policy/', import.meta.url);
const published = (): z.ZodType =>
  z.fromJSONSchema(JSON.parse(readFileSync(new URL('policy.schema.json', folder), 'utf8')));

/** True when the parser can read it. What it then refuses is of law, or a key that is there twice: no matter of form. */
function isRead(document: unknown): boolean {
  try {
    parsePolicy(document);
    return true;
  } catch (error) {
    if (!isCadenciaError(error)) {
      throw error;
    }
    return error.code === 'DLR_POLICY_WIDENED' || error.detail.endsWith('is there twice');
  }
}

test('the published schema is what a policy file may look like', async () => {
  const schema = `${JSON.stringify({ $id: 'urn:cadencia:schema:policy', ...z.toJSONSchema(POLICY_FORM) }, null, 2)}\n`;
  await expect(schema).toMatchFileSnapshot(new URL('policy.schema.json', folder).pathname);
});

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** Values that are right somewhere, nearly right, or of another type. */
const VALUES: readonly Json[] = [
  ...[
    null,
    true,
    false,
    0,
    1,
    0.5,
    -1,
    30,
    100_000,
    1e9,
    '',
    'x',
    '*',
    'local',
    'sp',
    'required',
    'lei',
    'block',
  ],
  ...['08:00-20:00', '20:00-08:00', '08:00-08:00', '00:00-24:00', '23:59-24:00', '08:00-24:01', '8:00-20:00'],
  ...['08:00-20:00-21:00', '19:59-20:00', '09:59-09:58', '14:00', '24:00', '24:01', '7:00', '23:60'],
  ...[
    '2026',
    '2026-11',
    '2026-13',
    '2026-11-22',
    '2026-02-29',
    '2028-02-29',
    '2100-02-29',
    '2026-11-31',
    '26-1-1',
  ],
  ...[
    'America/Sao_Paulo',
    'America/Manaus',
    'America/New_York',
    'R13',
    'R13.SP',
    'R99',
    'hours',
    'list',
    'plain',
  ],
  ...[
    'brasil-2026',
    'servico-diario',
    'cobranca',
    'predictive',
    'SP',
    'XX',
    'banco x',
    'a'.repeat(64),
    'a'.repeat(65),
  ],
  ...[
    [],
    {},
    ['SP'],
    ['cobranca', 'x'],
    { act: 'Lei' },
    { ufs: ['SP'] },
    [{ key: 'R24', set: { perPersonDay: 2 } }],
  ],
];
const NAMES = [
  'base',
  'rules',
  'changes',
  'add',
  'key',
  'title',
  'validTo',
  'scope',
  'note',
  'sunday',
  'weekday',
  'x',
];

const bySource: readonly Json[] = [
  ...PRESETS.map((preset): Json => {
    const set = (key: string): Json => ({
      key,
      set: { ...preset.rules.find((one) => one.key === key)?.parameters },
    });
    return {
      id: 'banco',
      version: '1',
      title: 'Banco',
      base: preset.id,
      validFrom: '2026-01',
      validTo: null,
      changes: [...['R13.SP', 'R15.facultativos', 'R17', 'R24', 'R03', 'R42']].map(set),
      add: [{ ...(BRASIL_2026.rules[0] as unknown as Record<string, Json>), key: 'own' }],
    };
  }),
  JSON.parse(JSON.stringify(BRASIL_2026)) as Json,
  { ...(JSON.parse(JSON.stringify(BRASIL_2026)) as Record<string, Json>), rules: [] },
];

/** Every place of a document, as a way to set or to take away what stands there. */
function placesOf(document: Json): readonly { readonly holder: Json; readonly at: string | number }[] {
  if (typeof document !== 'object' || document === null) {
    return [];
  }
  const keys: readonly (string | number)[] = Array.isArray(document)
    ? document.map((_, index) => index)
    : Object.keys(document);
  return keys.flatMap((at) => [
    { holder: document, at },
    ...placesOf((document as Record<string | number, Json>)[at] ?? null),
  ]);
}

interface Change {
  readonly what: 'set' | 'delete' | 'add';
  readonly place: number;
  readonly value: Json;
  readonly name: string;
}

function changed(document: Json, changes: readonly Change[]): Json {
  const copy = structuredClone(document);
  for (const { what, place, value, name } of changes) {
    const places = placesOf(copy);
    const found = places[place % Math.max(1, places.length)];
    if (found === undefined || typeof found.holder !== 'object' || found.holder === null) {
      continue;
    }
    const holder = found.holder as Record<string | number, Json>;
    if (what === 'set') {
      holder[found.at] = structuredClone(value);
    } else if (Array.isArray(found.holder)) {
      found.holder.splice(Number(found.at), 1);
    } else if (what === 'delete') {
      delete holder[found.at];
    } else {
      holder[name] = structuredClone(value);
    }
  }
  return copy;
}

describe('the schema and the parser', () => {
  test('both read every preset, every sample and the example, as published', () => {
    const schema = published();
    const example: unknown = JSON.parse(readFileSync(new URL('policy-example.json', folder), 'utf8'));
    for (const document of [...PRESETS, ...bySource, example]) {
      const json: unknown = JSON.parse(JSON.stringify(document));
      expect([isRead(json), schema.safeParse(json).success]).toEqual([true, true]);
    }
  });

  test.each([
    ['as a reader of the file takes it', published, 40],
    ['as it is written', () => POLICY_FORM, 600],
  ] as const)('each accepts exactly what the other accepts, %s', (_, schemaOf, numRuns) => {
    const schema = schemaOf();
    const seen = { accepted: 0, refused: 0 };
    const change = fc.record({
      what: fc.constantFrom('set' as const, 'set' as const, 'delete' as const, 'add' as const),
      place: fc.nat(5000),
      value: fc.constantFrom(...VALUES),
      name: fc.constantFrom(...NAMES),
    });
    fc.assert(
      fc.property(
        fc.constantFrom(...bySource),
        fc.array(change, { minLength: 1, maxLength: 3 }),
        (source, changes) => {
          const document = changed(source, changes);
          const read = isRead(document);
          expect({ document, accepted: schema.safeParse(document).success }).toEqual({
            document,
            accepted: read,
          });
          seen[read ? 'accepted' : 'refused'] += 1;
        },
      ),
      // Always the same documents: whether enough of them were accepted must not be a matter of luck.
      { numRuns, seed: 20_261_122 },
    );
    expect(Math.min(seen.accepted, seen.refused)).toBeGreaterThan(numRuns / 20);
  });

  test('each value of the pool is judged alike wherever a figure stands', () => {
    const { id: base, rules } = BRASIL_2026;
    const disagreed = rules.flatMap(({ key, parameters }) =>
      Object.keys(parameters).flatMap((name) =>
        VALUES.flatMap((value) => {
          const document = { id: 'a', version: '1', base, changes: [{ key, set: { [name]: value } }] };
          return isRead(document) === POLICY_FORM.safeParse(document).success ? [] : [{ key, name, value }];
        }),
      ),
    );
    expect(disagreed).toEqual([]);
  });
});
