import type { RuleId } from '../rule-id.js';
import { groupParts, type LimitCount, type LimitCounters } from './limit-counters.js';
import type { RuleKit } from './rule-kit.js';

/** A breach whose call is the n-th of its kind in its group: found when the calls are put in order. */
export interface Crossing {
  readonly rule: RuleId;
  readonly over: 'companyDay' | 'lineDay' | 'companyMonth';
  readonly group: string;
  /** Which calls are counted up to it. */
  readonly counts: 'plain' | 'short' | 'all';
  /** The n-th counted call … */
  readonly nth: number;
  /** … or the first without authentication from there on. */
  readonly firstPlainFrom: boolean;
  readonly detail: string;
}

const NOWHERE = { purpose: '', ufs: [] } as const;
const dayNumber = (date: string): number => Date.parse(`${date}T00:00:00Z`) / 86_400_000;
const percent = (share: number): string => `${(share * 100).toFixed(2)} %`;

function nextMonth(month: string): string {
  const [year = '0', number = '1'] = month.split('-');
  return new Date(Date.UTC(Number(year), Number(number), 1)).toISOString().slice(0, 7);
}

/** R01 to R06 on the totals; what needs a call named is returned as crossings. */
export function checkLimits(counters: LimitCounters, kit: RuleKit): readonly Crossing[] {
  return [
    ...shortCallTest(counters, kit),
    ...lineTest(counters, kit),
    ...largeCallerTest(counters, kit),
    ...conservativeTest(counters, kit),
    ...aggregateTest(counters, kit),
    ...dutyTest(counters, kit),
  ];
}

function* shortCallTest(counters: LimitCounters, { book, findings }: RuleKit): Generator<Crossing> {
  for (const [group, { plain, plainShort }] of counters.companyDays) {
    const [root = '', carrier = '', service = '', date = ''] = groupParts(group);
    const when = { day: dayNumber(date), ...NOWHERE };
    const calls = book.atMost('R01', 'calls', when);
    const share = book.atMost('R01', 'share', when);
    if (calls === null || share === null) {
      continue;
    }
    findings.checked('R01');
    if (plain >= calls && plainShort / plain >= share) {
      yield {
        rule: 'R01',
        over: 'companyDay',
        group,
        counts: 'plain',
        nth: calls,
        firstPlainFrom: false,
        detail: `company ${root}, carrier ${carrier}, ${service}, ${date}: ${plain} calls, ${plainShort} short (${percent(plainShort / plain)})`,
      };
    }
  }
}

function* lineTest(counters: LimitCounters, { book, findings }: RuleKit): Generator<Crossing> {
  for (const [group, { short }] of counters.lineDays) {
    const [line = '', date = ''] = groupParts(group);
    const calls = book.atMost('R03', 'calls', { day: dayNumber(date), ...NOWHERE });
    if (calls === null) {
      continue;
    }
    findings.checked('R03');
    if (short >= calls) {
      yield {
        rule: 'R03',
        over: 'lineDay',
        group,
        counts: 'short',
        nth: calls,
        firstPlainFrom: false,
        detail: `line ${line}, ${date}: ${short} short calls, fewer than ${calls} allowed`,
      };
    }
  }
}

function* largeCallerTest(counters: LimitCounters, { book, findings }: RuleKit): Generator<Crossing> {
  for (const [group, { calls, plain }] of counters.companyMonths) {
    const [root = '', carrier = '', service = '', month = ''] = groupParts(group);
    const when = { day: dayNumber(`${month}-01`), ...NOWHERE };
    const most = book.atMost('R04', 'calls', when);
    const forecast = book.atMost('R04', 'forecast', when);
    if (most === null) {
      continue;
    }
    findings.checked('R04');
    const who = `company ${root}, carrier ${carrier}, ${service}, ${month}`;
    if (calls > most && plain > 0) {
      yield {
        rule: 'R04',
        over: 'companyMonth',
        group,
        counts: 'all',
        nth: most + 1,
        firstPlainFrom: true,
        detail: `${who}: ${calls} calls, not authenticated after the ${most}th`,
      };
    } else if (forecast !== null && calls >= forecast && calls <= most) {
      findings.report('R04', null, `${who}: ${calls} calls, authentication is due above ${most}`, 'warn');
    }
  }
}

