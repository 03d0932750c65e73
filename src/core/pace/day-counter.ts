import type { PacingObservation } from '../pacing/pacing-strategy.js';
import { believableCount } from './wire-values.js';

/** People of one tick beyond whom a counter was set, not counted up. */
const MOST_AT_ONCE = 5000;
const MOST_A_DAY = 10_000_000;

/**
 * A campaign's people of the day as the snapshots count them. What the pacer learns of connected and dropped people
 * comes from here and not from events: the counts are right also when an event is lost or comes twice.
 */
export class DayCounter {
  connectedToday = 0;
  abandonedToday = 0;
  /** People counted since the pacer came. */
  counted = 0;
  #begun = false;

  /** New counts; returns the people since the last ones. `waits` are those of the connects that were heard. */
  count(answered: unknown, abandoned: unknown, waits: readonly number[]): PacingObservation[] {
    const connectedToday = believableCount(answered, MOST_A_DAY) ?? this.connectedToday;
    const abandonedToday = believableCount(abandoned, MOST_A_DAY) ?? this.abandonedToday;
    const connected = this.#since(connectedToday - this.connectedToday);
    const dropped = this.#since(abandonedToday - this.abandonedToday);
    this.connectedToday = connectedToday;
    this.abandonedToday = abandonedToday;
    this.#begun = true;
    this.counted += connected + dropped;
    return [
      ...Array.from({ length: connected }, (_, i) => ({ kind: 'connected', waitMs: waits[i] ?? 0 }) as const),
      ...Array.from({ length: dropped }, () => ({ kind: 'abandoned' }) as const),
    ];
  }

  /** A count that went down is a new day; a first one may have been reached before the pacer came. */
  #since(grown: number): number {
    return this.#begun && grown > 0 && grown <= MOST_AT_ONCE ? grown : 0;
  }
}
