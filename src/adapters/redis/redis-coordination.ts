import { Redis, type RedisOptions } from 'ioredis';
import { checkMessage } from '../../core/kernel/check-message.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type {
  Coordination,
  HeldLease,
  UnitsCount,
  UnitsGrant,
  UnitsHolder,
} from '../../ports/coordination.js';
import { COUNTER_KEPT_SECONDS, RedisKeys } from './redis-keys.js';
import { RedisScript } from './redis-script.js';

export interface RedisCoordinationOptions {
  /** `redis://user:password@host:port/db`, or `rediss://`. */
  readonly url: string;
  /** @default cadencia */
  readonly prefix?: string;
  /** Longest wait for an answer. @default 1000 */
  readonly commandMs?: number;
  /** Told when the link for messages is lost and when it is back. */
  readonly onLink?: (up: boolean) => void;
}

const LONGEST_DELAY_MS = 5000;

/** What Redis answers for a fault of its own and not of the command: out of memory, loading, read-only, failing over. */
const SERVER_FAULT = /^(OOM|LOADING|READONLY|MASTERDOWN|CLUSTERDOWN|TRYAGAIN|MISCONF|NOREPLICAS)\b/;

/** Leases, counters and messages in Redis. While it is away every call rejects at once; it is reconnected to for ever. */
export class RedisCoordination implements Coordination {
  readonly #redis: Redis;
  readonly #subscriber: Redis;
  readonly #keys: RedisKeys;
  readonly #commandMs: number;
  readonly #acquire = new RedisScript('acquire-lease');
  readonly #release = new RedisScript('release-lease');
  readonly #take = new RedisScript('take-units');
  readonly #return = new RedisScript('return-units');
  readonly #raise = new RedisScript('raise-counter');
  readonly #listeners = new Map<string, Set<(text: string) => void>>();
  readonly #waiting = new Map<Redis, Promise<void>>();
  #closing: Promise<void> | null = null;

