import { z } from 'zod';
import { callbackPutWire, callbackWire, ownCallbacksWire } from '../../contract/callback-wire.js';
import { agentIdWire, contactIdWire } from '../../contract/wire-ids.js';
import type { Contact } from '../../core/contact/contact.js';
import type { AgentId, ContactId } from '../../core/kernel/ids.js';
import { maskName, maskPhone } from '../../core/privacy/mask-person.js';
import { callbackInstantMs } from '../../core/retry/callback-instant.js';
import type { Access } from '../auth/access.js';
import { callbackToWire } from '../views/callback-to-wire.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
import { notFound } from './not-found.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['cadence'];
const params = z.object({ id: contactIdWire });
const response = { 200: callbackWire, ...PROBLEMS };

/** Callbacks that are agreed, moved or called off outside a call. */
export function addCallbackRoutes(app: ApiServer, deps: ApiDeps): void {
  app.put(
    '/v1/contacts/:id/callback',
    {
      schema: {
        tags,
        summary: 'Agree a callback with a contact, or move it; the gate is asked when its time has come',
        params,
        body: callbackPutWire,
        response,
      },
    },
    async (request) => {
      const { id } = request.params;
      const contact = await seenContact(deps, id, request.access);
      const atMs = callbackInstantMs(request.body.at, contact);
      const { agentId } = request.body;
      if (agentId !== undefined) {
        await requireAgent(deps, agentId, request.access);
      }
      const agreed = await deps.engine.callbacks.agree(id, atMs);
      await (agentId === undefined
        ? deps.engine.personal?.release(id)
        : deps.engine.personal?.promise(agentId, agreed, atMs));
      return callbackToWire(agreed);
    },
  );
  app.get(
    '/v1/agents/:id/callbacks',
    {
      schema: {
        tags,
        summary: 'Callbacks the agent is to make himself; whom, only as far as two lines can be told apart',
        params: z.object({ id: agentIdWire }),
        response: { 200: ownCallbacksWire, ...PROBLEMS },
      },
    },
    async (request) => {
      const owed = (await deps.engine.personal?.of(request.params.id)) ?? [];
      return {
        items: owed.map((contact) => ({
          ...callbackToWire(contact),
          name: maskName(contact.name),
          phone: maskPhone(contact.phones[contact.phoneIndex]?.number ?? ''),
        })),
      };
    },
  );
  app.delete(
    '/v1/contacts/:id/callback',
    {
      schema: { tags, summary: 'Call a callback off: the contact goes on by its cadence', params, response },
    },
    async (request) => {
      const { id } = request.params;
      await seenContact(deps, id, request.access);
      return callbackToWire(await deps.engine.callbacks.cancel(id));
    },
  );
}

async function requireAgent({ agents }: ApiDeps, id: AgentId, access: Access): Promise<void> {
  if (!access.sees(id) || (await agents.find(id)) === null) {
    throw notFound('agent', id);
  }
}

/** The contact, or null where there is none; one of a campaign that is not his to see is not found. */
async function seenContact({ cadence }: ApiDeps, id: ContactId, access: Access): Promise<Contact | null> {
  const contact = await cadence.contacts.find(id);
  if (contact !== null && !access.seesCampaign(contact.campaignId)) {
    throw notFound('contact', id);
  }
  return contact;
}
