import { z } from 'zod';
import { callbackPutWire, callbackWire } from '../../contract/callback-wire.js';
import { contactIdWire } from '../../contract/wire-ids.js';
import { callbackInstantMs } from '../../core/retry/callback-instant.js';
import { callbackToWire } from '../views/callback-to-wire.js';
import type { ApiDeps, ApiServer } from './api-deps.js';
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
      const contact = await deps.cadence.contacts.find(id);
      const atMs = callbackInstantMs(request.body.at, contact);
      return callbackToWire(await deps.engine.callbacks.agree(id, atMs));
    },
  );
  app.delete(
    '/v1/contacts/:id/callback',
    {
      schema: { tags, summary: 'Call a callback off: the contact goes on by its cadence', params, response },
    },
    async (request) => callbackToWire(await deps.engine.callbacks.cancel(request.params.id)),
  );
}
