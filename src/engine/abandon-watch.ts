import {
  ABANDON_HISTORY_MS,
  type AbandonHour,
  type AbandonKind,
  type AbandonRule,
  type AbandonStanding,
  assessAbandonment,
} from '../core/compliance/abandonment.js';
import { callsAhead } from '../core/compliance/dial-ahead.js';
import type { Rule } from '../core/compliance/policy.js';
import type { CampaignId } from '../core/kernel/ids.js';
import { HOUR, SECOND } from '../core/kernel/time.js';
import type { EventBus } from './event-bus.js';
import { RecentAbandonCount, type RecentAbandons } from './recent-abandons.js';

type MutableHour = { -readonly [Name in keyof AbandonHour]: AbandonHour[Name] };

/** What a campaign's abandonment looks like under the two rules. */
export interface AbandonView {
  /** The rule that holds dialling ahead back, or null. */
  readonly stoppedBy: AbandonRule['id'] | null;
  /** No rule judges by it: it is what goes wrong now. */
  readonly recent: RecentAbandons;
  readonly windows: readonly (AbandonStanding & {
    readonly rule: AbandonRule['id'];
    readonly hours: number;
    readonly target: number;
    readonly stop: number;
  })[];
}

/** People whose fate is remembered for the share of drops; each further one fades the older by this. */
const RECENT_FADE = 0.97;
/** Standings are taken anew at each count, and as time passes. */
const STANDING_MS = 1 * SECOND;

const COLUMN = { abandoned: 'abandoned', given: 'given', early_hangup: 'earlyHangups' } as const;

/** The rules of abandonment among those of a policy. */
function abandonRules(rules: readonly Rule[]): readonly AbandonRule[] {
  return rules.flatMap((rule) =>
    rule.kind === 'abandon_rate' && (rule.id === 'R27' || rule.id === 'R28')
      ? [{ id: rule.id, parameters: rule.parameters }]
      : [],
  );
}

/**
 * The legal stop behind the pacing's own budget (R27, R28): where people were left without an agent too often, nothing is
 * dialled ahead of a free agent until the share has come down. Counts are of rows, by the hour, so a restart keeps them.
 */
export class AbandonWatch {
  readonly #bus: EventBus;
  readonly #campaignId: CampaignId;
  readonly #rules: () => readonly Rule[];
  readonly #hours = new Map<number, MutableHour>();
  /** Counted when they happened; their row is still to close. */
  readonly #open = new Map<string, number>();
  /** Another engine may have dialled the campaign since the counts were read. */
  #stale = true;
  readonly #recent = new RecentAbandonCount();
  #stoppedBy: AbandonRule['id'] | null = null;
  /** People and drops of late, the older the fainter. */
  #fading = { people: 0, dropped: 0 };
  #spare = { drops: 0, atMs: Number.NEGATIVE_INFINITY };

  constructor(bus: EventBus, campaignId: CampaignId, rules: () => readonly Rule[]) {
    this.#bus = bus;
    this.#campaignId = campaignId;
    this.#rules = rules;
  }

  /** True while nothing may be dialled ahead of a free agent. */
  get stopped(): boolean {
    return this.#stoppedBy !== null;
  }

  /**
   * How many calls may be in flight with no agent of their own, when of `people` of them a person answers and `free`
   * agents wait: what they may drop together has to fit under the stop, which is only judged once it has happened.
   */
  callsAhead(people: number, free: number, nowMs: number): number {
    const { people: recent, dropped } = this.#fading;
    const share = (dropped + 0.2) / (recent + 1);
    const bad = share + Math.sqrt((share * (1 - share)) / (recent + 1));
    return callsAhead(this.spareDrops(nowMs), people, bad, free);
  }

