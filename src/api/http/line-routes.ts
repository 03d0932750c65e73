import { z } from 'zod';
import { lineListWire, linePutWire, lineWire } from '../../contract/line-wire.js';
import { e164Wire } from '../../contract/wire-ids.js';
import type { Line } from '../../core/campaign/campaign.js';
import type { E164 } from '../../core/kernel/ids.js';
import type { Versioned } from '../../ports/versioned.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { pageOf, pageQuery } from './cursor.js';
import { tagOf } from './entity-tag.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';
import { conditions, putOver } from './versioned-put.js';

const tags = ['lines'];
const params = z.object({ number: e164Wire });

function lineToWire(line: Versioned<Line>) {
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
  app.get(
    '/v1/lines/:number',
    {
      schema: {
        tags,
        summary: 'One line; the ETag is for If-Match',
        params,
        response: { 200: lineWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const line = await storedLine(deps, request.params.number);
      if (line === undefined) {
        throw notFound('line', request.params.number);
      }
      reply.header('ETag', tagOf(line.version));
      return lineToWire(line);
    },
  );
  app.put(
    '/v1/lines/:number',
    {
      schema: {
        tags,
        summary: 'Create or change a line',
        params,
        headers: conditions,
        body: linePutWire,
        response: { 200: lineWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const line = { number: request.params.number, ...request.body };
      const version = await putOver({
        headers: request.headers,
        reply,
        present: async () => (await storedLine(deps, line.number))?.version ?? null,
        save: (base) => deps.engine.saveLine(line, base),
      });
      return lineToWire({ ...line, version });
    },
  );
}

const storedLine = async (deps: ApiDeps, number: E164): Promise<Versioned<Line> | undefined> =>
  (await deps.campaigns.listLines()).find((line) => line.number === number);
