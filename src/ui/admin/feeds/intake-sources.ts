import type { IntakeDeliveryItem } from '../../../contract/intake-wire.js';

/** Who tells what, by which way, and what came of it. */
export interface IntakeSource extends Pick<IntakeDeliveryItem, 'feed' | 'source' | 'by'> {
  readonly key: string;
  readonly lastMs: number;
  readonly deliveries: number;
  readonly taken: number;
  readonly refused: number;
}

export const refusedRows = ({ counts }: IntakeDeliveryItem): number => counts['refused'] ?? 0;

/** The sources of deliveries that come newest first, in that order. */
export function intakeSources(deliveries: readonly IntakeDeliveryItem[]): readonly IntakeSource[] {
  const sources = new Map<string, IntakeSource>();
  for (const one of deliveries) {
    const { feed, source, by, atMs, counts } = one;
    const key = `${feed} ${source} ${by}`;
    const before = sources.get(key);
    const refused = refusedRows(one);
    const all = Object.entries(counts).reduce((sum, [word, n]) => (word === 'repeated' ? sum : sum + n), 0);
    sources.set(key, {
      ...{ key, feed, source, by },
      lastMs: Math.max(before?.lastMs ?? 0, atMs),
      deliveries: (before?.deliveries ?? 0) + 1,
      taken: (before?.taken ?? 0) + all - refused,
      refused: (before?.refused ?? 0) + refused,
    });
  }
  return [...sources.values()];
}
