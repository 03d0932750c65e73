/**
 * Every key this product keeps in Redis, under one prefix so that an installation can share a server.
 * BullMQ keeps its own under its own prefix.
 */
export class RedisKeys {
  readonly #prefix: string;

  constructor(prefix: string) {
    this.#prefix = prefix;
  }

  /** Hash {owner, fence, expires}: who holds a lease. Kept for ever: as many as there are names of leases. */
  lease(name: string): string {
    return `${this.#prefix}:lease:${name}`;
  }

  /**
   * Hash {taken, returned, held:<holder>…}: units of a counter. Gone 62 days after its last use; the longest period
   * counted is a month.
   */
  counter(name: string): string {
    return `${this.#prefix}:units:${name}`;
  }

  /** Channel of messages to all nodes; nothing is kept. */
  channel(name: string): string {
    return `${this.#prefix}:channel:${name}`;
  }
}

/** How long a counter outlives its last use, in seconds. */
export const COUNTER_KEPT_SECONDS = 62 * 24 * 60 * 60;
