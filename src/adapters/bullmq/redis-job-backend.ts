import { once } from 'node:events';
import { Queue, QueueEvents, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import type { JobBackend } from './job-backend.js';

const CONNECT_MS = 1500;
const COMMAND_MS = 3000;
const LONGEST_BACK_OFF_MS = 2000;
/** A hash tag, so that all keys of a queue live on one slot of a cluster. */
const PREFIX = '{cadencia}';

const backOff = (times: number): number => Math.min(50 * 2 ** Math.min(times, 6), LONGEST_BACK_OFF_MS);

/**
 * Jobs in Redis. The producers' link fails at once while Redis is away (no offline queue, one try, a deadline a
 * command); the workers' link has to wait for ever, or a blocked worker would end with the first hiccup.
 */
export function makeRedisJobBackend(url: string): JobBackend {
  const common = { connectTimeout: CONNECT_MS, retryStrategy: backOff, keepAlive: 10_000 };
  const producers = new Redis(url, {
    ...common,
    maxRetriesPerRequest: 1,
    enableOfflineQueue: false,
    commandTimeout: COMMAND_MS,
  });
  const workers = new Redis(url, { ...common, maxRetriesPerRequest: null, lazyConnect: true });
  for (const link of [producers, workers]) {
    // ioredis tells every failed attempt; who asks is told by the rejected command.
    link.on('error', () => undefined);
  }
  return {
    name: 'Redis',
    async ready() {
      if (producers.status !== 'ready') {
        await once(producers, 'ready', { signal: AbortSignal.timeout(CONNECT_MS) });
      }
      await producers.ping();
    },
    makeQueue(name) {
      const queue = new Queue(name, { connection: producers, prefix: PREFIX });
      return queue;
    },
    makeWorker: (name, run, options) =>
      new Worker(name, run, { ...options, connection: workers, prefix: PREFIX }),
    makeEvents: (name) => new QueueEvents(name, { connection: workers.duplicate(), prefix: PREFIX }),
    async close() {
      producers.disconnect();
      workers.disconnect();
    },
  };
}
