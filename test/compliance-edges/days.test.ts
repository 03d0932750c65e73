import { describe, test } from 'vitest';
import { PURPOSES } from '../../src/core/campaign/campaign.js';
import { later } from '../support/edge-doors.js';
import type { EdgeAnswer } from '../support/edge-spec.js';
import { checkTable, type EdgeRow } from '../support/edge-table.js';

const closedUntil = (until: string): EdgeAnswer => ({ rule: 'R15', until });

describe('a holiday of one municipality, imported by CSV', () => {
  /** São Paulo's birthday, Monday 25 January 2027; and, every year, the day of Recife's patron, 16 July (Friday). */
  const holidays =
    'ibge,date,name\n3550308,2027-01-25,Aniversário de São Paulo\n2611606,07-16,Nossa Senhora do Carmo\n';
  const birthday = '2027-01-25T15:00:00.000Z';
  const patron = '2027-07-16T15:00:00.000Z';
  const SAO_PAULO = '3550308';
  const OSASCO = '3534401';

  test('closes São Paulo all day, no other town of 11, and no number of 11 whose town is not known', async () => {
    await checkTable(
      [
        {
          says: 'São Paulo, noon',
          call: { ddd: '11', at: birthday, municipality: SAO_PAULO },
          answer: closedUntil('2027-01-26T11:00:00.000Z'),
        },
        {
          says: 'São Paulo, 8:00',
          call: { ddd: '11', at: '2027-01-25T11:00:00.000Z', municipality: SAO_PAULO },
          answer: closedUntil('2027-01-26T11:00:00.000Z'),
        },
        { says: 'Osasco, noon', call: { ddd: '11', at: birthday, municipality: OSASCO }, answer: 'open' },
        { says: '11, town unknown', call: { ddd: '11', at: birthday }, answer: 'open' },
        {
          says: '11, an address somewhere in SP',
          call: { ddd: '11', at: birthday, addressUf: 'SP' },
          answer: 'open',
        },
        {
          says: '61 whose owner lives in São Paulo',
          call: { ddd: '61', at: birthday, municipality: SAO_PAULO },
          answer: closedUntil('2027-01-26T11:00:00.000Z'),
        },
        {
          says: 'São Paulo, the day after at 8:00',
          call: { ddd: '11', at: '2027-01-26T11:00:00.000Z', municipality: SAO_PAULO },
          answer: 'open',
        },
        {
          says: 'São Paulo, the Saturday before at 13:00',
          call: { ddd: '11', at: '2027-01-23T16:00:00.000Z', municipality: SAO_PAULO },
          answer: 'open',
        },
      ],
      { holidays },
    );
  });

  test('of every year closes its town alone, though the area reaches an island', async () => {
    await checkTable(
      [
        {
          says: 'Recife',
          call: { ddd: '81', at: patron, municipality: '2611606' },
          answer: closedUntil('2027-07-17T11:00:00.000Z'),
        },
        { says: 'Olinda', call: { ddd: '81', at: patron, municipality: '2609600' }, answer: 'open' },
        { says: '81, town unknown', call: { ddd: '81', at: patron }, answer: 'open' },
      ],
      { holidays },
    );
  });

  test('closes nothing where no such table was imported', async () => {
    await checkTable([
      { says: 'São Paulo', call: { ddd: '11', at: birthday, municipality: SAO_PAULO }, answer: 'open' },
    ]);
  });
});

describe('24 and 31 December', () => {
  /** 14:00 of the place; 24 December 2026 is a Thursday, the 26th a Saturday; 2 January 2027 is a Saturday. */
  const DAYS = [
    ['24 December', '2026-12-24', '2026-12-26'],
    ['31 December', '2026-12-31', '2027-01-02'],
  ] as const;
  const PLACES = [
    ['11, UTC−3', '11', '17:00', '11:00'],
    ['92, UTC−4: AM has no Saturday', '92', '18:00', null],
    ['68, UTC−5', '68', '19:00', '13:00'],
    ['81: closes by Noronha (−2), opens by Recife (−3)', '81', '16:00', '11:00'],
  ] as const;
  test.each(DAYS)('%s is open until 14:00 local time', async (_, day, next) => {
    await checkTable(
      PLACES.flatMap(([where, ddd, from, opens]): readonly EdgeRow[] => {
        const closing = `${day}T${from}:00.000Z`;
        const monday = next === '2026-12-26' ? '2026-12-28' : '2027-01-04';
        const until = opens === null ? `${monday}T13:00:00.000Z` : `${next}T${opens}:00.000Z`;
        return [
          { says: `${where}, 13:59:13`, call: { ddd, at: later(closing, -47_000) }, answer: 'open' },
          {
            says: `${where}, 13:59:59.999`,
            call: { ddd, at: later(closing, -1) },
            answer: 'too late to ring',
          },
          { says: `${where}, 14:00`, call: { ddd, at: closing }, answer: closedUntil(until) },
        ];
      }),
    );
  });

  test('are whole working days where the policy says so', async () => {
    const policy = {
      id: 'sem-facultativos',
      version: '1',
      base: 'brasil-2026',
      changes: [{ key: 'R15.facultativos', set: { yearEndFrom: null } }],
    };
    const told = DAYS.map(([day, date]): EdgeRow => {
      return { says: day, call: { ddd: '11', at: `${date}T18:00:00.000Z` }, answer: 'open' };
    });
    await checkTable(told, { policy });
  });
});

