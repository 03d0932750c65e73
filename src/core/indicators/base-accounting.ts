import { exactOf, fixedText, over, times, truncated } from '../billing/exact.js';
import { doubled } from '../kernel/word-table.js';
import { OUTCOMES, type Outcome, REASONS, type Reason } from '../outcome/outcome.js';
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

/** Of which contact of which base a row is, and of which try, as numbers. */
export interface BaseKeys {
  readonly base: number;
  readonly contact: number;
  readonly group: number;
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

interface BaseNames {
  readonly campaign: string;
  readonly segment: string;
}

/** Tries that fit before there is room for twice as many. */
const FIRST_ROOM = 1024;

/** Keeps the tries of each contact of each base: some bytes a try, in chains from contact to contact. */
export class BaseAccounting {
  readonly #bases: BaseNames[] = [];
  /** By campaign, then by segment. */
  readonly #numbers = new Map<string, Map<string, number>>();
  /** By contact: its base + 1, its first and its last try + 1; 0 where it has none. */
  #baseOf = new Int32Array(FIRST_ROOM);
  #firstOf = new Int32Array(FIRST_ROOM);
  #lastOf = new Int32Array(FIRST_ROOM);
  /** By try: the contact's next one + 1. */
  #next = new Int32Array(FIRST_ROOM);
  #group = new Int32Array(FIRST_ROOM);
  #startMs = new Float64Array(FIRST_ROOM);
  #outcome = new Uint8Array(FIRST_ROOM);
  #reason = new Uint8Array(FIRST_ROOM);
  #tries = 0;
  #contacts = 0;

  /** The base of a row. */
  baseOf({ campaignId, segment }: IndicatorRow): number {
    let segments = this.#numbers.get(campaignId);
    if (segments === undefined) {
      segments = new Map();
      this.#numbers.set(campaignId, segments);
    }
    let number = segments.get(segment);
    if (number === undefined) {
      number = this.#bases.length;
      segments.set(segment, number);
      this.#bases.push({ campaign: campaignId, segment });
    }
    return number;
  }

  /** A row that was dialled. */
  add(row: IndicatorRow, { base, contact, group }: BaseKeys): void {
    this.#fitContact(contact);
    this.#baseOf[contact] = base + 1;
    let at = (this.#firstOf[contact] ?? 0) - 1;
    while (at >= 0 && this.#group[at] !== group) {
      at = (this.#next[at] ?? 0) - 1;
    }
    if (at < 0) {
      this.#append(row, contact, group);
      return;
    }
    // Rows of one try over several carriers are one attempt: the highest class counts, of equals the last word.
    const before = this.#tryAt(at);
    const rank = rankOf(row) - rankOf(before);
    if (rank > 0 || (rank === 0 && row.startMs > before.startMs)) {
      this.#write(at, row);
    }
  }

  accounts(bases: readonly Base[]): readonly BaseAccount[] {
    const counts = this.#bases.map(() => new BaseCount());
    for (let contact = 0; contact < this.#contacts; contact++) {
      counts[(this.#baseOf[contact] ?? 0) - 1]?.add(this.#triesOf(contact));
    }
    return this.#bases
      .map((names, number) => {
        const { campaign, segment } = names;
        const own =
          bases.find((base) => base.campaign === campaign && base.segment === segment) ??
          bases.find((base) => base.campaign === campaign && base.segment === '*');
        return accountOf(names, counts[number] ?? new BaseCount(), own ?? null);
      })
      .sort((one, other) => compare(one.campaign, other.campaign) || compare(one.segment, other.segment));
  }

  #triesOf(contact: number): readonly Try[] {
    const tries: Try[] = [];
    for (let at = (this.#firstOf[contact] ?? 0) - 1; at >= 0; at = (this.#next[at] ?? 0) - 1) {
      tries.push(this.#tryAt(at));
    }
    return tries.sort((one, other) => one.startMs - other.startMs).slice(0, ATTEMPTS);
  }

  #append(row: IndicatorRow, contact: number, group: number): void {
    const at = this.#tries;
    this.#fitTry(at);
    this.#tries += 1;
    this.#group[at] = group;
    this.#write(at, row);
    const last = (this.#lastOf[contact] ?? 0) - 1;
    if (last < 0) {
      this.#firstOf[contact] = at + 1;
    } else {
      this.#next[last] = at + 1;
    }
    this.#lastOf[contact] = at + 1;
  }

  #write(at: number, { startMs, outcome, reason }: Try): void {
    this.#startMs[at] = startMs;
    this.#outcome[at] = OUTCOMES.indexOf(outcome);
    this.#reason[at] = REASONS.indexOf(reason);
  }

  #tryAt(at: number): Try {
    return {
      startMs: this.#startMs[at] ?? 0,
      outcome: OUTCOMES[this.#outcome[at] ?? 0] ?? 'nao_contato',
      reason: REASONS[this.#reason[at] ?? 0] ?? 'lost',
    };
  }

  #fitContact(contact: number): void {
    this.#contacts = Math.max(this.#contacts, contact + 1);
    while (contact >= this.#baseOf.length) {
      const more = (length: number) => new Int32Array(length);
      this.#baseOf = doubled(this.#baseOf, more);
      this.#firstOf = doubled(this.#firstOf, more);
      this.#lastOf = doubled(this.#lastOf, more);
    }
  }

  #fitTry(at: number): void {
    if (at >= this.#next.length) {
      this.#next = doubled(this.#next, (length) => new Int32Array(length));
      this.#group = doubled(this.#group, (length) => new Int32Array(length));
      this.#startMs = doubled(this.#startMs, (length) => new Float64Array(length));
      this.#outcome = doubled(this.#outcome, (length) => new Uint8Array(length));
      this.#reason = doubled(this.#reason, (length) => new Uint8Array(length));
    }
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

/** The contacts of a base by what their tries came to. */
class BaseCount {
  contacts = 0;
  tries = 0;
  wrong = 0;
  failed = 0;
  client = 0;
  converted = 0;
  readonly successes = [0, 0, 0];

  add(tries: readonly Try[]): void {
    this.contacts += 1;
    this.tries += tries.length;
    const first = tries.findIndex(isReached);
    if (first >= 0) {
      this.successes[first] = (this.successes[first] ?? 0) + 1;
    } else if (WRONG.has(tries.at(-1)?.reason ?? 'lost')) {
      this.wrong += 1;
    } else if (tries.length === ATTEMPTS) {
      this.failed += 1;
    }
    const client = tries.some(({ outcome }) => outcome === 'concretizada' || outcome === 'sucesso');
    this.client += client ? 1 : 0;
    this.converted += tries.some(({ outcome }) => outcome === 'sucesso') ? 1 : 0;
  }
}

function accountOf(names: BaseNames, count: BaseCount, base: Base | null): BaseAccount {
  const [first = 0, second = 0, third = 0] = count.successes;
  const contactsOf = base?.contacts ?? count.contacts;
  const left = contactsOf - count.wrong;
  const quantities = {
    BC: contactsOf,
    withdrawn: base?.withdrawn ?? 0,
    dialled: count.contacts,
    T: count.tries,
    BCE: first,
    BCSE1: count.contacts - first,
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
