import { describe, expect, test } from 'vitest';
import { DDD_TABLE } from '../../src/core/numbering/ddd-table.js';
import { askAllDoors, later } from '../support/edge-doors.js';
import { type EdgeAnswer, expectAnswers } from '../support/edge-spec.js';

/**
 * Hours of collection on Monday 23 November 2026, written in UTC: nothing here is computed by the code under test. The
 * offsets are the legal ones (Lei 12.876/2013), the municipalities those of IBGE.
 */
const MONDAY = '2026-11-23';
const TUESDAY = '2026-11-24';
const DAY_MS = 86_400_000;
/** Ringing of 15 s, 10 s until it begins, 15 s that are owed a phone that begins late, 5 s of ways, 2 s for the write. */
const RING_ROOM_MS = 47_000;

interface Hours {
  readonly where: string;
  readonly areas: readonly number[];
  readonly municipality?: string;
  /** @default collection, whose hours are R13 */
  readonly purpose?: 'oferta';
  /** First and last hour, `HH:MM` in UTC; `+` is on Tuesday. */
  readonly opens: string;
  readonly closes: string;
}

/** All 67 area codes, nothing known but the number. */
const AREAS: readonly Hours[] = [
  {
    where: 'SP, 8–20 at UTC−3',
    areas: [11, 12, 13, 14, 15, 16, 17, 18, 19],
    opens: '11:00',
    closes: '23:00',
  },
  { where: 'RJ, 9–19 at UTC−3', areas: [21, 22, 24], opens: '12:00', closes: '22:00' },
  { where: 'ES, 8–19 at UTC−3', areas: [27, 28], opens: '11:00', closes: '22:00' },
  { where: 'MG, 8–20 at UTC−3', areas: [31, 32, 33, 34, 35, 37, 38], opens: '11:00', closes: '23:00' },
  {
    where: 'PR and SC, 8–20 at UTC−3',
    areas: [41, 42, 43, 44, 45, 46, 47, 48, 49],
    opens: '11:00',
    closes: '23:00',
  },
  { where: 'RS, 8–20 at UTC−3', areas: [51, 53, 54, 55], opens: '11:00', closes: '23:00' },
  { where: 'DF, GO, TO, 8–20 at UTC−3', areas: [61, 62, 63, 64], opens: '11:00', closes: '23:00' },
  {
    where: 'BA, SE, AL, 8–20 at UTC−3',
    areas: [71, 73, 74, 75, 77, 79, 82],
    opens: '11:00',
    closes: '23:00',
  },
  {
    where: 'PB, RN, CE, PI, 8–20 at UTC−3',
    areas: [83, 84, 85, 86, 88, 89],
    opens: '11:00',
    closes: '23:00',
  },
  { where: 'MA, AP, 8–20 at UTC−3', areas: [96, 98, 99], opens: '11:00', closes: '23:00' },
  { where: 'PA, 8–18 at UTC−3, the west too', areas: [91, 93, 94], opens: '11:00', closes: '21:00' },
  { where: 'PE without its island, 8–20 at UTC−3', areas: [87], opens: '11:00', closes: '23:00' },
  {
    where: 'PE with Noronha: opens by Recife (−3), closes by the island (−2)',
    areas: [81],
    opens: '11:00',
    closes: '22:00',
  },
  { where: 'MT, MS, RO, RR, 8–20 at UTC−4', areas: [65, 66, 67, 69, 95], opens: '12:00', closes: '+00:00' },
  { where: 'AM, 9–19 at UTC−4', areas: [92], opens: '13:00', closes: '23:00' },
  {
    where: 'AM with its west: opens by Tabatinga (−5), closes by Manaus (−4)',
    areas: [97],
    opens: '14:00',
    closes: '23:00',
  },
  { where: 'AC, 8–20 at UTC−5', areas: [68], opens: '13:00', closes: '+01:00' },
];

const at97 = (ibge: string, where: string, opens: string, closes: string): Hours => ({
  where: `97, ${where}`,
  areas: [97],
  municipality: ibge,
  opens,
  closes,
});
/** West of the line Tabatinga–Porto Acre. */
const west = (ibge: string, where: string): Hours => at97(ibge, `${where}, 9–19 at UTC−5`, '14:00', '+00:00');
const east = (ibge: string, where: string): Hours => at97(ibge, `${where}, 9–19 at UTC−4`, '13:00', '23:00');

