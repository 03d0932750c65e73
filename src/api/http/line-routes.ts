import { z } from 'zod';
import { lineListWire, linePutWire, lineWire } from '../../contract/line-wire.js';
import { e164Wire } from '../../contract/wire-ids.js';
import type { Line } from '../../core/campaign/campaign.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { pageOf, pageQuery } from './cursor.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['lines'];

function lineToWire(line: Line) {
  return { ...line, ddds: [...line.ddds], ufs: [...line.ufs], purposes: [...line.purposes] };
}

/** Numbers shown. */
export function addLineRoutes(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/lines',
    {
      schema: {
        tags,
        summary: 'Lines',
        querystring: pageQuery,
        response: { 200: lineListWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const page = pageOf(await deps.campaigns.listLines(), (line) => line.number, request.query);
      return { items: page.items.map(lineToWire), next: page.next };
    },
  );
  app.put(
    '/v1/lines/:number',
    {
      schema: {
        tags,
        summary: 'Create or change a line',
        params: z.object({ number: e164Wire }),
        body: linePutWire,
        response: { 200: lineWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const line = { number: request.params.number, ...request.body };
      await deps.engine.saveLine(line);
      return lineToWire(line);
    },
  );
}
