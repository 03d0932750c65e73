import type { Clock, Timer } from '../../ports/clock.js';
import type { RowKey } from './live-rows.js';

/**
 * No row goes out more often than 6 times a second; its first change goes at once. The second of two changes waits for
 * it, so this bounds how old a screen is: with 250 ms one change in twenty was older than 250 ms.
 */
export const ROW_INTERVAL_MS = 160;

/** Collects touched rows and hands them over when each is due. */
export interface RowPace {
  touch(key: RowKey): void;
  /** The row went out now. */
  sent(key: RowKey): void;
  close(): void;
}

export function makeRowPace(clock: Clock, onDue: (keys: readonly RowKey[]) => void): RowPace {
  const waiting = new Set<RowKey>();
  const sentAtMs = new Map<RowKey, number>();
  let timer: Timer | null = null;
  let timerDueMs = Number.POSITIVE_INFINITY;

  const dueOf = (key: RowKey): number => (sentAtMs.get(key) ?? Number.NEGATIVE_INFINITY) + ROW_INTERVAL_MS;

  function arm(dueMs: number): void {
    if (dueMs >= timerDueMs) {
      return;
    }
    if (timer !== null) {
      clock.clearTimer(timer);
    }
    timerDueMs = dueMs;
    timer = clock.setTimer(dueMs - clock.now(), fire);
  }

  function fire(): void {
    timer = null;
    timerDueMs = Number.POSITIVE_INFINITY;
    const nowMs = clock.now();
    const due = [...waiting].filter((key) => dueOf(key) <= nowMs);
    for (const key of due) {
      waiting.delete(key);
    }
    if (due.length > 0) {
      onDue(due);
    }
    if (waiting.size > 0) {
      arm(Math.min(...[...waiting].map(dueOf)));
    }
  }

  return {
    touch(key) {
      if (!waiting.has(key)) {
        waiting.add(key);
        arm(Math.max(dueOf(key), clock.now()));
      }
    },
    sent: (key) => void sentAtMs.set(key, clock.now()),
    close() {
      if (timer !== null) {
        clock.clearTimer(timer);
      }
      timer = null;
      waiting.clear();
    },
  };
}
