import { BullmqJobQueue } from '../../adapters/bullmq/bullmq-job-queue.js';
import { makePostgresJobBackend, migrateJobSchema } from '../../adapters/bullmq/postgres-job-backend.js';
import { makeRedisJobBackend } from '../../adapters/bullmq/redis-job-backend.js';
import { PostgresCoordination } from '../../adapters/postgres/postgres-coordination.js';
import { RedisCoordination } from '../../adapters/redis/redis-coordination.js';
import type { Config } from '../../config/config.js';
import { SECOND } from '../../core/kernel/time.js';
import type { EngineNames } from '../../engine/engine-presence.js';
import type { Coordination } from '../../ports/coordination.js';
import { JOB_KINDS, type JobQueue } from '../../ports/jobs.js';
import type { Boot } from './boot.js';

/** What nodes share: on Redis when one is configured, else on the database. */
export function startCoordination(config: Config, boot: Boot, url: string): Promise<Coordination> {
  return boot.start('Coordination', 20 * SECOND, async () => {
    const made =
      config.redisUrl === undefined
        ? new PostgresCoordination({ url })
        : new RedisCoordination({ url: config.redisUrl });
    return { value: made, stop: () => made.close() };
  });
}

/** Engines' names stand with the rows: a Redis that hangs, or comes back empty, takes no living engine for dead. */
export function startNames(
  config: Config,
  boot: Boot,
  url: string,
  shared: Coordination,
): Promise<EngineNames> {
  return boot.start('Engine names', 20 * SECOND, async () => {
    if (config.redisUrl === undefined) {
      return { value: shared, stop: async () => undefined };
    }
    const own = new PostgresCoordination({ url });
    return { value: own, stop: () => own.close() };
  });
}

/** The queue of slow chores: on Redis when one is configured, else on the database. */
export function startJobs(config: Config, boot: Boot, url: string): Promise<JobQueue> {
  return boot.start('Job queue', 60 * SECOND, async () => {
    if (config.redisUrl === undefined) {
      await migrateJobSchema(url);
    }
    const backend =
      config.redisUrl === undefined
        ? makePostgresJobBackend(url, JOB_KINDS.length)
        : makeRedisJobBackend(config.redisUrl);
    const queue = new BullmqJobQueue(backend);
    return { value: queue, stop: () => queue.close() };
  });
}
