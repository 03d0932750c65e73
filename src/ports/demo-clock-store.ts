/** Where the shifted time of a demo is kept, so that no restart takes it back. */
export interface DemoClockStore {
  /** The time last kept, or null when the installation never ran on a shifted clock. */
  read(): Promise<number | null>;
  /** Keeps the time; an earlier one than is kept changes nothing. */
  keep(nowMs: number): Promise<void>;
  /** The latest time a row of the call log holds, or null when there is none. */
  lastRowMs(): Promise<number | null>;
}
