/** What a carrier sold: calls at a time and new calls a second. */
export interface TrunkLimits {
  readonly channels: number;
  readonly callsPerSecond: number;
}

/** One trunk of the public network, with the limits its carrier enforces. */
export class SimulatedTrunk {
  readonly limits: TrunkLimits;
  #inUse = 0;
  #refused = 0;
  /** The moments of the last `callsPerSecond` calls taken: the rate holds over every second, not by the calendar's. */
  readonly #recent: number[] = [];
  #oldest = 0;

  constructor(limits: TrunkLimits) {
    this.limits = limits;
  }

  get channelsInUse(): number {
    return this.#inUse;
  }

  /** Calls turned away for want of channels or for their rate. */
  get refusedCalls(): number {
    return this.#refused;
  }

  /** Takes a channel; false when the carrier would answer 503. */
  take(nowMs: number): boolean {
    if (this.#inUse >= this.limits.channels || !this.#withinRate(nowMs)) {
      this.#refused += 1;
      return false;
    }
    this.#inUse += 1;
    return true;
  }

  release(): void {
    this.#inUse -= 1;
  }

  #withinRate(nowMs: number): boolean {
    const rate = this.limits.callsPerSecond;
    if (!Number.isFinite(rate)) {
      return true;
    }
    if (this.#recent.length < rate) {
      this.#recent.push(nowMs);
      return true;
    }
    const oldest = this.#recent[this.#oldest];
    if (oldest === undefined || nowMs - oldest < 1000) {
      return false;
    }
    this.#recent[this.#oldest] = nowMs;
    this.#oldest = (this.#oldest + 1) % rate;
    return true;
  }
}
