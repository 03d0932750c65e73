import { z } from 'zod';
import { type SwitchOut, switchListWire, switchPutWire, switchWire } from '../../contract/switch-wire.js';
import { mediaServerIdWire } from '../../contract/wire-ids.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { changeNote } from './change-notes.js';
import { tagOf } from './entity-tag.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';
import { conditions, putOver } from './versioned-put.js';

const tags = ['switches'];
const params = z.object({ id: mediaServerIdWire });

/** The switches of this server with what was set for each; one of which nothing was set is at version 0. */
async function switchesOf({ engine, switches }: ApiDeps): Promise<readonly SwitchOut[]> {
  const versions = new Map((await switches.list()).map(({ id, version }) => [id, version]));
  return engine.switches.views().map((view) => ({ ...view, version: versions.get(view.id) ?? 0 }));
}

async function oneSwitch(deps: ApiDeps, id: string): Promise<SwitchOut> {
  const found = (await switchesOf(deps)).find((one) => one.id === id);
  if (found === undefined) {
    throw notFound('switch', id);
  }
  return found;
}

/** Media servers, and taking them out of service. */
export function addSwitchRoutes(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/switches',
    {
      schema: {
        tags,
        summary: 'Media servers with their state, calls and agents',
        response: { 200: switchListWire, ...PROBLEMS },
      },
    },
    async () => ({ items: [...(await switchesOf(deps))] }),
  );
  app.get(
    '/v1/switches/:id',
    {
      schema: {
        tags,
        summary: 'One media server; the ETag is for If-Match',
        params,
        response: { 200: switchWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const found = await oneSwitch(deps, request.params.id);
      reply.header('ETag', tagOf(found.version));
      return found;
    },
  );
  app.put(
    '/v1/switches/:id',
    {
      schema: {
        tags,
        summary:
          'Drain a media server, take it out for maintenance, put it back, or weigh it; on every server',
        params,
        headers: conditions,
        body: switchPutWire,
        response: { 200: switchWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await putOver({
        headers: request.headers,
        reply,
        present: async () => (await oneSwitch(deps, id)).version,
        save: (base) => deps.engine.switches.save({ id, ...request.body }, base),
      });
      const { state, weight, why } = request.body;
      changeNote(request, id, `${state}, weight ${weight}${why === '' ? '' : `: ${why}`}`);
      return oneSwitch(deps, id);
    },
  );
}
