import { type DayNumber, parseDayNumber } from '../compliance/calendar/day-number.js';
import { CadenciaError } from '../kernel/errors.js';
import type { BillingPeriod } from './billing-period.js';
import { compared, type Exact, minus, plus, ZERO } from './exact.js';
import type { Balance } from './facts-form.js';

/** What a portfolio was expected to pay in a period and what it paid. */
export interface Recovery {
  readonly expected: Exact;
  readonly received: Exact;
}

interface Change {
  readonly day: DayNumber;
  /** Null: left collection on that day. */
  readonly balance: Exact | null;
}

/**
 * Expected: the balance with which a client enters collection, and each later growth. Received: each fall, and when the
 * client leaves, the whole balance of the day before. Who is in collection when the period opens enters it with the
 * last balance before; a stay that begins and ends on one day counts in neither.
 */
export function recoveryOf(balances: readonly Balance[], portfolio: string, period: BillingPeriod): Recovery {
  let [expected, received] = [ZERO, ZERO];
  for (const changes of changesByClient(balances, portfolio).values()) {
    const one = recoveryOfClient(changes, period);
    expected = plus(expected, one.expected);
    received = plus(received, one.received);
  }
  return { expected, received };
}

function changesByClient(
  balances: readonly Balance[],
  portfolio: string,
): ReadonlyMap<string, readonly Change[]> {
  const clients = new Map<string, Map<DayNumber, Change>>();
  for (const { client, portfolio: own, day: date, balance } of balances) {
    if (own !== portfolio) {
      continue;
    }
    const days = clients.get(client) ?? new Map<DayNumber, Change>();
    clients.set(client, days);
    const day = parseDayNumber(date) ?? 0;
    // Who has a balance and leaves on the same day has left.
    if (balance === null || days.get(day) === undefined) {
      days.set(day, { day, balance });
    }
  }
  return new Map(
    [...clients].map(([client, days]) => [
      client,
      [...days.values()].sort((one, other) => one.day - other.day),
    ]),
  );
}

function recoveryOfClient(changes: readonly Change[], { first, last }: BillingPeriod): Recovery {
  let [expected, received] = [ZERO, ZERO];
  let present: Exact | null = null;
  let opened = false;
  const open = (): void => {
    expected = present === null ? expected : plus(expected, present);
    opened = true;
  };
  for (const { day, balance } of changes) {
    if (day > last) {
      break;
    }
    if (day >= first && !opened) {
      open();
    }
    if (day >= first) {
      const before: Exact = present ?? ZERO;
      const now: Exact = balance ?? ZERO;
      const change = minus(now, before);
      expected = compared(change, ZERO) > 0 ? plus(expected, change) : expected;
      received = compared(change, ZERO) < 0 ? minus(received, change) : received;
    }
    present = balance;
  }
  if (!opened) {
    open();
  }
  return { expected, received };
}

/** Refuses balances of portfolios that the contract does not know: they would be left out in silence. */
export function requirePortfolios(balances: readonly Balance[], known: ReadonlySet<string>): void {
  const stranger = balances.find(({ portfolio }) => !known.has(portfolio));
  if (stranger !== undefined) {
    throw new CadenciaError('DLR_BILLING_INVALID', {
      detail: `facts.balances: portfolio '${stranger.portfolio}' is none of the contract's (${[...known].join(', ')})`,
    });
  }
}
