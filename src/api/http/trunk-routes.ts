import { z } from 'zod';
import {
  dialRehearsalOrderWire,
  dialRehearsalWire,
  type TrunkOut,
  trunkListWire,
  trunkPutWire,
  trunkWire,
} from '../../contract/trunk-wire.js';
import { trunkIdWire } from '../../contract/wire-ids.js';
import type { Trunk } from '../../core/campaign/campaign.js';
import { isLoopbackHost } from '../../core/campaign/loopback-host.js';
import { CadenciaError } from '../../core/kernel/errors.js';
import type { TrunkId } from '../../core/kernel/ids.js';
import { rehearseDial } from '../../core/route/rehearse-dial.js';
import type { BackOff } from '../../core/route/trunk-capacity.js';
import type { Versioned } from '../../ports/versioned.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { changeNote } from './change-notes.js';
import { tagOf } from './entity-tag.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';
import { conditions, putOver } from './versioned-put.js';

const tags = ['trunks'];
const params = z.object({ id: trunkIdWire });

/** Ways out to the carriers. */
export function addTrunkRoutes(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/trunks',
    {
      schema: {
        tags,
        summary: 'Trunks with the channels in use',
        response: { 200: trunkListWire, ...PROBLEMS },
      },
    },
    async () => ({ items: (await deps.campaigns.listTrunks()).map((trunk) => trunkToWire(deps, trunk)) }),
  );
  app.get(
    '/v1/trunks/:id',
    {
      schema: {
        tags,
        summary: 'One trunk; the ETag is for If-Match',
        params,
        response: { 200: trunkWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const trunk = await storedTrunk(deps, request.params.id);
      if (trunk === undefined) {
        throw notFound('trunk', request.params.id);
      }
      reply.header('ETag', tagOf(trunk.version));
      return trunkToWire(deps, trunk);
    },
  );
  app.post(
    '/v1/dial-rehearsals',
    {
      schema: {
        tags,
        summary: 'A number as a dial rule would write it; nothing is dialled',
        body: dialRehearsalOrderWire,
        response: { 200: dialRehearsalWire, ...PROBLEMS },
      },
    },
    async ({ body: { dial, number, line } }) => rehearseDial(dial, number, line ?? ''),
  );
  addChange(app, deps);
}

function addChange(app: ApiServer, deps: ApiDeps): void {
  app.put(
    '/v1/trunks/:id',
    {
      schema: {
        tags,
        summary: 'Create or change a trunk; it holds from the next call on, and live calls go on',
        params,
        headers: conditions,
        body: trunkPutWire,
        response: { 200: trunkWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const trunk: Trunk = { id: request.params.id, ...request.body };
      if (deps.configuredTrunks.has(trunk.id)) {
        throw new CadenciaError('DLR_STATE_CONFLICT', {
          detail: `Trunk '${trunk.id}' stands in the configuration file: change it there and start the server anew.`,
        });
      }
      if (trunk.kind === 'demo' && !isLoopbackHost(trunk.host)) {
        throw new CadenciaError('DLR_DEMO_TRUNK', {
          detail: 'body.host: a demo trunk may not leave the machine; use 127.0.0.1, or kind sip.',
        });
      }
      const version = await putOver({
        headers: request.headers,
        reply,
        present: async () => (await storedTrunk(deps, trunk.id))?.version ?? null,
        save: (base) => deps.engine.saveTrunk(trunk, base),
      });
      changeNote(request, trunk.id, noteOf(trunk));
      return trunkToWire(deps, { ...trunk, version });
    },
  );
}

const storedTrunk = async (deps: ApiDeps, id: TrunkId): Promise<Versioned<Trunk> | undefined> =>
  (await deps.campaigns.listTrunks()).find((trunk) => trunk.id === id);

function trunkToWire(deps: ApiDeps, trunk: Versioned<Trunk>): TrunkOut {
  const used = deps.engine.view().trunks.find(({ id }) => id === trunk.id);
  const locked = deps.configuredTrunks.has(trunk.id);
  return { ...trunk, inUse: used?.inUse ?? null, backOff: backOffToWire(used?.backOff ?? null), locked };
}

/** In figures that a person reads. */
function backOffToWire(backOff: BackOff | null): TrunkOut['backOff'] {
  if (backOff === null) {
    return null;
  }
  const { cps, channels, sinceMs, why } = backOff;
  const shown =
    why.kind === 'delay'
      ? { ...why, usualMs: Math.round(why.usualMs), nowMs: Math.round(why.nowMs) }
      : { ...why };
  return { cps: Math.round(cps * 10) / 10, channels, sinceMs: Math.round(sinceMs), why: shown };
}

/** What an auditor looks for first: where calls go, and how many. */
function noteOf({ active, host, port, channels, cps, weight }: Trunk): string {
  const state = active ? 'active' : 'not active';
  return `${state}, ${host}:${port}, ${channels} channels, ${cps} calls a second, weight ${weight}`;
}
