import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { makeHolidayCalendar } from '../../../../src/core/compliance/calendar/holiday-calendar.js';
import { assessCompany, isAuthenticationDue } from '../../../../src/core/compliance/limits/assess-company.js';
import { assessLine } from '../../../../src/core/compliance/limits/assess-line.js';
import { dayElapsedShare, monthElapsedShare } from '../../../../src/core/compliance/limits/elapsed-share.js';
import { isShortCall } from '../../../../src/core/compliance/limits/short-call.js';
import {
  addUsage,
  countDial,
  countEnd,
  type DayUsage,
  NO_USAGE,
} from '../../../../src/core/compliance/limits/usage.js';
import { warnCompany } from '../../../../src/core/compliance/limits/warn-company.js';
import { parametersOf } from '../../../../src/core/compliance/policy.js';
import { BRASIL_2026 } from '../../../../src/core/compliance/presets/brasil-2026.js';
import type { RuleKind, RuleParameters } from '../../../../src/core/compliance/rule-parameters.js';

function figures<Kind extends RuleKind>(kind: Kind): RuleParameters[Kind] {
  const found = parametersOf(BRASIL_2026, kind);
  if (found === null) {
    throw new Error(`the preset has no ${kind}`);
  }
  return found;
}

const lineLimit = figures('line_calls');
const shortCalls = figures('short_calls');
const limits = {
  shortCalls,
  monthly: figures('monthly_calls'),
  persists: figures('authentication_persists'),
};
const plain = (calls: number, short: number, live = 0): DayUsage => ({
  calls,
  live,
  shortCalls: short,
  plainCalls: calls,
  plainLive: live,
  plainShortCalls: short,
});
const company = (day: DayUsage, more: Partial<Parameters<typeof assessCompany>[0]> = {}) =>
  assessCompany(
    {
      day,
      month: { calls: 0, earlier: [] },
      authenticated: false,
      dayElapsedShare: 1,
      monthElapsedShare: 0,
      ...more,
    },
    limits,
  );

describe('a short call', () => {
  it.each([
    ['not answered', null, 30_000, true],
    ['6.000 s', 0, 6000, true],
    ['6.001 s', 0, 6001, false],
    ['hung up at the answer', 0, 0, true],
  ])('%s', (_, tAnswerMs, tEndMs, short) => {
    expect(isShortCall({ tAnswerMs, tEndMs }, 6)).toBe(short);
  });
});

describe('a line', () => {
  it.each([
    [69_999, 'ok', 25_001],
    [70_000, 'warn', 25_000],
    [94_999, 'warn', 1],
    [95_000, 'stopped', 0],
    [100_001, 'stopped', 0],
  ])('with %i calls is %s, with room for %i', (calls, state, room) => {
    expect(assessLine({ calls }, lineLimit, 1)).toMatchObject({ state, room });
  });

  it('is warned of early by its pace', () => {
    expect(assessLine({ calls: 30_000 }, lineLimit, 0.25)).toMatchObject({
      state: 'warn',
      forecast: 120_000,
    });
  });

  it('never reaches the figure of the rule, even with a margin of nothing', () => {
    expect(assessLine({ calls: 99_999 }, { ...lineLimit, stopShare: 1 }, 1).state).toBe('stopped');
  });
});