/** Totals of groups that have the same parts at the given places. */
function summed(counts: ReadonlyMap<string, LimitCount>, places: readonly number[]) {
  const sums = new Map<string, { calls: number; short: number }>();
  for (const [group, { calls, short }] of counts) {
    const parts = groupParts(group);
    const key = places.map((place) => parts[place] ?? '').join('\t');
    const sum = sums.get(key) ?? { calls: 0, short: 0 };
    sum.calls += calls;
    sum.short += short;
    sums.set(key, sum);
  }
  return sums;
}

function conservativeTest(counters: LimitCounters, { book, findings }: RuleKit): readonly Crossing[] {
  for (const [group, { calls, short }] of summed(counters.companyDays, [0, 3])) {
    const [root = '', date = ''] = groupParts(group);
    const when = { day: dayNumber(date), ...NOWHERE };
    const most = book.atMost('R02', 'calls', when);
    const share = book.atMost('R02', 'share', when);
    const shareFrom = book.atMost('R02', 'shareFrom', when);
    if (most === null || share === null || shareFrom === null) {
      continue;
    }
    findings.checked('R02');
    if (calls >= most || (calls >= shareFrom && short / calls >= share)) {
      const detail = `company ${root}, all carriers, ${date}: ${calls} calls, ${percent(short / calls)} short`;
      findings.report('R02', null, detail);
    }
  }
  return [];
}

function aggregateTest(counters: LimitCounters, { book, findings }: RuleKit): readonly Crossing[] {
  for (const [group, { calls }] of summed(counters.companyMonths, [0, 3])) {
    const [root = '', month = ''] = groupParts(group);
    const most = book.atMost('R05', 'calls', { day: dayNumber(`${month}-01`), ...NOWHERE });
    if (most === null) {
      continue;
    }
    findings.checked('R05');
    if (calls >= most) {
      findings.report('R05', null, `company ${root}, all carriers, ${month}: ${calls} calls`);
    }
  }
  return [];
}

/** R06: once a month went over, every call is authenticated until enough months in a row stayed below. */
function dutyTest(counters: LimitCounters, { book, findings }: RuleKit): readonly Crossing[] {
  const companies = new Map<string, Map<string, LimitCount>>();
  for (const [group, count] of counters.companyMonths) {
    const parts = groupParts(group);
    const company = parts.slice(0, 3).join('\t');
    const months = companies.get(company) ?? new Map<string, LimitCount>();
    months.set(parts[3] ?? '', count);
    companies.set(company, months);
  }
  for (const [company, months] of companies) {
    const sorted = [...months.keys()].sort();
    let quiet: number | null = null;
    for (
      let month = sorted[0] ?? '';
      month !== '' && month <= (sorted.at(-1) ?? '');
      month = nextMonth(month)
    ) {
      const when = { day: dayNumber(`${month}-01`), ...NOWHERE };
      const most = book.atMost('R06', 'calls', when);
      const needed = book.atLeast('R06', 'months', when);
      if (most === null || needed === null) {
        continue;
      }
      const count = months.get(month);
      findings.checked('R06');
      if (quiet !== null && quiet < needed && count !== undefined && count.firstPlain !== null) {
        const [root = '', carrier = '', service = ''] = groupParts(company);
        findings.report(
          'R06',
          count.firstPlain.id,
          `company ${root}, carrier ${carrier}, ${service}, ${month}: ${count.plain} calls without authentication, still due`,
        );
      }
      quiet = (count?.calls ?? 0) > most ? 0 : quiet === null ? null : quiet + 1;
    }
  }
  return [];
}
