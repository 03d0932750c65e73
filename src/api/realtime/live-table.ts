import type { Clock } from '../../ports/clock.js';
import type { LiveRows, RowKey } from './live-rows.js';
import { deltaText, snapshotText } from './live-text.js';

/** The rows as last sent, under one numbering: snapshot n and delta n + 1 always fit together. */
export interface LiveTable {
  seq(): number;
  snapshot(): string;
  /** Looks at the rows; the delta's text when one changed, with the rows that are in it. */
  advance(keys: Iterable<RowKey>): { readonly text: string; readonly changed: readonly RowKey[] } | null;
  keys(): RowKey[];
}

export function makeLiveTable(rows: LiveRows, clock: Clock): LiveTable {
  const sent = new Map<RowKey, string>();
  let seq = 0;
  return {
    seq: () => seq,
    snapshot: () => snapshotText(seq, clock.now(), sent),
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
      return { text: deltaText(seq, clock.now(), { changed, gone }), changed: [...changed.keys(), ...gone] };
    },
  };
}
