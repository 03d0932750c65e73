import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { RedisCoordination } from '../../../src/adapters/redis/redis-coordination.js';
import { callQuotaConformance } from '../../conformance/call-quotas.js';
import { coordinationConformance } from '../../conformance/coordination.js';
import { TestRedis } from '../../support/redis.js';
import { NOON } from '../../support/samples.js';
import { until } from '../../support/until.js';

/**
 * An answer that is late counts as an outage, after which the engine asks again by its own clock. In these tests that
 * clock is a virtual one that stands, so on a busy machine an answer may take its time.
 */
const COMMAND_MS = 30_000;

describe('Redis', () => {
  let redis: TestRedis;
  let made = 0;
  const nodes: RedisCoordination[] = [];

  beforeAll(async () => {
    redis = await TestRedis.start();
  });
  afterAll(() => redis.stop());
  afterEach(() => Promise.all(nodes.splice(0).map((node) => node.close())));

  const make = async () => {
    made += 1;
    const options = { url: redis.url, prefix: `test${made}`, commandMs: COMMAND_MS };
    const a = new RedisCoordination(options);
    const b = new RedisCoordination(options);
    nodes.push(a, b);
    return { a, b };
  };
  coordinationConformance(make);
  callQuotaConformance(make);

  it('rejects at once while Redis is away, and goes on when it is back: counts kept, messages flowing', async () => {
    const { a, b } = await make();
    const texts: string[] = [];
    await b.subscribe('live', (text) => texts.push(text));
    expect(await a.takeUnits('line', 70, 100)).toMatchObject({ granted: 70 });
    await redis.kill();
    const started = performance.now();
    await expect(a.takeUnits('line', 70, 100)).rejects.toMatchObject({ code: 'DLR_COORDINATION_DOWN' });
    await expect(a.acquireLease('x', 'A', NOON, 1)).rejects.toMatchObject({ code: 'DLR_COORDINATION_DOWN' });
    await expect(b.subscribe('more', () => undefined)).rejects.toMatchObject({
      code: 'DLR_COORDINATION_DOWN',
    });
    expect(performance.now() - started).toBeLessThan(5000);
    await redis.resume();
    await until(async () => {
      await a.publish('live', 'back').catch(() => undefined);
      return texts.includes('back') || 'a message after the restart';
    });
    expect(await a.takeUnits('line', 70, 100)).toMatchObject({ granted: 30 });
  });

  it('says what to do when nothing listens at the address', async () => {
    const lost = new RedisCoordination({ url: 'redis://127.0.0.1:1', commandMs: 300 });
    nodes.push(lost);
    await expect(lost.unitsTaken('x')).rejects.toThrow(/DLR_COORDINATION_DOWN.*REDIS_URL/);
  });
});
