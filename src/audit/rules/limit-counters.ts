import type { DialledAttempt } from '../log/attempt.js';
import { BRASILIA, dateText, localDay } from '../place/local-clock.js';
import { isShortCall } from './called-party.js';
import type { RuleKit } from './rule-kit.js';

/** Calls of one company, line or month. */
export interface LimitCount {
  calls: number;
  /** Not authenticated. */
  plain: number;
  plainShort: number;
  short: number;
  /** The first call without authentication, by time and id. */
  firstPlain: { readonly atMs: number; readonly id: string } | null;
}

const SEPARATOR = '\t';

/** `a\tb` … parts of a group's name. */
export function groupParts(group: string): readonly string[] {
  return group.split(SEPARATOR);
}

function bump(counts: Map<string, LimitCount>, group: string, attempt: DialledAttempt, short: boolean): void {
  let count = counts.get(group);
  if (count === undefined) {
    count = { calls: 0, plain: 0, plainShort: 0, short: 0, firstPlain: null };
    counts.set(group, count);
  }
  count.calls += 1;
  count.short += short ? 1 : 0;
  if (!attempt.authenticated) {
    count.plain += 1;
    count.plainShort += short ? 1 : 0;
    const { firstPlain } = count;
    if (
      firstPlain === null ||
      attempt.tDial < firstPlain.atMs ||
      (attempt.tDial === firstPlain.atMs && attempt.id < firstPlain.id)
    ) {
      count.firstPlain = { atMs: attempt.tDial, id: attempt.id };
    }
  }
}

/** The groups a call counts for, all by Brasília's calendar. */
export interface LimitGroups {
  /** company, carrier, service, day */
  readonly companyDay: string;
  /** line, day */
  readonly lineDay: string;
  /** company, carrier, service, month */
  readonly companyMonth: string;
}

export function limitGroupsOf(
  call: Pick<DialledAttempt, 'callerRoot' | 'carrier' | 'service' | 'line' | 'tDial'>,
): LimitGroups {
  const date = dateText(localDay(BRASILIA, call.tDial));
  const company = `${call.callerRoot}${SEPARATOR}${call.carrier}${SEPARATOR}${call.service}${SEPARATOR}`;
  return {
    companyDay: company + date,
    lineDay: `${call.line}${SEPARATOR}${date}`,
    companyMonth: company + date.slice(0, 7),
  };
}

/** Counts what Anatel counts; memory grows with companies, lines and days, not with calls. */
export class LimitCounters {
  readonly #shortMs: number;
  readonly companyDays = new Map<string, LimitCount>();
  readonly lineDays = new Map<string, LimitCount>();
  readonly companyMonths = new Map<string, LimitCount>();

  constructor({ book }: RuleKit) {
    const limits = ['R01', 'R02', 'R03'] as const;
    const parameters = limits.flatMap((rule) =>
      book.entries(rule).map((entry) => entry.parameters['shortMs']),
    );
    this.#shortMs = Math.max(0, ...parameters.filter((value) => typeof value === 'number'));
  }

  isShort(attempt: DialledAttempt): boolean {
    return isShortCall(attempt, this.#shortMs);
  }

  add(attempt: DialledAttempt, groups: LimitGroups): void {
    const short = this.isShort(attempt);
    bump(this.companyDays, groups.companyDay, attempt, short);
    bump(this.lineDays, groups.lineDay, attempt, short);
    bump(this.companyMonths, groups.companyMonth, attempt, short);
  }
}