  /** How many more people may meet no agent before a stop is passed; none while one holds. Infinity without a rule. */
  spareDrops(nowMs: number): number {
    if (this.stopped) {
      this.judge(nowMs);
    }
    if (this.stopped || this.#stale) {
      return 0;
    }
    if (nowMs - this.#spare.atMs >= STANDING_MS) {
      const standings = abandonRules(this.#rules()).map((rule) =>
        assessAbandonment(this.#hours.values(), rule, nowMs),
      );
      const drops = Math.min(Number.POSITIVE_INFINITY, ...standings.map(({ spare }) => spare));
      this.#spare = { drops, atMs: nowMs };
    }
    return this.#spare.drops;
  }

  /** The counts have to be read again before anything is dialled ahead of an agent. */
  get stale(): boolean {
    return this.#stale;
  }

  /** Another engine dialled until now: its rows are not counted here. */
  markStale(): void {
    this.#stale = true;
  }

  /** Learns hours as the rows of all engines tell them. What was counted here and is not in a row yet stays counted. */
  load(hours: readonly AbandonHour[], nowMs: number): void {
    const open = [...this.#open.values()].map((atMs) => Math.floor(atMs / HOUR) * HOUR);
    for (const hour of hours) {
      const known = this.#hour(hour.startMs);
      const unwritten = open.filter((startMs) => startMs === hour.startMs).length;
      known.abandoned = Math.max(known.abandoned, hour.abandoned + unwritten);
      known.given = Math.max(known.given, hour.given);
      known.earlyHangups = Math.max(known.earlyHangups, hour.earlyHangups);
    }
    this.#stale = false;
    this.#spare.atMs = Number.NEGATIVE_INFINITY;
    this.judge(nowMs);
  }

  /** A person hears the drop message: counted now, not when the row closes. */
  abandoned(attemptId: string, nowMs: number): void {
    this.#open.set(attemptId, nowMs);
    this.#count('abandoned', nowMs, nowMs);
    this.judge(nowMs);
  }

  /** A row closed; what was counted already is not counted twice. */
  closed(
    attemptId: string,
    counted: { readonly kind: AbandonKind; readonly atMs: number } | null,
    nowMs: number,
  ): void {
    const known = this.#open.delete(attemptId);
    if (counted === null || known) {
      return;
    }
    this.#count(counted.kind, counted.atMs, nowMs);
    if (counted.kind === 'abandoned') {
      this.judge(nowMs);
    }
  }

  /** Time passes, and shares come down with it. */
  judge(nowMs: number): void {
    const was = this.#stoppedBy;
    const standings = abandonRules(this.#rules()).map((rule) => ({
      rule,
      at: assessAbandonment(this.#hours.values(), rule, nowMs),
    }));
    const over = standings.find(({ at }) => at.atStop);
    if (was === null && over !== undefined) {
      this.#stoppedBy = over.rule.id;
      const { share, abandoned, given } = over.at;
      this.#bus.emit('abandon:stopped', {
        campaignId: this.#campaignId,
        rule: over.rule.id,
        share,
        calls: abandoned + given,
        atMs: nowMs,
      });
    } else if (was !== null && standings.every(({ at }) => at.belowAgain)) {
      this.#stoppedBy = null;
      this.#bus.emit('abandon:resumed', { campaignId: this.#campaignId, rule: was, atMs: nowMs });
    }
  }

  view(nowMs: number): AbandonView {
    return {
      stoppedBy: this.#stoppedBy,
      recent: this.#recent.view(nowMs),
      windows: abandonRules(this.#rules()).map((rule) => ({
        rule: rule.id,
        hours: rule.parameters.hours,
        target: rule.parameters.target,
        stop: rule.parameters.share,
        ...assessAbandonment(this.#hours.values(), rule, nowMs),
      })),
    };
  }

  #count(kind: AbandonKind, atMs: number, nowMs: number): void {
    if (kind !== 'early_hangup') {
      this.#recent.add(kind, atMs, nowMs);
    }
    const hour = this.#hour(Math.floor(atMs / HOUR) * HOUR);
    hour[COLUMN[kind]] += 1;
    this.#spare.atMs = Number.NEGATIVE_INFINITY;
    if (kind !== 'early_hangup') {
      const { people, dropped } = this.#fading;
      this.#fading = {
        people: people * RECENT_FADE + 1,
        dropped: dropped * RECENT_FADE + Number(kind === 'abandoned'),
      };
    }
  }

  #hour(startMs: number): MutableHour {
    let hour = this.#hours.get(startMs);
    if (hour === undefined) {
      hour = { startMs, abandoned: 0, given: 0, earlyHangups: 0 };
      this.#hours.set(startMs, hour);
      this.#forget(startMs - ABANDON_HISTORY_MS);
    }
    return hour;
  }

  #forget(beforeMs: number): void {
    for (const startMs of this.#hours.keys()) {
      if (startMs < beforeMs) {
        this.#hours.delete(startMs);
      }
    }
  }
}
