import type { Clock } from '../../ports/clock.js';
import type { LiveRows, RowKey } from './live-rows.js';
import { deltaText, type RowFilter, rowsWhere, snapshotText } from './live-text.js';

/** What changed, under the next number. */
export interface LiveDelta {
  readonly changed: readonly RowKey[];
  /** Its text for readers of all rows, or of some: every reader is sent every number. */
  text(filter: RowFilter | null): string;
}

/** The rows as last sent, under one numbering: snapshot n and delta n + 1 always fit together. */
export interface LiveTable {
  seq(): number;
  /** All rows, or those a reader is sent. */
  snapshot(filter: RowFilter | null): string;
  /** Looks at the rows; the delta when one changed. */
  advance(keys: Iterable<RowKey>): LiveDelta | null;
  keys(): RowKey[];
}

export function makeLiveTable(rows: LiveRows, clock: Clock): LiveTable {
  const sent = new Map<RowKey, string>();
  let seq = 0;
  return {
    seq: () => seq,
    snapshot: (filter) => snapshotText(seq, clock.now(), rowsWhere(sent, filter)),
    keys: () => [...sent.keys()],
    advance(keys) {
      const changed = new Map<RowKey, string>();
      const gone: RowKey[] = [];
      for (const key of keys) {
        const text = rows.textOf(key);
        if (text === null) {
          if (sent.delete(key)) {
            gone.push(key);
          }
        } else if (sent.get(key) !== text) {
          sent.set(key, text);
          changed.set(key, text);
        }
      }
      if (changed.size === 0 && gone.length === 0) {
        return null;
      }
      seq += 1;
      const [own, atMs] = [seq, clock.now()];
      return {
        changed: [...changed.keys(), ...gone],
        text: (filter) =>
          deltaText(own, atMs, {
            changed: rowsWhere(changed, filter),
            gone: filter === null ? gone : gone.filter(filter),
          }),
      };
    },
  };
}
