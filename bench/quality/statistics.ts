/** Mean and standard error of a few days. */
export interface Estimate {
  readonly mean: number;
  readonly error: number;
  readonly days: number;
}

/** With few seeds chance may show less spread than there is: the least that is believed of one day. */
export function estimate(values: readonly number[], leastSpread: number): Estimate {
  const days = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / Math.max(1, days);
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const spread = Math.max(leastSpread, days > 1 ? Math.sqrt(squares / (days - 1)) : 0);
  return { mean, error: spread / Math.sqrt(Math.max(1, days)), days };
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

interface Point {
  readonly occupancy: number;
  readonly drop: number;
}

/** Occupancy at the cap on the frontier of a strategy's settings: the best within it, straight to the next beyond. */
export function occupancyAtCap(points: readonly Point[], cap: number): number | null {
  let below: Point | null = null;
  for (const point of [...points].sort((a, b) => a.drop - b.drop)) {
    if (point.drop <= cap) {
      below = below === null || point.occupancy > below.occupancy ? point : below;
    } else if (below !== null && point.occupancy > below.occupancy) {
      const share = (cap - below.drop) / (point.drop - below.drop);
      return below.occupancy + share * (point.occupancy - below.occupancy);
    }
  }
  return below?.occupancy ?? null;
}
