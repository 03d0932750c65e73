import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import {
  callerListWire,
  type InboundSettingOut,
  inboundChangesWire,
  inboundListWire,
  inboundPutWire,
  inboundSettingWire,
  queueListWire,
} from '../../contract/inbound-wire.js';
import { queueOutlooksWire } from '../../contract/queue-wire.js';
import { agentIdWire, e164Wire, menuIdWire, queueIdWire } from '../../contract/wire-ids.js';
import type { InboundKind } from '../../core/acd/inbound-kind.js';
import { CadenciaError, isCadenciaError } from '../../core/kernel/errors.js';
import { maskPhone } from '../../core/privacy/mask-person.js';
import type { InboundSetting } from '../../ports/inbound-store.js';
import { queueOutlookToWire, queueToWire } from '../views/queue-to-wire.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { changedMeanwhile, tagOf, versionToChange } from './entity-tag.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';
import { conditions } from './versioned-put.js';

const tags = ['inbound'];
const MOST_CHANGES = 200;

/** Where each kind of document lives. */
const SHELVES = [
  {
    kind: 'queue',
    path: '/v1/queues',
    what: 'a queue of callers',
    param: 'id',
    id: queueIdWire,
    member: 'id',
  },
  {
    kind: 'menu',
    path: '/v1/menus',
    what: 'a menu of callers (URA)',
    param: 'id',
    id: menuIdWire,
    member: null,
  },
  {
    kind: 'line',
    path: '/v1/inbound-lines',
    what: 'a number people call',
    param: 'number',
    id: e164Wire,
    member: 'number',
  },
  {
    kind: 'agent',
    path: '/v1/agent-skills',
    what: 'what an agent may take',
    param: 'id',
    id: agentIdWire,
    member: null,
  },
] as const;
type Shelf = (typeof SHELVES)[number];

/** Settings of calls that come in, and their queues as they stand. */
export function addInboundRoutes(app: ApiServer, deps: ApiDeps): void {
  for (const shelf of SHELVES) {
    addReading(app, deps, shelf);
    addChanging(app, deps, shelf);
  }
  addRules(app, deps);
  app.get(
    '/v1/queue-figures',
    {
      schema: {
        tags,
        summary: 'Queues as they stand: who waits, for how long, the service level of the day',
        response: { 200: queueListWire, ...PROBLEMS },
      },
    },
    async () => ({ items: deps.engine.queues().map(queueToWire) }),
  );
  app.get(
    '/v1/queue-outlooks',
    {
      schema: {
        tags,
        summary: 'Calls expected and come by half hour of today, and the agents kept from outbound for them',
        response: { 200: queueOutlooksWire, ...PROBLEMS },
      },
    },
    async ({ access }) => ({
      items: deps.engine.foreseen().map((one) => queueOutlookToWire(one, (id) => access.sees(id))),
    }),
  );
  app.get(
    '/v1/callers',
    {
      schema: {
        tags,
        summary: 'Callers with whom nobody spoke yet, and when they are called back; numbers are masked',
        response: { 200: callerListWire, ...PROBLEMS },
      },
    },
    async () => ({
      items: deps.engine.callers().map(({ number, leftIn, firstMs: _first, ...caller }) => ({
        ...caller,
        phone: maskPhone(number),
        wished: leftIn === 'offer',
      })),
    }),
  );
  app.get(
    '/v1/inbound-changes',
    {
      schema: {
        tags,
        summary: 'The last 200 changes of these settings, newest first: who, what, when',
        response: { 200: inboundChangesWire, ...PROBLEMS },
      },
    },
    async () => ({ items: (await deps.inbound.changes(MOST_CHANGES)).map(toWire) }),
  );
}

/** Lines are named by their number. */
function placeOf({ path, param }: Shelf): string {
  return `${path}/:${param}`;
}

function paramsOf({ param, id }: Shelf) {
  return z.object({ [param]: id as z.ZodType<string, string> });
}

function idIn(params: Readonly<Record<string, string>>): string {
  return Object.values(params)[0] ?? '';
}

function toWire({ atMs, ...setting }: InboundSetting): InboundSettingOut {
  return { ...setting, at: new Date(atMs).toISOString() };
}

