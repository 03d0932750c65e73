import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parsePolicy } from '../../src/core/compliance/parse-policy.js';
import { PRESETS } from '../../src/core/compliance/presets/find-preset.js';
import { auditRows, logRow, type RowWish } from '../support/audit-bench.js';
import { CASES } from '../support/planted-cases.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'cadencia-gate-file-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(policy: { readonly id: string }): string {
  const file = join(folder, `${policy.id}.json`);
  writeFileSync(file, JSON.stringify(policy));
  return file;
}

/** What was found in a planted log, without the words: the two name acts by other names. */
async function found(wishes: readonly RowWish[], lists: Readonly<Record<string, string>>, policy: string) {
  const { findings } = await auditRows(
    wishes.map((wish, index) => logRow({ ...wish, contact_id: `c${index}` })),
    { policy, lists },
  );
  return findings.map(({ rule, severity }) => `${rule} ${severity}`).sort();
}

describe.each(PRESETS)('the policy $id as the dialer has it', (preset) => {
  test('audits every planted log as the auditor’s own preset of that name does', async () => {
    const file = written(preset);
    expect(CASES.length).toBeGreaterThan(30);
    const plain = CASES.filter(({ lists }) => lists === undefined);
    const logs = [
      { what: 'all without side files', cases: plain, lists: {} },
      ...CASES.flatMap((one) =>
        one.lists === undefined ? [] : [{ what: one.what, cases: [one], lists: one.lists }],
      ),
    ];
    for (const { what, cases, lists } of logs) {
      const wishes = cases.flatMap(({ broken, kept }) => [...broken, ...kept]);
      const expected = await found(wishes, lists, preset.id);
      expect({ what, found: await found(wishes, lists, file) }).toEqual({ what, found: expected });
    }
  });
});

const DAYS = [
  '2026-11-24',
  '2026-11-28',
  '2026-11-29',
  '2026-11-20',
  '2026-12-24',
  '2027-02-08',
  '2027-07-09',
];
const HOURS_UTC = ['10:30', '11:30', '12:30', '13:30', '17:30', '18:30', '20:45', '22:30', '23:30'];
const PURPOSES = ['cobranca', 'oferta', 'pesquisa', 'aviso', 'servico'];
const AREAS = ['11', '21', '31', '82', '97'];

describe.each(PRESETS)('hours and days of $id as the dialer has it', (preset) => {
  test('are those of the auditor’s own preset, for every purpose, day, hour and area', async () => {
    const wishes = DAYS.flatMap((day) =>
      HOURS_UTC.flatMap((hour) =>
        PURPOSES.flatMap((purpose) =>
          AREAS.map((area, index) => {
            const at = `${day}T${hour}:00.000Z`;
            return { at, purpose, phone: `+55${area}9${81_000_000 + index}`, cpf_hash: '', debt_id: '' };
          }),
        ),
      ),
    );
    const rows = wishes.map((wish) => logRow(wish));
    const windows = async (policy: string) => {
      const { findings } = await auditRows(rows, { policy });
      return findings
        .filter(({ rule }) => ['R13', 'R14', 'R15', 'R16'].includes(rule))
        .map(({ rule, attempt_id }) => {
          const place = rows.findIndex((row) => row.attempt_id === attempt_id);
          const { at, purpose, phone } = wishes[place] ?? {};
          return `${rule} ${at} ${purpose} ${phone?.slice(3, 5)}`;
        })
        .sort();
    };
    const own = await windows(preset.id);
    expect(own.length).toBeGreaterThan(100);
    expect(await windows(written(preset))).toEqual(own);
  });
});

const OWN = {
  id: 'banco-x',
  version: '1',
  base: 'brasil-2026',
  changes: [
    { key: 'R13.SP', set: { weekday: '10:00-18:00' } },
    { key: 'R26', set: { minutes: 240 } },
    { key: 'R15.facultativos', set: { carnival: false, yearEndFrom: '12:00' } },
    { key: 'CODE_0303', set: { use: 'required' } },
  ],
  add: [
    {
      id: 'R13',
      key: 'R13.MG',
      kind: 'hours',
      source: { act: 'Contract' },
      basis: 'padrao',
      validFrom: '2026',
      validTo: '2026-11',
      scope: { ufs: ['MG'], purposes: ['cobranca'], modes: ['predictive'] },
      parameters: { zone: 'local', weekday: '09:00-17:00', saturday: null, sunday: null },
    },
  ],
};

const SP = '+5511987654321';
const MG = '+5531987654321';
const person = { cpf_hash: 'p', debt_id: '' };

describe.each([
  ['with its base and changes', OWN],
  ['whole', parsePolicy(OWN).policy],
])('an own policy %s', (_, policy) => {
  test.each<[string, readonly RowWish[], readonly string[]]>([
    ['before its hours in SP', [{ phone: SP, at: '2026-11-24T12:59:59.999Z' }], ['R13 block']],
    ['within its hours in SP', [{ phone: SP, at: '2026-11-24T13:00:00.000Z' }], []],
    [
      'after its hours in MG, on the last day of their validity',
      [{ phone: MG, at: '2026-11-30T20:00:00Z' }],
      ['R13 block'],
    ],
    ['a day later', [{ phone: MG, at: '2026-12-01T20:00:00Z' }], []],
    ['in a mode that is not bound', [{ phone: MG, at: '2026-11-30T20:00:00Z', mode: 'preview' }], []],
    [
      'too soon after another attempt',
      [
        { ...person, at: '2026-11-24T14:00:00.000Z' },
        { ...person, at: '2026-11-24T17:59:59.999Z' },
      ],
      ['R26 block'],
    ],
    ['on Carnival, which it leaves open', [{ phone: MG, at: '2027-02-08T14:00:00Z' }], []],
    ['at noon of Christmas Eve', [{ phone: MG, at: '2026-12-24T15:00:00Z' }], ['R15 block']],
    ['before it', [{ phone: MG, at: '2026-12-24T14:50:00.000Z' }], []],
  ])('judges a call %s', async (_name, wishes, expected) => {
    const fresh = wishes.map((wish) => ({ ...wish, dnc_snapshot: { sp: wish.at, pa: wish.at } }));
    expect(await found(fresh, {}, written(policy))).toEqual(expected);
  });
});

test('a mistake in the dialer’s file is told with its place', async () => {
  const file = written({
    ...OWN,
    id: 'bad',
    changes: [{ key: 'R13.SP', set: { weekday: '20:00-10:00' } }],
  } as {
    id: string;
  });
  await expect(auditRows([logRow()], { policy: file })).rejects.toThrow(/20:00-10:00/);
});
