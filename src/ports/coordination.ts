/** A held lease: `fence` grows with every new holder, so a late write of an old one can be told. */
export interface HeldLease {
  readonly name: string;
  readonly fence: number;
  readonly expiresAtMs: number;
}

/** Where a counter stands, all nodes together. */
export interface UnitsCount {
  /** Units granted and not given back: they count against the cap, used or not. */
  readonly taken: number;
  /** Units ever given back: `taken + returned` never falls, so a store that lost its memory can be told. */
  readonly returned: number;
  /** Of `taken`: what takers said they still hold unused; of one that died, until the counter ends. */
  readonly held: number;
}

/** What a taking got. */
export interface UnitsGrant extends UnitsCount {
  /** 0 when none is left. */
  readonly granted: number;
}

/** Who takes units ahead of their use, and what it holds unused of them at that moment. */
export interface UnitsHolder {
  /** One process's life: a restarted engine is another holder, which cannot give back what the one before it held. */
  readonly holder: string;
  readonly held: number;
}

/**
 * What nodes share beside rows: leases, counters handed out in blocks, and messages to all.
 * PostgreSQL and Redis carry it alike (one conformance suite). Times are the caller's `nowMs`: nodes must keep their
 * clocks within a second of each other. Rejects with DLR_COORDINATION_DOWN when the store does not answer in time.
 */
export interface Coordination {
  /** Takes or renews `name` for `owner`; null while another owner's lease runs. The fence changes only with the owner. */
  acquireLease(name: string, owner: string, nowMs: number, ttlMs: number): Promise<HeldLease | null>;
  /** The same for many, in one question however many they are; those that were got, by name. */
  acquireLeases(
    names: readonly string[],
    owner: string,
    nowMs: number,
    ttlMs: number,
  ): Promise<ReadonlyMap<string, HeldLease>>;
  /** Whose lease runs; null while nobody's does. Changes nothing. */
  ownerOf(name: string, nowMs: number): Promise<string | null>;
  /** Ends a lease of that owner; harmless otherwise. */
  releaseLease(name: string, owner: string): Promise<void>;
  /**
   * Takes up to `want` units of `counter` below `cap` (none with `want` 0, which only reads it).
   * Units are never given twice nor beyond the cap; a crash wastes what was granted and not used. With `holder` the
   * units granted are noted as held by it, on top of what it says it holds; without, they count as used at once.
   */
  takeUnits(counter: string, want: number, cap: number, holder?: UnitsHolder): Promise<UnitsGrant>;
  /** Gives back what the holder holds unused, at most what the store knows it holds; it then holds nothing. */
  returnUnits(counter: string, holder: UnitsHolder): Promise<UnitsCount>;
  /** Units taken so far. */
  unitsTaken(counter: string): Promise<number>;
  /** Brings the counter to `atLeast` units taken, unless it is there or beyond; resolves to where it stands. */
  raiseTo(counter: string, atLeast: number): Promise<UnitsCount>;
  /** Sends a small text (at most 7 000 bytes) to every subscriber of the channel, on every node, this one too. */
  publish(channel: string, text: string): Promise<void>;
  /** Calls `listener` for each text; the result ends the subscription. Texts sent while the link is down are lost. */
  subscribe(channel: string, listener: (text: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}
