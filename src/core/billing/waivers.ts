import { type DayNumber, parseDayNumber } from '../compliance/calendar/day-number.js';
import type { Contract } from './contract-form.js';
import type { Facts } from './facts-form.js';
import type { FailurePlan } from './failure-plan.js';

/** Days that a service gets to hire and train before its indicators count, beside the product's own training. */
const ADAPTATION_DAYS = 35;
const ANY = '*';

interface Span {
  readonly service: string;
  readonly indicator: string;
  readonly from: DayNumber;
  readonly to: DayNumber;
  readonly reason: string;
}

/** Where indicators are not judged: waived, in adaptation, or in a natural disaster. */
export class Waivers {
  readonly #spans: readonly Span[];
  readonly #plan: FailurePlan;
  readonly #kept: ReadonlySet<string>;

  constructor(contract: Contract, facts: Facts, plan: FailurePlan) {
    this.#plan = plan;
    this.#kept = new Set(contract.disasterKeeps);
    const dayOf = (date: string): DayNumber => parseDayNumber(date) ?? 0;
    this.#spans = [
      ...facts.waivers.map((one) => ({ ...one, from: dayOf(one.from), to: dayOf(one.to) })),
      ...facts.newServices.map((one) => ({
        service: one.service,
        indicator: ANY,
        from: dayOf(one.startedOn),
        to: dayOf(one.orderedOn) + ADAPTATION_DAYS + one.trainingDays - 1,
        reason: 'em adaptação',
      })),
    ];
  }

  /** Why the indicator is not judged there, or null. */
  reasonOf(service: string, indicator: string, day: DayNumber): string | null {
    if (this.#plan.isDisaster(service, day) && !this.#kept.has(indicator)) {
      return 'catástrofe natural';
    }
    const span = this.#spans.find(
      (one) =>
        (one.service === ANY || one.service === service) &&
        (one.indicator === ANY || one.indicator === indicator) &&
        one.from <= day &&
        day <= one.to,
    );
    return span?.reason ?? null;
  }
}
