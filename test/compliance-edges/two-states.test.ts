import { describe, expect, test } from 'vitest';
import type { DialFacts } from '../../src/core/compliance/gate/dial-facts.js';
import { loadedList } from '../support/dial-samples.js';
import { askAllDoors, type EdgeCall } from '../support/edge-doors.js';
import type { EdgeAnswer } from '../support/edge-spec.js';
import { checkTable } from '../support/edge-table.js';

/**
 * Area codes of two states: 61 (DF and GO), 42 (PR and one town of SC), 47 and 49 (SC and one town of PR each). Of a
 * number alone the state is not known, so the hours, holidays and lists of both bind; a municipality of the area says
 * which one it is. The state of an address alone does not: it is not in the log, and no auditor could follow.
 */
interface Town {
  readonly name: string;
  readonly ibge: string;
}
const BRASILIA: Town = { name: 'Brasília (DF)', ibge: '5300108' };
const LUZIANIA: Town = { name: 'Luziânia (GO)', ibge: '5212501' };
const PONTA_GROSSA: Town = { name: 'Ponta Grossa (PR)', ibge: '4119905' };
const PORTO_UNIAO: Town = { name: 'Porto União (SC)', ibge: '4213609' };
const JOINVILLE: Town = { name: 'Joinville (SC)', ibge: '4209102' };
const RIO_NEGRO: Town = { name: 'Rio Negro (PR)', ibge: '4122305' };
const CHAPECO: Town = { name: 'Chapecó (SC)', ibge: '4204202' };
const BARRACAO: Town = { name: 'Barracão (PR)', ibge: '4102604' };

/** Area code, the town in the first state, the town in the second. */
const AREAS = [
  ['61', 'DF', BRASILIA, 'GO', LUZIANIA],
  ['42', 'PR', PONTA_GROSSA, 'SC', PORTO_UNIAO],
  ['47', 'SC', JOINVILLE, 'PR', RIO_NEGRO],
  ['49', 'SC', CHAPECO, 'PR', BARRACAO],
] as const;

describe('hours of one state alone', () => {
  /** Were DF to allow 8–16, GO 10–18, SC 8–15 and PR 11–19: all at UTC−3. */
  const HOURS: Readonly<Record<string, string>> = {
    DF: '08:00-16:00',
    GO: '10:00-18:00',
    SC: '08:00-15:00',
    PR: '11:00-19:00',
  };
  const policy = {
    id: 'estados',
    version: '1',
    base: 'brasil-2026',
    add: Object.entries(HOURS).map(([uf, weekday]) => ({
      id: 'R13',
      key: `R13.${uf}`,
      kind: 'hours',
      source: { act: `Lei de ${uf}` },
      basis: 'padrao',
      validFrom: '2020',
      scope: { ufs: [uf], purposes: ['cobranca'] },
      parameters: { zone: 'local', weekday, saturday: null, sunday: null },
    })),
  };
  const at = (hour: string): string => `2026-11-23T${hour}:00.000Z`;
  const R13 = (hour: string, day = '23'): EdgeAnswer => ({
    rule: 'R13',
    until: `2026-11-${day}T${hour}:00.000Z`,
  });

  test('61: 10–16, what DF and GO share; in Brasília 8–16, in Luziânia 10–18', async () => {
    const call = (hour: string, town?: Town, addressUf?: string): EdgeCall => ({
      ...{ ddd: '61', at: at(hour) },
      ...(town === undefined ? {} : { municipality: town.ibge }),
      ...(addressUf === undefined ? {} : { addressUf }),
    });
    await checkTable(
      [
        { says: 'unknown, 9:59', call: call('12:59'), answer: R13('13:00') },
        { says: 'unknown, 10:00', call: call('13:00'), answer: 'open' },
        { says: 'unknown, 15:59', call: call('18:58'), answer: 'open' },
        { says: 'unknown, 16:00', call: call('19:00'), answer: R13('13:00', '24') },
        { says: 'Brasília, 8:00', call: call('11:00', BRASILIA), answer: 'open' },
        { says: 'Brasília, 16:00', call: call('19:00', BRASILIA), answer: R13('11:00', '24') },
        { says: 'Luziânia, 9:59', call: call('12:59', LUZIANIA), answer: R13('13:00') },
        { says: 'Luziânia, 17:58', call: call('20:58', LUZIANIA), answer: 'open' },
        { says: 'Luziânia, 18:00', call: call('21:00', LUZIANIA), answer: R13('13:00', '24') },
        { says: 'an address in DF, 9:59', call: call('12:59', undefined, 'DF'), answer: R13('13:00') },
        { says: 'an address in GO, 16:00', call: call('19:00', undefined, 'GO'), answer: R13('13:00', '24') },
      ],
      { policy },
    );
  });

  test.each([
    ['42', PONTA_GROSSA, PORTO_UNIAO],
    ['47', RIO_NEGRO, JOINVILLE],
    ['49', BARRACAO, CHAPECO],
  ] as const)(
    '%s: 11–15, what PR and SC share; in a town of PR 11–19, in one of SC 8–15',
    async (ddd, parana, catarina) => {
      await checkTable(
        [
          { says: 'unknown, 10:59', call: { ddd, at: at('13:59') }, answer: R13('14:00') },
          { says: 'unknown, 11:00', call: { ddd, at: at('14:00') }, answer: 'open' },
          { says: 'unknown, 15:00', call: { ddd, at: at('18:00') }, answer: R13('14:00', '24') },
          { says: 'in PR, 15:00', call: { ddd, at: at('18:00'), municipality: parana.ibge }, answer: 'open' },
          {
            says: 'in PR, 10:59',
            call: { ddd, at: at('13:59'), municipality: parana.ibge },
            answer: R13('14:00'),
          },
          {
            says: 'in SC, 8:00',
            call: { ddd, at: at('11:00'), municipality: catarina.ibge },
            answer: 'open',
          },
          {
            says: 'in SC, 15:00',
            call: { ddd, at: at('18:00'), municipality: catarina.ibge },
            answer: R13('11:00', '24'),
          },
        ],
        { policy },
      );
    },
  );
});

