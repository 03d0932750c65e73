import type { CallLogRow } from '../core/call-log/call-log-row.js';
import { peopleShare } from '../core/compliance/dial-ahead.js';
import { BRASILIA, dayStartMs, nextDayStartMs } from '../core/kernel/civil-time.js';
import type { Outcome, Reason } from '../core/outcome/outcome.js';
import type { CampaignDayCounts } from '../ports/attempt-store.js';

/** What a campaign's day (Brasília) has seen. Starts from the rows, so a crash loses no count. */
export class DayTally {
  attempts = 0;
  answered = 0;
  connected = 0;
  abandoned = 0;
  outcomes: Partial<Record<Outcome, number>> = {};
  reasons: Partial<Record<Reason, number>> = {};
  #endsMs: number;

  constructor(nowMs: number) {
    this.#endsMs = nextDayStartMs(nowMs, BRASILIA);
  }

  static dayStart(nowMs: number): number {
    return dayStartMs(nowMs, BRASILIA);
  }

  /** Part of the calls that a person answered. */
  get peopleShare(): number {
    return peopleShare(this.connected + this.abandoned, this.attempts);
  }

  load(counts: CampaignDayCounts): void {
    this.attempts = counts.attempts;
    this.answered = counts.answered;
    this.connected = counts.connected;
    this.abandoned = counts.abandoned;
    this.outcomes = { ...counts.outcomes };
    this.reasons = { ...counts.reasons };
  }

  /** Begins a new day when one has begun. */
  turn(nowMs: number): void {
    if (nowMs >= this.#endsMs) {
      this.attempts = 0;
      this.answered = 0;
      this.connected = 0;
      this.abandoned = 0;
      this.outcomes = {};
      this.reasons = {};
      this.#endsMs = nextDayStartMs(nowMs, BRASILIA);
    }
  }

  /** Counts what a call was; one that never left counts nowhere. */
  closed(row: CallLogRow): void {
    const { outcome, reason, tDialMs } = row.result;
    if (tDialMs === null) {
      return;
    }
    this.outcomes[outcome] = (this.outcomes[outcome] ?? 0) + 1;
    this.reasons[reason] = (this.reasons[reason] ?? 0) + 1;
  }
}
