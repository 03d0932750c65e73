/** The value at or below which half of the weight lies; null where there is none. */
export function weightedMedian(
  items: readonly { readonly value: number; readonly weight: number }[],
): number | null {
  const sorted = items.filter(({ weight }) => weight > 0).sort((a, b) => a.value - b.value);
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0);
  let below = 0;
  for (const { value, weight } of sorted) {
    below += weight;
    if (2 * below >= total) {
      return value;
    }
  }
  return null;
}
