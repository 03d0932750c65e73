import { createPostgresBackend, type PgPool, Queue, QueueEvents, runMigrations, Worker } from 'bullmq';
import pg from 'pg';
import type { JobBackend } from './job-backend.js';

/** BullMQ's own schema, beside ours. */
const JOB_SCHEMA = 'bullmq';

const CONNECT_MS = 1500;
const QUERY_MS = 3000;

function makePool(connectionString: string, kinds: number, more: pg.PoolConfig): pg.Pool {
  const pool = new pg.Pool({
    connectionString,
    connectionTimeoutMillis: CONNECT_MS,
    keepAlive: true,
    // BullMQ's statements name no schema.
    options: `-c search_path=${JOB_SCHEMA}`,
    application_name: 'cadencia-jobs',
    ...more,
  });
  // An idle connection that drops is replaced at its next use; without a listener it would end the process.
  pool.on('error', () => undefined);
  // Queue, worker and events of each kind listen too, twice at most: Node takes more than ten for a leak.
  pool.setMaxListeners(1 + 6 * kinds);
  return pool;
}

/** BullMQ declares its own shape of a pool, whose overloaded `on` the types of pg do not match word by word. */
function forBullmq(pool: pg.Pool): PgPool {
  return pool as unknown as PgPool;
}

/** Brings BullMQ's schema up to date; several servers may do it at once (it locks). Returns its version. */
export async function migrateJobSchema(connectionString: string): Promise<number> {
  const client = new pg.Client({ connectionString, connectionTimeoutMillis: CONNECT_MS * 4 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await runMigrations(client, JOB_SCHEMA);
  } finally {
    await client.end();
  }
}

/**
 * Jobs in PostgreSQL. Pools are made here and not by BullMQ: handed a pool, it shares one among its queues, and ours
 * give up on a database that does not answer. `kinds` sizes the worker pool: two listening connections a kind.
 */
export function makePostgresJobBackend(connectionString: string, kinds: number): JobBackend {
  const producers = makePool(connectionString, kinds, { max: 2, query_timeout: QUERY_MS });
  const workers = makePool(connectionString, kinds, { max: 2 * kinds + 3 });
  return {
    name: 'PostgreSQL',
    async ready() {
      await producers.query('SELECT 1');
    },
    makeQueue(name) {
      const queue = new Queue(name, { connection: forBullmq(producers) }, createPostgresBackend);
      return queue;
    },
    makeWorker: (name, run, options) =>
      new Worker(name, run, { ...options, connection: forBullmq(workers) }, createPostgresBackend),
    makeEvents: (name) => new QueueEvents(name, { connection: forBullmq(workers) }, createPostgresBackend),
    async close() {
      await Promise.allSettled([producers.end(), workers.end()]);
    },
  };
}
