import { z } from 'zod';
import { trunkListWire, trunkPutWire, trunkWire } from '../../contract/trunk-wire.js';
import { trunkIdWire } from '../../contract/wire-ids.js';
import { isLoopbackHost } from '../../core/campaign/loopback-host.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['trunks'];

/** Ways out to the carriers. */
export function addTrunkRoutes(app: ApiServer, deps: ApiDeps): void {
  const inUse = () => new Map(deps.engine.view().trunks.map((trunk) => [trunk.id, trunk.inUse]));
  app.get(
    '/v1/trunks',
    {
      schema: {
        tags,
        summary: 'Trunks with the channels in use',
        response: { 200: trunkListWire, ...PROBLEMS },
      },
    },
    async () => {
      const used = inUse();
      const trunks = await deps.campaigns.listTrunks();
      return { items: trunks.map((trunk) => ({ ...trunk, inUse: used.get(trunk.id) ?? null })) };
    },
  );
  app.put(
    '/v1/trunks/:id',
    {
      schema: {
        tags,
        summary: 'Create or change a trunk',
        params: z.object({ id: trunkIdWire }),
        body: trunkPutWire,
        response: { 200: trunkWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const trunk = { id: request.params.id, ...request.body };
      if (trunk.kind === 'demo' && !isLoopbackHost(trunk.host)) {
        throw new CadenciaError('DLR_DEMO_TRUNK', {
          detail: 'body.host: a demo trunk may not leave the machine; use 127.0.0.1, or kind sip.',
        });
      }
      await deps.engine.saveTrunk(trunk);
      return { ...trunk, inUse: inUse().get(trunk.id) ?? null };
    },
  );
}
