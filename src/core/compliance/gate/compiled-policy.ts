import { BRASILIA } from '../../kernel/civil-time.js';
import { binds, type CallScope } from '../binds.js';
import type { DayNumber } from '../calendar/day-number.js';
import type { HolidayCalendar } from '../calendar/holiday-calendar.js';
import { type Policy, policyVersionOf, type Rule } from '../policy.js';
import { type RecordingDuty, recordingDuty } from '../recording-duty.js';
import type { RuleId } from '../rule-id.js';
import { isInForce } from '../validity.js';
import { type DialWindow, DialWindows } from '../windows/dial-window.js';
import type { Place } from '../windows/place.js';
import { localDayOf } from './person-day.js';

/** What of a call, beside its place, decides what binds it. */
type CallKind = Omit<CallScope, 'ufs'>;

/** What binds a kind of call to a place on one of Brasília's dates; hours have dates of their own. */
export interface CallBounds {
  readonly window: DialWindow;
  /** The provisions in force that bind such a call, by rule. */
  readonly rules: ReadonlyMap<RuleId, readonly Rule[]>;
  /** What the call owes when it is placed. */
  readonly recording: RecordingDuty;
}

interface KnownBounds extends CallKind {
  readonly day: DayNumber;
  readonly bounds: CallBounds;
}

/** A policy made ready for many decisions: what binds a kind of call on a day is found once. */
export class CompiledPolicy {
  readonly policy: Policy;
  readonly version: string;
  readonly windows: DialWindows;
  /** A place has few kinds of call, and one that nobody knows any more takes its kinds with it. */
  readonly #known = new WeakMap<Place, KnownBounds[]>();

  constructor(policy: Policy, calendar: HolidayCalendar) {
    this.policy = policy;
    this.version = policyVersionOf(policy);
    this.windows = new DialWindows(policy, calendar);
  }

  boundsOf(place: Place, { purpose, sector, mode }: CallKind, atMs: number): CallBounds {
    const day = localDayOf(atMs, BRASILIA);
    let kinds = this.#known.get(place);
    if (kinds === undefined) {
      kinds = [];
      this.#known.set(place, kinds);
    }
    const at = kinds.findIndex(
      (kind) => kind.purpose === purpose && kind.mode === mode && kind.sector === sector,
    );
    const known = kinds[at];
    if (known?.day === day) {
      return known.bounds;
    }
    const bounds = this.#bind(place, { purpose, sector, mode }, day);
    kinds[at === -1 ? kinds.length : at] = { purpose, sector, mode, day, bounds };
    return bounds;
  }

  #bind(place: Place, kind: CallKind, day: DayNumber): CallBounds {
    const call: CallScope = { ...kind, ufs: place.ufs };
    const rules = new Map<RuleId, Rule[]>();
    for (const rule of this.policy.rules) {
      if (rule.severity === 'block' && isInForce(rule, day) && binds(rule.scope, call)) {
        rules.set(rule.id, [...(rules.get(rule.id) ?? []), rule]);
      }
    }
    const recording = recordingDuty([...(rules.get('R36') ?? []), ...(rules.get('R37') ?? [])], call);
    return { window: this.windows.windowOf(place, kind), rules, recording };
  }
}
