import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { Redis } from 'ioredis';

/** At the package's root: as far from the sources as from the compiled tree. */
const SCRIPTS_FOLDER = new URL('../../../redis-scripts/', import.meta.url);

/** A Lua script of `redis-scripts/`, called by its digest and sent whole only to a server that does not know it. */
export class RedisScript {
  readonly #text: string;
  readonly #sha1: string;

  constructor(name: string) {
    this.#text = readFileSync(new URL(`${name}.lua`, SCRIPTS_FOLDER), 'utf8');
    this.#sha1 = createHash('sha1').update(this.#text).digest('hex');
  }

  async run(redis: Redis, key: string, args: readonly (string | number)[]): Promise<unknown> {
    try {
      return await redis.evalsha(this.#sha1, 1, key, ...args);
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('NOSCRIPT')) {
        return redis.eval(this.#text, 1, key, ...args);
      }
      throw error;
    }
  }
}
