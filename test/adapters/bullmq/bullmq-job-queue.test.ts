import {
  makePostgresJobBackend,
  migrateJobSchema,
} from '../../../src/adapters/bullmq/postgres-job-backend.js';
import { makeRedisJobBackend } from '../../../src/adapters/bullmq/redis-job-backend.js';
import { JOB_KINDS } from '../../../src/ports/jobs.js';
import { jobQueueConformance } from '../../conformance/job-queue-conformance.js';
import { makePostgresStore, makeRedisStore } from '../../support/job-stores.js';

jobQueueConformance({
  name: 'PostgreSQL',
  makeStore: makePostgresStore,
  prepare: async (url) => {
    await migrateJobSchema(url);
  },
  makeBackend: (url) => makePostgresJobBackend(url, JOB_KINDS.length),
});

jobQueueConformance({
  name: 'Redis',
  makeStore: makeRedisStore,
  prepare: async () => undefined,
  makeBackend: (url) => makeRedisJobBackend(url),
});