  constructor(options: RedisCoordinationOptions) {
    this.#keys = new RedisKeys(options.prefix ?? 'cadencia');
    this.#commandMs = options.commandMs ?? 1000;
    const shared = {
      connectTimeout: 2000,
      commandTimeout: this.#commandMs,
      // A command waits for no reconnection: the caller's own retry knows whether it is still wanted.
      maxRetriesPerRequest: 0,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      keepAlive: 10_000,
      retryStrategy: (times: number) =>
        Math.min(50 * 2 ** Math.min(times, 10), LONGEST_DELAY_MS) * (0.5 + Math.random() / 2),
    } satisfies RedisOptions;
    this.#redis = new Redis(options.url, shared);
    this.#subscriber = new Redis(options.url, { ...shared, autoResubscribe: true });
    // Errors of a link come with each command as well; without a listener they would be printed.
    this.#redis.on('error', () => undefined);
    this.#subscriber.on('error', () => undefined);
    this.#subscriber.on('ready', () => options.onLink?.(true));
    this.#subscriber.on('close', () => options.onLink?.(false));
    this.#subscriber.on('message', (channel: string, text: string) => {
      for (const listener of this.#listeners.get(channel) ?? []) {
        listener(text);
      }
    });
  }

  async acquireLease(name: string, owner: string, nowMs: number, ttlMs: number): Promise<HeldLease | null> {
    const key = this.#keys.lease(name);
    const held = await this.#ask(this.#redis, () =>
      this.#acquire.run(this.#redis, key, [owner, nowMs, ttlMs]),
    );
    return Array.isArray(held) ? { name, fence: Number(held[0]), expiresAtMs: Number(held[1]) } : null;
  }

  /** Each has its own key, so that a cluster can hold them anywhere; they go out together. */
  async acquireLeases(
    names: readonly string[],
    owner: string,
    nowMs: number,
    ttlMs: number,
  ): Promise<ReadonlyMap<string, HeldLease>> {
    const all = await Promise.all(names.map((name) => this.acquireLease(name, owner, nowMs, ttlMs)));
    return new Map(all.flatMap((held) => (held === null ? [] : [[held.name, held] as const])));
  }

  async ownerOf(name: string, nowMs: number): Promise<string | null> {
    const key = this.#keys.lease(name);
    const [owner, expires] = await this.#ask(this.#redis, () => this.#redis.hmget(key, 'owner', 'expires'));
    return Number(expires ?? 0) > nowMs ? (owner ?? null) : null;
  }

  async releaseLease(name: string, owner: string): Promise<void> {
    await this.#ask(this.#redis, () => this.#release.run(this.#redis, this.#keys.lease(name), [owner]));
  }

  async takeUnits(counter: string, want: number, cap: number, holder?: UnitsHolder): Promise<UnitsGrant> {
    const args = [want, cap, holder?.holder ?? '', holder?.held ?? 0];
    const [granted, ...count] = await this.#count(this.#take, counter, args);
    return { granted: Number(granted), ...countOf(count) };
  }

  async returnUnits(counter: string, { holder, held }: UnitsHolder): Promise<UnitsCount> {
    return countOf(await this.#count(this.#return, counter, [holder, held]));
  }

  async raiseTo(counter: string, atLeast: number): Promise<UnitsCount> {
    return countOf(await this.#count(this.#raise, counter, [atLeast]));
  }

  async unitsTaken(counter: string): Promise<number> {
    const key = this.#keys.counter(counter);
    return Number((await this.#ask(this.#redis, () => this.#redis.hget(key, 'taken'))) ?? 0);
  }

  async publish(channel: string, text: string): Promise<void> {
    checkMessage(channel, text);
    await this.#ask(this.#redis, () => this.#redis.publish(this.#keys.channel(channel), text));
  }

  async subscribe(channel: string, listener: (text: string) => void): Promise<() => Promise<void>> {
    checkMessage(channel, '');
    const key = this.#keys.channel(channel);
    const own = (text: string): void => listener(text);
    // Sent for each listener, not only the first: it resolves when the server really listens.
    await this.#ask(this.#subscriber, () => this.#subscriber.subscribe(key));
    const listeners = this.#listeners.get(key) ?? new Set();
    this.#listeners.set(key, listeners.add(own));
    return async () => {
      if (listeners.delete(own) && listeners.size === 0) {
        this.#listeners.delete(key);
        await this.#subscriber.unsubscribe(key).catch(() => undefined);
      }
    };
  }

  /** Idempotent. */
  close(): Promise<void> {
    this.#closing ??= (async () => {
      this.#listeners.clear();
      this.#redis.disconnect();
      this.#subscriber.disconnect();
    })();
    return this.#closing;
  }

  async #count(script: RedisScript, counter: string, args: (string | number)[]): Promise<readonly unknown[]> {
    const all = [COUNTER_KEPT_SECONDS, ...args];
    const answer = await this.#ask(this.#redis, () =>
      script.run(this.#redis, this.#keys.counter(counter), all),
    );
    return Array.isArray(answer) ? answer : [];
  }

  async #ask<Answer>(redis: Redis, run: () => Promise<Answer>): Promise<Answer> {
    try {
      await this.#ready(redis);
      return await run();
    } catch (error) {
      const refused =
        error instanceof Error && error.name === 'ReplyError' && !SERVER_FAULT.test(error.message);
      if (refused || error instanceof CadenciaError) {
        throw error;
      }
      throw this.#down(error);
    }
  }

  /** While a link is coming up its callers share one wait; a link that is down is an answer, at once. */
  #ready(redis: Redis): Promise<void> {
    if (redis.status !== 'connecting' && redis.status !== 'connect') {
      return Promise.resolve();
    }
    const waiting = this.#waiting.get(redis);
    if (waiting !== undefined) {
      return waiting;
    }
    const wait = linkUp(redis, this.#commandMs).finally(() => this.#waiting.delete(redis));
    this.#waiting.set(redis, wait);
    return wait;
  }

  #down(cause: unknown): CadenciaError {
    return new CadenciaError('DLR_COORDINATION_DOWN', {
      detail:
        `Redis did not answer within ${this.#commandMs} ms. Check that it runs, that REDIS_URL is right and that its ` +
        "memory is not full ('maxmemory-policy noeviction'); work goes on by itself when it is back.",
      cause,
    });
  }
}

function countOf([taken, returned, held]: readonly unknown[]): UnitsCount {
  return { taken: Number(taken), returned: Number(returned), held: Number(held) };
}

function linkUp(redis: Redis, deadlineMs: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const settle = (error: Error | null): void => {
      clearTimeout(timer);
      redis.off('ready', onReady);
      redis.off('close', onClose);
      if (error === null) {
        resolve();
      } else {
        reject(error);
      }
    };
    const onReady = (): void => settle(null);
    const onClose = (): void => settle(new Error('The connection was closed'));
    const timer = setTimeout(() => settle(new Error('No connection in time')), deadlineMs);
    redis.once('ready', onReady);
    redis.once('close', onClose);
  });
}
