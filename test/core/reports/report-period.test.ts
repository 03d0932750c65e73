import { expect, test } from 'vitest';
import { parseDayNumber } from '../../../src/core/compliance/calendar/day-number.js';
import { endedPeriods, reportPeriodOf } from '../../../src/core/reports/report-period.js';

const day = (date: string): number => parseDayNumber(date) ?? Number.NaN;
const names = (every: 'day' | 'week' | 'month', since: string, today: string, most = 62) =>
  endedPeriods(every, day(since), day(today), most).map(({ name }) => name);

test('a week goes from Monday to Sunday, a month to its last day, leap years too', () => {
  expect(reportPeriodOf('week', day('2026-10-11')).name).toBe('2026-10-05_2026-10-11');
  expect(reportPeriodOf('week', day('2026-10-12')).name).toBe('2026-10-12_2026-10-18');
  expect(reportPeriodOf('month', day('2028-02-10'))).toEqual({
    ...{ name: '2028-02', first: day('2028-02-01'), last: day('2028-02-29') },
  });
  expect(reportPeriodOf('month', day('2026-12-31')).last).toBe(day('2026-12-31'));
});

test('what has ended is due, from the first day on, however long nobody looked, and no more than so many', () => {
  expect(names('day', '2026-10-03', '2026-10-06')).toEqual(['2026-10-03', '2026-10-04', '2026-10-05']);
  expect(names('day', '2026-10-06', '2026-10-06')).toEqual([]);
  expect(names('week', '2026-10-01', '2026-10-13')).toEqual([
    '2026-09-28_2026-10-04',
    '2026-10-05_2026-10-11',
  ]);
  expect(names('month', '2026-11-20', '2027-02-01')).toEqual(['2026-11', '2026-12', '2027-01']);
  expect(names('day', '2020-01-01', '2026-10-06', 2)).toEqual(['2026-10-04', '2026-10-05']);
});