function addReading(app: ApiServer, deps: ApiDeps, shelf: Shelf): void {
  const { kind, path, what } = shelf;
  app.get(
    path,
    { schema: { tags, summary: `All: ${what}`, response: { 200: inboundListWire, ...PROBLEMS } } },
    async () => ({ items: (await deps.inbound.list(kind)).map(toWire) }),
  );
  app.get(
    placeOf(shelf),
    {
      schema: {
        tags,
        summary: `One: ${what}; the ETag is for If-Match`,
        params: paramsOf(shelf),
        response: { 200: inboundSettingWire, ...PROBLEMS },
      },
    },
    async (request, reply) => answer(reply, await found(deps, kind, idIn(request.params))),
  );
}

function addChanging(app: ApiServer, deps: ApiDeps, shelf: Shelf): void {
  const { kind, what, member } = shelf;
  const params = paramsOf(shelf);
  app.put(
    placeOf(shelf),
    {
      schema: {
        tags,
        summary: `Make or change: ${what}; it holds from the next call on`,
        params,
        headers: conditions,
        body: inboundPutWire,
        response: { 200: inboundSettingWire, ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const { params: asked, body, headers, tokenId } = request;
      const id = idIn(asked);
      if (member !== null && body[member] !== undefined && body[member] !== id) {
        throw new CadenciaError('DLR_INPUT_INVALID', {
          detail: `body.${member} is not the one of the path; leave it out, or write the same.`,
        });
      }
      const document = member === null ? body : { ...body, [member]: id };
      return answer(reply, await save(deps, { kind, id, document, by: tokenId }, headers));
    },
  );
  app.delete(
    placeOf(shelf),
    {
      schema: {
        tags,
        summary: `Take away: ${what}; refused while something leads to it`,
        params,
        headers: conditions,
        response: { 204: z.null(), ...PROBLEMS },
      },
    },
    async (request, reply) => {
      const present = await found(deps, kind, idIn(request.params));
      const version = versionToChange(request.headers, present.version);
      await deps.inbound.remove({ kind, id: present.id, by: request.tokenId }, version);
      return reply.code(204).send(null);
    },
  );
}

function addRules(app: ApiServer, deps: ApiDeps): void {
  app.get(
    '/v1/inbound-rules',
    {
      schema: {
        tags,
        summary: 'What holds for all queues; not found while all of it is as by default',
        response: { 200: inboundSettingWire, ...PROBLEMS },
      },
    },
    async (_request, reply) => answer(reply, await found(deps, 'rules', 'all')),
  );
  app.put(
    '/v1/inbound-rules',
    {
      schema: {
        tags,
        summary: 'Change what holds for all queues',
        headers: conditions,
        body: inboundPutWire,
        response: { 200: inboundSettingWire, ...PROBLEMS },
      },
    },
    async ({ body, headers, tokenId }, reply) =>
      answer(reply, await save(deps, { kind: 'rules', id: 'all', document: body, by: tokenId }, headers)),
  );
}

function answer(reply: FastifyReply, setting: InboundSetting): InboundSettingOut {
  reply.header('ETag', tagOf(setting.version));
  return toWire(setting);
}

async function found({ inbound }: ApiDeps, kind: InboundKind, id: string): Promise<InboundSetting> {
  const setting = await inbound.find(kind, id);
  if (setting === null) {
    throw notFound(kind, id);
  }
  return setting;
}

/** Saves, and tells a lost race from other conflicts. */
async function save(
  { inbound }: ApiDeps,
  setting: Pick<InboundSetting, 'kind' | 'id' | 'document' | 'by'>,
  headers: Parameters<typeof versionToChange>[0],
): Promise<InboundSetting> {
  const { kind, id } = setting;
  const version = versionToChange(headers, (await inbound.find(kind, id))?.version ?? null);
  try {
    return await inbound.save(setting, version);
  } catch (failure) {
    const present = isCadenciaError(failure, 'DLR_STATE_CONFLICT') ? await inbound.find(kind, id) : undefined;
    if (present !== undefined && (present?.version ?? 0) !== version) {
      throw changedMeanwhile(present?.version ?? null);
    }
    throw failure;
  }
}
