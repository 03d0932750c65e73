import { Redis } from 'ioredis';
import { CadenciaError, messageOf } from '../../core/kernel/errors.js';

/** What a Redis is like, as far as it concerns Cadência. */
export interface RedisChart {
  readonly version: string;
  /** `noeviction` is the only one that loses no lease and no job. */
  readonly evictionPolicy: string;
  /** Its answers are kept over a restart of it (`appendonly`). */
  readonly durable: boolean;
}

const DEADLINE_MS = 3000;

/** Looks at a Redis and changes nothing. Rejects with DLR_COORDINATION_DOWN. */
export async function examineRedis(url: string): Promise<RedisChart> {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: DEADLINE_MS,
    commandTimeout: DEADLINE_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    const info = await redis.info();
    return {
      version: /^redis_version:(.+)$/m.exec(info)?.[1]?.trim() ?? '',
      evictionPolicy: /^maxmemory_policy:(.+)$/m.exec(info)?.[1]?.trim() ?? '',
      durable: /^aof_enabled:1/m.test(info),
    };
  } catch (cause) {
    throw new CadenciaError('DLR_COORDINATION_DOWN', {
      detail: `Redis does not answer (${messageOf(cause)}).`,
      cause,
    });
  } finally {
    redis.disconnect();
  }
}
