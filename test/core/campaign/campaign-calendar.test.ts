import { expect, test } from 'vitest';
import {
  type CampaignCalendar,
  calendarClosesMs,
  isCalendarOpen,
  nextCalendarOpenMs,
} from '../../../src/core/campaign/campaign-calendar.js';
import { compiledPreset } from '../../../src/core/compliance/presets/compiled-preset.js';
import { parseE164 } from '../../../src/core/kernel/ids.js';
import { retryWindow } from '../../../src/core/retry/retry-window.js';

/** Brasília is three hours behind UTC all year. */
const at = (text: string): number => Date.parse(`${text}-03:00`);
const CALENDAR: CampaignCalendar = {
  hours: { weekday: '09:00-18:00', saturday: '10:00-12:00', sunday: null },
  from: '2026-11-23',
  until: '2026-12-23',
  closed: ['2026-11-25'],
};

test.each([
  ['2026-11-22T10:00', false, 'before its first date'],
  ['2026-11-23T08:59:59', false, 'before its hours'],
  ['2026-11-23T09:00', true, 'from their first minute'],
  ['2026-11-23T17:59:59', true, 'to their last'],
  ['2026-11-23T18:00', false, 'and not on it'],
  ['2026-11-25T10:00', false, 'on a date it rests'],
  ['2026-11-28T11:00', true, 'on a Saturday'],
  ['2026-11-29T11:00', false, 'on a Sunday without hours'],
  ['2026-12-24T10:00', false, 'after its last date'],
])('at %s it is open: %s, %s', (text, open) => {
  expect(isCalendarOpen(CALENDAR, at(text))).toBe(open);
});

test('its next opening skips hours, dates of rest and Sundays, and there is none after its end', () => {
  expect(nextCalendarOpenMs(CALENDAR, at('2026-11-20T10:00'))).toBe(at('2026-11-23T09:00'));
  expect(nextCalendarOpenMs(CALENDAR, at('2026-11-23T10:00'))).toBe(at('2026-11-23T10:00'));
  expect(nextCalendarOpenMs(CALENDAR, at('2026-11-24T18:00'))).toBe(at('2026-11-26T09:00'));
  expect(nextCalendarOpenMs(CALENDAR, at('2026-11-28T12:00'))).toBe(at('2026-11-30T09:00'));
  expect(nextCalendarOpenMs(CALENDAR, at('2026-12-23T18:00'))).toBeNull();
  expect(calendarClosesMs(CALENDAR, at('2026-11-23T10:00'))).toBe(at('2026-11-23T18:00'));
});

test('no calendar closes nothing', () => {
  expect([isCalendarOpen(null, 0), nextCalendarOpenMs(null, 7), calendarClosesMs(null, 7)]).toEqual([
    true,
    7,
    null,
  ]);
});

test('a try falls where both law and calendar are open, whichever is narrower', () => {
  const policy = compiledPreset('brasil-2026')!;
  const campaign = { purpose: 'cobranca', sector: 'outro', ringTimeoutMs: 25_000 } as const;
  const place = { municipality: '', addressUf: '' };
  const wide = {
    ...CALENDAR,
    hours: { weekday: '00:00-24:00', saturday: '00:00-24:00', sunday: '00:00-24:00' },
  };
  const next = (calendar: CampaignCalendar | null, text: string): number | null =>
    retryWindow(policy, { ...campaign, calendar }, place).nextOpenMs(parseE164('+5511987654321'), at(text));
  const lawful = next(null, '2026-11-24T22:00')!;
  expect(next(wide, '2026-11-23T22:00')).toBe(next(null, '2026-11-23T22:00'));
  expect(next(CALENDAR, '2026-11-24T22:00')).toBe(at('2026-11-26T09:00'));
  expect(lawful).toBeLessThan(at('2026-11-26T09:00'));
  expect(next(CALENDAR, '2026-12-23T17:59:50')).toBe(at('2026-12-23T17:59:50'));
  expect(next(CALENDAR, '2026-12-23T18:00')).toBeNull();
});