describe('Carnival and Corpus Christi', () => {
  /** Of 2027: Easter is 28 March. At noon of Brasília; the next opening is that of a number of 31, 8:00. */
  const DAYS = [
    ['Carnival Monday', '2027-02-08', '2027-02-10T11:00:00.000Z'],
    ['Carnival Tuesday', '2027-02-09', '2027-02-10T11:00:00.000Z'],
    ['Corpus Christi', '2027-05-27', '2027-05-28T11:00:00.000Z'],
  ] as const;
  const noon = (day: string): string => `${day}T15:00:00.000Z`;
  const policyWith = (set: object) => ({
    id: 'dias',
    version: '1',
    base: 'brasil-2026',
    changes: [{ key: 'R15.facultativos', set }],
  });

  test('are closed as the product ships', async () => {
    await checkTable(
      DAYS.map(([says, day, until]) => ({
        says,
        call: { ddd: '31', at: noon(day) },
        answer: closedUntil(until),
      })),
    );
  });

  test('Carnival switched off: the two days open, Corpus Christi stays closed', async () => {
    await checkTable(
      DAYS.map(([says, day, until]) => ({
        says,
        call: { ddd: '31', at: noon(day) },
        answer: says === 'Corpus Christi' ? closedUntil(until) : 'open',
      })),
      { policy: policyWith({ carnival: false }) },
    );
  });

  test('Corpus Christi switched off: it opens, Carnival stays closed', async () => {
    await checkTable(
      DAYS.map(([says, day, until]) => ({
        says,
        call: { ddd: '31', at: noon(day) },
        answer: says === 'Corpus Christi' ? 'open' : closedUntil(until),
      })),
      { policy: policyWith({ corpusChristi: false }) },
    );
  });

  test('Ash Wednesday and the eve are working days', async () => {
    await checkTable([
      { says: 'Ash Wednesday', call: { ddd: '31', at: noon('2027-02-10') }, answer: 'open' },
      { says: 'the eve of Corpus Christi', call: { ddd: '31', at: noon('2027-05-26') }, answer: 'open' },
    ]);
  });
});

describe('Sunday', () => {
  const noon = '2026-11-22T15:00:00.000Z';

  test('is closed for every purpose', async () => {
    await checkTable(
      PURPOSES.map((purpose): EdgeRow => {
        const until = purpose === 'oferta' ? '2026-11-23T12:00:00.000Z' : '2026-11-23T11:00:00.000Z';
        return { says: purpose, call: { ddd: '31', at: noon, purpose }, answer: closedUntil(until) };
      }),
    );
  });

  test('is closed where the client’s own policy keeps it open for `servico` alone, and open for that', async () => {
    const rules = { preset: 'servico-diario' };
    await checkTable(
      [
        { says: 'servico', call: { ddd: '31', at: noon, purpose: 'servico' }, answer: 'open' },
        {
          says: 'cobranca',
          call: { ddd: '31', at: noon },
          answer: closedUntil('2026-11-23T11:00:00.000Z'),
        },
      ],
      rules,
    );
  });

  test('is the day where the person is: noon of Acre is Sunday there, and late Saturday in Acre is Sunday in UTC', async () => {
    await checkTable([
      {
        says: 'Acre, Sunday noon',
        call: { ddd: '68', at: '2026-11-22T17:00:00.000Z' },
        answer: closedUntil('2026-11-23T13:00:00.000Z'),
      },
      {
        says: 'Acre, Saturday 13:59:13',
        call: { ddd: '68', at: '2026-11-21T18:59:13.000Z' },
        answer: 'open',
      },
    ]);
  });
});
