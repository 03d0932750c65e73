import type { AttemptOpening, AttemptResult } from '../../core/call-log/call-log-row.js';
import { type DialKey, dialKeysOf } from '../../core/compliance/facts/dial-key.js';
import { pastAttempt } from '../../core/compliance/facts/past-attempt.js';
import type { PastAttempt } from '../../core/compliance/gate/dial-facts.js';

interface Entry {
  readonly attemptId: string;
  past: PastAttempt;
}

/** Dialled attempts by number, person and debt, each list in order of the dial. */
export class HistoryIndex {
  readonly #byKey = new Map<DialKey, Entry[]>();
  /** Live ones, until they close. */
  readonly #open = new Map<string, Entry>();

  opened(opening: AttemptOpening): void {
    const past = pastAttempt(opening, null);
    if (past !== null) {
      const entry = { attemptId: opening.attemptId, past };
      this.#open.set(opening.attemptId, entry);
      this.#insert(entry);
    }
  }

  closed(opening: AttemptOpening, result: AttemptResult): void {
    const past = pastAttempt(opening, result);
    const entry = this.#open.get(opening.attemptId);
    this.#open.delete(opening.attemptId);
    if (entry !== undefined && past !== null && past.tDialMs === entry.past.tDialMs) {
      entry.past = past;
      return;
    }
    if (entry !== undefined) {
      this.#remove(entry);
    }
    if (past !== null) {
      this.#insert({ attemptId: opening.attemptId, past });
    }
  }

  /** Attempts under some keys, dialled since then, oldest first and each once. */
  since(keys: Iterable<DialKey>, sinceMs: number): PastAttempt[] {
    const found = new Set<Entry>();
    for (const key of keys) {
      const list = this.#byKey.get(key) ?? [];
      for (let at = list.length - 1; at >= 0; at--) {
        const entry = list[at];
        if (entry === undefined || entry.past.tDialMs < sinceMs) {
          break;
        }
        found.add(entry);
      }
    }
    return [...found].sort(inOrder).map(({ past }) => past);
  }

  #insert(entry: Entry): void {
    for (const key of dialKeysOf(entry.past)) {
      const list = this.#byKey.get(key);
      if (list === undefined) {
        this.#byKey.set(key, [entry]);
        continue;
      }
      // Attempts come in the order of their dial but for a few.
      let at = list.length;
      for (let before = list[at - 1]; before !== undefined && inOrder(before, entry) > 0; ) {
        at -= 1;
        before = list[at - 1];
      }
      list.splice(at, 0, entry);
    }
  }

  #remove(entry: Entry): void {
    for (const key of dialKeysOf(entry.past)) {
      const list = this.#byKey.get(key);
      const at = list?.lastIndexOf(entry) ?? -1;
      if (at >= 0) {
        list?.splice(at, 1);
      }
    }
  }
}

function inOrder(one: Entry, other: Entry): number {
  return one.past.tDialMs - other.past.tDialMs || (one.attemptId < other.attemptId ? -1 : 1);
}
