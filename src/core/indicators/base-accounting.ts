import { exactOf, fixedText, over, times, truncated } from '../billing/exact.js';
import { OUTCOMES, type Outcome, type Reason } from '../outcome/outcome.js';
import type { BaseIndex } from './indicator-id.js';
import type { Base } from './indicator-plan.js';
import type { IndicatorRow } from './indicator-row.js';

/** Attempts that the accounting looks at. */
const ATTEMPTS = 3;

/** A number that is nobody's, or somebody else's: our reading of "wrong number". */
const WRONG: ReadonlySet<Reason> = new Set(['invalid_number', 'wrong_person']);

interface Try {
  readonly startMs: number;
  readonly outcome: Outcome;
  readonly reason: Reason;
}

/** The life of a base, as contracts account for it; percents truncated to two decimals, null over nothing. */
export interface BaseAccount {
  readonly campaign: string;
  readonly segment: string;
  readonly quantities: Readonly<
    Record<
      | 'BC'
      | 'withdrawn'
      | 'dialled'
      | 'T'
      | 'BCE'
      | 'BCSE1'
      | 'wrong'
      | 'BCR0'
      | 'BCR1'
      | 'BCR2'
      | 'success2'
      | 'success3'
      | 'BCS'
      | 'BCI'
      | 'client'
      | 'converted',
      number
    >
  >;
  readonly indices: Readonly<Record<BaseIndex, string | null>>;
  /** BC is what the log has: no base was given. */
  readonly fromLog: boolean;
}

/** Keeps the tries of each contact of each base. */
export class BaseAccounting {
  readonly #bases = new Map<string, Map<string, Map<string, Try>>>();

  add(row: IndicatorRow): void {
    if (row.mode === 'inbound' || !row.dialled) {
      return;
    }
    const key = JSON.stringify([row.campaignId, row.segment]);
    const contacts = this.#bases.get(key) ?? new Map<string, Map<string, Try>>();
    this.#bases.set(key, contacts);
    const tries = contacts.get(row.contactId) ?? new Map<string, Try>();
    contacts.set(row.contactId, tries);
    const group = row.attemptGroup === '' ? row.attemptId : row.attemptGroup;
    const before = tries.get(group);
    // Rows of one try over several carriers are one attempt: the highest class counts, of equals the last word.
    const better = before === undefined || rankOf(row) > rankOf(before);
    const later = before !== undefined && rankOf(row) === rankOf(before) && row.startMs > before.startMs;
    if (better || later) {
      tries.set(group, { startMs: row.startMs, outcome: row.outcome, reason: row.reason });
    }
  }

  accounts(bases: readonly Base[]): readonly BaseAccount[] {
    return [...this.#bases]
      .map(([key, contacts]) => {
        const [campaign, segment] = JSON.parse(key) as [string, string];
        const own =
          bases.find((base) => base.campaign === campaign && base.segment === segment) ??
          bases.find((base) => base.campaign === campaign && base.segment === '*');
        return accountOf({ campaign, segment }, [...contacts.values()], own ?? null);
      })
      .sort((one, other) => compare(one.campaign, other.campaign) || compare(one.segment, other.segment));
  }
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0;
}

function rankOf(one: Pick<Try, 'outcome' | 'reason'>): number {
  return isReached(one) ? OUTCOMES.indexOf(one.outcome) + 1 : OUTCOMES.indexOf(one.outcome) > 0 ? 1 : 0;
}

/** The client or somebody near was reached, or a message was left. */
function isReached({ outcome, reason }: Pick<Try, 'outcome' | 'reason'>): boolean {
  return outcome !== 'nao_contato' && !WRONG.has(reason);
}

function accountOf(
  names: Pick<BaseAccount, 'campaign' | 'segment'>,
  contacts: readonly ReadonlyMap<string, Try>[],
  base: Base | null,
): BaseAccount {
  const successes = [0, 0, 0];
  const count = { tries: 0, wrong: 0, failed: 0, client: 0, converted: 0 };
  for (const own of contacts) {
    const tries = [...own.values()].sort((one, other) => one.startMs - other.startMs).slice(0, ATTEMPTS);
    count.tries += tries.length;
    const first = tries.findIndex(isReached);
    if (first >= 0) {
      successes[first] = (successes[first] ?? 0) + 1;
    } else if (WRONG.has(tries.at(-1)?.reason ?? 'lost')) {
      count.wrong += 1;
    } else if (tries.length === ATTEMPTS) {
      count.failed += 1;
    }
    const client = tries.some(({ outcome }) => outcome === 'concretizada' || outcome === 'sucesso');
    count.client += client ? 1 : 0;
    count.converted += tries.some(({ outcome }) => outcome === 'sucesso') ? 1 : 0;
  }
  const [first = 0, second = 0, third = 0] = successes;
  const contactsOf = base?.contacts ?? contacts.length;
  const left = contactsOf - count.wrong;
  const quantities = {
    BC: contactsOf,
    withdrawn: base?.withdrawn ?? 0,
    dialled: contacts.length,
    T: count.tries,
    BCE: first,
    BCSE1: contacts.length - first,
    wrong: count.wrong,
    BCR0: left,
    BCR1: left - first,
    BCR2: left - first - second,
    success2: second,
    success3: third,
    BCS: first + second + third,
    BCI: count.failed,
    client: count.client,
    converted: count.converted,
  };
  return { ...names, quantities, indices: indicesOf(quantities), fromLog: base === null };
}

function indicesOf(of: BaseAccount['quantities']): BaseAccount['indices'] {
  return {
    IC: percent(of.dialled, of.BC - of.withdrawn),
    ICE: percent(of.BCE, of.BC),
    ICSE1: percent(of.BCSE1, of.BC),
    ICT2: percent(of.success2, of.BCR1),
    ICT3: percent(of.success3, of.BCR2),
    ICS: percent(of.BCS, of.BCR0),
    ICI: percent(of.BCI + of.wrong, of.BC),
    ICCN: percent(of.converted, of.client),
    ICSCN: percent(of.client - of.converted, of.client),
  };
}

/** A percent cut off after two decimals, or null over nothing. */
export function percent(top: number, below: number): string | null {
  return below <= 0
    ? null
    : fixedText(truncated(over(times(exactOf(top), exactOf(100)), exactOf(below)), 2), 2);
}
