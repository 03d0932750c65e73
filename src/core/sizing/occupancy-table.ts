/** Occupancy by team size for one abandonment cap, mean talk and share of attempts that a person answers. */
export interface OccupancyRow {
  readonly abandonCap: number;
  readonly talkSeconds: number;
  readonly answerShare: number;
  /** Talk / (talk + idle), one for each of the table's team sizes. */
  readonly occupancy: readonly number[];
}

/** What the predictive strategy reached where it was measured. A full grid: every cap with every talk and share. */
export interface OccupancyTable {
  readonly source: string;
  readonly agents: readonly number[];
  readonly rows: readonly OccupancyRow[];
}
