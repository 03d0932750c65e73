import { MINUTE } from '../../core/kernel/time.js';

/** So many wrong passwords in a row lock a name; each further one locks it twice as long, up to the longest. */
const FREE_TRIES = 5;
const FIRST_LOCK_MS = MINUTE;
const LONGEST_LOCK_MS = 15 * MINUTE;
/** Failures are forgotten when nobody tried for so long. */
const FORGET_MS = 60 * MINUTE;
const MOST_NAMES = 10_000;

interface Entry {
  readonly failures: number;
  readonly atMs: number;
  readonly untilMs: number;
}

/**
 * Slows down who tries passwords out against one name, from however many addresses. Names that do not exist are locked
 * like those that do: the door tells nobody who works here.
 */
export interface LockBook {
  /** How long the name is still locked; 0 when it is not. */
  lockedMs(name: string): number;
  /** Notes a wrong password; true when it locked the name. */
  fail(name: string): boolean;
  forgive(name: string): void;
}

export function makeLockBook(nowMs: () => number): LockBook {
  const byName = new Map<string, Entry>();
  const entryOf = (name: string): Entry | null => {
    const entry = byName.get(name);
    return entry !== undefined && nowMs() - entry.atMs < FORGET_MS ? entry : null;
  };
  return {
    lockedMs: (name) => Math.max(0, (entryOf(name)?.untilMs ?? 0) - nowMs()),
    fail(name) {
      const failures = (entryOf(name)?.failures ?? 0) + 1;
      const over = failures - FREE_TRIES;
      const lockMs = over < 0 ? 0 : Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** Math.min(over, 10));
      byName.delete(name);
      const oldest = byName.keys().next();
      if (byName.size >= MOST_NAMES && oldest.done !== true) {
        byName.delete(oldest.value);
      }
      byName.set(name, { failures, atMs: nowMs(), untilMs: lockMs === 0 ? 0 : nowMs() + lockMs });
      return lockMs > 0;
    },
    forgive: (name) => void byName.delete(name),
  };
}
