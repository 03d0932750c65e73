/** What a shifted clock showed, and what the machine's own clock showed at that moment. */
export interface DemoTime {
  readonly nowMs: number;
  readonly wallMs: number;
}

/** Where the shifted time of a demo is kept, so that no restart takes it back. */
export interface DemoClockStore {
  /** The time last kept, or null when the installation never ran on a shifted clock. */
  read(): Promise<DemoTime | null>;
  /** Keeps the time; an earlier one than is kept changes nothing. */
  keep(time: DemoTime): Promise<void>;
  /** The latest time a row of the call log holds, or null when there is none. */
  lastRowMs(): Promise<number | null>;
}
