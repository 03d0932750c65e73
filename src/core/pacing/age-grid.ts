/** Bins of age: fine ones first, coarse ones after, the last one open. Ages in milliseconds. */
export interface AgeGrid {
  readonly fineMs: number;
  readonly fineBins: number;
  readonly coarseMs: number;
  readonly coarseBins: number;
}

/** Number of bins of the grid. */
export function binCount(grid: AgeGrid): number {
  return grid.fineBins + grid.coarseBins;
}

/** Where the grid ends; older ages fall in its last bin. */
export function gridEndMs(grid: AgeGrid): number {
  return grid.fineMs * grid.fineBins + grid.coarseMs * grid.coarseBins;
}

/** The bin of an age; what is not a number or is below zero is age 0. */
export function binOf(grid: AgeGrid, ageMs: number): number {
  if (!(ageMs > 0)) {
    return 0;
  }
  const fineEnd = grid.fineMs * grid.fineBins;
  const bin =
    ageMs < fineEnd
      ? Math.floor(ageMs / grid.fineMs)
      : grid.fineBins + Math.floor((ageMs - fineEnd) / grid.coarseMs);
  return Math.min(bin, binCount(grid) - 1);
}

/** Where a bin starts. */
export function binStartMs(grid: AgeGrid, bin: number): number {
  return bin <= grid.fineBins
    ? bin * grid.fineMs
    : grid.fineBins * grid.fineMs + (bin - grid.fineBins) * grid.coarseMs;
}

/** How wide a bin is. */
export function binWidthMs(grid: AgeGrid, bin: number): number {
  return bin < grid.fineBins ? grid.fineMs : grid.coarseMs;
}

/** The value of a curve known at the bins' edges (`binCount + 1` values), straight between them. */
export function curveAt(grid: AgeGrid, curve: Float64Array, ageMs: number): number {
  if (!(ageMs > 0)) {
    return curve[0] ?? 0;
  }
  const fineEnd = grid.fineMs * grid.fineBins;
  const place = ageMs < fineEnd ? ageMs / grid.fineMs : grid.fineBins + (ageMs - fineEnd) / grid.coarseMs;
  const bins = grid.fineBins + grid.coarseBins;
  if (place >= bins) {
    return curve[bins] ?? 0;
  }
  const bin = Math.floor(place);
  const low = curve[bin] ?? 0;
  return low + ((curve[bin + 1] ?? 0) - low) * (place - bin);
}
