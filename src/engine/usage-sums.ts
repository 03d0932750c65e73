import type { StoredUsage } from '../ports/usage-store.js';
import { companyKey, companyOfCall } from './company.js';

type Counts = ReadonlyMap<string, number>;

/** What rows say of lines and companies, as the counters count it. */
export interface UsageSums {
  /** Calls by line. */
  readonly lines: Counts;
  /** Unauthenticated calls of the day by company, and those of them that lasted. */
  readonly day: Counts;
  readonly long: Counts;
  /** Calls by company, a map a month, the present one last. */
  readonly months: readonly Counts[];
}

/** Sums rows up. */
export function usageSums({ lines, months }: StoredUsage): UsageSums {
  const day = new Map<string, number>();
  const long = new Map<string, number>();
  const lineCalls = new Map<string, number>();
  for (const row of lines) {
    add(lineCalls, row.line, row.calls);
    if (!row.authenticated) {
      add(day, companyKey(companyOfCall(row)), row.calls);
      add(long, companyKey(companyOfCall(row)), row.longCalls);
    }
  }
  const monthly = months.map((rows) => {
    const calls = new Map<string, number>();
    for (const row of rows) {
      add(calls, companyKey(companyOfCall(row)), row.calls);
    }
    return calls;
  });
  return { lines: lineCalls, day, long, months: monthly };
}

function add(counts: Map<string, number>, key: string, calls: number): void {
  counts.set(key, (counts.get(key) ?? 0) + calls);
}
