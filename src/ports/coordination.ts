/** A held lease: `fence` grows with every new holder, so a late write of an old one can be told. */
export interface HeldLease {
  readonly name: string;
  readonly fence: number;
  readonly expiresAtMs: number;
}

/** What a taking got. */
export interface UnitsGrant {
  /** 0 when none is left. */
  readonly granted: number;
  /** Where the counter stands now, all nodes together. */
  readonly taken: number;
}

/**
 * What nodes share beside rows: leases, counters handed out in blocks, and messages to all.
 * PostgreSQL and Redis carry it alike (one conformance suite). Times are the caller's `nowMs`: nodes must keep their
 * clocks within a second of each other. Rejects with DLR_COORDINATION_DOWN when the store does not answer in time.
 */
export interface Coordination {
  /** Takes or renews `name` for `owner`; null while another owner's lease runs. The fence changes only with the owner. */
  acquireLease(name: string, owner: string, nowMs: number, ttlMs: number): Promise<HeldLease | null>;
  /** Ends a lease of that owner; harmless otherwise. */
  releaseLease(name: string, owner: string): Promise<void>;
  /**
   * Takes up to `want` units of `counter` below `cap` (none with `want` 0, which only reads it).
   * Units are never given twice nor beyond the cap; a crash wastes what was granted and not used.
   */
  takeUnits(counter: string, want: number, cap: number): Promise<UnitsGrant>;
  /** Units taken so far. */
  unitsTaken(counter: string): Promise<number>;
  /** Brings the counter to `atLeast` units taken, unless it is there or beyond; resolves to where it stands. */
  raiseTo(counter: string, atLeast: number): Promise<number>;
  /** Sends a small text (at most 7 000 bytes) to every subscriber of the channel, on every node, this one too. */
  publish(channel: string, text: string): Promise<void>;
  /** Calls `listener` for each text; the result ends the subscription. Texts sent while the link is down are lost. */
  subscribe(channel: string, listener: (text: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
