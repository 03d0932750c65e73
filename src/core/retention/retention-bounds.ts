import { DAY } from '../kernel/time.js';

/** How long the operation keeps what it has of persons. */
export interface RetentionDays {
  readonly clearDataDays: number;
  readonly recordingsDays: number;
  /** Calls and decisions leave the database after so many days; 0: never. */
  readonly rowsDays: number;
}

/** What the policies still need, whatever the operation would rather forget. */
export interface RetentionFloor {
  /** How far back the rules look at what happened to a person. */
  readonly lookBackMs: number;
  /** R39: days a recording is kept at least. */
  readonly recordingDays: number;
}

export interface RetentionBounds {
  /** Calls and decisions of UTC days that ended before are anonymised. */
  readonly clearBeforeMs: number;
  /** Recordings of days (Brasília) that ended before are removed. */
  readonly recordingsBeforeMs: number;
}

/** From where on things are kept: the operation's days, and never fewer than a rule needs. */
export function retentionBounds(days: RetentionDays, floor: RetentionFloor, nowMs: number): RetentionBounds {
  return {
    clearBeforeMs: nowMs - Math.max(days.clearDataDays * DAY, floor.lookBackMs + DAY),
    recordingsBeforeMs: nowMs - Math.max(days.recordingsDays, floor.recordingDays) * DAY,
  };
}

/** From where on rows are kept, or null where they are kept for ever. Never before their persons were taken out. */
export function rowsBeforeMs(days: RetentionDays, floor: RetentionFloor, nowMs: number): number | null {
  if (days.rowsDays === 0) {
    return null;
  }
  return Math.min(nowMs - days.rowsDays * DAY, retentionBounds(days, floor, nowMs).clearBeforeMs);
}
