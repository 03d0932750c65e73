import { BRASILIA } from '../../kernel/civil-time.js';
import { binds, type CallScope } from '../binds.js';
import type { DayNumber } from '../calendar/day-number.js';
import type { HolidayCalendar } from '../calendar/holiday-calendar.js';
import { type Policy, policyVersionOf, type Rule } from '../policy.js';
import type { RuleId } from '../rule-id.js';
import { isInForce } from '../validity.js';
import { DialWindows } from '../windows/dial-window.js';
import type { Place } from '../windows/place.js';
import { localDayOf } from './person-day.js';

/** More kinds of call than a country and its purposes make in a day. */
const MOST_KINDS = 20_000;

/** A policy made ready for many decisions: what binds a kind of call on a day is found once. */
export class CompiledPolicy {
  readonly policy: Policy;
  readonly version: string;
  readonly windows: DialWindows;
  readonly #bound = new Map<string, ReadonlyMap<RuleId, readonly Rule[]>>();
  #day: DayNumber = Number.NaN;

  constructor(policy: Policy, calendar: HolidayCalendar) {
    this.policy = policy;
    this.version = policyVersionOf(policy);
    this.windows = new DialWindows(policy, calendar);
  }

  /** The provisions in force on Brasília's date that bind such a call, by rule; hours have dates of their own. */
  rulesFor(place: Place, call: Omit<CallScope, 'ufs'>, atMs: number): ReadonlyMap<RuleId, readonly Rule[]> {
    const day = localDayOf(atMs, BRASILIA);
    if (day !== this.#day || this.#bound.size >= MOST_KINDS) {
      this.#bound.clear();
      this.#day = day;
    }
    const key = `${place.ufs.join()} ${call.purpose} ${call.sector} ${call.mode}`;
    let rules = this.#bound.get(key);
    if (rules === undefined) {
      rules = this.#bind({ ...call, ufs: place.ufs }, day);
      this.#bound.set(key, rules);
    }
    return rules;
  }

  #bind(call: CallScope, day: DayNumber): ReadonlyMap<RuleId, readonly Rule[]> {
    const rules = new Map<RuleId, Rule[]>();
    for (const rule of this.policy.rules) {
      if (rule.severity === 'block' && isInForce(rule, day) && binds(rule.scope, call)) {
        rules.set(rule.id, [...(rules.get(rule.id) ?? []), rule]);
      }
    }
    return rules;
  }
}
