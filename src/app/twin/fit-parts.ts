/** What a fitted scenario could not know. */
export type FitNotes = string[];

/** Fewer than these say nothing of their own: the default stays, and a note says so. */
const LEAST_SPANS = 30;

export function countBy<Item>(items: readonly Item[], key: (item: Item) => string): Map<string, number> {
  const counts = new Map<string, number>();
  for (const item of items) {
    counts.set(key(item), (counts.get(key(item)) ?? 0) + 1);
  }
  return counts;
}

export function round(value: number, digits = 4): number {
  return Number(value.toFixed(digits));
}

/** The recorded spans as equal steps of probability; null when there are too few. */
export function quantilesOf(spansMs: readonly number[], steps = 40): { readonly quantiles: number[] } | null {
  const sorted = spansMs.filter((ms) => ms >= 0).sort((a, b) => a - b);
  if (sorted.length < LEAST_SPANS) {
    return null;
  }
  // The middle of each sample's share of probability; the ends are the least and the greatest.
  const quantiles = Array.from({ length: steps + 1 }, (_, i) => {
    const at = Math.min(sorted.length - 1, Math.max(0, (i / steps) * sorted.length - 0.5));
    const below = sorted[Math.floor(at)] ?? 0;
    const above = sorted[Math.ceil(at)] ?? below;
    return round((below + (above - below) * (at - Math.floor(at))) / 1000, 3);
  });
  return { quantiles };
}

export function spanOr(
  spansMs: readonly number[],
  what: string,
  notes: FitNotes,
): { readonly quantiles: number[] } | undefined {
  const fitted = quantilesOf(spansMs);
  if (fitted === null) {
    notes.push(`${what}: only ${spansMs.length} recorded; the default is used`);
  }
  return fitted ?? undefined;
}
