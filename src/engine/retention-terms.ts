import {
  type RetentionBounds,
  type RetentionDays,
  type RetentionFloor,
  retentionBounds,
  rowsBeforeMs,
} from '../core/retention/retention-bounds.js';
import type { Clock } from '../ports/clock.js';
import type { PolicyBook } from './policy-book.js';

export interface RetentionTermsDeps {
  readonly policies: Pick<PolicyBook, 'lookBackMs' | 'leastRecordingDays'>;
  readonly clock: Clock;
  readonly days: RetentionDays;
}

/** How long things are kept at this moment: the operation's days, and what the policies in force still need. */
export class RetentionTerms {
  readonly #deps: RetentionTermsDeps;

  constructor(deps: RetentionTermsDeps) {
    this.#deps = deps;
  }

  bounds(): RetentionBounds {
    const { days, clock } = this.#deps;
    return retentionBounds(days, this.#floor(), clock.now());
  }

  /** Null where rows are kept for ever. */
  rowsBeforeMs(): number | null {
    const { days, clock } = this.#deps;
    return rowsBeforeMs(days, this.#floor(), clock.now());
  }

  #floor(): RetentionFloor {
    const { lookBackMs, leastRecordingDays } = this.#deps.policies;
    return { lookBackMs, recordingDays: leastRecordingDays };
  }
}
