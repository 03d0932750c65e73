import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { jobWire } from '../../contract/job-wire.js';
import { FACT_REGISTER_WORDS } from '../../contract/list-wire.js';
import { MINUTE } from '../../core/kernel/time.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { jobToWire } from './job-routes.js';
import { PROBLEMS } from './problem-reply.js';
import { receiveFile } from './receive-file.js';

const UPLOAD_DEADLINE_MS = 30 * MINUTE;

/** Registers of persons and debts that were kept outside: paid debts, opt-outs, opt-ins. */
export function addFactRoutes(app: ApiServer, deps: ApiDeps): void {
  app.post(
    '/v1/facts/imports',
    {
      handlerTimeout: UPLOAD_DEADLINE_MS,
      schema: {
        tags: ['lists'],
        summary: 'Upload paid debts, opt-outs or opt-ins: multipart/form-data with the part `file`',
        consumes: ['multipart/form-data'],
        querystring: z.object({ register: z.enum(FACT_REGISTER_WORDS) }),
        response: { 202: jobWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { register } = request.query;
      const serial = randomBytes(10).toString('hex');
      const job = await receiveFile(
        request,
        deps.options.sharedFolder,
        `facts-${serial}`,
        ({ place: path, name }) =>
          deps.jobs.enqueue('import-facts', { register, path, name, rejectsFile: `rejects-${serial}.csv` }),
      );
      reply.status(202).header('Location', `/v1/jobs/${encodeURIComponent(job.id)}`);
      return jobToWire(job);
    },
  );
}
