import { type DayNumber, formatDayNumber } from '../compliance/calendar/day-number.js';
import { CadenciaError } from '../kernel/errors.js';
import { SECOND } from '../kernel/time.js';
import type { BillingPeriod } from './billing-period.js';
import type { BillingRow } from './billing-row.js';
import { CallFates } from './call-fates.js';
import { type Contract, MULTIMEDIA_UNIT } from './contract-form.js';
import type { Facts } from './facts-form.js';
import type { FailurePlan } from './failure-plan.js';
import { LocalHours } from './local-hours.js';
import { type MultimediaService, multimediaServices } from './multimedia-services.js';
import type { PriceBook } from './price-book.js';
import { RowHashes } from './row-hashes.js';
import { RowJudge, type UnpaidReason } from './row-verdict.js';
import { countUp, emptyCell, type TallyCell, unitKey } from './tally-cell.js';

/** What became of each row that was read; the parts add up to `read`. */
export interface RowCounts {
  readonly read: number;
  /** The same row once more. */
  readonly repeated: number;
  readonly otherContracts: number;
  /** Neither in the period nor needed for an average. */
  readonly outside: number;
  /** Outside the period, for an average. */
  readonly reference: number;
  readonly paid: number;
  readonly unpaid: Readonly<Partial<Record<UnpaidReason, number>>>;
}

/** A call that is paid, for going from a line to its calls. */
export interface PaidCall {
  readonly id: string;
  readonly service: string;
  readonly day: DayNumber;
  readonly hour: number;
  readonly key: string;
  readonly rank: number;
  readonly note: string | null;
}

/** A multimedia service with its place in the tally. */
export interface TalliedMultimedia extends MultimediaService {
  readonly day: DayNumber;
  readonly hour: number;
  readonly key: string;
}

interface Place {
  readonly service: string;
  readonly day: DayNumber;
  readonly hour: number;
}

const HOURS = 24;

/**
 * Adds rows of the call log to counters by service, day and hour. Rows may come in any order and more than once. What
 * grows with their number are the ids of their calls and 32 bytes a row of the period.
 */
export class Tally {
  readonly #contract: Contract;
  readonly #period: BillingPeriod;
  readonly #plan: FailurePlan;
  readonly #prices: PriceBook;
  readonly #judge: RowJudge;
  readonly #clock = new LocalHours();
  readonly #contractIds: ReadonlySet<string>;
  readonly #notes: ReadonlyMap<string, number>;
  readonly #surveyed: ReadonlySet<string>;
  readonly #named: Set<string>;
  /** Seconds that the contract asks about. */
  readonly #limits: readonly number[];
  readonly #cells = new Map<string, Map<number, TallyCell>>();
  readonly #days = new Set<string>();
  readonly #paid = new Map<string, PaidCall>();
  /** Rows of a try of which a higher class is paid. */
  readonly #outdone = new Set<string>();
  readonly #waiting = new Map<string, { id: string; day: DayNumber; service: string }[]>();
  readonly #unpaid: Partial<Record<UnpaidReason, number>> = {};
  readonly #fates = new CallFates();
  readonly hashes = new RowHashes();
  readonly multimedia: readonly TalliedMultimedia[];
  readonly #counts = { read: 0, repeated: 0, otherContracts: 0, outside: 0, reference: 0, paid: 0 };

  constructor(
    contract: Contract,
    facts: Facts,
    parts: { readonly period: BillingPeriod; readonly plan: FailurePlan; readonly prices: PriceBook },
  ) {
    this.#contract = contract;
    this.#period = parts.period;
    this.#plan = parts.plan;
    this.#prices = parts.prices;
    this.#judge = new RowJudge(contract, facts);
    this.#contractIds = new Set(facts.contractIds.length === 0 ? [contract.id] : facts.contractIds);
    this.#notes = new Map(facts.surveys.notes.map(({ attemptId, note }) => [attemptId, note]));
    this.#surveyed = new Set(facts.surveys.services);
    this.#named = namedAttempts(facts);
    this.#limits = limitsOf(contract);
    this.multimedia = this.#addMultimedia(facts);
  }

  /** Adds one row. A row that cannot be billed as it is is refused, never passed over. */
  add(row: BillingRow): void {
    this.#counts.read += 1;
    if (!this.#contractIds.has(row.contractId)) {
      this.#counts.otherContracts += 1;
      return;
    }
    const { day, hour } = this.#clock.at(row.startMs);
    const inPeriod = this.#inPeriod(day);
    if (!inPeriod && !this.#plan.isReference(this.#nameOf(row) ?? '', day)) {
      this.#counts.outside += 1;
      this.#named.delete(row.attemptId);
      return;
    }
    const service = this.#serviceOf(row);
    if (!this.hashes.add(row.hash)) {
      this.#counts.repeated += 1;
      return;
    }
    this.#named.delete(row.attemptId);
    const place = { service, day, hour };
    const cell = this.#cell(place);
    if (!this.#judge.isTransferred(row)) {
      this.#countTraffic(row, cell, place);
    }
    this.#bill(row, place);
    this.#counts.reference += inPeriod ? 0 : 1;
  }

