import { hasBegun, type Since } from '../lists/since.js';
import type { DialledAttempt } from '../log/attempt.js';
import { HOUR_MS } from '../place/local-clock.js';
import { isRightParty } from './called-party.js';
import { circumstanceOf, type RuleKit } from './rule-kit.js';
import { TryMemory } from './try-memory.js';

/** A call as the rules of its debt need it. */
export type PackedDebtCall = readonly [
  kind: 'c',
  id: string,
  group: string,
  tDial: number,
  endsAfter: number,
  purpose: string,
  phone: string,
  municipality: string,
  mode: string,
  rightParty: 0 | 1,
];

/** A change of the debt: `status` paid or agreed_current closes it to calls, any other opens it again. */
export type PackedDebtEvent = readonly [kind: 'e', day: number | null, ms: number, status: string];

/** Words of `paid.csv` under which a debt is not called about. */
export const SETTLED: ReadonlySet<string> = new Set(['paid', 'agreed_current', 'agreed-current']);

export function packDebtCall(attempt: DialledAttempt): PackedDebtCall {
  return [
    'c',
    attempt.id,
    attempt.group === attempt.id ? '' : attempt.group,
    attempt.tDial,
    attempt.tEnd - attempt.tDial,
    attempt.purpose,
    attempt.phone,
    attempt.municipality,
    attempt.mode,
    isRightParty(attempt) ? 1 : 0,
  ];
}

/** What was done about one debt: R25, R40. */
export class DebtRules {
  readonly #kit: RuleKit;
  readonly #settledKnown: boolean;
  readonly #tries = new TryMemory();
  readonly #events: { readonly since: Since; readonly status: string }[] = [];
  #recent: number[] = [];
  #talkEnd: number | null = null;

  constructor(kit: RuleKit, settledKnown: boolean) {
    this.#kit = kit;
    this.#settledKnown = settledKnown;
  }

  /** Changes come before calls, in the order of time. */
  addEvent([, day, ms, status]: PackedDebtEvent): void {
    this.#events.push({ since: { day, ms }, status });
  }

  addCall([
    ,
    id,
    group,
    tDial,
    endsAfter,
    purpose,
    phone,
    municipality,
    mode,
    rightParty,
  ]: PackedDebtCall): void {
    const circumstance = circumstanceOf({ phone, municipality, purpose, tDial });
    this.#checkSettled(id, tDial, circumstance.where.zones);
    if (this.#tries.isFirstRow(group === '' ? id : group, tDial)) {
      this.#checkSeven(id, tDial, mode, circumstance);
    }
    if (rightParty === 1) {
      this.#talkEnd = Math.max(this.#talkEnd ?? 0, tDial + endsAfter);
    }
  }

  #checkSettled(id: string, tDial: number, zones: readonly string[]): void {
    if (!this.#settledKnown) {
      return;
    }
    const { findings } = this.#kit;
    findings.checked('R40');
    const latest = this.#events.findLast((event) => hasBegun(event.since, tDial, zones));
    if (latest !== undefined && SETTLED.has(latest.status)) {
      findings.report(
        'R40',
        id,
        `the debt is ${latest.status} since ${new Date(latest.since.ms).toISOString()}`,
      );
    }
  }

  #checkSeven(
    id: string,
    tDial: number,
    mode: string,
    circumstance: ReturnType<typeof circumstanceOf>,
  ): void {
    const { book, findings } = this.#kit;
    const most = book.atMost('R25', 'attempts', circumstance);
    const hours = book.atLeast('R25', 'hours', circumstance);
    const pauseHours = book.atLeast('R25', 'pauseHours', circumstance);
    if (most === null || hours === null || pauseHours === null) {
      return;
    }
    findings.checked('R25');
    this.#recent = this.#recent.filter((past) => tDial - past < hours * HOUR_MS);
    this.#recent.push(tDial);
    // A call the person asked for counts like any other, and is itself allowed.
    if (mode === 'callback') {
      return;
    }
    if (this.#recent.length > most) {
      findings.report('R25', id, `try ${this.#recent.length} in ${hours} h about the debt, at most ${most}`);
    } else if (this.#talkEnd !== null && tDial - this.#talkEnd < pauseHours * HOUR_MS) {
      findings.report(
        'R25',
        id,
        `${tDial - this.#talkEnd} ms after a talk about the debt, which is left alone for ${pauseHours} h`,
      );
    }
  }
}