describe('a company at a carrier', () => {
  it.each([
    ['few calls, all short', plain(60_000, 60_000), 'ok'],
    ['near, mostly short', plain(70_000, 60_000), 'warn'],
    ['at the margin, over 85 %', plain(95_000, 81_000), 'stopped'],
    ['at the margin, live ones could make it 85 %', plain(95_000, 60_000, 30_000), 'stopped'],
    ['many, few of them short', plain(300_000, 150_000), 'ok'],
    ['many, close to the share', plain(300_000, 250_000), 'warn'],
  ])('%s: %s', (_, day, state) => {
    expect(company(day)).toMatchObject({ state, rule: state === 'ok' ? null : 'R01' });
  });

  it('leaves authenticated calls apart', () => {
    expect(company(plain(95_000, 95_000), { authenticated: true }).state).toBe('ok');
    let day = NO_USAGE;
    day = countEnd(countDial(day, true), { tAnswerMs: null, tEndMs: 1, authenticated: true }, 6);
    expect(day).toMatchObject({ calls: 1, live: 0, shortCalls: 1, plainCalls: 0, plainShortCalls: 0 });
  });

  it('is warned of the month by its forecast', () => {
    const month = { calls: 110_000, earlier: [] };
    expect(company(NO_USAGE, { month, monthElapsedShare: 0.25 })).toMatchObject({
      state: 'warn',
      rule: 'R04',
      forecast: 440_000,
    });
    expect(company(NO_USAGE, { month, monthElapsedShare: 0.5 }).state).toBe('ok');
  });

  it('owes authentication until three months in a row stayed within', () => {
    expect(isAuthenticationDue([500_001], 500_000, 3)).toBe(true);
    expect(isAuthenticationDue([500_001, 1, 1], 500_000, 3)).toBe(true);
    expect(isAuthenticationDue([500_001, 1, 1, 1], 500_000, 3)).toBe(false);
    expect(isAuthenticationDue([500_001, 1, 500_001, 1, 1], 500_000, 3)).toBe(true);
    expect(isAuthenticationDue([500_000, 500_000], 500_000, 3)).toBe(false);
  });

  it('whatever calls come and however they end, a day never meets the test', () => {
    const small = { ...shortCalls, calls: 200 };
    const step = fc.record({ dial: fc.boolean(), short: fc.double({ min: 0, max: 1, noNaN: true }) });
    fc.assert(
      fc.property(
        fc.array(step, { minLength: 300, maxLength: 900 }),
        fc.double({ min: 0.5, max: 1, noNaN: true }),
        (steps, bias) => {
          let day = NO_USAGE;
          for (const { dial, short } of steps) {
            const question = {
              day,
              month: { calls: 0, earlier: [] },
              authenticated: false,
              dayElapsedShare: 0,
              monthElapsedShare: 0,
            };
            const assessed = assessCompany(question, { shortCalls: small, monthly: null, persists: null });
            if (dial && assessed.state !== 'stopped') {
              day = countDial(day, false);
            } else if (day.live > 0) {
              day = countEnd(
                day,
                { tAnswerMs: 0, tEndMs: short < bias ? 1000 : 60_000, authenticated: false },
                6,
              );
            }
          }
          while (day.live > 0) {
            day = countEnd(day, { tAnswerMs: null, tEndMs: 0, authenticated: false }, 6);
          }
          expect(day.plainCalls >= small.calls && day.plainShortCalls / day.plainCalls >= small.share).toBe(
            false,
          );
        },
      ),
      { numRuns: 150 },
    );
  });
});

describe('the cautious warnings', () => {
  const both = { shortCalls: figures('short_calls_warning'), monthly: figures('monthly_warning') };
  const rules = (day: DayUsage, monthCalls = 0) =>
    warnCompany({ day, monthCalls }, both).map(({ rule }) => rule);

  it('come at 70,000 calls, at 70 % from 10,000 calls, and at 500,000 in the month', () => {
    expect(rules(plain(69_999, 0))).toEqual([]);
    expect(rules(plain(70_000, 0))).toEqual(['R02']);
    expect(rules(plain(9_999, 9_999))).toEqual([]);
    expect(rules(plain(10_000, 7_000))).toEqual(['R02']);
    expect(rules(NO_USAGE, 500_000)).toEqual(['R05']);
    expect(rules(addUsage(plain(40_000, 0), plain(40_000, 0)))).toEqual(['R02']);
  });
});

describe('the pace', () => {
  const calendar = makeHolidayCalendar();
  const at = (text: string) => Date.parse(text);

  it('goes by Brasília’s dialling day', () => {
    expect(dayElapsedShare(at('2026-11-24T11:00:00Z'), calendar)).toBe(0);
    expect(dayElapsedShare(at('2026-11-24T17:00:00Z'), calendar)).toBe(0.5);
    expect(dayElapsedShare(at('2026-11-25T01:00:00Z'), calendar)).toBe(1);
    expect(dayElapsedShare(at('2026-11-22T17:00:00Z'), calendar)).toBe(0);
  });

  it('leaves Sundays and holidays out of the month', () => {
    expect(monthElapsedShare(at('2026-11-01T12:00:00Z'), calendar)).toBe(0);
    expect(monthElapsedShare(at('2026-12-01T02:59:59Z'), calendar)).toBe(1);
    const saturday = monthElapsedShare(at('2026-11-22T01:00:00Z'), calendar);
    expect(monthElapsedShare(at('2026-11-23T11:00:00Z'), calendar)).toBe(saturday);
  });
});