describe('holidays of one state alone, at noon', () => {
  /** What the acts call the day; when the next day opens at 8:00 of Brasília's clock. */
  const DAYS = [
    ['DF', 'Dia do Evangélico', '2026-11-30', '2026-12-01'],
    ['GO', 'Fundação da Cidade de Goiás', '2027-07-26', '2027-07-27'],
    ['PR', 'Emancipação do Paraná', '2028-12-19', '2028-12-20'],
    ['SC', 'Dia de Santa Catarina', '2026-08-11', '2026-08-12'],
    ['SC', 'Santa Catarina de Alexandria', '2026-11-25', '2026-11-26'],
  ] as const;

  test.each(
    AREAS.flatMap(([ddd, first, firstTown, second, secondTown]) =>
      DAYS.filter(([uf]) => uf === first || uf === second).map(
        ([uf, name, day, next]) =>
          [
            ddd,
            name,
            uf,
            uf === first ? firstTown : secondTown,
            uf === first ? secondTown : firstTown,
            day,
            next,
          ] as const,
      ),
    ),
  )(
    '%s keeps %s of %s unless the town is known to be of the other state',
    async (ddd, _, uf, inside, outside, day, next) => {
      const noon = `${day}T15:00:00.000Z`;
      const closed: EdgeAnswer = { rule: 'R15', until: `${next}T11:00:00.000Z` };
      const other = ['DF', 'GO', 'PR', 'SC'].filter((one) => one !== uf);
      await checkTable([
        { says: 'unknown', call: { ddd, at: noon }, answer: closed },
        { says: inside.name, call: { ddd, at: noon, municipality: inside.ibge }, answer: closed },
        { says: outside.name, call: { ddd, at: noon, municipality: outside.ibge }, answer: 'open' },
        ...other.map((addressUf) => ({
          says: `an address in ${addressUf}`,
          call: { ddd, at: noon, addressUf },
          answer: closed,
        })),
      ]);
    },
  );
});

describe('a do-not-call list that one state alone makes binding', () => {
  /** Were the list of SP made binding in one state of each area, by a client's own provision. */
  const policyOf = (uf: string) => ({
    id: 'lista',
    version: '1',
    base: 'brasil-2026',
    add: [
      {
        id: 'R17',
        key: `R17.${uf}`,
        kind: 'list',
        source: { act: `Lei de ${uf}` },
        basis: 'padrao',
        validFrom: '2020',
        scope: { ufs: [uf] },
        parameters: {
          list: 'sp',
          leadDays: 30,
          byPerson: false,
          mandatory: true,
          honoursAuthorisation: false,
        },
      },
    ],
  });
  const LISTED_SINCE = '2026-01-05';
  const at = '2026-11-23T15:00:00.000Z';

  test.each(
    AREAS.flatMap(([ddd, first, firstTown, second, secondTown]) => [
      [ddd, first, firstTown, secondTown] as const,
      [ddd, second, secondTown, firstTown] as const,
    ]),
  )(
    '%s: the list of %s binds a listed number unless the town is known to be of the other state',
    async (ddd, uf, inside, outside) => {
      const phones = [1, 2, 3].map((digit) => `+55${ddd}98111000${digit}`);
      const calls = [undefined, inside.ibge, outside.ibge].map((municipality, index) => ({
        ...{ ddd, at, phone: phones[index] ?? '' },
        ...(municipality === undefined ? {} : { municipality }),
      }));
      const facts = (): Partial<DialFacts> => {
        const list = loadedList({ loadedAtMs: Date.parse(at) - 1 });
        return { lists: { sp: { ...list, numberSince: LISTED_SINCE } as typeof list, pa: list, nmp: list } };
      };
      const verdicts = await askAllDoors(calls, {
        policy: policyOf(uf),
        facts,
        lists: { 'sp.csv': `phone,since\n${phones.map((phone) => `${phone},${LISTED_SINCE}\n`).join('')}` },
      });
      expect(verdicts.map(({ gate }) => gate)).toEqual(['R17', 'R17', 'open']);
      expect(verdicts.map(({ audit }) => audit)).toEqual([['R17'], ['R17'], []]);
    },
  );

  test('61 whose owner lives in São Paulo: the list of SP binds beside DF and GO', async () => {
    const phone = '+5561981110001';
    const list = loadedList({ loadedAtMs: Date.parse(at) - 1 });
    const verdicts = await askAllDoors(
      [
        { ddd: '61', at, phone, municipality: '3550308' },
        { ddd: '61', at, phone },
      ],
      {
        facts: () => ({
          lists: { sp: { ...list, numberSince: LISTED_SINCE } as typeof list, pa: list, nmp: list },
        }),
        lists: { 'sp.csv': `phone,since\n${phone},${LISTED_SINCE}\n` },
      },
    );
    expect(verdicts.map(({ gate }) => gate)).toEqual(['R17', 'open']);
    expect(verdicts.map(({ audit }) => audit)).toEqual([['R17'], []]);
  });
});