/** The same areas, the municipality known. */
const TOWNS: readonly Hours[] = [
  west('1300201', 'Atalaia do Norte'),
  west('1300607', 'Benjamin Constant'),
  west('1300706', 'Boca do Acre'),
  west('1301407', 'Eirunepé'),
  west('1301506', 'Envira'),
  west('1301654', 'Guajará'),
  west('1301803', 'Ipixuna'),
  west('1301951', 'Itamarati'),
  west('1302306', 'Jutaí'),
  west('1302405', 'Lábrea'),
  west('1303502', 'Pauini'),
  west('1303908', 'São Paulo de Olivença'),
  west('1304062', 'Tabatinga'),
  east('1301209', 'Coari'),
  east('1304203', 'Tefé'),
  east('1301704', 'Humaitá'),
  east('1303809', 'São Gabriel da Cachoeira'),
  east('1300060', 'Amaturá, on the east of the line'),
  {
    where: '81, Recife, 8–20 at UTC−3',
    areas: [81],
    municipality: '2611606',
    opens: '11:00',
    closes: '23:00',
  },
  {
    where: '81, Olinda, 8–20 at UTC−3',
    areas: [81],
    municipality: '2609600',
    opens: '11:00',
    closes: '23:00',
  },
  {
    where: '81, Fernando de Noronha, 8–20 at UTC−2',
    areas: [81],
    municipality: '2605459',
    opens: '10:00',
    closes: '22:00',
  },
  {
    where: '91, Belém, 8–18 at UTC−3',
    areas: [91],
    municipality: '1501402',
    opens: '11:00',
    closes: '21:00',
  },
  {
    where: '93, Santarém, 8–18 at UTC−3',
    areas: [93],
    municipality: '1506807',
    opens: '11:00',
    closes: '21:00',
  },
  {
    where: '93, Itaituba, 8–18 at UTC−3',
    areas: [93],
    municipality: '1503606',
    opens: '11:00',
    closes: '21:00',
  },
  {
    where: '93, Oriximiná, 8–18 at UTC−3',
    areas: [93],
    municipality: '1505304',
    opens: '11:00',
    closes: '21:00',
  },
  {
    where: '94, Marabá, 8–18 at UTC−3',
    areas: [94],
    municipality: '1504208',
    opens: '11:00',
    closes: '21:00',
  },
  {
    where: '11, whose owner lives in Manaus (−4): both places',
    areas: [11],
    municipality: '1302603',
    opens: '13:00',
    closes: '22:00',
  },
  {
    where: '81, whose owner lives in Rio Branco (−5): both places',
    areas: [81],
    municipality: '1200401',
    opens: '13:00',
    closes: '22:00',
  },
];

/** Offers, by the hours of PROBARE: 9–21 in every zone the area may be in. */
const OFFERS: readonly Hours[] = [
  {
    where: '97, opens by Tabatinga (−5), closes by Manaus (−4)',
    areas: [97],
    purpose: 'oferta',
    opens: '14:00',
    closes: '+01:00',
  },
  {
    where: '97, Tabatinga',
    areas: [97],
    municipality: '1304062',
    purpose: 'oferta',
    opens: '14:00',
    closes: '+02:00',
  },
  {
    where: '97, Tefé',
    areas: [97],
    municipality: '1304203',
    purpose: 'oferta',
    opens: '13:00',
    closes: '+01:00',
  },
  {
    where: '81, opens by Recife (−3), closes by Noronha (−2)',
    areas: [81],
    purpose: 'oferta',
    opens: '12:00',
    closes: '23:00',
  },
  {
    where: '81, Recife',
    areas: [81],
    municipality: '2611606',
    purpose: 'oferta',
    opens: '12:00',
    closes: '+00:00',
  },
  {
    where: '81, Fernando de Noronha',
    areas: [81],
    municipality: '2605459',
    purpose: 'oferta',
    opens: '11:00',
    closes: '23:00',
  },
  { where: '93, PA, 9–18 at UTC−3', areas: [93], purpose: 'oferta', opens: '12:00', closes: '21:00' },
];

const instant = (hour: string): string =>
  hour.startsWith('+') ? `${TUESDAY}T${hour.slice(1)}:00.000Z` : `${MONDAY}T${hour}:00.000Z`;

/** The instants around the two edges of a day, to the millisecond, and what has to be said at each. */
function edgesOf(area: number, { where, municipality, purpose, opens, closes }: Hours) {
  const rule = purpose === 'oferta' ? 'R14' : 'R13';
  const [opening, closing] = [instant(opens), instant(closes)];
  const lastDial = later(closing, -RING_ROOM_MS);
  const told: readonly (readonly [string, string, EdgeAnswer])[] = [
    ['a second before opening', later(opening, -1000), { rule, until: opening }],
    ['a millisecond before opening', later(opening, -1), { rule, until: opening }],
    ['at opening', opening, 'open'],
    ['a millisecond after opening', later(opening, 1), 'open'],
    ['as the longest ringing ends at closing', lastDial, 'open'],
    ['a millisecond later', later(lastDial, 1), 'too late to ring'],
    ['a millisecond before closing', later(closing, -1), 'too late to ring'],
    ['at closing', closing, { rule, until: later(opening, DAY_MS) }],
    ['a millisecond after closing', later(closing, 1), { rule, until: later(opening, DAY_MS) }],
  ];
  return told.map(([when, at, answer]) => ({
    says: `${area} (${where}) ${when}`,
    answer,
    call: {
      ...{ ddd: String(area), at },
      ...(municipality === undefined ? {} : { municipality }),
      ...(purpose === undefined ? {} : { purpose }),
    },
  }));
}

async function check(hours: Hours): Promise<void> {
  const told = hours.areas.flatMap((area) => edgesOf(area, hours));
  expectAnswers(await askAllDoors(told.map(({ call }) => call)), told);
}

describe('a Monday of collection calls, area by area, by the number alone', () => {
  test('all 67 area codes are here', () => {
    const here = AREAS.flatMap(({ areas }) => areas).map(String);
    expect(here.toSorted()).toEqual(Object.keys(DDD_TABLE).toSorted());
  });

  test.each(AREAS.map((hours) => [`${hours.areas.join(' ')}: ${hours.where}`, hours] as const))(
    '%s',
    async (_, hours) => {
      await check(hours);
    },
  );
});

describe('a Monday of collection calls, the municipality known', () => {
  test.each(TOWNS.map((hours) => [hours.where, hours] as const))('%s', async (_, hours) => {
    await check(hours);
  });
});

describe('a Monday of offers in areas of two zones and in western Pará', () => {
  test.each(OFFERS.map((hours) => [hours.where, hours] as const))('%s', async (_, hours) => {
    await check(hours);
  });
});
