import { sessionWire } from '../../contract/session-wire.js';
import { permissionsOf } from '../auth/permissions.js';
import type { ApiServer } from './api-deps.js';
import { PROBLEMS } from './problem-reply.js';

const tags = ['session'];

/** Who am I: a screen shows what its reader may do and nothing else. */
export function addSessionRoutes(app: ApiServer): void {
  app.get(
    '/v1/session',
    {
      schema: { tags, summary: 'Who came in, and what he may', response: { 200: sessionWire, ...PROBLEMS } },
    },
    async ({ person, role }) => ({ name: person, role, permissions: permissionsOf(role), agentId: null }),
  );
}
