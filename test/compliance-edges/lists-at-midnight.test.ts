import { describe, expect, test } from 'vitest';
import type { DialFacts, ListFact } from '../../src/core/compliance/gate/dial-facts.js';
import type { ListId } from '../../src/core/compliance/rule-parameters.js';
import { loadedList } from '../support/dial-samples.js';
import { askAllDoors, type EdgeCall, later } from '../support/edge-doors.js';

/**
 * A request of Sunday 25 October 2026 binds from the thirtieth day on: 24 November, 0:00 local time, and where the
 * number may be in two zones from the first midnight of the two. At midnight nobody may be called anyhow, so the rule of
 * the list is looked for among all that block.
 */
const REQUESTED = '2026-10-25';

interface Midnight {
  readonly where: string;
  readonly ddd: string;
  readonly municipality?: string;
  readonly due: string;
}
const UTC_2 = '2026-11-24T02:00:00.000Z';
const UTC_3 = '2026-11-24T03:00:00.000Z';
const UTC_4 = '2026-11-24T04:00:00.000Z';
const UTC_5 = '2026-11-24T05:00:00.000Z';

/** Não Me Perturbe: offers, in the whole country. */
const NMP: readonly Midnight[] = [
  { where: 'Fernando de Noronha, UTC−2', ddd: '81', municipality: '2605459', due: UTC_2 },
  { where: '81 unknown: the island comes first', ddd: '81', due: UTC_2 },
  { where: 'Recife, UTC−3', ddd: '81', municipality: '2611606', due: UTC_3 },
  { where: '11, UTC−3', ddd: '11', due: UTC_3 },
  { where: '93, western Pará, UTC−3', ddd: '93', due: UTC_3 },
  { where: '92, UTC−4', ddd: '92', due: UTC_4 },
  { where: '97 unknown: Manaus comes before Tabatinga', ddd: '97', due: UTC_4 },
  { where: 'Tabatinga, UTC−5', ddd: '97', municipality: '1304062', due: UTC_5 },
  { where: '68, UTC−5', ddd: '68', due: UTC_5 },
  {
    where: '68 whose owner lives in São Paulo: the first of both',
    ddd: '68',
    municipality: '3550308',
    due: UTC_3,
  },
];

async function lawAt(
  { ddd, municipality, due }: Midnight,
  list: ListId,
  rule: string,
  by: 'number' | 'person',
  more: Partial<EdgeCall> = {},
) {
  const calls = [-1, 0].map((ms, index): EdgeCall => {
    const place = municipality === undefined ? {} : { municipality };
    return {
      ddd,
      at: later(due, ms),
      ...place,
      phone: `+55${ddd}98111000${index}`,
      cpfHash: `cpf-${index}`,
      ...more,
    };
  });
  const facts = ({ at }: EdgeCall): Partial<DialFacts> => {
    const clean = loadedList({ loadedAtMs: Date.parse(at) - 1 });
    const listed: ListFact = loadedList({
      loadedAtMs: Date.parse(at) - 1,
      ...(by === 'number' ? { numberSince: REQUESTED } : { personSince: REQUESTED }),
    });
    return { lists: { sp: clean, pa: clean, nmp: clean, [list]: listed } };
  };
  const header = list === 'pa' ? 'phone,cpf_hash,since\n' : 'phone,since\n';
  const lines = calls.map(({ phone, cpfHash }) =>
    list === 'pa'
      ? `${by === 'number' ? `${phone},` : `,${cpfHash}`},${REQUESTED}\n`
      : `${phone},${REQUESTED}\n`,
  );
  const verdicts = await askAllDoors(calls, { facts, lists: { [`${list}.csv`]: header + lines.join('') } });
  return verdicts.map(({ decision, audit }) => ({
    gate: decision.results.find((result) => result.rule === rule)?.verdict,
    audit: audit.includes(rule),
  }));
}

const FREE_THEN_BOUND = [
  { gate: 'pass', audit: false },
  { gate: 'block', audit: true },
];

describe('a list that becomes due at local midnight: free a millisecond before, bound at midnight', () => {
  test.each(NMP.map((midnight) => [midnight.where, midnight] as const))(
    'Não Me Perturbe, an offer of telecom to %s',
    async (_, midnight) => {
      const offer = { purpose: 'oferta', sector: 'telecom' } as const;
      expect(await lawAt(midnight, 'nmp', 'R19', 'number', offer)).toEqual(FREE_THEN_BOUND);
    },
  );

  test.each(['11', '12', '13', '14', '15', '16', '17', '18', '19'])(
    'Não Me Ligue of SP, collection, area %s, UTC−3',
    async (ddd) => {
      expect(await lawAt({ where: ddd, ddd, due: UTC_3 }, 'sp', 'R17', 'number')).toEqual(FREE_THEN_BOUND);
    },
  );

  test.each(['91', '93', '94'])(
    'the list of PA, collection, area %s, UTC−3, by number and by CPF',
    async (ddd) => {
      const midnight = { where: ddd, ddd, due: UTC_3 };
      expect(await lawAt(midnight, 'pa', 'R18', 'number')).toEqual(FREE_THEN_BOUND);
      expect(await lawAt(midnight, 'pa', 'R18', 'person')).toEqual(FREE_THEN_BOUND);
    },
  );

  test('97 whose owner lives in Belém: the list of PA binds by the clock of Belém, an hour before Manaus', async () => {
    const midnight = { where: '97', ddd: '97', municipality: '1501402', due: UTC_3 };
    expect(await lawAt(midnight, 'pa', 'R18', 'number')).toEqual(FREE_THEN_BOUND);
  });
});

test('Não Me Perturbe never holds back a collection call, however long the number has been on it', async () => {
  const at = '2026-11-24T15:00:00.000Z';
  const loadedAtMs = Date.parse(at) - 1;
  const list = loadedList({ loadedAtMs });
  const phone = '+5531981110000';
  const [verdict] = await askAllDoors([{ ddd: '31', at, phone }], {
    facts: () => ({
      lists: { sp: list, pa: list, nmp: loadedList({ loadedAtMs, numberSince: '2020-01-01' }) },
    }),
    lists: { 'nmp.csv': `phone,since\n${phone},2020-01-01\n` },
  });
  expect(verdict).toMatchObject({ gate: 'open', audit: [] });
});
