import { describe, test } from 'vitest';
import { type EdgeCall, later } from '../support/edge-doors.js';
import type { EdgeAnswer } from '../support/edge-spec.js';
import { checkTable } from '../support/edge-table.js';

/**
 * Daylight saving, had it come back, by the last years in which Brazil had it (Decreto 6.558/2008): clocks went from
 * Saturday 24:00 back to 23:00 on 17 February 2018, and from Saturday 24:00 on to Sunday 1:00 on 3 November 2018, in
 * the south-east, the south and the middle west; never in the north and north-east. A client's own daily hours put an
 * edge into the doubled hour and one into the skipped one.
 */
const NIGHTLY = {
  id: 'noturno',
  version: '1',
  base: 'servico-diario',
  validFrom: '2018',
  changes: [{ key: 'R13.servico', set: { saturday: '08:00-23:30', sunday: '00:30-20:00' } }],
};
const SERVICE = { purpose: 'servico' } as const;

const shut = (until: string): EdgeAnswer => ({ rule: 'R13', until });

describe('the doubled hour: Saturday 17 February 2018, 23:00 to 24:00 twice, hours until 23:30', () => {
  const FIRST_2330 = '2018-02-18T01:30:00.000Z';
  const SECOND_2300 = '2018-02-18T02:00:00.000Z';
  const SECOND_2330 = '2018-02-18T02:30:00.000Z';
  const SUNDAY_0030 = '2018-02-18T03:30:00.000Z';
  const call = (at: string, ddd = '31'): EdgeCall => ({ ddd, at, ...SERVICE });

  test('31 closes at the first 23:30, opens as the clock shows 23:00 again, and closes at the second 23:30', async () => {
    await checkTable(
      [
        { says: '23:29:13, first', call: call(later(FIRST_2330, -47_000)), answer: 'open' },
        { says: '23:29:13.001, first', call: call(later(FIRST_2330, -46_999)), answer: 'too late to ring' },
        { says: '23:30, first', call: call(FIRST_2330), answer: shut(SECOND_2300) },
        { says: '23:59:59.999, first', call: call(later(SECOND_2300, -1)), answer: shut(SECOND_2300) },
        { says: '23:00, second', call: call(SECOND_2300), answer: 'open' },
        { says: '23:29:13, second', call: call(later(SECOND_2330, -47_000)), answer: 'open' },
        { says: '23:29:59.999, second', call: call(later(SECOND_2330, -1)), answer: 'too late to ring' },
        { says: '23:30, second', call: call(SECOND_2330), answer: shut(SUNDAY_0030) },
        { says: '0:29:59.999 of Sunday', call: call(later(SUNDAY_0030, -1)), answer: shut(SUNDAY_0030) },
        { says: '0:30 of Sunday', call: call(SUNDAY_0030), answer: 'open' },
      ],
      { policy: NIGHTLY },
    );
  });

  test('71 (BA) has that hour once: it closes at 23:30 and opens at 0:30', async () => {
    await checkTable(
      [
        { says: '23:29:13', call: call(later(SECOND_2330, -47_000), '71'), answer: 'open' },
        { says: '23:30', call: call(SECOND_2330, '71'), answer: shut(SUNDAY_0030) },
        { says: '0:30 of Sunday', call: call(SUNDAY_0030, '71'), answer: 'open' },
      ],
      { policy: NIGHTLY },
    );
  });

  test('71 whose owner lives in Belo Horizonte: both clocks have to allow', async () => {
    const both = (at: string): EdgeCall => ({ ...call(at, '71'), municipality: '3106200' });
    await checkTable(
      [
        { says: '23:30 there, 22:30 here', call: both(FIRST_2330), answer: shut(SECOND_2300) },
        { says: '23:00 in both', call: both(SECOND_2300), answer: 'open' },
        { says: '23:30 in both', call: both(SECOND_2330), answer: shut(SUNDAY_0030) },
      ],
      { policy: NIGHTLY },
    );
  });
});

describe('the skipped hour: Sunday 4 November 2018 begins at 1:00, hours from 0:30', () => {
  const SATURDAY_2330 = '2018-11-04T02:30:00.000Z';
  const SUNDAY_0100 = '2018-11-04T03:00:00.000Z';
  const SUNDAY_0030_IN_BAHIA = '2018-11-04T03:30:00.000Z';
  const call = (at: string, ddd = '31'): EdgeCall => ({ ddd, at, ...SERVICE });

  test('31 closes at 23:30 and opens the moment the clock jumps over 0:30', async () => {
    await checkTable(
      [
        { says: '23:29:13', call: call(later(SATURDAY_2330, -47_000)), answer: 'open' },
        { says: '23:30', call: call(SATURDAY_2330), answer: shut(SUNDAY_0100) },
        { says: '23:59:59.999', call: call(later(SUNDAY_0100, -1)), answer: shut(SUNDAY_0100) },
        { says: '1:00', call: call(SUNDAY_0100), answer: 'open' },
      ],
      { policy: NIGHTLY },
    );
  });

  test('71 (BA) opens at 0:30', async () => {
    await checkTable(
      [
        {
          says: '0:29:59.999',
          call: call(later(SUNDAY_0030_IN_BAHIA, -1), '71'),
          answer: shut(SUNDAY_0030_IN_BAHIA),
        },
        { says: '0:30', call: call(SUNDAY_0030_IN_BAHIA, '71'), answer: 'open' },
      ],
      { policy: NIGHTLY },
    );
  });
});

describe('the hours of collection move with the clock of the person, and there alone', () => {
  /** 8:00 local time on Thursday 1 and Monday 5 November 2018, in UTC. */
  const OPENINGS = [
    ['31', 'Minas Gerais', '2018-11-01T11:00:00.000Z', '2018-11-05T10:00:00.000Z'],
    ['51', 'Rio Grande do Sul', '2018-11-01T11:00:00.000Z', '2018-11-05T10:00:00.000Z'],
    ['65', 'Mato Grosso', '2018-11-01T12:00:00.000Z', '2018-11-05T11:00:00.000Z'],
    ['67', 'Mato Grosso do Sul', '2018-11-01T12:00:00.000Z', '2018-11-05T11:00:00.000Z'],
    ['69', 'Rondônia: stays', '2018-11-01T12:00:00.000Z', '2018-11-05T12:00:00.000Z'],
    ['71', 'Bahia: stays', '2018-11-01T11:00:00.000Z', '2018-11-05T11:00:00.000Z'],
    ['63', 'Tocantins: stays', '2018-11-01T11:00:00.000Z', '2018-11-05T11:00:00.000Z'],
    ['68', 'Acre: stays', '2018-11-01T13:00:00.000Z', '2018-11-05T13:00:00.000Z'],
  ] as const;
  test.each(OPENINGS)('%s, %s', async (ddd, _, before, after) => {
    await checkTable(
      [before, after].flatMap((opening) => [
        { says: `before ${opening}`, call: { ddd, at: later(opening, -1) }, answer: shut(opening) },
        { says: `at ${opening}`, call: { ddd, at: opening }, answer: 'open' as const },
      ]),
    );
  });
});