  get counts(): RowCounts {
    // In one order, whichever reason came first.
    const unpaid = Object.entries(this.#unpaid).sort(([one], [other]) => (one < other ? -1 : 1));
    return { ...this.#counts, unpaid: Object.fromEntries(unpaid) };
  }

  /** Attempts that facts name and the rows did not bring. */
  get missing(): readonly string[] {
    return [...this.#named].sort();
  }

  cell(service: string, day: DayNumber, hour: number): TallyCell | null {
    return this.#cells.get(service)?.get(day * HOURS + hour) ?? null;
  }

  /** True when the log or the facts have anything of the service on that day. */
  hasDay(service: string, day: DayNumber): boolean {
    return this.#days.has(`${service} ${day}`);
  }

  limitIndex(seconds: number): number {
    return this.#limits.indexOf(seconds);
  }

  /** The calls of the period that are paid. */
  paidCalls(): Iterable<PaidCall> {
    return this.#paid.values();
  }

  /** Every call of the period under what became of it; asked for once, when all rows are in. */
  takeFates(): CallFates {
    for (const { id, day } of this.#paid.values()) {
      if (this.#inPeriod(day)) {
        this.#fates.add('billed', id);
      }
    }
    return this.#fates;
  }

  /** Calls that were abandoned while they waited, of a service and day. */
  abandonedCalls(service: string, day: DayNumber): readonly string[] {
    return (this.#waiting.get(service) ?? []).filter((one) => one.day === day).map(({ id }) => id);
  }

  #cell({ service, day, hour }: Place): TallyCell {
    const hours = this.#cells.get(service) ?? new Map<number, TallyCell>();
    this.#cells.set(service, hours);
    const key = day * HOURS + hour;
    let cell = hours.get(key);
    if (cell === undefined) {
      cell = emptyCell(this.#limits.length);
      hours.set(key, cell);
      this.#days.add(`${service} ${day}`);
    }
    return cell;
  }

  /** The contract's service that the row's stands for, or null. */
  #nameOf({ service }: BillingRow): string | null {
    return this.#contract.services.has(service) ? service : this.#contract.otherServices;
  }

  #serviceOf(row: BillingRow): string {
    const service = this.#nameOf(row);
    if (service === null) {
      throw new CadenciaError('DLR_BILLING_REFUSED', {
        detail:
          `Call ${row.attemptId} has the billing service '${row.service}', which contract ${this.#contract.id} does not ` +
          `have. Correct the campaign, or add the service to the contract (it has ${[...this.#contract.services.keys()].join(', ')})`,
      });
    }
    return service;
  }

  #countTraffic(row: BillingRow, cell: TallyCell, place: Place): void {
    if (row.mode !== 'inbound') {
      cell.attempts += row.dialled ? 1 : 0;
      cell.talkMs += row.agentMs === null ? 0 : row.endMs - row.agentMs;
      return;
    }
    cell.received += 1;
    if (row.agentMs !== null) {
      cell.answered += 1;
      cell.talkMs += row.endMs - row.agentMs;
      const waitMs = row.agentMs - row.startMs;
      this.#limits.forEach((limit, index) => {
        cell.answeredWithin[index] = (cell.answeredWithin[index] ?? 0) + (waitMs <= limit * SECOND ? 1 : 0);
      });
      return;
    }
    if (row.abandoned || row.reason === 'abandoned' || row.reason === 'hung_up_before_agent') {
      cell.abandoned += 1;
      const waitMs = row.endMs - row.startMs;
      this.#limits.forEach((limit, index) => {
        cell.abandonedAfter[index] = (cell.abandonedAfter[index] ?? 0) + (waitMs > limit * SECOND ? 1 : 0);
      });
      const list = this.#waiting.get(place.service) ?? [];
      this.#waiting.set(place.service, list);
      list.push({ id: row.attemptId, day: place.day, service: place.service });
    }
  }

  #inPeriod(day: DayNumber): boolean {
    return day >= this.#period.first && day <= this.#period.last;
  }

  #bill(row: BillingRow, place: Place): void {
    const verdict = this.#judge.judge(row);
    if (verdict.kind === 'unpaid') {
      this.#countUnpaid(verdict.because, place.day, row.attemptId);
      return;
    }
    const { unit, rank } = verdict;
    const band = this.#prices.bandAt(this.#clock.minuteAt(row.startMs));
    const key = unitKey(unit, row.language, band);
    if (!(this.#contract.services.get(place.service)?.units.includes(unit) ?? false)) {
      throw new CadenciaError('DLR_BILLING_REFUSED', {
        detail:
          `Call ${row.attemptId} would be paid as ${unit}, which service ${place.service} of contract ${this.#contract.id} ` +
          'does not have. Correct the class of the call, or add the unit to the service',
      });
    }
    if (this.#inPeriod(place.day)) {
      // Refused here, the row can be named. Rows of an average are paid at the price of the day they stand in for.
      this.#prices.priceOf({ service: place.service, unit, language: row.language, band }, place.day);
    }
    const note = this.#surveyed.has(place.service) ? String(this.#notes.get(row.attemptId) ?? '-') : null;
    this.#pay({ id: row.attemptId, ...place, key, rank, note }, row.attemptGroup);
  }

  /** Rows of one try are one service: the highest class is paid; of equals, the first by id. */
  #pay(call: PaidCall, group: string): void {
    const tried = group === '' ? call.id : group;
    const before = this.#paid.get(tried);
    if (before?.id === call.id || this.#outdone.has(call.id)) {
      // An attempt has one row; two with different hashes are two stories of one call.
      throw new CadenciaError('DLR_BILLING_REFUSED', {
        detail: `Call ${call.id} is in the log twice with different contents. Check the log with \`cadencia audit\``,
      });
    }
    if (before !== undefined) {
      const keep = before.rank > call.rank || (before.rank === call.rank && before.id < call.id);
      const lesser = keep ? call : before;
      this.#outdone.add(lesser.id);
      this.#countUnpaid('same_try', lesser.day, lesser.id);
      if (keep) {
        return;
      }
      this.#book(before, -1);
    }
    this.#paid.set(tried, call);
    this.#book(call, 1);
  }

  #book(call: PaidCall, by: number): void {
    const cell = this.#cell(call);
    this.#counts.paid += this.#inPeriod(call.day) ? by : 0;
    countUp(cell.units, call.key, by);
    if (call.note !== null) {
      countUp(cell.notes, `${call.key}|${call.note}`, by);
    }
  }

  #countUnpaid(because: UnpaidReason, day: DayNumber, id: string): void {
    if (this.#inPeriod(day)) {
      this.#unpaid[because] = (this.#unpaid[because] ?? 0) + 1;
      this.#fates.add(because, id);
    }
  }

  #addMultimedia(facts: Facts): readonly TalliedMultimedia[] {
    const found: TalliedMultimedia[] = [];
    for (const one of multimediaServices(facts.multimedia, this.#contract.multimediaMinutes)) {
      const { day, hour } = this.#clock.at(one.startMs);
      if (!this.#inPeriod(day) && !this.#plan.isReference(one.service, day)) {
        continue;
      }
      const band = this.#prices.bandAt(this.#clock.minuteAt(one.startMs));
      const key = unitKey(MULTIMEDIA_UNIT, '*', band);
      countUp(this.#cell({ service: one.service, day, hour }).units, key, 1);
      found.push({ ...one, day, hour, key });
    }
    return found;
  }
}

/** The limits in seconds of which the contract's parts count calls. */
function limitsOf(contract: Contract): readonly number[] {
  const limits = new Set<number>();
  for (const part of contract.parts.values()) {
    if (part.kind === 'calls' && part.is.seconds !== null) {
      limits.add(part.is.seconds);
    }
  }
  return [...limits].sort((one, other) => one - other);
}

function namedAttempts(facts: Facts): Set<string> {
  return new Set([
    ...facts.corrections.map(({ attemptId }) => attemptId),
    ...facts.disputes.map(({ attemptId }) => attemptId),
    ...facts.transfers.flatMap(({ from, to }) => [from, to]),
    ...facts.surveys.notes.map(({ attemptId }) => attemptId),
  ]);
}

/** What the log has to bring for an average, as a refusal that names the day. */
export function requireReferences(tally: Tally, plan: FailurePlan): void {
  for (const [service, day] of plan.needed()) {
    if (!tally.hasDay(service, day)) {
      throw new CadenciaError('DLR_BILLING_REFUSED', {
        detail:
          `A failure of ${service} is paid by the mean of days of which ${formatDayNumber(day)} is one, and the log has ` +
          'no row of that day. Add the log of that day with another --log',
      });
    }
  }
}
