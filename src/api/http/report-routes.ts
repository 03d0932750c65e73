import { z } from 'zod';
import { jobWire } from '../../contract/job-wire.js';
import { reportPackListWire, reportRunWire } from '../../contract/report-wire.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { jobToWire } from './job-routes.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['reports'];

/** Report packs on schedule: which there are, and one made now. */
export function addReportRoutes(app: ApiServer, { reports }: ApiDeps): void {
  app.get(
    '/v1/reports',
    {
      schema: {
        tags,
        summary: 'Report packs of the configuration, with the periods that were made',
        response: { 200: reportPackListWire, ...PROBLEMS },
      },
    },
    async () => ({ items: [...(await reports.list())] }),
  );
  app.post(
    '/v1/reports/:pack/runs',
    {
      schema: {
        tags,
        summary: 'Make the pack of a period now; one that lies in its folder is left as it is',
        params: z.object({ pack: z.string().min(1).max(64).describe('A report pack') }),
        body: reportRunWire,
        response: { 202: jobWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const job = await reports.runNow(request.params.pack, request.body.day);
      reply.status(202).header('Location', `/v1/jobs/${encodeURIComponent(job.id)}`);
      return jobToWire(job);
    },
  );
}
